"""How the counts of a scheme are read: whether places are free, whither it goes, how old it is."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from commissioning.desk.decisions import CONFIRMED_FOR_DAYS
from commissioning.partnership.cohorts.periods import MONTH, CohortPeriod

FEWEST_FOR_A_TREND: Final = 3
SURELY_APART: Final = 10
"""Two steps of the rounding to the nearest 5: so far apart counts keep their order."""


class PlacesUse(enum.StrEnum):
    FULL = "full"
    FREE = "places_free"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class PlacesRead:
    use: PlacesUse
    words: str


class CohortTrend(enum.StrEnum):
    """The value is how a page says it."""

    RISING = "rising"
    FALLING = "falling"
    THE_SAME = "the same"
    UP_AND_DOWN = "neither rising nor falling throughout"
    NOT_TOLD = "cannot be told from rounded numbers"


def places_use(places: int | None, on_scheme: int | None) -> PlacesRead | None:
    """None where one of the two is not told."""
    if places is None or on_scheme is None:
        return None
    free = places - on_scheme
    if free > 0:
        return PlacesRead(
            PlacesUse.FREE, f"{free} {'place' if free == 1 else 'places'} free of {places}"
        )
    use = PlacesUse.FULL if free == 0 else PlacesUse.OVER
    return PlacesRead(use, f"{use.value}: {on_scheme} on {places} places")


def trend_of(ends: Mapping[CohortPeriod, int | None]) -> CohortTrend | None:
    """Of the newest three periods, told one after the other and of one length; else None."""
    steps = _newest_steps(ends)
    if not steps:
        return None
    if all(step > 0 for step in steps):
        return CohortTrend.RISING
    if all(step < 0 for step in steps):
        return CohortTrend.FALLING
    return CohortTrend.UP_AND_DOWN if any(steps) else CohortTrend.THE_SAME


def trend_of_rounded(ends: Mapping[CohortPeriod, int | None]) -> CohortTrend | None:
    """As `trend_of`, where `ends` are to the nearest 5: only what holds whatever was rounded."""
    steps = _newest_steps(ends)
    if not steps:
        return None
    rose = [step >= SURELY_APART for step in steps]
    fell = [step <= -SURELY_APART for step in steps]
    if all(rose):
        return CohortTrend.RISING
    if all(fell):
        return CohortTrend.FALLING
    return CohortTrend.UP_AND_DOWN if any(rose) and any(fell) else CohortTrend.NOT_TOLD


def _newest_steps(ends: Mapping[CohortPeriod, int | None]) -> list[int]:
    """From each of the newest three to the next; none where they cannot be compared."""
    newest = sorted(ends)[-FEWEST_FOR_A_TREND:]
    told = [count for one in newest if (count := ends[one]) is not None]
    in_a_row = all(one.after == other for one, other in pairwise(newest))
    if len(told) < FEWEST_FOR_A_TREND or not in_a_row:
        return []
    return [later - earlier for earlier, later in pairwise(told)]


def is_current(newest: CohortPeriod, *, today: dt.date) -> bool:
    """Not longer ago than what a line is confirmed for."""
    return (today - newest.last_day).days <= CONFIRMED_FOR_DAYS


def gaps_between(told: Iterable[CohortPeriod]) -> tuple[CohortPeriod, ...]:
    """The months between the first and the last told of that no period covers, by day."""
    known = sorted(told)
    if not known:
        return ()
    month, gaps = CohortPeriod(known[0].first_day, MONTH), []
    while month.first_day <= known[-1].first_day:
        if not any(month.overlaps(one) for one in known):
            gaps.append(month)
        month = month.after
    return tuple(gaps)
