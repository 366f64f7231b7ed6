"""The figures of a row of the desk: once as values for a file, once in the words of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from math import ceil, floor
from typing import Final, NamedTuple

from commissioning.agreements.models import AgreementKind
from commissioning.desk.desk_months import Months
from commissioning.desk.desk_rows import DeskRow
from commissioning.volumes.account import VolumeAccount
from commissioning.volumes.silence import Untold, untold_in_words
from commissioning.volumes.volume import units_told
from portal.formatting import NOT_KNOWN, short
from portal.showing.spreadsheets import Cell

HEADINGS: Final = (
    "Line", "Provider", "Areas", "Agreement", "Kind", "Agreement ends", "To decide", "Unit",
    "Bought", "From", "To", "Delivered to date", "All or at least", "Told to",
    "Months that nobody told", "Expected to date", "Share of what was bought", "Ended, last day",
    "Heading for, least", "Heading for, most", "Used up on", "Waiting", "Half wait so far, days",
    "Oldest wait, days", "Not funded at most", "Cost of that at most, £", "Also counted for",
    "As at", "Page",
)  # fmt: skip
SPARK_WIDTH: Final = 72
SPARK_HEIGHT: Final = 20
LEAST_OR_ALL: Final = {True: "at least", False: "all"}
NOBODY_WAITS: Final = "nobody waits"
NOT_READ: Final = "A service that is not named here"


class Spark(NamedTuple):
    """Units of each whole or begun month of the period, and their words; a line for each run of
    months that were told, a dot where it is one alone."""

    lines: tuple[str, ...]
    says: str


def cells_of(row: DeskRow, *, as_at: str, root: str) -> tuple[Cell, ...]:
    """A row of the file: what is not known is never 0."""
    stored, account = row.stored, row.account
    return (
        title_of(row),
        stored.provider if stored.is_read else None,
        "; ".join(name for _, name in row.ground.areas),
        stored.agreement_title,
        None if stored.agreement_kind is None else KINDS[stored.agreement_kind.value],
        stored.ends_on,
        " ".join(need.words for need in row.needs),
        *account_cells(account),
        stored.known_waiting,
        row.half_wait_days,
        row.longest_wait_days,
        *unfunded_cells(account),
        "; ".join(row.also_counted_for),
        as_at,
        f"{root}/desk/lines/{stored.line}",
    )


KINDS: Final = {kind.value: kind.said for kind in AgreementKind}


def title_of(row: DeskRow) -> str:
    return row.title if row.stored.is_read and row.title else NOT_READ


def account_cells(account: VolumeAccount | None) -> tuple[Cell, ...]:
    """Rounded as the page says it; where nothing is used up on a day, the page's words why."""
    if account is None:
        return (*(None,) * 13, str(NOT_KNOWN))
    volume = account.volume
    least, most = range_of(account) or (None, None)
    return (
        f"{volume.unit}s",
        whole_if_it_is(round(volume.total, 1)),
        volume.first,
        volume.last,
        *_told_cells(account),
        round(account.expected_to_date, 1),
        _share_cell(account),
        account.ended_on,
        least,
        most,
        _day_used_up(account),
    )


def _told_cells(account: VolumeAccount) -> tuple[Cell, ...]:
    """With months in between that nobody told the count is the least that it was."""
    silent = untold_in_words(account.untold) or None
    if not account.is_known:
        return (None, None, None, silent)
    delivered = whole_if_it_is(account.position.delivered)
    return (delivered, LEAST_OR_ALL[account.has_gap], account.on, silent)


def _share_cell(account: VolumeAccount) -> Cell:
    share = account.position.utilisation
    return None if share is None or not account.is_known else round(share, 4)


def unfunded_cells(account: VolumeAccount | None) -> tuple[Cell, ...]:
    """In units whatever is known of a price; what they cost only with one."""
    if account is None or account.unfunded is None:
        return (None, None)
    cost = account.unfunded_cost
    return account.unfunded[1], None if cost is None else float(cost[1])


def whole_if_it_is(number: float) -> float:
    return int(number) if number == int(number) else number


