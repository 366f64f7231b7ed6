"""What would happen if: the forecaster asked of the facts as they are, and of the same changed.

A document and a change go in, the document before and after and both answers come out. Nothing is
kept. Each figure has its range: nine in ten of the futures that were played lie within it.
"""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from commissioning.errors import CommissioningError
from commissioning.forecasting.document_checking import DEMAND_TIMES, MOST_TIMES
from commissioning.forecasting.forecast import dates_and_starts
from commissioning.forecasting.start_days import StartDays
from commissioning.volumes.money import Price, pounds_between
from commissioning.volumes.volume import Volume

Document = dict[str, Any]  # JSON

GROUP_KIND = "closed_group"
REHEARSED_GROUP = "rehearsed"
MOST_PLACES = 2000
WITHIN = (0.05, 0.95)
"""Of the futures played; the range that is told."""


class ImpossibleChange(CommissioningError, ValueError):
    """A change that cannot be supposed of this line; the message says what to enter instead."""


@dataclass(frozen=True, slots=True)
class OneMoreGroup:
    """A further group is planned for the day."""

    starts_on: dt.date
    places: int


@dataclass(frozen=True, slots=True)
class PlacesChanged:
    """From the day on so many places; in the unit in which the line states its capacity."""

    from_date: dt.date
    places: float


@dataclass(frozen=True, slots=True)
class DemandChanged:
    """So many more of a hundred are referred from tomorrow on; below 0 fewer."""

    by_percent: float


@dataclass(frozen=True, slots=True)
class EndsEarly:
    """Nobody starts after the day."""

    on: dt.date


@dataclass(frozen=True, slots=True)
class VolumeVaried:
    """From the day on the volume runs at the rate at which its whole period would hold this."""

    from_date: dt.date
    quantity: float


Change = OneMoreGroup | PlacesChanged | DemandChanged | EndsEarly | VolumeVaried


def changed_document(document: Document, change: Change) -> Document:
    """The same facts but for the change; the document that was given stays as it was."""
    changed = document | {"services": copy.deepcopy(document["services"])}
    (service,) = changed["services"]
    tomorrow = dt.date.fromisoformat(document["as_of"]) + dt.timedelta(days=1)
    match change:
        case OneMoreGroup():
            _add_group(service, change, tomorrow)
        case PlacesChanged():
            _change_places(service, change, tomorrow)
        case DemandChanged():
            _change_demand(service, change)
        case EndsEarly():
            _end_early(service, change, tomorrow)
        case VolumeVaried():
            pass  # what was bought changes nobody's start
    return changed


def varied(volume: Volume, change: Change) -> Volume:
    """The volume after the change: another one only where it is the volume that changes."""
    if not isinstance(change, VolumeVaried):
        return volume
    if not volume.first <= change.from_date <= volume.last:
        raise ImpossibleChange("Enter a day within the period of the volume.")
    if change.quantity < 0:
        raise ImpossibleChange("Enter a volume of 0 or more.")
    kept = [one for one in volume.segments if one[0] < change.from_date]
    return replace(volume, segments=[*kept, (change.from_date, change.quantity)])


@dataclass(frozen=True, slots=True)
class Bought:
    """What the line's starts are counted against; `price` None: no money is told.

    `started_to_date` None: of some month nobody told how many started.
    """

    volume: Volume
    started_to_date: float | None
    price: Price | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """Nine in ten of the futures lie from `low` to `high`, half of them up to `middle`."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Supposed:
    """One side of a rehearsal. `outturn` and what follows are None where no starts were bought;
    but for `bought` where it is not known how many started so far."""

    dates: StartDays
    starts: Range
    outturn: Range | None = None
    bought: float | None = None
    unfunded: Range | None = None
    cost: tuple[Decimal, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`until` is the last day to which starts are counted: the end of the volume's period."""

    change: Change
    as_of: dt.date
    until: dt.date
    before: Supposed
    after: Supposed


