"""What a page may say about one line today: its status, the reason, and which dates still count.

Pure: facts and `today` in, a standing out. The table of cases stands in the tests.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, replace

from commissioning.availability.models import WhyNot
from commissioning.dates.kept_start import KeptStart
from commissioning.forecasting.start_days import Quantiles, Reason, StartDays
from directory.delivery import DeliveryKind
from directory.order_length import DEFAULT_ORDER_DAYS
from directory.services.freshness import FactKind, is_confirmed


class Status(enum.StrEnum):
    """In the order in which a reader would want them."""

    AVAILABLE = "available"
    AT_ONCE = "at_once"
    WAITING_LIST = "waiting_list"
    NOT_WITHIN_ORDER = "not_within_order"
    NOT_CONFIRMED = "not_confirmed"
    NOT_AVAILABLE = "not_available"


IS_OPEN = frozenset({Status.AVAILABLE, Status.AT_ONCE, Status.WAITING_LIST})
"""The statuses under which somebody could start."""

DATED = frozenset({Status.AVAILABLE, Status.WAITING_LIST, Status.NOT_WITHIN_ORDER})
"""The statuses that a queue has by its forecast."""


Forecast = StartDays | KeptStart


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What is known of a line on the day of the question.

    `places_stated` is None where nobody ever said how many places there are: that is
    not the same as none. `shut_for` is the reason of a closure that covers today.
    `forecast_as_of` is the day from which the forecast's days are counted. Of a line that
    `is_restricted` only the likely month may decide anything, so that no length of order and
    no day of asking tells more of it.
    """

    kind: DeliveryKind
    target_days: int | None
    confirmed_on: dt.date | None
    closed_on: dt.date | None = None
    shut_for: WhyNot | None = None
    places_stated: float | None = None
    vacancies: float | None = None
    forecast: Forecast | None = None
    forecast_as_of: dt.date | None = None
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class LineStanding:
    """`because` says more exactly than `reason` why no forecast can be made."""

    status: Status
    reason: WhyNot | None = None
    by_1_in_10: dt.date | None = None
    likely_start: dt.date | None = None
    by_9_in_10: dt.date | None = None
    because: Reason | None = None


NOT_CONFIRMED = LineStanding(Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED)


def standing_of(facts: LineFacts, *, today: dt.date, order_days: int) -> LineStanding:
    """Where the line stands for somebody sentenced today to an order of `order_days`."""
    if facts.closed_on is not None and facts.closed_on <= today:
        return _ended("service_closed")
    if facts.kind.takes_effect_at_once:
        return LineStanding(Status.AT_ONCE)
    if facts.shut_for is WhyNot.NO_STAFF:
        return LineStanding(Status.NOT_AVAILABLE, WhyNot.NO_STAFF)
    if facts.kind is DeliveryKind.BED:
        return _bed(facts, today)
    return _in_turn(facts, today, order_days)


def _in_turn(facts: LineFacts, today: dt.date, order_days: int) -> LineStanding:
    """A queue or an open door, which counts only while somebody keeps confirming it."""
    if not is_confirmed(FactKind.START_DATES, facts.confirmed_on, today):
        return NOT_CONFIRMED
    if facts.kind is DeliveryKind.DROP_IN:
        return LineStanding(Status.AVAILABLE)
    return _queue(facts, today, order_days)


def _bed(facts: LineFacts, today: dt.date) -> LineStanding:
    if facts.vacancies is None or not is_confirmed(FactKind.VACANCIES, facts.confirmed_on, today):
        return NOT_CONFIRMED
    if facts.vacancies > 0:
        return LineStanding(Status.AVAILABLE)
    return LineStanding(Status.NOT_AVAILABLE, WhyNot.FULL)


def _queue(facts: LineFacts, today: dt.date, order_days: int) -> LineStanding:
    forecast, as_of = facts.forecast, facts.forecast_as_of
    if forecast is None or as_of is None:
        return NOT_CONFIRMED
    if forecast.status == "unavailable":
        return _unavailable(forecast, facts)
    days_since = (today - as_of).days
    quantiles = forecast.quantiles_within(order_days + days_since)
    standing = _dated(quantiles, as_of, facts, forecast, today)
    if not facts.is_restricted:
        return standing
    known_to = as_of + dt.timedelta(days=DEFAULT_ORDER_DAYS)
    order_ends = min(known_to, today + dt.timedelta(days=order_days))
    return _by_month(standing, facts, today, order_ends)


def _unavailable(forecast: Forecast, facts: LineFacts) -> LineStanding:
    if forecast.reason != "no_capacity":
        return _ended(forecast.reason)
    if facts.places_stated is None:
        return NOT_CONFIRMED
    return LineStanding(Status.NOT_AVAILABLE, WhyNot.FULL, because="no_capacity")


def _ended(because: Reason | None) -> LineStanding:
    return LineStanding(Status.NOT_AVAILABLE, WhyNot.NOT_COMMISSIONED, because=because)


def _dated(
    quantiles: Quantiles, as_of: dt.date, facts: LineFacts, forecast: Forecast, today: dt.date
) -> LineStanding:
    """Soon enough is within the line's target, if it has one; a day that has passed is today."""
    first, likely, last = (
        None if days is None else max(today, as_of + dt.timedelta(days=days))
        for days in (quantiles.p10, quantiles.p50, quantiles.p90)
    )
    if likely is None:
        return LineStanding(Status.NOT_WITHIN_ORDER, WhyNot.FULL, first)
    target = facts.target_days
    is_within = target is not None and (likely - today).days <= target
    is_soon = forecast.queue_ahead == 0 or is_within
    status = Status.AVAILABLE if is_soon else Status.WAITING_LIST
    return LineStanding(status, None, first, likely, last)


def _by_month(
    standing: LineStanding, facts: LineFacts, today: dt.date, order_ends: dt.date
) -> LineStanding:
    """As if everybody started on the last day of the likely month, whoever is ahead."""
    likely = standing.likely_start
    if likely is None or not _is_month_over(likely, by=order_ends):
        return LineStanding(Status.NOT_WITHIN_ORDER, WhyNot.FULL)
    is_soon = facts.target_days is not None and _is_month_over(
        likely, by=today + dt.timedelta(days=facts.target_days)
    )
    return replace(standing, status=Status.AVAILABLE if is_soon else Status.WAITING_LIST)


def _is_month_over(day: dt.date, *, by: dt.date) -> bool:
    """Whether no day of the day's month lies after the limit."""
    return day.replace(day=1) < (by + dt.timedelta(days=1)).replace(day=1)
