"""Registers on a provider's telephone; what was planned for a person; an officer's own cases."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commissioning.bookings.models import Booking
from commissioning.errors import CommissioningError
from commissioning.groups.models import GroupStatus
from commissioning.referrals.models import Referral
from commissioning.registers.calling_off import call_off_session
from commissioning.registers.errors import HoursRefused, RegisterRefused
from commissioning.registers.excluding import (
    allow_weekday,
    cancel_absence,
    exclude_weekday,
    plan_absence,
)
from commissioning.registers.marking import MarkTold, save_register
from commissioning.registers.marks import RegisterState, state_on
from commissioning.registers.models import ExcludedWeekday
from commissioning.registers.moving import move_to_group
from commissioning.registers.own_groups import (
    OwnGroup,
    OwnSession,
    attendance_of_cases,
    booking_within,
    group_of_booking,
    group_within,
    own_groups,
    registers_of,
    session_within,
)
from commissioning.registers.person_on_register import PersonOnRegister
from commissioning.registers.queries import (
    absences_of,
    marks_before,
    planned_of,
    references_of,
    register_of,
    told_of_person,
    weekdays_of,
)
from commissioning.registers.work_told import work_of
from commissioning.unpaid_work.hours import HoursTold
from commissioning.unpaid_work.queries import session_minutes_of, work_terms_of
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from portal.access import allow, record_reading
from portal.asking.onlooker import sight_of_reader
from portal.errors import reply
from portal.extensions import db
from portal.lines.work_words import work_sentences
from portal.looking import moment
from portal.registers.forms import (
    FIELD_OF,
    MARK,
    REASON,
    PlannedForms,
    all_attended,
    marks_sent,
)
from portal.registers.pages import (
    RegisterFault,
    attendance_page,
    masked,
    person_page,
    register_page,
    registers_page,
)
from portal.registers.whose import person_here
from portal.registers.work_pages import HoursAsked

bp = Blueprint("registers", __name__)

ALL: Final = "all"


@bp.get("/registers")
@allow(Act.REGISTER_READ)
def index() -> str:
    today = local_date(moment())
    told = registers_of(db.session(), sight_of_reader(), today=today)
    page = registers_page(told, today=today, as_at=moment())
    return render_template("registers/index.html", page=page)


@bp.get("/registers/cases")
@allow(Act.ATTENDANCE_READ)
def cases() -> str:
    """What registers say of those whose home is the reader's; that it was read is kept."""
    told = attendance_of_cases(db.session(), sight_of_reader(), today=local_date(moment()))
    if told:
        record_reading(at=moment(), of={"list": "attendance", "marks": len(told)})
    page = attendance_page(told, as_at=moment())
    return render_template("registers/cases.html", page=page)


@bp.get("/registers/<uuid:session_id>")
@allow(Act.REGISTER_READ)
def register(session_id: uuid.UUID) -> str:
    one = _session(session_id)
    page = _page(one)
    if one.people:
        record_reading(at=moment(), of={"list": "register", "people": one.people})
    return page


@bp.post("/registers/<uuid:session_id>")
@allow(Act.REGISTER_MARK, changes=True)
def save(session_id: uuid.UUID) -> ResponseReturnValue:
    """All of it or nothing; sent twice it is saved once."""
    session, one = db.session(), _session(session_id)
    try:
        told = _told(one)
        if not told:
            return _page(one, wrong=gettext("Choose what became of at least one person")), 422
        done = save_register(
            session, one.session, told, by=person_here(), at=moment(),
            seen=request.form.get("seen"),
        )  # fmt: skip
    except CommissioningError as refused:
        db.session.rollback()
        return _refused(session_id, refused), 422
    session.commit()
    number = done.added + done.changed
    return redirect(f"/registers/{session_id}?saved={number}", 303)


