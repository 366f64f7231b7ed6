"""Somebody is referred by a person: first for what and from where, then the form."""

from __future__ import annotations

import secrets
import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.lines.models import Line
from commissioning.moves.keeping import keep_moves
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
from portal.referring.pages import ReferPage, choose_page, line_to_choose
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
        areas, area, lines, requirement=requirement, requirements=requirement_codes(),
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
    return redirect(f"/cases/{sent}?sent=1", 303)


def _sent(form: ReferForm, line: OpenLine) -> uuid.UUID | None:
    """None with the reason on its field."""
    session = db.session()
    try:
        new = form.new_referral(area_by_slug(session, form.home.data), _court(session, form))
        referral = send_referral(
            session, session.get_one(Line, line.id), new, sender=_sender(form),
            request_id=form.asked_for, at=moment(),
        )  # fmt: skip
        keep_moves(session, [referral.id], at=moment())
        public_id = referral.public_id
        session.commit()
    except CommissioningError as refusal:
        db.session.rollback()
        form.put(getattr(refusal, "field", "home"), str(refusal))
        return None
    return public_id


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
    shown = ReferPage(
        line_to_choose(line), areas, member_here().organisation.name, f"/services/{line.service_id}"
    )
    return render_template("referring/refer.html", page=shown, form=form)


def _offer(form: ReferForm, line: OpenLine) -> None:
    session = db.session()
    names = [(code, requirement_name(code)) for code in requirement_codes()]
    form.offer(_areas_to_send(session), all_courts(session), names)


def _areas_to_send(session: Session) -> list[LocalDeliveryUnit]:
    """Everybody's for a court or a prison; an offender manager's own."""
    reader = case_reader()
    areas = all_areas(session, on=local_date(moment()))
    return [area for area in areas if reader.may_send_for(area.id)]


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
