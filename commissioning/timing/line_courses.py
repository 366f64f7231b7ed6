"""The course that stands behind a line: from its terms, its programme and what its cases show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from commissioning.timing.attendance import USUAL_ATTENDANCE, attendance_seen
from commissioning.timing.course_sessions import template_of
from commissioning.timing.courses import Course, StayCourse, WeeklyCourse
from commissioning.timing.open_days import WEEK, OpenDays
from commissioning.waiting.clock import Outcome
from commissioning.waiting.curves import FEWEST_EVENTS, starting_curve

EXAMPLE_HOURS = 100.0
"""Hours of work for which a length is told when nobody says how many were ordered."""

SHARES = 20
FINISHED = "completed"

AS_LONG_AS_THE_ORDER = frozenset({"first_supervision_appointment", "supervision"})
"""Requirements that have no finish of their own: appointments go on for the length of the order."""

Record = Mapping[str, Any]
"""A service or a referral of a forecast document."""


@dataclass(frozen=True, slots=True)
class ProgrammeSessions:
    """What is stated of a national programme; None where it does not say."""

    name: str
    group: int | None
    one_to_one: int | None


def course_of(
    service: Record,
    referrals: Iterable[Record],
    *,
    programme: ProgrammeSessions | None,
    as_of: date,
    days: OpenDays,
) -> Course | None:
    """From a service of a forecast document and its records; None where nothing is known.

    `days` reach back as far as the records. Unpaid work is returned for `EXAMPLE_HOURS`.
    """
    match service["kind"]:
        case "closed_group":
            return _group(service, programme)
        case "rolling_group":
            return _rolling(service, referrals, as_of, days)
        case "unpaid_work":
            return _unpaid_work(service, referrals, as_of, days)
        case _:
            return stays_seen(referrals, as_of=as_of) or _one_to_one(programme)


def lasts_as_the_order(requirements: Iterable[str]) -> bool:
    """Whether nothing but appointments for the length of the order stands behind a service."""
    codes = set(requirements)
    return bool(codes) and codes <= AS_LONG_AS_THE_ORDER


def _group(service: Record, programme: ProgrammeSessions | None) -> Course | None:
    """The provider's own number of weeks; without it the programme's sessions, one a week."""
    weeks = service.get("programme_weeks")
    if weeks:
        return WeeklyCourse(weeks, attendance=USUAL_ATTENDANCE, is_together=True)
    if programme is None:
        return None
    template = template_of(programme.name)
    if template is not None:
        return _at_one_a_week(template.weekly, then_days=WEEK * template.then_weeks)
    return _at_one_a_week((programme.group or 0) + (programme.one_to_one or 0))


def _one_to_one(programme: ProgrammeSessions | None) -> Course | None:
    return _at_one_a_week(programme.one_to_one or 0) if programme else None


def _at_one_a_week(sessions: int, *, then_days: int = 0) -> Course | None:
    if sessions == 0:
        return None
    return WeeklyCourse(
        sessions,
        attendance=USUAL_ATTENDANCE,
        is_together=True,
        then_days=then_days,
        is_pace_assumed=True,
    )


def _rolling(
    service: Record, referrals: Iterable[Record], as_of: date, days: OpenDays
) -> Course | None:
    if not service.get("sessions_required"):
        return None
    seen = ((one, one.get("sessions_attended")) for one in referrals)
    attendance = _attendance(seen, service.get("session_weekday"), as_of, days)
    return WeeklyCourse(service["sessions_required"], service.get("session_weekday"), attendance)


def _unpaid_work(
    service: Record, referrals: Iterable[Record], as_of: date, days: OpenDays
) -> Course | None:
    each = service.get("hours_per_session")
    if not each:
        return None
    seen = (
        (one, one["hours_worked"] / each if one.get("hours_worked") else None) for one in referrals
    )
    attendance = _attendance(seen, service.get("session_weekday"), as_of, days)
    course = WeeklyCourse(1, service.get("session_weekday"), attendance, hours_per_session=each)
    return course.with_hours(EXAMPLE_HOURS)


def _attendance(
    seen: Iterable[tuple[Record, float | None]],
    weekday: int | None,
    as_of: date,
    days: OpenDays,
) -> float:
    """Of the sessions held while people were there, those they attended.

    A start is itself a session attended: who has none was not recorded, rather than never there.
    """
    attended = held = 0.0
    for referral, sessions in seen:
        if referral["started"] is None or not sessions:
            continue
        first = date.fromisoformat(referral["started"]).toordinal()
        last = _ended(referral, as_of).toordinal()
        held_for_them = days.meetings_between(first, last, weekday)
        held += held_for_them
        attended += min(sessions, held_for_them)
    return round(attendance_seen(attended, held), 2)


def stays_seen(referrals: Iterable[Record], *, as_of: date) -> StayCourse | None:
    """How long people who finish stay, counting those still there; None from fewer than 8.

    Those who gave up are counted for as long as they were seen. Where fewer than half finished
    within the longest stay seen, how long it takes is not known.
    """
    stays = list(_stays(referrals, as_of))
    finished = sum(outcome is Outcome.STARTED for _, outcome in stays)
    if finished < FEWEST_EVENTS:
        return None
    curve = starting_curve([days for days, _ in stays], [outcome for _, outcome in stays])
    if curve.time_to_start(0.5) is None:
        return None
    longest = curve.followed_to or 0
    shares = [(number + 1) / SHARES for number in range(SHARES)]
    found = [curve.time_to_start(share) for share in shares]
    return StayCourse(tuple(longest if days is None else days for days in found), finished)


def _stays(referrals: Iterable[Record], as_of: date) -> Iterator[tuple[int, Outcome]]:
    for referral in referrals:
        if referral["started"] is None:
            continue
        days = (_ended(referral, as_of) - date.fromisoformat(referral["started"])).days
        if days >= 0:
            yield days, Outcome.STARTED if referral["status"] == FINISHED else Outcome.WAITING


def _ended(referral: Record, as_of: date) -> date:
    return date.fromisoformat(referral["ended"]) if referral["ended"] else as_of