def _told(one: OwnSession) -> list[MarkTold]:
    """What is chosen is somebody's word; by the button for all, everybody else attended."""
    told = marks_sent(request.form)
    if request.form.get("do") != ALL:
        return told
    session, chosen = db.session(), {mark.booking for mark in told}
    minutes = session_minutes_of(session, one.group.group.line_id)
    whole = None if minutes is None else HoursTold(minutes)
    rest = all_attended(register_of(session, one.session), hours=whole)
    return [*told, *(mark for mark in rest if mark.booking not in chosen)]


@bp.post("/registers/<uuid:session_id>/off")
@allow(Act.REGISTER_MARK, changes=True)
def call_off(session_id: uuid.UUID) -> ResponseReturnValue:
    session, one = db.session(), _session(session_id)
    try:
        call_off_session(session, one.session, by=person_here(), at=moment())
    except CommissioningError as refused:
        db.session.rollback()
        return _page(_session(session_id), wrong=str(refused)), 422
    session.commit()
    return redirect(f"/registers/{session_id}?off=1", 303)


@bp.get("/registers/people/<uuid:booking_id>")
@allow(Act.REGISTER_READ)
def person(booking_id: uuid.UUID) -> str:
    found = _booking(booking_id)
    page = _person_page(found, PlannedForms.empty())
    record_reading(at=moment(), of={"list": "register of a person", "people": 1})
    return page


@bp.post("/registers/people/<uuid:booking_id>/<any('weekday', 'away', 'move'):what>")
@allow(Act.REGISTER_MARK, changes=True)
def plan(booking_id: uuid.UUID, what: str) -> ResponseReturnValue:
    """Planned for a person: never on a weekday, away for a while, or in another group."""
    session, found, forms = db.session(), _booking(booking_id), PlannedForms.sent(request.form)
    forms.offer(_other_groups(found))
    try:
        led_to = _plan(found, forms, what)
    except CommissioningError as refused:
        forms.refuse(what, refused)
    if forms.is_wrong:
        db.session.rollback()
        return _person_page(_booking(booking_id), forms), 422
    session.commit()
    return redirect(f"/registers/people/{led_to}?done={what}", 303)


@bp.post("/registers/people/<uuid:booking_id>/planned/<uuid:planned_id>/end")
@allow(Act.REGISTER_MARK, changes=True)
def end(booking_id: uuid.UUID, planned_id: uuid.UUID) -> ResponseReturnValue:
    """A weekday is one like others again, or somebody comes back before they were to."""
    session, found = db.session(), _booking(booking_id)
    planned = planned_of(session, found.referral_id, planned_id)
    if planned is None:
        raise NotKnown("planned", planned_id)
    try:
        if isinstance(planned, ExcludedWeekday):
            allow_weekday(session, planned, by=person_here(), at=moment())
        else:
            cancel_absence(session, planned, by=person_here(), at=moment())
    except CommissioningError as refused:
        db.session.rollback()
        return reply(422, str(refused))
    session.commit()
    return redirect(f"/registers/people/{booking_id}?done=ended", 303)


def _plan(found: Booking, forms: PlannedForms, what: str) -> uuid.UUID:
    """The booking whose page shows it; nothing where the form is wrong."""
    session, by, at = db.session(), person_here(), moment()
    referral = session.get_one(Referral, found.referral_id)
    if not forms.check(what):
        return found.public_id
    if what == "weekday":
        day = forms.weekday.from_date.data or _today()
        number = int(forms.weekday.weekday.data)
        exclude_weekday(session, referral, weekday=number, from_date=day, by=by, at=at)
    elif what == "away":
        first, last = forms.away.days
        plan_absence(session, referral, from_date=first, to_date=last, by=by, at=at)
    else:
        to = group_within(session, uuid.UUID(forms.move.group.data), sight_of_reader()).group
        key = f"{found.public_id}-{to.public_id}"
        return move_to_group(session, found, to, request_id=key, by=by, at=at).public_id
    return found.public_id


