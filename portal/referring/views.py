"""Somebody is referred by a person: first for what and from where, then the form."""

from __future__ import annotations

import secrets
import uuid

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from commissioning.cases.case_view import own_referral
from commissioning.errors import CommissioningError
from commissioning.lines.models import Line
from commissioning.moves.keeping import keep_moves
from commissioning.partnership.protocols.models import ReferralSharing
from commissioning.partnership.protocols.relying import relied_on, rely, state_ground
from commissioning.referrals.models import Referral
from commissioning.referrals.open_lines import (
    OpenLine,
    areas_of_line,
    open_line,
    open_lines_for,
)
from commissioning.referrals.sending import SendingOfficer, send_referral
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.people.roles import OrganisationKind
from directory.places.models import Court, LocalDeliveryUnit
from directory.places.queries import all_areas, all_courts, area_by_slug, court_by_slug
from directory.requirements import requirement_codes, requirement_name
from portal.access import allow, keep_nothing
from portal.asking.onlooker import sight_of_reader
from portal.case_reader import case_reader, member_here
from portal.extensions import db
from portal.looking import looking, moment
from portal.referring.forms import ReferForm
from portal.referring.ground_form import GroundForm
from portal.referring.pages import ReferPage, choose_page, line_to_choose
from portal.referring.sharing_pages import (
    before_sending,
    named_as,
    sender_of,
    sharing_page,
)
from portal.referring.teams import published_number

bp = Blueprint("referring", __name__)


@bp.get("/refer")
@allow(Act.REFERRAL_RECEIVE)
def choose() -> str:
    """Where the person will live and for what; the queues that take them there."""
    session, today = db.session(), local_date(moment())
    areas = _areas_to_send(session)
    area = next((one for one in areas if one.slug == request.args.get("area")), None)
    asked = request.args.get("requirement", "")
    requirement = asked if asked in requirement_codes() else ""
    service_id = _uuid(request.args.get("service", ""))
    lines: list[OpenLine] = []
    if area is not None:
        lines = open_lines_for(
            session, sight_of_reader(), area.id, on=today, requirement=requirement,
            service_id=service_id,
        )  # fmt: skip
    page = choose_page(
        areas, area, lines, own=case_reader().area_ids, requirement=requirement,
        requirements=requirement_codes(),
        service="" if service_id is None else str(service_id),
    )  # fmt: skip
    return render_template("referring/choose.html", page=page)


@bp.get("/refer/<uuid:line_id>")
@allow(Act.REFERRAL_RECEIVE)
def refer(line_id: uuid.UUID) -> str:
    line, form = _line(line_id), ReferForm()
    _offer(form, line)
    form.request_id.data = secrets.token_hex(16)
    form.home.data = request.args.get("area", "")
    form.telephone.data = published_number(db.session(), member_here().organisation)
    form.court.data = _own_court()
    return _page(form, line)


@bp.post("/refer/<uuid:line_id>")
@allow(Act.REFERRAL_RECEIVE, changes=True)
def send(line_id: uuid.UUID) -> ResponseReturnValue:
    """One referral however often the button is pressed; then the case, with the first step."""
    keep_nothing()
    line, form = _line(line_id), ReferForm(request.form)
    _offer(form, line)
    sent = _sent(form, line) if form.validate() else None
    if sent is None:
        return _page(form, line), 422
    return redirect(sent, 303)


@bp.get("/cases/<uuid:referral_id>/sharing")
@allow(Act.REFERRAL_RECEIVE)
def sharing(referral_id: uuid.UUID) -> str:
    """What covers the sharing of one's own referral, and on what ground it is shared."""
    referral = own_referral(db.session(), case_reader(), referral_id)
    kept, form = relied_on(db.session(), referral), GroundForm()
    if kept is not None:
        form.ground.data, form.consent.data = kept.ground or "", kept.consent or ""
    return _sharing(form, referral, kept)


@bp.post("/cases/<uuid:referral_id>/sharing")
@allow(Act.REFERRAL_RECEIVE, changes=True)
def tell_ground(referral_id: uuid.UUID) -> ResponseReturnValue:
    """Codes alone. What was said in court is no ground; the referral stands whatever is said."""
    session, form = db.session(), GroundForm(request.form)
    referral, _ = _shared(referral_id)
    try:
        state_ground(
            session, referral, ground=form.ground.data or "", consent=form.consent.data or "",
            by=looking().person or member_here().person, at=moment(),
        )  # fmt: skip
        session.commit()
        return redirect(f"/cases/{referral_id}/sharing?done=stated", 303)
    except CommissioningError as refusal:
        session.rollback()
        form.refuse(str(getattr(refusal, "field", "")), str(refusal))
    return _sharing(form, *_shared(referral_id)), 422


