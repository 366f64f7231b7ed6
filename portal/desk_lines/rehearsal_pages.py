"""A rehearsal side by side: what is expected as things stand, and if they change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil, floor

from commissioning.desk.line_records import LineHead
from commissioning.desk.rehearsing import (
    Change,
    DemandChanged,
    EndsEarly,
    OneMoreGroup,
    PlacesChanged,
    Range,
    Rehearsal,
    Supposed,
    VolumeVaried,
)
from commissioning.timing.chances import in_tenths
from commissioning.volumes.volume import units_told
from directory.order_length import DEFAULT_ORDER_DAYS
from portal.formatting import NOT_KNOWN, counted, in_words, short

BEYOND = "Starts beyond what was bought"
"""Of the futures that are played. What is “not funded” elsewhere follows from the pace so far."""
COST = "Cost of what is beyond it"
PRICE_STAYS = "The price, where one was agreed, stays as it is."
BOUGHT_STAYS = "What was bought stays as it is: more of it is a variation, asked for as a volume."
WEEKS = 26
ORDER_DAYS = 365
ASKED = ("change", "day-day", "day-month", "day-year", "number")


@dataclass(frozen=True, slots=True)
class RehearsalPage:
    """`rows`: what, as things stand, and if they change; empty before anything was asked."""

    public_id: str
    title: str
    as_at: dt.datetime
    says: str = ""
    rows: tuple[tuple[str, str, str], ...] = ()
    can_be_asked: bool = False
    makes: str = ""
    asked: tuple[tuple[str, str], ...] = ()


def rehearsal_page(
    head: LineHead,
    told: Rehearsal | None,
    *,
    as_at: dt.datetime,
    asked: Mapping[str, str],
    may_ask: bool,
) -> RehearsalPage:
    """`asked` goes back with the request for places. Demand can be asked of nobody."""
    page = RehearsalPage(str(head.public_id), head.title or head.name, as_at)
    if told is None:
        return page
    return replace(
        page,
        says=change_in_words(told.change),
        rows=compared(told),
        can_be_asked=may_ask and not isinstance(told.change, DemandChanged | EndsEarly),
        makes=what_it_makes(told.change, is_open=True),
        asked=tuple((name, asked[name]) for name in ASKED if name in asked),
    )


def change_in_words(change: Change) -> str:
    match change:
        case OneMoreGroup():
            places = counted(change.places, "place")
            return f"One more group of {places} on {in_words(change.starts_on)}"
        case PlacesChanged():
            return f"{change.places:g} places from {in_words(change.from_date)}"
        case DemandChanged():
            more = "more" if change.by_percent >= 0 else "fewer"
            return f"{abs(change.by_percent):g}% {more} referred from tomorrow"
        case EndsEarly():
            return f"Nobody starts after {in_words(change.on)}"
        case _:
            rate = f"{units_told(change.quantity)} for the whole period"
            return f"The volume varied from {in_words(change.from_date)}: {rate}"


def what_it_makes(change: Change, *, is_open: bool) -> str:
    """What a request is once its provider agrees; while it `is_open` nothing of it is so yet."""
    once = "Once agreed " if is_open else ""
    match change:
        case VolumeVaried(from_date, quantity):
            return _sentence(
                f"{once}it is the variation of what was bought: from {in_words(from_date)} that"
                f" runs at {units_told(quantity)} starts for the whole period. {PRICE_STAYS}"
            )
        case OneMoreGroup(starts_on, places):
            planned = f"a group of {counted(places, 'place')} is planned for {in_words(starts_on)}"
            return _sentence(f"{once}{planned}. {BOUGHT_STAYS}")
        case PlacesChanged(from_date, places):
            told = f"the line has {places:,g} places from {in_words(from_date)}"
            return _sentence(f"{once}{told}. {BOUGHT_STAYS}")
        case _:
            return ""


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def compared(rehearsal: Rehearsal) -> tuple[tuple[str, str, str], ...]:
    """Each figure with its range, on both sides."""
    before, after = (_told(rehearsal, side) for side in (rehearsal.before, rehearsal.after))
    names = dict.fromkeys((*before, *after))
    nothing = "none expected"
    return tuple((name, before.get(name, nothing), after.get(name, nothing)) for name in names)


def without_money(rehearsal: Rehearsal) -> tuple[tuple[str, str, str], ...]:
    """What a request shows its provider, who may not know the price."""
    return tuple(row for row in compared(rehearsal) if row[0] != COST)


def _told(rehearsal: Rehearsal, side: Supposed) -> dict[str, str]:
    until = in_words(rehearsal.until)
    told = {
        "Start of somebody sentenced today": _dates(rehearsal, side),
        f"Start within {WEEKS} weeks": in_tenths(side.dates.chance_within(7 * WEEKS)),
        "Start within an order of 12 months": in_tenths(side.dates.chance_within(ORDER_DAYS)),
        f"Starts from tomorrow to {until}": _range(side.starts),
    }
    if side.bought is not None:
        told["Bought"] = units_told(side.bought)
    if side.bought is not None and side.outturn is None:
        told[f"Outturn by {until}"] = f"{NOT_KNOWN}: of some month nobody told how many started"
    if side.outturn is not None and side.unfunded is not None:
        told[f"Outturn by {until}"] = _range(side.outturn)
        told[BEYOND] = _range(side.unfunded)
    if side.cost is not None:
        least, most = side.cost
        told[COST] = f"£{least:,.2f} to £{most:,.2f}"
    return told


def _dates(rehearsal: Rehearsal, side: Supposed) -> str:
    days = side.dates.quantiles_within(DEFAULT_ORDER_DAYS)

    return "; ".join(
        f"fewer than {share} start within any order"
        if day is None
        else f"{share} start by {short(rehearsal.as_of + dt.timedelta(days=day))}"
        for share, day in (("half", days.p50), ("1 in 10", days.p10), ("9 in 10", days.p90))
    )


def _range(told: Range) -> str:
    low, high = floor(told.low), ceil(told.high)
    if low == high:
        return f"{low:,}"
    return f"{low:,} to {high:,}, half of the time up to {told.middle:,.0f}"
