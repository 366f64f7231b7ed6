"""First assessments against their service level: attended within ten working days of receipt.

The day of receipt is not counted. Whoever left before the assessment was due, and whoever is not
yet due at the census, is counted apart: neither was in time nor late.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.calendar import WorkingCalendar
from commissioning.referrals.folding import RecordedEvent, counting
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.queries import event_columns

WITHIN_WORKING_DAYS: Final = 10
"""From the receipt to the first assessment attended, as providers of rehabilitative services
are held to (ministryofjustice/hmpps-interventions-ui, November 2026)."""


class AssessedCase(NamedTuple):
    """One person's days; `ended_on` is the end of the referral, before or after a start."""

    received_on: dt.date
    arranged_on: dt.date | None = None
    missed_on: dt.date | None = None
    attended_on: dt.date | None = None
    ended_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class FirstAssessments:
    """As at a census. `due` are those who were in time, late or are overdue."""

    arranged: int
    missed: int
    attended: int
    in_time: int
    late: int
    overdue: int
    not_yet_due: int
    ended_before_due: int

    @property
    def due(self) -> int:
        return self.in_time + self.late + self.overdue


def first_assessments(
    cases: Iterable[AssessedCase], *, calendar: WorkingCalendar, census: dt.date
) -> FirstAssessments:
    """What lies after the census has not happened yet."""
    counted: Counter[str] = Counter()
    for case in cases:
        if case.received_on > census:
            continue
        counted[_outcome(case, calendar, census)] += 1
        for name in ("arranged", "missed", "attended"):
            day = getattr(case, f"{name}_on")
            counted[name] += day is not None and day <= census
    return FirstAssessments(**{name: counted[name] for name in FirstAssessments.__slots__})


def _outcome(case: AssessedCase, calendar: WorkingCalendar, census: dt.date) -> str:
    due_on = calendar.add_working_days(case.received_on, WITHIN_WORKING_DAYS)
    if case.attended_on is not None and case.attended_on <= census:
        return "in_time" if case.attended_on <= due_on else "late"
    if case.ended_on is not None and case.ended_on <= min(due_on, census):
        return "ended_before_due"
    return "overdue" if due_on < census else "not_yet_due"


def first_assessments_of_line(
    session: Session, line_id: int, *, calendar: WorkingCalendar, census: dt.date
) -> FirstAssessments:
    """Of everybody who is on the line now, by whatever came to be recorded."""
    referrals = session.execute(
        select(Referral.id, Referral.received_on, Referral.ended_on, Referral.left_on)
        .where(Referral.line_id == line_id)
        .order_by(Referral.id)
    ).all()
    days = _days_of(session, line_id)
    cases = (
        AssessedCase(received_on, **days[key], ended_on=ended_on or left_on)
        for key, received_on, ended_on, left_on in referrals
    )
    return first_assessments(cases, calendar=calendar, census=census)


_FIELDS: Final = {
    EventKind.ASSESSMENT_ARRANGED: "arranged_on",
    EventKind.ASSESSMENT_MISSED: "missed_on",
    EventKind.ASSESSMENT_ATTENDED: "attended_on",
}


def _days_of(session: Session, line_id: int) -> defaultdict[int, dict[str, dt.date]]:
    """By referral; corrections name the events that they replace, so all are read."""
    events: defaultdict[int, list[RecordedEvent]] = defaultdict(list)
    for key, *event in session.execute(
        select(ReferralEvent.referral_id, *event_columns())
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(
            Referral.line_id == line_id,
            ReferralEvent.kind.in_([*_FIELDS, EventKind.CORRECTED]),
        )
        .order_by(ReferralEvent.id)
    ):
        events[key].append(RecordedEvent._make(event))
    found: defaultdict[int, dict[str, dt.date]] = defaultdict(dict)
    for key, recorded in events.items():
        for happened in counting(recorded):
            if happened.kind in _FIELDS:
                found[key].setdefault(_FIELDS[happened.kind], happened.on_date)
    return found
