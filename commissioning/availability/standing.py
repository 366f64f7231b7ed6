"""Where a line stands: one rule, asked by every page, map, card, sheet, file and count.

Pure: facts, the question and `today` in, a standing out. The order in which a status is found
is the order of this file: closed, at once, not known, not confirmed, not available, not within
the order, available, starts later. The table of cases stands in the tests.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from commissioning.availability.statuses import (
    Because,
    LineStanding,
    OrderAsked,
    Status,
    WhyNot,
)
from commissioning.dates.kept_dates import is_current
from directory.delivery import DeliveryKind
from directory.order_length import DEFAULT_ORDER_DAYS, OrderKind
from directory.services.freshness import FactKind, is_confirmed, is_ring_first


@dataclass(frozen=True, slots=True)
class DatesKept:
    """What was worked out for a standard person; a date of None: not within 3 years of `as_of`.

    `answered_on`: when it was last found to be so. `reason` is given where no dates could be
    worked out at all, as the forecast says it. `people_above_places`: more recorded as there
    than there are places, even with those taken as ended whose end nobody recorded.
    """

    as_of: dt.date
    answered_on: dt.date | None
    reason: str | None = None
    by_1_in_10: dt.date | None = None
    likely_start: dt.date | None = None
    by_9_in_10: dt.date | None = None
    people_above_places: int = 0


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What is known of a line on the day of the question.

    `days_within`: 9 in 10 must start within so many for "available" (`directory.strands`).
    `dates_confirmed_on` None: nobody ever said or showed anything of its dates. `places_stated`
    and `vacancies` None: nobody ever said how many. `shut_for` is the reason of a closure that
    covers today, `is_shut` that there is one: what is queued for has it in its dates. `dates` None:
    none were ever worked out.
    `is_refused_as_full`: places are stated, and since then one referral after another was refused
    because there was none. `chance_in_order`: of starting and, where the course's length is known,
    finishing within the order asked about; None where none was asked about. Of a line that
    `is_restricted` only the likely month may decide anything, so that no length of order and no
    day of asking tells more.
    """

    kind: DeliveryKind
    days_within: int
    dates_confirmed_on: dt.date | None
    vacancies_confirmed_on: dt.date | None = None
    closed_on: dt.date | None = None
    agreement_ended_on: dt.date | None = None
    shut_for: WhyNot | None = None
    is_shut: bool = False
    places_stated: float | None = None
    vacancies: float | None = None
    dates: DatesKept | None = None
    chance_in_order: float | None = None
    is_restricted: bool = False
    is_refused_as_full: bool = False


def standing_of(
    facts: LineFacts, *, today: dt.date, order: OrderAsked | None = None
) -> LineStanding:
    """Where the line stands for somebody sentenced today, to the order asked about if any."""
    if facts.closed_on is not None and facts.closed_on <= today:
        return _not_available(WhyNot.NOT_COMMISSIONED, Because.SERVICE_CLOSED)
    if facts.kind.takes_effect_at_once:
        return LineStanding(Status.AT_ONCE)
    if _never_said(facts):
        return LineStanding(Status.NOT_KNOWN, because=Because.NEVER_SAID)
    doubt = next(_doubts(facts, today), None)
    if doubt is not None:
        return LineStanding(Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED, because=doubt)
    if facts.shut_for is WhyNot.NO_STAFF:
        return LineStanding(Status.NOT_AVAILABLE, WhyNot.NO_STAFF)
    return _confirmed(facts, today, order)


def _never_said(facts: LineFacts) -> bool:
    """A bed about whose vacancies, or a queue about whose dates, nobody ever said anything."""
    if facts.kind is DeliveryKind.BED:
        return facts.vacancies is None
    if facts.dates_confirmed_on is None:
        return True
    is_without_places = facts.dates is not None and facts.dates.reason == Because.NO_CAPACITY
    return is_without_places and facts.places_stated is None


def _doubts(facts: LineFacts, today: dt.date) -> Iterator[Because]:
    """Whatever forbids to show a date as current, the weightiest first."""
    if facts.agreement_ended_on is not None and facts.agreement_ended_on < today:
        yield Because.CONTRACT_ENDED
    kind, confirmed_on = FactKind.START_DATES, facts.dates_confirmed_on
    if facts.kind is DeliveryKind.BED:
        kind, confirmed_on = FactKind.VACANCIES, facts.vacancies_confirmed_on
    if is_ring_first(kind, confirmed_on, today):
        yield Because.RING_FIRST
    if not is_confirmed(kind, confirmed_on, today):
        yield Because.CONFIRMED_TOO_LONG_AGO
    if facts.is_refused_as_full:
        yield Because.REFUSED_AS_FULL
    if facts.kind.is_queued:
        yield from _doubts_about_dates(facts, today)