def _shared(referral_id: uuid.UUID) -> tuple[Referral, ReferralSharing]:
    """Raises `NotKnown`, also of one that was sent before anybody asked."""
    session = db.session()
    referral = own_referral(session, case_reader(), referral_id)
    kept = relied_on(session, referral)
    if kept is None:
        raise NotKnown("sharing of referral", referral_id)
    return referral, kept


def _sharing(form: GroundForm, referral: Referral, kept: ReferralSharing | None) -> str:
    session = db.session()
    form.offer()
    page = sharing_page(
        session, referral, kept, sender=sender_of(session, member_here().organisation),
        sight=sight_of_reader(),
        today=local_date(moment()), named=request.args.get("named", ""),
        done="" if form.errors else request.args.get("done", ""),
    )  # fmt: skip
    return render_template("referring/sharing.html", page=page, form=form)


def _sent(form: ReferForm, line: OpenLine) -> str | None:
    """Where it leads; None with the reason on its field."""
    session = db.session()
    try:
        new = form.new_referral(area_by_slug(session, form.home.data), _court(session, form))
        referral = send_referral(
            session, session.get_one(Line, line.id), new, sender=_sender(form),
            request_id=form.asked_for, at=moment(),
        )  # fmt: skip
        keep_moves(session, [referral.id], at=moment())
        relied = rely(
            session, referral, sender=sender_of(session, member_here().organisation),
            named=form.sharing_agreement.data or "", by=_sender(form).person, at=moment(),
            page=f"{current_app.config['ADDRESS']}/protocols",
        )  # fmt: skip
        leads_to = f"/cases/{referral.public_id}?sent=1"
        if relied is not None and (relied.was_misnamed or relied.cover.instead_of is not None):
            leads_to = f"/cases/{referral.public_id}/sharing?done=sent&named={named_as(relied)}"
        session.commit()
    except CommissioningError as refusal:
        db.session.rollback()
        form.put(getattr(refusal, "field", "home"), str(refusal))
        return None
    return leads_to


def _sender(form: ReferForm) -> SendingOfficer:
    member, person = member_here(), looking().person
    return SendingOfficer(
        person=person or member.person,
        reader=case_reader(),
        team=member.organisation.name,
        telephone=form.telephone.data or "",
    )


def _line(line_id: uuid.UUID) -> OpenLine:
    return open_line(db.session(), sight_of_reader(), line_id, on=local_date(moment()))


def _page(form: ReferForm, line: OpenLine) -> str:
    areas = tuple(area.name for area in areas_of_line(db.session(), line.id))
    session, organisation = db.session(), member_here().organisation
    sharing = before_sending(
        session, line, sender_of(session, organisation), today=local_date(moment())
    )
    shown = ReferPage(
        line_to_choose(line), areas, organisation.name, f"/services/{line.service_id}", sharing
    )
    return render_template("referring/refer.html", page=shown, form=form)


def _offer(form: ReferForm, line: OpenLine) -> None:
    session = db.session()
    names = [(code, requirement_name(code)) for code in requirement_codes()]
    form.offer(_areas_to_send(session), all_courts(session), names)


def _areas_to_send(session: Session) -> list[LocalDeliveryUnit]:
    """Everybody's for a court or a prison, their own first; an offender manager's own."""
    reader = case_reader()
    areas = all_areas(session, on=local_date(moment()))
    theirs = [area for area in areas if reader.may_send_for(area.id)]
    return sorted(theirs, key=lambda area: area.id not in reader.area_ids)


def _own_court() -> str:
    organisation = member_here().organisation
    if organisation.kind is not OrganisationKind.COURT_TEAM or organisation.court_id is None:
        return ""
    return db.session().get_one(Court, organisation.court_id).slug


def _court(session: Session, form: ReferForm) -> Court | None:
    try:
        return court_by_slug(session, form.court.data) if form.court.data else None
    except NotKnown:
        return None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
