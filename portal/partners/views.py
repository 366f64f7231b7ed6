"""Partners: found by anybody, kept by the regions; their money by those whose it is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commissioning.errors import CommissioningError
from commissioning.partnership.partners.crosswalk import crossed_with, state_bodies
from commissioning.partnership.partners.models import Partner
from commissioning.partnership.partners.money import FundedTold, funded_by
from commissioning.partnership.partners.queries import (
    partner_by_id,
    partner_whole,
    partners_of_area,
    partners_told,
)
from commissioning.partnership.partners.stating import add_partner, change_partner, end_partner
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.places.models import LocalDeliveryUnit, Region
from directory.places.queries import all_areas, area_by_slug
from portal.access import PUBLIC, allow
from portal.asking.date_field import day_in
from portal.asking.onlooker import sight_of_reader
from portal.asking.typed import tidy
from portal.extensions import db
from portal.looking import acting_organisation_id, looking, moment
from portal.own_region import regions_for
from portal.partners.forms import (
    AreaBodiesForm,
    PartnerEndForm,
    PartnerForm,
    PartnerStatement,
    lines_of,
)
from portal.partners.leads import partner_leads
from portal.partners.pages import (
    HEADINGS,
    crossed_page,
    partner_page,
    partner_rows,
    partners_page,
)
from portal.reaching import who_acts
from portal.showing.csv_tables import csv_answer

bp = Blueprint("partners", __name__)


@bp.get("/partners")
@allow(PUBLIC)
def partners() -> str:
    """By name, or those that the words typed name."""
    asked = tidy(request.args.get("q"))
    told = partners_told(db.session(), on=_today(), words=asked)
    page = partners_page(told, asked=asked, can_state=bool(_regions()))
    return render_template("partners/partners.html", page=page)


@bp.get("/partners.csv")
@allow(PUBLIC)
def partners_csv() -> Response:
    return csv_answer(
        [HEADINGS, *partner_rows(partners_told(db.session(), on=_today()), today=_today())],
        "partners",
    )


@bp.get("/partners/<uuid:partner_id>")
@allow(PUBLIC)
def partner(partner_id: uuid.UUID) -> str:
    """What it pays is told to whoever commissions, and to its own members of their own money."""
    found = partner_by_id(db.session(), partner_id)
    page = partner_page(
        partner_whole(db.session(), found, on=_today()), _funded(found),
        partner_leads(db.session(), found, today=_today()),
        can_state=_is_own(found), today=_today(), done=request.args.get("done", ""),
    )  # fmt: skip
    return render_template("partners/partner.html", page=page)


@bp.get("/partners/new")
@allow(Act.PARTNER_CHANGE)
def new() -> str:
    return _form(PartnerForm(), None)


@bp.post("/partners/new")
@allow(Act.PARTNER_CHANGE, changes=True)
def add() -> ResponseReturnValue:
    session, form = db.session(), PartnerForm(request.form)
    regions = _regions()
    region = next(
        (one for one in regions if len(regions) == 1 or one.slug == form.region.data), None
    )
    if form.validate() and region is not None:
        try:
            made = add_partner(session, region, form.facts(_areas()), by=who_acts(), at=moment())
            where = f"/partners/{made.public_id}?done=new"
            session.commit()
            return redirect(where, 303)
        except CommissioningError as refusal:
            _refuse(form, refusal)
    elif region is None:
        form.refuse("region", gettext("Choose a region"))
    return _form(form, None), 422


@bp.get("/partners/<uuid:partner_id>/change")
@allow(Act.PARTNER_CHANGE)
def changing(partner_id: uuid.UUID) -> str:
    found, form = _own(partner_id), PartnerForm()
    form.fill(partner_whole(db.session(), found, on=_today()))
    return _form(form, found)


@bp.post("/partners/<uuid:partner_id>/change")
@allow(Act.PARTNER_CHANGE, changes=True)
def change(partner_id: uuid.UUID) -> ResponseReturnValue:
    session, form, found = db.session(), PartnerForm(request.form), _own(partner_id)
    if form.validate():
        try:
            changed = change_partner(
                session, found, form.facts(_areas()), based_on=form.seen, by=who_acts(),
                at=moment(),
            )  # fmt: skip
            session.commit()
            return redirect(f"/partners/{partner_id}?done={'change' if changed else 'same'}", 303)
        except CommissioningError as refusal:
            _refuse(form, refusal)
    return _form(form, _own(partner_id)), 422


@bp.get("/partners/<uuid:partner_id>/end")
@allow(Act.PARTNER_CHANGE)
def ending(partner_id: uuid.UUID) -> str:
    found, form = _own(partner_id), PartnerEndForm()
    form.based_on.data = f"{found.version}"
    return render_template("partners/end.html", form=form, partner=found)


@bp.post("/partners/<uuid:partner_id>/end")
@allow(Act.PARTNER_CHANGE, changes=True)
def end(partner_id: uuid.UUID) -> ResponseReturnValue:
    session, form, found = db.session(), PartnerEndForm(request.form), _own(partner_id)
    if form.validate():
        try:
            end_partner(
                session, found, day_in(form.ended_on), successor=form.successor.data or "",
                based_on=form.seen, by=who_acts(), at=moment(),
            )  # fmt: skip
            session.commit()
            return redirect(f"/partners/{partner_id}?done=end", 303)
        except CommissioningError as refusal:
            _refuse(form, refusal)
    return render_template("partners/end.html", form=form, partner=_own(partner_id)), 422


@bp.get("/partners/areas/<slug>")
@allow(PUBLIC)
def crossed(slug: str) -> str:
    """Which councils, police, health boards and local justice areas an area is crossed with, and
    which partners work there."""
    session, area = db.session(), area_by_slug(db.session(), slug)
    page = crossed_page(
        area, session.get_one(Region, area.region_id).slug,
        crossed_with(session, area, on=_today()), partners_of_area(session, area, on=_today()),
        can_state=area.id in {one.id for one in _areas()},
        done=request.args.get("done") == "stated",
    )  # fmt: skip
    return render_template("partners/crossed.html", page=page)


@bp.get("/partners/areas/<slug>/state")
@allow(Act.PARTNER_CHANGE)
def crossing(slug: str) -> str:
    return _crossing(AreaBodiesForm(), _own_area(slug))


@bp.post("/partners/areas/<slug>/state")
@allow(Act.PARTNER_CHANGE, changes=True)
def cross(slug: str) -> ResponseReturnValue:
    session, form, area = db.session(), AreaBodiesForm(request.form), _own_area(slug)
    kind = form.chosen_kind
    if form.validate() and kind is not None:
        try:
            state_bodies(
                session, area, kind, lines_of(form.names), is_whole=bool(form.is_whole.data),
                from_day=day_in(form.from_day), source=form.source.data or "", by=who_acts(),
                at=moment(), names_nobody=bool(form.names_nobody.data),
            )  # fmt: skip
            session.commit()
            return redirect(f"/partners/areas/{slug}?done=stated", 303)
        except CommissioningError as refusal:
            _refuse(form, refusal)
    elif kind is None:
        form.refuse("kind", gettext("Choose which bodies"))
    return _crossing(form, _own_area(slug)), 422


def _funded(partner: Partner) -> list[FundedTold] | None:
    """None to whom no partner's money is told."""
    organisation_id = acting_organisation_id()
    is_own = organisation_id is not None and organisation_id == partner.organisation_id
    if not is_own and not looking().may(Act.PARTNER_CHANGE):
        return None
    return funded_by(db.session(), partner, sight=sight_of_reader(), is_own=is_own)