def _doubts_about_dates(facts: LineFacts, today: dt.date) -> Iterator[Because]:
    if facts.dates is None:
        yield Because.NOT_WORKED_OUT
        return
    answered_on = facts.dates.answered_on
    if not is_current(answered_on, today):
        is_ahead = answered_on is not None and answered_on > today
        yield Because.WORKED_OUT_LATER_THAN_TODAY if is_ahead else Because.WORKED_OUT_TOO_LONG_AGO
    if facts.dates.reason == Because.CONTRACT_ENDED:
        yield Because.CONTRACT_ENDED
    if facts.dates.people_above_places:
        yield Because.RECORDS_CONTRADICT


def _confirmed(facts: LineFacts, today: dt.date, order: OrderAsked | None) -> LineStanding:
    if facts.is_shut and not facts.kind.is_queued:
        return _not_available(WhyNot.FULL, Because.NO_CAPACITY)
    if facts.kind is DeliveryKind.DROP_IN:
        return LineStanding(Status.AVAILABLE)
    if facts.kind is DeliveryKind.BED:
        return _bed(facts)
    if facts.dates is None:
        raise ValueError("a queue without dates is not confirmed")
    if facts.dates.reason is not None:
        return _unavailable(facts.dates.reason)
    standing = _dated(facts.dates, facts.days_within, today)
    if facts.is_restricted:
        return _by_month(standing, facts, today, order)
    return _in_order(standing, facts, order)


def _bed(facts: LineFacts) -> LineStanding:
    if (facts.vacancies or 0) > 0:
        return LineStanding(Status.AVAILABLE)
    return LineStanding(Status.NOT_AVAILABLE, WhyNot.FULL)


def _unavailable(reason: str) -> LineStanding:
    if reason == Because.NO_CAPACITY:
        return _not_available(WhyNot.FULL, Because.NO_CAPACITY)
    return _not_available(WhyNot.NOT_COMMISSIONED, Because(reason))


def _not_available(reason: WhyNot, because: Because) -> LineStanding:
    return LineStanding(Status.NOT_AVAILABLE, reason, because=because)


def _dated(dates: DatesKept, days_within: int, today: dt.date) -> LineStanding:
    """Without any order; a day that has passed since it was worked out is today."""
    first, likely, last = (
        None if day is None else max(today, day)
        for day in (dates.by_1_in_10, dates.likely_start, dates.by_9_in_10)
    )
    if likely is None:
        beyond = Because.BEYOND_ANY_ORDER
        return LineStanding(Status.NOT_WITHIN_ORDER, by_1_in_10=first, because=beyond)
    is_soon = last is not None and (last - today).days <= days_within
    status = Status.AVAILABLE if is_soon else Status.WAITING_LIST
    return LineStanding(status, None, first, likely, last)


def _in_order(standing: LineStanding, facts: LineFacts, order: OrderAsked | None) -> LineStanding:
    """Not within it where fewer than half would start and, where that is known, finish."""
    if order is None or facts.chance_in_order is None or not _ends(facts.kind, order):
        return standing
    if standing.likely_start is None or facts.chance_in_order >= 0.5:
        return standing
    return replace(standing, status=Status.NOT_WITHIN_ORDER)


def _ends(kind: DeliveryKind, order: OrderAsked) -> bool:
    """Whether the order's length ends the time for it.

    A community order with unpaid work runs on until the hours are worked (Sentencing Act 2020
    s220, unverified); a suspended sentence order's operational period does not.
    """
    return kind is not DeliveryKind.UNPAID_WORK or order.kind is OrderKind.SUSPENDED_SENTENCE


def _by_month(
    standing: LineStanding, facts: LineFacts, today: dt.date, order: OrderAsked | None
) -> LineStanding:
    """As if everybody started on the last day of the likely month, whoever is ahead."""
    likely = standing.likely_start
    if likely is None:
        return replace(standing, by_1_in_10=None)
    if order is not None and not is_month_over(likely, by=_order_ends(facts, today, order)):
        return LineStanding(Status.NOT_WITHIN_ORDER)
    is_soon = is_month_over(likely, by=today + dt.timedelta(days=facts.days_within))
    return replace(standing, status=Status.AVAILABLE if is_soon else Status.WAITING_LIST)


def _order_ends(facts: LineFacts, today: dt.date, order: OrderAsked) -> dt.date:
    """No further than dates are known."""
    ends = today + dt.timedelta(days=order.days)
    if facts.dates is None:
        return ends
    return min(ends, facts.dates.as_of + dt.timedelta(days=DEFAULT_ORDER_DAYS))


def is_month_over(day: dt.date, *, by: dt.date) -> bool:
    """Whether no day of the day's month lies after the limit."""
    return day.replace(day=1) < (by + dt.timedelta(days=1)).replace(day=1)
