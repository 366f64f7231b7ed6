"""What does not fit together in one case: two parts on one weekday, too much a week, the order.

The same rules as of a package that is only planned; here some parts have begun.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from commissioning.packages.limits import WeeklyLimit
from commissioning.packages.ordering import Need, OrderingRule, Until, needs_among
from commissioning.packages.parts import Part, Weekly

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class CasePart:
    """One open or finished referral as a week and an order know it."""

    key: str
    title: str
    kind: str
    weekly: Weekly
    started_on: dt.date | None = None
    ended_on: dt.date | None = None

    @property
    def is_open(self) -> bool:
        return self.ended_on is None


def clashes_of(
    parts: Sequence[CasePart],
    *,
    limit: WeeklyLimit,
    rules: Sequence[OrderingRule],
    today: dt.date,
) -> tuple[str, ...]:
    """In words, of what is open; nothing where nothing is known to clash."""
    open_parts = [part for part in parts if part.is_open]
    return (*_same_weekday(open_parts), *_too_much(open_parts, limit), *_order(parts, rules, today))


def _same_weekday(parts: Sequence[CasePart]) -> Iterator[str]:
    for one, other in combinations(parts, 2):
        if one.weekly.clashes_with(other.weekly):
            days = sorted(one.weekly.weekdays & other.weekly.weekdays)
            named = " and ".join(WEEKDAYS[day - 1] for day in days)
            yield f"{one.title} and {other.title} are both on {named}: ask which can move."


def _too_much(parts: Sequence[CasePart], limit: WeeklyLimit) -> Iterator[str]:
    weeks = [part.weekly for part in parts]
    if limit.carries(weeks):
        return
    attendances = sum(week.attendances_counted for week in weeks)
    hours = sum(week.hours_counted for week in weeks)
    yield (
        f"Together they ask {attendances} attendances and {hours:g} hours a week, where known; "
        f"at most {limit.attendances} and {limit.hours:g} are usual."
    )


def _order(
    parts: Sequence[CasePart], rules: Sequence[OrderingRule], today: dt.date
) -> Iterator[str]:
    by_key = {part.key: part for part in parts}
    known = [Part(key=part.key, title=part.title, kind=part.kind, turn=None) for part in parts]
    for need in needs_among(known, rules):
        earlier, later = by_key[need.earlier], by_key[need.later]
        if later.is_open and not _has_come(need, earlier, later, today):
            begun = "has begun" if later.started_on is not None else "is referred"
            yield f"{later.title} {begun}, but {earlier.title} comes first: {need.rule.reason}."


def _has_come(need: Need, earlier: CasePart, later: CasePart, today: dt.date) -> bool:
    """How far the earlier part is by the day on which the later began, or by today."""
    by = later.started_on or today
    if earlier.ended_on is not None and earlier.ended_on <= by:
        return True
    if later.started_on is None and earlier.is_open:
        return True  # both are still ahead: their order is to be kept, and not yet broken
    if earlier.started_on is None or earlier.started_on > by:
        return False
    match need.rule.until:
        case Until.STARTED:
            return True
        case Until.WEEKS:
            return (by - earlier.started_on).days >= 7 * (need.rule.weeks or 0)
    return False
