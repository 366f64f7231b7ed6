"""What the pages of beds say, as at today and from what was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from commissioning.beds.models import Bed, BedOutage, BedStay
from commissioning.beds.nights import BedRecord, BedState, vacancies_ahead
from portal.formatting import NOT_KNOWN, counted, in_words, short

AHEAD_DAYS = 92


@dataclass(frozen=True, slots=True)
class ShownBed:
    public_id: str
    name: str
    state: str
    free_from: str


@dataclass(frozen=True, slots=True)
class ShownHouse:
    title: str
    free: str
    ahead: tuple[str, ...]
    beds: tuple[ShownBed, ...]


@dataclass(frozen=True, slots=True)
class BedsPage:
    houses: tuple[ShownHouse, ...]
    as_at: dt.datetime
    done: bool


@dataclass(frozen=True, slots=True)
class BedPage:
    public_id: str
    title: str
    name: str
    state: str
    turnaround: str
    stays: tuple[tuple[str, ...], ...]
    outages: tuple[tuple[str, ...], ...]
    is_taken: bool
    done: bool


def shown_house(title: str, beds: Sequence[tuple[Bed, BedRecord]], *, today: dt.date) -> ShownHouse:
    records = [record for _, record in beds]
    told = vacancies_ahead(records, today, days=AHEAD_DAYS)
    return ShownHouse(
        title,
        f"{counted(told[0][1], 'bed')} free tonight" if beds else "No bed is told of.",
        tuple(f"{counted(free, 'bed')} from {in_words(night)}" for night, free in told[1:])
        if beds
        else (),
        tuple(
            ShownBed(
                str(bed.public_id),
                bed.name,
                record.state_on(today, today).value,
                short(record.free_from(today)),
            )
            for bed, record in beds
        ),
    )


def bed_page(
    bed: Bed,
    title: str,
    record: BedRecord,
    stays: Sequence[BedStay],
    outages: Sequence[BedOutage],
    *,
    today: dt.date,
    done: bool,
) -> BedPage:
    state = record.state_on(today, today)
    return BedPage(
        str(bed.public_id),
        title,
        bed.name,
        state.value,
        counted(bed.turnaround_days, "day"),
        tuple(_stay(stay) for stay in reversed(stays)),
        tuple(
            (short(one.from_date), short(one.to_date) if one.to_date else NOT_KNOWN, one.reason)
            for one in reversed(outages)
        ),
        state in {BedState.TAKEN, BedState.OVERSTAYED},
        done,
    )


def _stay(stay: BedStay) -> tuple[str, ...]:
    went = "" if stay.left_on is None else short(stay.left_on)
    why = stay.overstay_reason or ""
    stays_on = "" if stay.overstays_until is None else f"until {short(stay.overstays_until)}: {why}"
    return short(stay.from_date), short(stay.leaves_on), stays_on, went
