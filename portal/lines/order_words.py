"""Whether there is time within the order that was asked about: one sentence, never two tests.

Of unpaid work it hangs on the kind of order: a community order runs on until the hours are
worked, a suspended sentence order's operational period does not.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from commissioning.availability.answer_types import BesideDates, LineRow
from commissioning.availability.statuses import OrderAsked
from directory.delivery import DeliveryKind
from directory.order_length import OrderKind
from portal.asking.typed import DAYS_A_MONTH
from portal.formatting import counted, month
from portal.lines.plain_words import PlainWords

NINE_IN_TEN_OR_MORE: Final = frozenset({"about 9 in 10", "more than 9 in 10"})
"""As `commissioning.timing.chances` says a chance of at least nine in ten."""


def order_in_words(row: LineRow, order: OrderAsked | None, words: PlainWords) -> str:
    """Empty where no order was asked about, and where no date is shown."""
    beside = row.beside
    if order is None or beside is None or beside.within_order is None:
        return ""
    if row.kind is not DeliveryKind.UNPAID_WORK:
        return _chance(beside, beside.within_order, order, words)
    community = words.runs_on % {"when": _worked_by(row, beside, words)}
    suspended = _operational(beside, beside.within_order, order, words)
    match order.kind:
        case OrderKind.COMMUNITY:
            return community
        case OrderKind.SUSPENDED_SENTENCE:
            return suspended
        case None:
            return f"{community} {suspended}"


def order_in_short(row: LineRow, order: OrderAsked | None, words: PlainWords) -> str:
    """The same for a table and for paper: of unpaid work without the law."""
    beside = row.beside
    if order is None or beside is None or beside.within_order is None:
        return ""
    if row.kind is not DeliveryKind.UNPAID_WORK:
        return order_in_words(row, order, words)
    community = words.runs_on_short % {"when": _worked_by(row, beside, words)}
    suspended = _operational_short(beside, beside.within_order, order, words)
    kinds = {OrderKind.COMMUNITY: community, OrderKind.SUSPENDED_SENTENCE: suspended}
    return kinds[order.kind] if order.kind else f"{community} {suspended}"


def months_of(order: OrderAsked) -> str:
    return counted(round(order.days / DAYS_A_MONTH), "month")


def _chance(beside: BesideDates, chance: str, order: OrderAsked, words: PlainWords) -> str:
    said = {"chance": chance[:1].upper() + chance[1:], "months": months_of(order)}
    if beside.in_order is None:
        return words.start_only % said
    is_sure = chance in NINE_IN_TEN_OR_MORE
    return (words.finish_in_time if is_sure else words.start_and_finish) % said


def _operational(beside: BesideDates, chance: str, order: OrderAsked, words: PlainWords) -> str:
    is_finish_known = beside.in_order is not None
    said = words.in_operational_period if is_finish_known else words.start_in_operational_period
    return said % {"chance": chance, "months": months_of(order)}


def _operational_short(
    beside: BesideDates, chance: str, order: OrderAsked, words: PlainWords
) -> str:
    is_finish_known = beside.in_order is not None
    said = words.in_suspended_short if is_finish_known else words.start_in_suspended_short
    return said % {"chance": chance, "months": months_of(order)}


def _worked_by(row: LineRow, beside: BesideDates, words: PlainWords) -> str:
    """The month by which half would have worked the hours; empty where that is not known."""
    likely = row.standing.likely_start
    if likely is None or beside.needs is None:
        return ""
    done = likely + dt.timedelta(days=beside.needs.usual_days)
    return words.hours_worked_by % {"month": month(done)}
