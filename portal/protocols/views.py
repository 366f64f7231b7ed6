"""Agreements on sharing information: read by anybody, kept by the regions."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commissioning.errors import CommissioningError
from commissioning.partnership.protocols.bodies import SharingBody, bodies_called
from commissioning.partnership.protocols.errors import ProtocolImpossible
from commissioning.partnership.protocols.models import SharingProtocol
from commissioning.partnership.protocols.parties_on import body_of_party
from commissioning.partnership.protocols.queries import (
    parties_of,
    protocol_told,
    protocols_told,
    stages_of,
    switches_of,
)
from commissioning.partnership.protocols.signing import sign_protocol
from commissioning.partnership.protocols.stating import (
    ProtocolFacts,
    add_protocol,
    change_protocol,
    end_protocol,
    renew_protocol,
    state_switch,
)
from commissioning.partnership.protocols.switching import stage_on
from commissioning.partnership.protocols.told import ProtocolTold
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.places.models import Region
from portal.access import PUBLIC, allow
from portal.asking.date_field import day_in
from portal.asking.onlooker import sight_of_reader
from portal.extensions import db
from portal.looking import looking, moment
from portal.protocols.forms import (
    EndForm,
    ProtocolForm,
    RefusedOnField,
    RenewForm,
    SignForm,
    SwitchForm,
)
from portal.protocols.keeping import may_change, own_regions, protocol_to_change, region_chosen
from portal.protocols.pages import (
    HEADINGS,
    protocol_page,
    protocol_rows,
    protocols_page,
    stage_words,
    switch_rows,
)
from portal.reaching import who_acts
from portal.showing.csv_tables import csv_answer

bp = Blueprint("protocols", __name__)

STATED = {"renew": RenewForm, "end": EndForm, "sign": SignForm}
WHAT = "any('renew', 'end', 'sign')"


@bp.get("/protocols")
@allow(PUBLIC)
def protocols() -> str:
    """All of them, first what somebody has to do something about."""
    page = protocols_page(
        _all(), tells_providers=looking().is_in, can_state=bool(_regions()), today=_today()
    )
    return render_template("protocols/protocols.html", page=page)


@bp.get("/protocols.csv")
@allow(PUBLIC)
def protocols_csv() -> Response:
    return csv_answer([HEADINGS, *protocol_rows(_all())], "sharing-agreements")


@bp.get("/protocols/<uuid:protocol_id>")
@allow(PUBLIC)
def protocol(protocol_id: uuid.UUID) -> str:
    told = _told(protocol_id)
    page = protocol_page(
        told, tells_providers=looking().is_in, can_state=may_change(db.session(), told.protocol),
        today=_today(), done=request.args.get("done", ""),
    )  # fmt: skip
    return render_template("protocols/protocol.html", page=page)


@bp.get("/protocols/new")
@allow(Act.PROTOCOL_CHANGE)
def new() -> str:
    return _form(ProtocolForm(), None)


@bp.post("/protocols/new")
@allow(Act.PROTOCOL_CHANGE, changes=True)
def add() -> ResponseReturnValue:
    session, form = db.session(), ProtocolForm(request.form)
    region = region_chosen(session, form.region.data)
    is_whole = form.validate()
    if _has_review_day(form) and is_whole and region is not None:  # all that is wrong, at once
        try:
            made = add_protocol(
                session, region, _facts(form), review_on=day_in(form.review_on), by=who_acts(),
                at=moment(),
            )  # fmt: skip
            where = f"/protocols/{made.public_id}?done=new"
            session.commit()
            return redirect(where, 303)
        except CommissioningError as refusal:
            _refuse(form, refusal)
    elif region is None and own_regions(session):
        form.refuse("region", gettext("Choose a region"))
    return _form(form, None), 422


@bp.get("/protocols/<uuid:protocol_id>/change")
@allow(Act.PROTOCOL_CHANGE)
def changing(protocol_id: uuid.UUID) -> str:
    protocol_to_change(db.session(), protocol_id)
    told, form = _told(protocol_id), ProtocolForm()
    form.fill(told)
    return _form(form, told)


@bp.post("/protocols/<uuid:protocol_id>/change")
@allow(Act.PROTOCOL_CHANGE, changes=True)
def change(protocol_id: uuid.UUID) -> ResponseReturnValue:
    """Parties of which who changes it may not know stay as they are."""
    session, form = db.session(), ProtocolForm(request.form)
    found, told = protocol_to_change(session, protocol_id), _told(protocol_id)
    if form.validate():
        try:
            changed = change_protocol(
                session, found, _facts(form, _unseen(told)), based_on=form.seen, by=who_acts(),
                at=moment(),
            )  # fmt: skip
            session.commit()
            done = "change" if changed else "same"
            return redirect(f"/protocols/{protocol_id}?done={done}", 303)
        except CommissioningError as refusal:
            _refuse(form, refusal)
    return _form(form, _told(protocol_id)), 422


@bp.get(f"/protocols/<uuid:protocol_id>/<{WHAT}:what>")
@allow(Act.PROTOCOL_CHANGE)
def stating(protocol_id: uuid.UUID, what: str) -> str:
    found, form = protocol_to_change(db.session(), protocol_id), STATED[what]()
    form.based_on.data = f"{found.version}"
    return _statement(form, _told(protocol_id), what)


@bp.post(f"/protocols/<uuid:protocol_id>/<{WHAT}:what>")
@allow(Act.PROTOCOL_CHANGE, changes=True)
def state(protocol_id: uuid.UUID, what: str) -> ResponseReturnValue:
    session, form = db.session(), STATED[what](request.form)
    found, told = protocol_to_change(session, protocol_id), _told(protocol_id)
    if form.validate():
        try:
            _state(form, found, told)
            session.commit()
            return redirect(f"/protocols/{protocol_id}?done={what}", 303)
        except CommissioningError as refusal:
            _refuse(form, refusal)
    return _statement(form, _told(protocol_id), what), 422


@bp.get("/protocols/files")
@allow(Act.PROTOCOL_CHANGE)
def files() -> str:
    return _switch(SwitchForm())


@bp.post("/protocols/files")
@allow(Act.PROTOCOL_CHANGE, changes=True)
def switch() -> ResponseReturnValue:
    """Warned first: the verb says from which day a file may be refused."""
    session, form = db.session(), SwitchForm(request.form)
    region, stage = region_chosen(session, form.region.data), form.chosen_stage
    if form.validate() and region is not None and stage is not None:
        try:
            state_switch(
                session, region, stage=stage, from_day=day_in(form.from_day), by=who_acts(),
                at=moment(),
            )  # fmt: skip
            session.commit()
            return redirect("/protocols/files?done=stated", 303)
        except CommissioningError as refusal:
            _refuse(form, refusal)
    elif stage is None:
        form.refuse("stage", gettext("Choose what becomes of such a file"))
    elif region is None:
        form.refuse("region", gettext("Choose a region"))
    return _switch(form), 422


def _state(form: RefusedOnField, found: SharingProtocol, told: ProtocolTold) -> None:
    session, by, at = db.session(), who_acts(), moment()
    match form:
        case RenewForm():
            renew_protocol(
                session, found, day_in(form.review_on), before=told.review_on, based_on=form.seen,
                by=by, at=at,
            )  # fmt: skip
        case EndForm():
            end_protocol(
                session, found, day_in(form.ended_on), replaced_by=form.replaced_by.data or "",
                based_on=form.seen, by=by, at=at,
            )  # fmt: skip
        case SignForm():
            party = form.chosen(told)
            if party is None:
                raise ProtocolImpossible("party", gettext("Choose who signed"))
            sign_protocol(
                session, party, post=form.post.data or "", signed_on=day_in(form.signed_on), by=by,
                at=at, names_nobody=bool(form.names_nobody.data),
            )  # fmt: skip


def _facts(form: ProtocolForm, unseen: tuple[SharingBody, ...] = ()) -> ProtocolFacts:
    named = bodies_called(db.session(), form.party_names, sight=sight_of_reader())
    return ProtocolFacts(
        reference=form.reference.data or "", title=form.title.data or "",
        ground=form.ground.data or "", data=tuple(form.covers.data or ()),
        owner_post=form.owner_post.data or "", in_force_from=day_in(form.in_force_from),
        parties=(*named, *unseen), covers_subcontractors=bool(form.covers_subcontractors.data),
        names_nobody=bool(form.names_nobody.data),
    )  # fmt: skip


def _unseen(told: ProtocolTold) -> tuple[SharingBody, ...]:
    seen = {one.row.id for one in told.parties}
    rows = parties_of(db.session(), told.protocol.id)
    return tuple(body_of_party(row) for row in rows if row.id not in seen)


def _has_review_day(form: ProtocolForm) -> bool:
    if form.review_on.data is None:
        form.refuse("review_on", gettext("Enter the day by which it is reviewed"))
    return form.review_on.data is not None


def _refuse(form: RefusedOnField, why: Exception) -> None:
    db.session.rollback()
    form.refuse(str(getattr(why, "field", "")), str(why))


def _form(form: ProtocolForm, told: ProtocolTold | None) -> str:
    regions = _regions()
    if not regions:
        raise NotKnown("region", "yours")
    form.offer(regions)
    return render_template(
        "protocols/stating.html", form=form, protocol=None if told is None else told.protocol,
        asks_region=told is None and len(regions) > 1,
    )  # fmt: skip


def _statement(form: RefusedOnField, told: ProtocolTold, what: str) -> str:
    if isinstance(form, SignForm):
        form.offer(told)
    return render_template(
        "protocols/statement.html", form=form, protocol=told.protocol, what=what,
        review_on=told.review_on,
    )  # fmt: skip


def _switch(form: SwitchForm) -> str:
    session, regions = db.session(), _regions()
    if not regions:
        raise NotKnown("region", "yours")
    form.offer(regions)
    words = stage_words()
    shown = [
        (one.name, words[stage_on(_today(), stages_of(session, one.id))],
         switch_rows(switches_of(session, one.id)))
        for one in regions
    ]  # fmt: skip
    done = request.args.get("done") == "stated" and not form.errors
    return render_template("protocols/files.html", form=form, regions=shown, done=done)


def _regions() -> list[Region]:
    return own_regions(db.session())


def _all() -> list[ProtocolTold]:
    return protocols_told(db.session(), sight=sight_of_reader(), today=_today())


def _told(protocol_id: uuid.UUID) -> ProtocolTold:
    return protocol_told(db.session(), protocol_id, sight=sight_of_reader(), today=_today())


def _today() -> dt.date:
    return local_date(moment())
