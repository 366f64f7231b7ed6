"""The figures of a row of the desk: once as values for a file, once in the words of the page."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from math import ceil, floor
from typing import Final, NamedTuple

from commissioning.agreements.models import AgreementKind
from commissioning.desk.desk_months import Months
from commissioning.desk.desk_rows import DeskRow
from commissioning.volumes.account import VolumeAccount
from portal.formatting import NOT_KNOWN, short
from portal.showing.spreadsheets import Cell

HEADINGS: Final = (
    "Line", "Provider", "Areas", "Agreement", "Kind", "Agreement ends", "To decide", "Unit",
    "Bought", "From", "To", "Delivered to date", "Expected to date", "Share of what was bought",
    "Heading for, least", "Heading for, most", "Used up on", "Waiting", "Half wait so far, days",
    "Oldest wait, days", "Not funded at most", "Cost of that at most, £", "As at", "Page",
)  # fmt: skip
SPARK_WIDTH: Final = 72
SPARK_HEIGHT: Final = 20
NOBODY_WAITS: Final = "nobody waits"
NOT_READ: Final = "A service that is not named here"


class Spark(NamedTuple):
    """Units of each whole or begun month of the period: points of a line, and its words."""

    points: str
    says: str


def cells_of(row: DeskRow, *, as_at: str, root: str) -> tuple[Cell, ...]:
    """A row of the file: what is not known is an empty cell, never 0."""
    stored, account = row.stored, row.account
    return (
        title_of(row),
        stored.provider if stored.is_read else None,
        "; ".join(name for _, name in row.ground.areas),
        stored.agreement_title,
        None if stored.agreement_kind is None else KINDS[stored.agreement_kind.value],
        stored.ends_on,
        " ".join(need.words for need in row.needs),
        *_account_cells(account, stored.ends_on),
        stored.known_waiting,
        row.half_wait_days,
        row.longest_wait_days,
        *_money_cells(account),
        as_at,
        f"{root}/desk/lines/{stored.line}",
    )


KINDS: Final = {kind.value: kind.said for kind in AgreementKind}


def title_of(row: DeskRow) -> str:
    return row.title if row.stored.is_read and row.title else NOT_READ


def _account_cells(account: VolumeAccount | None, ends_on: dt.date | None) -> tuple[Cell, ...]:
    """No day of using up after the agreement has ended."""
    if account is None:
        return (None,) * 10
    volume, share, used_up = account.volume, account.position.utilisation, account.exhausted_on
    if used_up is not None and ends_on is not None and ends_on < min(account.on, used_up):
        used_up = None
    least, most = range_of(account)
    return (
        f"{volume.unit}s",
        volume.total,
        volume.first,
        volume.last,
        account.position.delivered,
        round(account.expected_to_date, 1),
        None if share is None else round(share, 4),
        least,
        most,
        used_up,
    )


def _money_cells(account: VolumeAccount | None) -> tuple[Cell, ...]:
    if account is None or account.unfunded_cost is None:
        return (None, None)
    return account.unfunded[1], float(account.unfunded_cost[1])


def range_of(account: VolumeAccount) -> tuple[int, int]:
    """What the period is heading for, in whole units, the range never narrower than it is."""
    if account.is_final:
        return (round(account.position.delivered),) * 2
    return floor(account.outturn.low + _SLACK), ceil(account.outturn.high - _SLACK)


_SLACK: Final = 1e-6


class AccountWords(NamedTuple):
    """Of a volume, short enough for a cell; all of it is "not known" where none is known here."""

    bought: str
    bought_for: str
    to_date: str
    expected: str
    share: str
    heading_for: str
    used_up_on: str
    money: str


UNKNOWN: Final = AccountWords(NOT_KNOWN, "", *(NOT_KNOWN,) * 6)
NO_PRICE: Final = "no price known"


def account_words(account: VolumeAccount | None, ends_on: dt.date | None = None) -> AccountWords:
    """`ends_on`: of the agreement, after which nothing is used up of it any more."""
    if account is None:
        return UNKNOWN
    volume, share = account.volume, account.position.utilisation
    least, most = range_of(account)
    return AccountWords(
        bought=f"{volume.total:,.0f} {volume.unit}s",
        bought_for=f"until {short(volume.last)}",
        to_date=f"{account.position.delivered:,.0f}",
        expected=f"{account.expected_to_date:,.0f}",
        share="nothing was bought" if share is None else f"{share:.0%}",
        heading_for=f"{least:,}" if least == most else f"{least:,} to {most:,}",
        used_up_on=_used_up(account, ends_on),
        money=_money(account),
    )


def _used_up(account: VolumeAccount, ends_on: dt.date | None) -> str:
    day = account.exhausted_on
    if ends_on is not None and ends_on < account.on and (day is None or day > ends_on):
        return "agreement ended"
    if day is None:
        return "lasts"
    return short(day) if day <= account.on else f"about {short(day)}"


def _money(account: VolumeAccount) -> str:
    if account.price is None:
        return NO_PRICE
    return "none" if account.unfunded_cost is None else _up_to(account.unfunded_cost)


def _up_to(cost: tuple[Decimal, Decimal]) -> str:
    least, most = cost
    return f"£{most:,.0f}" if least == most else f"up to £{most:,.0f}"


def days_waited(days: int | None, waiting: int | None) -> str:
    """Of so many who wait: silence is no wait of 0, and that nobody waits is no silence."""
    if days is None:
        return NOBODY_WAITS if waiting == 0 else NOT_KNOWN
    return f"{days} day{'' if days == 1 else 's'}"


@lru_cache(maxsize=8192)
def spark_of(months: Months, unit: str, first: dt.date, on: dt.date) -> Spark | None:
    """None before the second month: one point is no line."""
    counts = _by_month(dict(months), first, on)
    if len(counts) < 2:
        return None
    highest = max(1.0, *counts)
    step = SPARK_WIDTH / (len(counts) - 1)
    points = " ".join(
        f"{place * step:.0f},{1 + (SPARK_HEIGHT - 2) * (1 - count / highest):.0f}"
        for place, count in enumerate(counts)
    )
    told = ", ".join(f"{count:,.0f}" for count in counts)
    return Spark(points, f"{unit}s by month since {first:%B %Y}: {told}")


def _by_month(months: dict[dt.date, float], first: dt.date, on: dt.date) -> list[float]:
    month, counts = first.replace(day=1), []
    while month <= on:
        counts.append(months.get(month, 0.0))
        month = dt.date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return counts