def range_of(account: VolumeAccount) -> tuple[int, int] | None:
    """What the period is heading for, in whole units, the range never narrower than it is; None
    is not known, or nothing any more."""
    if account.outturn is None:
        return None
    if account.is_final:
        return (round(account.position.delivered),) * 2
    return floor(account.outturn.low + _SLACK), ceil(account.outturn.high - _SLACK)


_SLACK: Final = 1e-6


class AccountWords(NamedTuple):
    """Of a volume, short enough for a cell; all of it is "not known" where none is known here.

    `untold`: up to which day `to_date` counts, and of which months nobody told.
    """

    bought: str
    bought_for: str
    to_date: str
    untold: str
    expected: str
    share: str
    heading_for: str
    used_up_on: str
    money: str


UNKNOWN: Final = AccountWords(NOT_KNOWN, "", NOT_KNOWN, "", *(NOT_KNOWN,) * 5)
NO_PRICE: Final = "no price known"


def account_words(account: VolumeAccount | None, *, today: dt.date | None = None) -> AccountWords:
    if account is None:
        return UNKNOWN
    volume = account.volume
    return AccountWords(
        bought=f"{units_told(volume.total)} {volume.unit}s",
        bought_for=f"until {short(volume.last)}",
        to_date=_at_least(account, f"{account.position.delivered:,.0f}"),
        untold=_untold(account, today),
        expected=f"{account.expected_to_date:,.0f}",
        share=_share(account),
        heading_for=_heading_for(account),
        used_up_on=_used_up(account),
        money=_money(account),
    )


def _at_least(account: VolumeAccount, told: str) -> str:
    if not account.is_known:
        return NOT_KNOWN
    return f"at least {told}" if account.has_gap else told


def _untold(account: VolumeAccount, today: dt.date | None) -> str:
    """Up to which day it counts, where that is not today, and of which months nobody told."""
    told = []
    if today is not None and account.is_known and account.on < min(today, account.last):
        told.append(f"counted to {short(account.on)}")
    if account.untold:
        told.append(f"nobody told of {untold_in_words(account.untold)}")
    return "; ".join(told)


def _share(account: VolumeAccount) -> str:
    share = account.position.utilisation
    return "nothing was bought" if share is None else _at_least(account, f"{share:.0%}")


def _heading_for(account: VolumeAccount) -> str:
    if account.ended_on is not None:
        return f"ended, last day {short(account.ended_on)}"
    told = range_of(account)
    if told is None:
        return NOT_KNOWN
    least, most = told
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def _used_up(account: VolumeAccount) -> str:
    day = _day_used_up(account)
    if isinstance(day, str):
        return day
    if not account.is_used_up:
        return f"about {short(day)}"
    return f"by {short(day)}" if account.is_used_up_before else short(day)


def _day_used_up(account: VolumeAccount) -> dt.date | str:
    """The day, or in words why there is none."""
    day = account.exhausted_on
    if account.ended_on is not None:
        return "ended"
    if day is None:
        return str(NOT_KNOWN) if account.outturn is None else "lasts"
    return day


def _money(account: VolumeAccount) -> str:
    if account.price is None:
        return NO_PRICE
    if account.unfunded is None:
        return NOT_KNOWN
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
def spark_of(months: Months, unit: str, period: Untold, untold: Untold) -> Spark | None:
    """None before the second month: one point is no line. Months `untold` are a gap in it."""
    by_month = dict(months)
    if len(period) < 2:
        return None
    counts = [None if month in untold else by_month.get(month, 0.0) for month in period]
    told = ", ".join(NOT_KNOWN if count is None else f"{count:,.0f}" for count in counts)
    return Spark(_spark_lines(counts), f"{unit}s by month since {period[0]:%B %Y}: {told}")


def _spark_lines(counts: Sequence[float | None]) -> tuple[str, ...]:
    highest = max([1.0, *(count for count in counts if count is not None)])
    step = SPARK_WIDTH / (len(counts) - 1)
    runs: list[list[str]] = [[]]
    for place, count in enumerate(counts):
        if count is None:
            runs.append([])
        else:
            height = 1 + (SPARK_HEIGHT - 2) * (1 - count / highest)
            runs[-1].append(f"{place * step:.0f},{height:.0f}")
    return tuple(" ".join(run if len(run) > 1 else run * 2) for run in runs if run)
