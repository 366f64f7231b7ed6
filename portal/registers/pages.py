"""Registers as they are shown: masked to the last four of a reference, with what stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.bookings.models import Booking
from commissioning.referrals.last_marks import last_marks
from commissioning.registers.marking import seen_of
from commissioning.registers.marks import (
    MarkOutcome,
    RegisterState,
    last_open_day,
    state_on,
)
from commissioning.registers.models import (
    ExcludedWeekday,
    GroupSession,
    PlannedAbsence,
)
from commissioning.registers.own_groups import (
    MOST_ATTENDANCE,
    Attendance,
    OwnGroup,
    OwnSession,
    registers_closed_unfinished,
)
from commissioning.registers.person_on_register import (
    MarkBefore,
    MarkOfPerson,
    PersonOnRegister,
)
from portal.asking.weekdays import WEEKDAYS
from portal.formatting import NOT_KNOWN, day_to_plan, in_words, moment, short
from portal.registers.forms import AHEAD_CHOICES, CHOICES, REASON, WORDS
from portal.registers.work_pages import HoursAsked, ShownHours, hours_told

NOT_NAMED: Final = "A confidential service"


@dataclass(frozen=True, slots=True)
class ShownRegister:
    public_id: str
    title: str
    says: str
    marked: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class RegistersPage:
    """`late` have closed and are not whole."""

    as_at: dt.datetime
    today: tuple[ShownRegister, ...]
    open: tuple[ShownRegister, ...]
    late: tuple[ShownRegister, ...]
    ahead: tuple[ShownRegister, ...]


@dataclass(frozen=True, slots=True)
class RegisterFault:
    """`field` is the beginning of the name of the field to change."""

    says: str
    field: str


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """`note` is what was planned ahead, or said so far; `at_fault` the field to change."""

    booking: str
    case: str
    chosen: str
    note: str
    reason: str
    error: str
    at_fault: str
    is_marked: bool
    hours: ShownHours | None


@dataclass(frozen=True, slots=True)
class RegisterPage:
    public_id: str
    group_id: str
    title: str
    reference: str
    day: str
    number: int
    of: int
    until: str
    state: RegisterState
    is_off: bool
    people: tuple[ShownPerson, ...]
    asked: HoursAsked | None
    choices: tuple[tuple[str, str], ...]
    seen: str
    wrong: str
    done: str

    @property
    def asks_why(self) -> bool:
        return self.state is RegisterState.CLOSED

    @property
    def can_save(self) -> bool:
        return bool(self.people) and not self.is_off

    @property
    def can_save_all(self) -> bool:
        """While it is open and somebody is not marked."""
        is_open = self.can_save and self.state is RegisterState.OPEN
        return is_open and not all(person.is_marked for person in self.people)

    @property
    def can_be_called_off(self) -> bool:
        return not self.is_off and self.state is not RegisterState.CLOSED


@dataclass(frozen=True, slots=True)
class PersonPage:
    booking: str
    case: str
    title: str
    reference: str
    belongs: str
    weekdays: tuple[tuple[str, str], ...]
    absences: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str, str], ...]
    work: tuple[str, ...]
    can_move: bool
    done: bool


@dataclass(frozen=True, slots=True)
class AttendancePage:
    """`most`: so many are listed, where there are more."""

    as_at: dt.datetime
    most: int
    rows: tuple[tuple[str, ...], ...]


def masked(reference: str | None) -> str:
    """The last four; of one that was erased nothing."""
    return NOT_KNOWN if reference is None else last_marks(reference)


def registers_page(
    told: Sequence[OwnSession], *, today: dt.date, as_at: dt.datetime
) -> RegistersPage:
    late = registers_closed_unfinished(told, today=today)
    return RegistersPage(
        as_at,
        tuple(_shown(one) for one in told if one.session.on_date == today),
        tuple(
            _shown(one)
            for one in reversed(told)
            if one.session.on_date < today <= last_open_day(one.session.on_date)
        ),
        tuple(_shown(one) for one in late),
        tuple(_shown(one) for one in told if one.session.on_date > today),
    )


def _shown(one: OwnSession) -> ShownRegister:
    says = f"{one.group.group.external_id}, session {one.session.number}, {_when(one.session)}"
    marked = "nobody belongs to it" if not one.people else f"{one.marked} of {one.people} marked"
    return ShownRegister(str(one.session.public_id), one.group.title, says, marked, one.is_whole)


def _when(session: GroupSession) -> str:
    at = "" if session.starts_at is None else f" at {session.starts_at:%H:%M}"
    return f"{day_to_plan(session.on_date)}{at}"


def register_page(
    one: OwnSession,
    people: Sequence[PersonOnRegister],
    references: Mapping[int, str | None],
    before: Mapping[int, MarkBefore],
    *,
    today: dt.date,
    sent: Mapping[str, str],
    errors: Mapping[str, RegisterFault],
    asked: HoursAsked | None = None,
    wrong: str = "",
    done: str = "",
) -> RegisterPage:
    """`before` by the mark that holds. `sent` and `errors` by booking: what was chosen stays chosen
    where it was refused."""
    state = state_on(one.session.on_date, today)
    choices = AHEAD_CHOICES if state is RegisterState.AHEAD else CHOICES
    return RegisterPage(
        public_id=str(one.session.public_id),
        group_id=str(one.group.group.public_id),
        title=one.group.title,
        reference=one.group.group.external_id,
        day=_when(one.session),
        number=one.session.number,
        of=len(one.group.sessions),
        until=in_words(last_open_day(one.session.on_date)),
        state=state,
        is_off=one.session.is_off,
        people=tuple(
            _person(
                person,
                masked(references[person.booking.referral_id]),
                _note(person, before),
                state,
                sent,
                errors,
                asked,
            )
            for person in people
        ),
        asked=None if state is RegisterState.AHEAD else asked,
        choices=tuple((choice.value, str(WORDS[choice])) for choice in choices),
        seen=seen_of(people),
        wrong=wrong,
        done=done,
    )


def _person(
    one: PersonOnRegister,
    case: str,
    note: str,
    state: RegisterState,
    sent: Mapping[str, str],
    errors: Mapping[str, RegisterFault],
    asked: HoursAsked | None,
) -> ShownPerson:
    booking, mark = str(one.booking.public_id), one.mark
    fault = errors.get(booking)
    said = "" if mark is None else mark.outcome.value
    planned = MarkOutcome.NOT_REQUIRED.value if one.is_not_required else ""
    chosen = sent.get(booking, said or planned)
    if state is RegisterState.AHEAD and chosen not in AHEAD_CHOICES:
        chosen = MarkOutcome.TAKEN_BACK.value
    return ShownPerson(
        booking,
        case,
        chosen,
        note,
        sent.get(f"{REASON}{booking}", ""),
        fault.says if fault else "",
        f"{fault.field}{booking}" if fault else "",
        mark is not None and mark.outcome is not MarkOutcome.TAKEN_BACK,
        None if asked is None else asked.shown(one, sent),
    )


def _note(one: PersonOnRegister, before: Mapping[int, MarkBefore]) -> str:
    mark, planned = one.mark, "planned: not required on this day" if one.is_not_required else ""
    if mark is None:
        return planned
    if mark.outcome is MarkOutcome.TAKEN_BACK:
        old = before.get(mark.id)
        back = "" if old is None else f"taken back by {old.changed_by} {moment(mark.recorded_at)}"
        back += f": {mark.reason}" if back and mark.reason else ""
        return "; ".join(filter(None, (planned, back, _before(old))))
    why = f": {mark.reason}" if mark.reason else ""
    what = ", ".join(filter(None, (str(WORDS[mark.outcome]), hours_told(one.hours))))
    old = before.get(mark.id)
    is_new = old is None or old.outcome is MarkOutcome.TAKEN_BACK
    saved = "saved" if old is None or is_new else f"changed by {old.changed_by}"
    said = f"{what}, {saved} {moment(mark.recorded_at)}{why}"
    return "; ".join(filter(None, (said, _before(old))))


def _before(old: MarkBefore | None) -> str:
    """Whoever marked somebody sees that a colleague or a program has said otherwise since."""
    if old is None or old.outcome is MarkOutcome.TAKEN_BACK:
        return ""
    what = ", ".join(filter(None, (str(WORDS[old.outcome]), hours_told(old.hours))))
    return f"before: {what}, by {old.by} on {moment(old.recorded_at)}"


def person_page(
    told: Sequence[MarkOfPerson],
    weekdays: Sequence[ExcludedWeekday],
    absences: Sequence[PlannedAbsence],
    *,
    booking: Booking,
    case: str,
    group: OwnGroup,
    work: tuple[str, ...],
    can_move: bool,
    done: bool,
) -> PersonPage:
    left = "" if booking.left_on is None else f", no longer in it from {in_words(booking.left_on)}"
    return PersonPage(
        str(booking.public_id),
        case,
        group.title,
        group.group.external_id,
        f"In the group since {in_words(booking.joined_on)}{left}.",
        tuple((str(one.public_id), _never(one)) for one in weekdays),
        tuple(
            (str(one.public_id), f"{short(one.from_date)} to {short(one.to_date)}")
            for one in absences
        ),
        tuple(map(_mark_told, told)),
        work,
        can_move,
        done,
    )


def _mark_told(told: MarkOfPerson) -> tuple[str, str, str]:
    session, mark, hours = told
    why = f": {mark.reason}" if mark.reason else ""
    what = ", ".join(filter(None, (str(WORDS[mark.outcome]), hours_told(hours))))
    day = f"{session.number}: {short(session.on_date)}"
    return day, f"{what}{why}", moment(mark.recorded_at)


def _never(one: ExcludedWeekday) -> str:
    until = "" if one.to_date is None else f" to {short(one.to_date)}"
    return f"Never on {WEEKDAYS[one.weekday - 1]}s, from {short(one.from_date)}{until}"


def attendance_page(told: Collection[Attendance], *, as_at: dt.datetime) -> AttendancePage:
    return AttendancePage(
        as_at,
        MOST_ATTENDANCE if len(told) >= MOST_ATTENDANCE else 0,
        tuple(
            (
                masked(one.reference),
                one.title or NOT_NAMED,
                short(one.on_date),
                str(one.number),
                ", ".join(filter(None, (str(WORDS[one.outcome]), hours_told(one.hours)))),
            )
            for one in told
        ),
    )
