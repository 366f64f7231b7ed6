"""Hours taken off for compliance: a dated rule that holds from the day in `discount.csv` alone.

An order of 100 hours, none stayed away: 25 hours qualify, each whole hour after them takes half an
hour off.

| worked | after the qualifying 25 | taken off | left |
|---|---|---|---|
| 24 | 0 | 0 | 76 |
| 35 | 10 | 5 | 60 |
| 35 h 45 | 10 whole | 5 | 59 h 15 |
| 75 | 50 | 25 | 0 |
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from commissioning.unpaid_work.hours import FOLDER, HOUR
from directory.rules.tables import rows_of

ALL: Final = 100


class SessionWorked(NamedTuple):
    """One session of which a register says that somebody came or stayed away; in minutes.

    `credited` is work and travel. `was_unacceptable`: stayed away without a reason.
    """

    on_date: dt.date
    worked: int
    credited: int
    was_unacceptable: bool = False


class DiscountRule(NamedTuple):
    """`in_force_from` None: the day is not known, and no hour is taken off.

    `percent` of the hours ordered qualify; `minutes_off` go for each whole hour after them.
    """

    percent: int
    minutes_off: int
    in_force_from: dt.date | None
    source: str = ""
    not_verified: str = ""


class DiscountStanding(enum.StrEnum):
    NOT_IN_FORCE = "not_in_force"
    ORDER_NOT_KNOWN = "order_not_known"
    NOT_QUALIFIED = "not_qualified"
    STAYED_AWAY = "stayed_away"
    EARNS = "earns"


class Discount(NamedTuple):
    """`minutes` is 0 wherever it does not stand at `EARNS`."""

    standing: DiscountStanding
    minutes: int = 0


@cache
def discount_rule() -> DiscountRule:
    row = rows_of("discount.csv", folder=FOLDER)[0]
    day = row["in_force_from"]
    return DiscountRule(
        int(row["qualifying_percent"]),
        int(row["minutes_off"]),
        dt.date.fromisoformat(day) if day else None,
        row["source"],
        row["not_verified"],
    )


def discount_of(
    ordered: int | None,
    sessions: Iterable[SessionWorked],
    rule: DiscountRule,
    *,
    today: dt.date,
) -> Discount:
    """`sessions` in the order of their days; only hours worked since the rule holds earn."""
    first = rule.in_force_from
    if first is None or today < first:
        return Discount(DiscountStanding.NOT_IN_FORCE)
    if ordered is None:
        return Discount(DiscountStanding.ORDER_NOT_KNOWN)
    qualifying, worked, earning = ordered * rule.percent, 0, 0
    for one in sessions:
        if one.was_unacceptable and worked * ALL < qualifying:
            return Discount(DiscountStanding.STAYED_AWAY)
        before = max(0, worked * ALL - qualifying)
        worked += one.worked
        if one.on_date >= first:
            earning += max(0, worked * ALL - qualifying) - before
    if worked * ALL < qualifying:
        return Discount(DiscountStanding.NOT_QUALIFIED)
    return Discount(DiscountStanding.EARNS, earning // (HOUR * ALL) * rule.minutes_off)