def _person_page(found: Booking, forms: PlannedForms) -> str:
    session = db.session()
    group = group_of_booking(session, found, sight_of_reader())
    others = _other_groups(found)
    forms.offer(others)
    reference = references_of(session, [found.referral_id])[found.referral_id]
    page = person_page(
        told_of_person(session, found),
        weekdays_of(session, found.referral_id),
        absences_of(session, found.referral_id),
        booking=found,
        case=masked(reference),
        group=group,
        work=_work_says(found),
        can_move=bool(others) and found.left_on is None,
        done="done" in request.args,
    )
    return render_template("registers/person.html", page=page, forms=forms)


def _work_says(found: Booking) -> tuple[str, ...]:
    today = _today()
    work = work_of(db.session(), [found.referral_id], today=today).get(found.referral_id)
    return () if work is None else work_sentences(work.standing, today=today)


def _other_groups(found: Booking) -> list[OwnGroup]:
    """Of the same list, that are not over."""
    every = own_groups(db.session(), sight_of_reader(), today=_today())
    own = next((one for one in every if one.group.id == found.group_id), None)
    return [
        one
        for one in every
        if own is not None
        and one.group.id != own.group.id
        and one.group.line_id == own.group.line_id
        and one.stands.status is not GroupStatus.CANCELLED
        and one.last_day >= _today()
    ]


def _booking(booking_id: uuid.UUID) -> Booking:
    return booking_within(db.session(), booking_id, sight_of_reader())


def _session(session_id: uuid.UUID) -> OwnSession:
    return session_within(db.session(), session_id, sight_of_reader())


def _refused(session_id: uuid.UUID, refused: CommissioningError) -> str:
    """On the person whose mark is at fault, with everything chosen as it was."""
    if not isinstance(refused, RegisterRefused) or refused.booking is None:
        return _page(_session(session_id), wrong=str(refused))
    one = _session(session_id)
    is_closed = state_on(one.session.on_date, _today()) is RegisterState.CLOSED
    field = REASON if is_closed else MARK
    if isinstance(refused, HoursRefused):
        field = FIELD_OF[refused.field]
    return _page(one, errors={str(refused.booking): RegisterFault(str(refused), field)})


def _asked(one: OwnSession, people: Sequence[PersonOnRegister]) -> HoursAsked | None:
    """None where the work is not unpaid work."""
    session = db.session()
    terms = work_terms_of(session, one.group.group.line_id)
    if terms is None:
        return None
    keys = [person.booking.referral_id for person in people]
    return HoursAsked.of(terms, work_of(session, keys, today=_today()), _today())


def _page(
    one: OwnSession, *, errors: dict[str, RegisterFault] | None = None, wrong: str = ""
) -> str:
    session = db.session()
    people = register_of(session, one.session)
    references = references_of(session, [person.booking.referral_id for person in people])
    shown = {str(person.booking.public_id) for person in people}
    unnamed = [fault.says for key, fault in (errors or {}).items() if key not in shown]
    page = register_page(
        one,
        people,
        references,
        marks_before(session, people),
        today=_today(),
        sent=_sent(),
        errors=errors or {},
        asked=_asked(one, people),
        wrong=wrong or " ".join(unnamed),
        done=_done(one),
    )
    return render_template("registers/register.html", page=page)


def _sent() -> dict[str, str]:
    """What was chosen and written, by booking; of one that came twice the first."""
    return {
        name.removeprefix(MARK): value
        for name, value in request.form.items()
        if name.startswith((MARK, REASON, *FIELD_OF.values()))
    }


def _done(one: OwnSession) -> str:
    if one.session.is_off and "off" in request.args:
        return str(gettext("Called off. One more session follows the last."))
    saved = request.args.get("saved", type=int)
    if saved is None:
        return ""
    return str(gettext("Saved.") if saved else gettext("That stood so already; nothing changed."))


def _today() -> dt.date:
    return local_date(moment())
