"""What was bought of a line and used, in words, by month, and what it came to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from commissioning.desk.line_account import VolumeOnLine
from commissioning.returns.months import last_day_of
from commissioning.volumes.position import expected_to_date
from commissioning.volumes.silence import untold_in_words
from commissioning.volumes.volume import units_told
from portal.desk_lines.charts import cumulative_chart
from portal.desk_lines.shown import Cells, ShownChart, ShownTable, month_column
from portal.desk_lines.used_words import beside_words
from portal.formatting import NOT_KNOWN, counted, in_words

_UNTOLD: Final = (NOT_KNOWN, NOT_KNOWN)


@dataclass(frozen=True, slots=True)
class ShownVolume:
    title: str
    facts: tuple[Cells, ...]
    says: Cells
    has_ended: bool
    chart: ShownChart


def shown_volume(number: int, line: VolumeOnLine, *, today: dt.date) -> ShownVolume:
    account = line.account
    facts = tuple(account.in_words(today).items())
    alert = () if account.alert is None else (account.alert.in_words(),)
    spells = tuple(f"{spell.in_words()}." for spell in line.spells)
    title = f"{account.volume.unit.capitalize()}s bought and used"
    table = ShownTable(
        f"volume-{number}",
        f"{title}, by month",
        ("Month", "Delivered", "To date", "Expected to date"),
        tuple(_months_of(line)),
        (1, 2, 3),
    )
    drawn = ShownChart(title, (cumulative_chart(line).says,), cumulative_chart(line), table)
    beside = beside_words(line.both)
    return ShownVolume(
        title,
        (*facts, *_varied(line), *beside, *_untold(line), *_cost(line)),
        (*alert, *spells),
        account.ended_on is not None,
        drawn,
    )


def _varied(line: VolumeOnLine) -> Iterator[Cells]:
    """What was bought first stands, and what changed it from which day on."""
    segments, first = line.account.volume.segments, line.account.volume.quantity
    if segments:
        varied = "; ".join(f"{units_told(rate)} from {in_words(day)}" for day, rate in segments)
        yield (
            "Varied",
            f"{units_told(first)} for the whole period, then {varied}.",
        )


def _cost(line: VolumeOnLine) -> Iterator[Cells]:
    """Nothing at all without a price."""
    cost = line.cost
    if cost is None:
        return
    yield "Cost to date", f"£{cost.pounds:,.2f}"
    if cost.a_start is not None:
        yield "Cost of a start", f"£{cost.a_start:,.2f}"
    if cost.a_completion is not None:
        yield "Cost of a completion", f"£{cost.a_completion:,.2f}"
    hours = cost.mix.half_ordered_hours
    ordered = "" if hours is None else f"; half were ordered {hours:,} hours or fewer"
    if cost.mix.people:  # weekly totals tell how many started, and nothing of whom
        started = counted(cost.mix.people, "person", "people")
        said = f"{started} who started, {cost.mix.priority:,} with priority{ordered}"
        yield "Who it was for", said


def _untold(line: VolumeOnLine) -> Iterator[Cells]:
    """Which months, and what is reckoned without them."""
    account = line.account
    if not account.untold:
        return
    told = f"{untold_in_words(account.untold)}: nobody recorded or returned anything."
    if not account.is_known:
        yield "Not known", told
    elif account.has_gap:
        yield "Not known", f"{told} What was delivered is the least that it was."
    else:
        yield "Not known", f"{told} All is reckoned as at {in_words(account.on)}."


def _months_of(line: VolumeOnLine) -> Iterator[Cells]:
    """Every month of the period so far; one in which nothing was delivered has its row too, and
    one that nobody told of says so."""
    account, volume = line.account, line.account.volume
    delivered, to_date = dict(line.by_month), 0.0
    for first in account.months:
        count = delivered.get(first, 0.0)
        to_date += count
        end = min(last_day_of(first), volume.last)
        is_untold = first in account.untold
        expected = expected_to_date(volume, end if is_untold else min(end, account.on))
        told = _UNTOLD if is_untold else (f"{count:,.0f}", f"{to_date:,.0f}")
        yield month_column(first), *told, f"{expected:,.0f}"
