"""Meetings of courts and probation, written by the region's commissioner."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Form

from commissioning.partnership.liaison.errors import LiaisonRefused
from commissioning.partnership.liaison.meeting_queries import (
    courts_of_region,
    meeting_of_region,
    meetings_of_region,
    point_of_meeting,
)
from commissioning.partnership.liaison.meetings import (
    cancel_meeting,
    hold_meeting,
    note_point,
    plan_meeting,
    record_meeting,
    take_out_point,
)
from commissioning.partnership.liaison.models import LiaisonMeeting
from commissioning.partnership.liaison.queries import names_of_region
from directory.acts import Act
from directory.clock import local_date
from portal.access import allow
from portal.asking.typed import asked_once
from portal.court_meetings.forms import HELD, HeldForm, MeetingForm, PointForm
from portal.court_meetings.pages import meeting_page
from portal.extensions import db
from portal.looking import moment
from portal.own_region import region_here, who_acts

bp = Blueprint("court_meetings", __name__)


@bp.get("/liaison/meetings")
@allow(Act.LIAISON_WORK)
def meetings() -> str:
    session = db.session()
    found = meetings_of_region(session, region_here(session).id)
    shown = [meeting_page(one, today=local_date(moment())) for one in found]
    shown.sort(key=lambda one: not one.is_not_told)
    return render_template("court_meetings/list.html", meetings=shown)


@bp.get("/liaison/meetings/new")
@allow(Act.LIAISON_WORK)
def new() -> str:
    form = _meeting_form(MeetingForm())
    form.request.data = secrets.token_hex(16)
    return render_template("court_meetings/new.html", form=form)


@bp.post("/liaison/meetings/new")
@allow(Act.LIAISON_WORK, changes=True)
def add() -> ResponseReturnValue:
    """Planned, or recorded as held; a second click makes no second one."""
    form = _meeting_form(MeetingForm(request.form))
    if form.validate():
        try:
            meeting = _added(db.session(), form)
        except LiaisonRefused as refusal:
            db.session.rollback()
            _say(form, refusal)
        else:
            address = f"/liaison/meetings/{meeting.public_id}"
            db.session.commit()
            return redirect(address, 303)
    return render_template("court_meetings/new.html", form=_meeting_form(form)), 422


@bp.get("/liaison/meetings/<uuid:meeting_id>")
@allow(Act.LIAISON_WORK)
def meeting(meeting_id: uuid.UUID) -> str:
    return _shown(meeting_id)


@bp.post("/liaison/meetings/<uuid:meeting_id>/hold")
@allow(Act.LIAISON_WORK, changes=True)
def hold(meeting_id: uuid.UUID) -> ResponseReturnValue:
    form = HeldForm(request.form)
    form.offer_roles()

    def held(session: Session, found: LiaisonMeeting) -> None:
        hold_meeting(
            session, found, on=form.day.data or local_date(moment()), present=form.chosen_roles,
            by=who_acts(), at=moment(),
        )  # fmt: skip

    return _done(meeting_id, form, held, held=form)


@bp.post("/liaison/meetings/<uuid:meeting_id>/cancel")
@allow(Act.LIAISON_WORK, changes=True)
def cancel(meeting_id: uuid.UUID) -> ResponseReturnValue:
    def cancelled(session: Session, found: LiaisonMeeting) -> None:
        cancel_meeting(session, found, by=who_acts(), at=moment())

    return _done(meeting_id, None, cancelled)


@bp.post("/liaison/meetings/<uuid:meeting_id>/points")
@allow(Act.LIAISON_WORK, changes=True)
def add_point(meeting_id: uuid.UUID) -> ResponseReturnValue:
    form = PointForm(request.form)

    def noted(session: Session, found: LiaisonMeeting) -> None:
        known, form_id = names_of_region(session, found.region_id), asked_once(form.request.data)
        note_point(
            session, found, form.said, known=known, request_id=form_id, by=who_acts(), at=moment()
        )

    return _done(meeting_id, form, noted, point=form)


@bp.post("/liaison/meetings/<uuid:meeting_id>/points/<uuid:point_id>/take-out")
@allow(Act.LIAISON_WORK, changes=True)
def take_out(meeting_id: uuid.UUID, point_id: uuid.UUID) -> ResponseReturnValue:
    def taken_out(session: Session, found: LiaisonMeeting) -> None:
        point = point_of_meeting(session, found, point_id)
        take_out_point(session, found, point, by=who_acts(), at=moment())

    return _done(meeting_id, None, taken_out)


def _added(session: Session, form: MeetingForm) -> LiaisonMeeting:
    """Raises `LiaisonRefused`."""
    on, form_id = form.day.data or local_date(moment()), asked_once(form.request.data)
    region_id = region_here(session).id
    if form.state.data == HELD:
        return record_meeting(
            session, region_id=region_id, court_ids=form.court_ids, on=on,
            present=form.chosen_roles, request_id=form_id, by=who_acts(), at=moment(),
        )  # fmt: skip
    return plan_meeting(
        session, region_id=region_id, court_ids=form.court_ids, on=on, request_id=form_id,
        by=who_acts(), at=moment(),
    )  # fmt: skip


def _meeting_form(form: MeetingForm) -> MeetingForm:
    session = db.session()
    form.offer_courts(courts_of_region(session, region_here(session).id))
    form.offer_roles()
    return form


def _done(
    meeting_id: uuid.UUID,
    form: Form | None,
    change: Callable[[Session, LiaisonMeeting], None],
    *,
    held: HeldForm | None = None,
    point: PointForm | None = None,
) -> ResponseReturnValue:
    """The change made, or the page again with what is wrong."""
    session = db.session()
    found, _ = meeting_of_region(session, meeting_id, region_here(session).id)
    refused = ""
    if form is None or form.validate():
        try:
            change(session, found)
            session.commit()
            return redirect(f"/liaison/meetings/{meeting_id}", 303)
        except LiaisonRefused as refusal:
            session.rollback()
            refused = _say(form, refusal)
    return _shown(meeting_id, held=held, point=point, refused=refused), 422


def _say(form: Form | None, refusal: LiaisonRefused) -> str:
    """At its field; else the sentence, for the top of the page."""
    if form is None or refusal.field not in form:
        return str(refusal)
    form[refusal.field].errors = [str(refusal)]
    return ""


def _shown(
    meeting_id: uuid.UUID,
    *,
    held: HeldForm | None = None,
    point: PointForm | None = None,
    refused: str = "",
) -> str:
    session = db.session()
    found, read = meeting_of_region(session, meeting_id, region_here(session).id)
    held_form = held or HeldForm(data={"day": found.day})
    held_form.offer_roles()
    point_form = point or PointForm()
    point_form.request.data = point_form.request.data or secrets.token_hex(16)
    return render_template(
        "court_meetings/meeting.html", page=meeting_page(read, today=local_date(moment())),
        held=held_form, point=point_form, refused=refused,
    )  # fmt: skip