def _regions() -> list[Region]:
    return regions_for(db.session(), Act.PARTNER_CHANGE)


def _areas() -> Sequence[LocalDeliveryUnit]:
    regions = {one.id for one in _regions()}
    areas = all_areas(db.session(), on=_today()) if regions else []
    return [area for area in areas if area.region_id in regions]


def _is_own(partner: Partner) -> bool:
    return partner.owner_region_id in {one.id for one in _regions()}


def _own(partner_id: uuid.UUID) -> Partner:
    """Raises `NotKnown`, also for one that another region keeps."""
    found = partner_by_id(db.session(), partner_id)
    if not _is_own(found):
        raise NotKnown("partner", partner_id)
    return found


def _own_area(slug: str) -> LocalDeliveryUnit:
    found = next((one for one in _areas() if one.slug == slug), None)
    if found is None:
        raise NotKnown("area", slug)
    return found


def _refuse(form: PartnerStatement, why: Exception) -> None:
    db.session.rollback()
    form.refuse(str(getattr(why, "field", "")), str(why))


def _form(form: PartnerForm, partner: Partner | None) -> str:
    regions = _regions()
    if not regions:
        raise NotKnown("region", "yours")
    form.offer(regions, _areas())
    return render_template(
        "partners/stating.html", form=form, partner=partner,
        asks_region=partner is None and len(regions) > 1,
    )  # fmt: skip


def _crossing(form: AreaBodiesForm, area: LocalDeliveryUnit) -> str:
    form.offer()
    return render_template("partners/crossing.html", form=form, area=area)


def _today() -> dt.date:
    return local_date(moment())