def rehearse(
    document: Document, change: Change, *, until: dt.date, bought: Bought | None = None
) -> Rehearsal:
    """Before and after, each from its own document, by the same futures.

    Raises `ImpossibleChange`, and `ForecastInputError` of a document that cannot be answered.
    """
    after = changed_document(document, change)
    varied_to = None if bought is None else replace(bought, volume=varied(bought.volume, change))
    if isinstance(change, VolumeVaried) and bought is None:
        raise ImpossibleChange("No starts are bought on this line, so no volume can be varied.")
    as_of = dt.date.fromisoformat(document["as_of"])
    return Rehearsal(
        change,
        as_of,
        until,
        _supposed(document, until, bought),
        _supposed(after, until, varied_to),
    )


def _supposed(document: Document, until: dt.date, bought: Bought | None) -> Supposed:
    ahead = dates_and_starts(document, until=until)
    starts = _range_of([float(count) for count in ahead.starts])
    standard = ahead.dates["standard"]
    if bought is None:
        return Supposed(standard, starts)
    total = bought.volume.total
    if bought.started_to_date is None:
        return Supposed(standard, starts, bought=total)
    outturn = _moved(starts, bought.started_to_date)
    unfunded = Range(*(max(0.0, figure - total) for figure in _figures(outturn)))
    return Supposed(
        standard, starts, outturn, total, unfunded, _cost(unfunded, total, bought.price)
    )


def _cost(unfunded: Range, total: float, price: Price | None) -> tuple[Decimal, Decimal] | None:
    """By bands, as the desk tells it; None without a price, and where nothing may be unfunded."""
    if price is None or unfunded.high <= 0:
        return None
    units = (round(unfunded.low), round(unfunded.high))
    least, most = (pounds_between(total, total, total + beyond, price) for beyond in units)
    return least, most


def _range_of(counts: list[float]) -> Range:
    low, high = (counts[round(share * (len(counts) - 1))] for share in WITHIN)
    return Range(low, counts[len(counts) // 2], high)


def _moved(counted: Range, by: float) -> Range:
    return Range(*(figure + by for figure in _figures(counted)))


def _figures(counted: Range) -> tuple[float, float, float]:
    return counted.low, counted.middle, counted.high


def _add_group(service: dict[str, Any], change: OneMoreGroup, tomorrow: dt.date) -> None:
    if service["kind"] != GROUP_KIND:
        raise ImpossibleChange("This line has no groups: change its places instead.")
    if change.starts_on < tomorrow:
        raise ImpossibleChange("Enter a day to come on which the group would start.")
    if not 1 <= change.places <= MOST_PLACES:
        raise ImpossibleChange(f"Enter places of the group from 1 to {MOST_PLACES:,}.")
    day = change.starts_on.isoformat()
    service["cohorts"] = [
        *service.get("cohorts", ()),
        {
            "id": REHEARSED_GROUP,
            "planned_start": day,
            "current_start": day,
            "status": "planned",
            "places": change.places,
            "started": None,
        },
    ]


def _change_places(service: dict[str, Any], change: PlacesChanged, tomorrow: dt.date) -> None:
    """What was announced for later days gives way; so do the places of groups planned for them."""
    if change.from_date < tomorrow:
        raise ImpossibleChange("Enter a day to come from which there would be so many places.")
    if not 0 <= change.places <= MOST_PLACES:
        raise ImpossibleChange(f"Enter places from 0 to {MOST_PLACES:,}.")
    day = change.from_date.isoformat()
    earlier = [stated for stated in service["capacity"] if stated["from"] < day]
    service["capacity"] = [*earlier, {"from": day, "value": change.places}]
    for group in service.get("cohorts", ()):
        if group["status"] == "planned" and group["current_start"] >= day:
            group["places"] = round(change.places)


def _change_demand(service: dict[str, Any], change: DemandChanged) -> None:
    times = 1 + change.by_percent / 100
    if not 0 <= times <= MOST_TIMES:
        most = round(100 * (MOST_TIMES - 1))
        raise ImpossibleChange(f"Enter a change of demand from −100 % to +{most} %.")
    service[DEMAND_TIMES] = float(times)


def _end_early(service: dict[str, Any], change: EndsEarly, tomorrow: dt.date) -> None:
    if change.on < tomorrow:
        raise ImpossibleChange("Enter a day to come after which nobody would start.")
    end = service.get("contract_end")
    if end is not None and end <= change.on.isoformat():
        raise ImpossibleChange(f"It ends on {end} already: enter an earlier day.")
    service["contract_end"] = change.on.isoformat()
