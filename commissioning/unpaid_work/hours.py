"""Hours of one session: what can be said of them, and what of the travel is credited. In minutes.

| travelled there and back | beyond what is one's own | credited |
|---|---|---|
| 1 h, of which 1 h is one's own | 0 | 0 |
| 2 h 30 | 1 h 30 | 1 h 30 |
| 5 h | 4 h | 3 h, the most |
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from commissioning.unpaid_work.errors import HoursImpossible
from directory.rules.tables import rows_of

FOLDER: Final = Path(__file__).parent
HOUR: Final = 60
QUARTER: Final = 15
LONGEST_TRAVEL: Final = 12 * HOUR


class HoursTold(NamedTuple):
    """Of one person and session, in minutes; `travelled` is there and back together."""

    worked: int
    travelled: int = 0
    travel_reason: str | None = None


class TravelReason(NamedTuple):
    """`most` minutes a day are credited for it."""

    code: str
    name: str
    most: int


class TravelFigures(NamedTuple):
    """Minutes a day: `own` are never credited, and of the rest at most `most`."""

    own: int
    most: int


class WorkTerms(NamedTuple):
    """What a register of unpaid work is held to."""

    session_minutes: int
    travel: TravelFigures


USUAL_TRAVEL: Final = TravelFigures(own=60, most=180)
"""Until a line's commissioner says otherwise: an hour is this portal's proposal, three hours are
the most of the published reason (`travel.csv`)."""


@cache
def travel_reasons() -> Mapping[str, TravelReason]:
    rows = rows_of("travel.csv", folder=FOLDER)
    return MappingProxyType(
        {row["code"]: TravelReason(row["code"], row["name"], int(row["most_minutes"]))
         for row in rows}
    )  # fmt: skip


def minutes_of(hours: float, field: str = "hours") -> int:
    """Raises `HoursImpossible` for what is no whole number of quarters."""
    minutes = hours * HOUR
    if minutes % QUARTER:
        raise HoursImpossible(field, "Enter hours in quarters, such as 3, 3.25 or 3.5.")
    return int(minutes)


def in_hours(minutes: int) -> str:
    """As "7", "6.5": what a field holds."""
    return f"{minutes / HOUR:g}"


def as_told(worked: int | None, travelled: int | None, reason: str | None) -> HoursTold | None:
    """None where nothing was said of hours; raises `HoursImpossible` for travel beside none."""
    if worked is not None:
        return HoursTold(worked, travelled or 0, reason)
    if travelled or reason:
        raise HoursImpossible("hours", "Enter the hours worked beside those of travel, 0 for none.")
    return None


def refuse_hours(told: HoursTold | None, *, session_minutes: int, came: bool) -> None:
    """Of a session of unpaid work: who came has hours, who did not has none."""
    longest = in_hours(session_minutes)
    if not came:
        if told is not None:
            raise HoursImpossible("hours", "Only somebody who attended has hours: leave them out.")
        return
    if told is None:
        raise HoursImpossible("hours", f"Enter the hours worked, from 0 to {longest}.")
    if not 0 <= told.worked <= session_minutes:
        raise HoursImpossible(
            "hours", f"Enter hours from 0 to {longest}: the session is no longer."
        )
    _refuse_travel(told)


def _refuse_travel(told: HoursTold) -> None:
    if not 0 <= told.travelled <= LONGEST_TRAVEL:
        most = in_hours(LONGEST_TRAVEL)
        raise HoursImpossible("travel_hours", f"Enter hours of travel from 0 to {most}.")
    if told.travelled and told.travel_reason is None:
        raise HoursImpossible("travel_reason", "Choose why travel is credited, or leave it out.")
    if told.travel_reason is None:
        return
    if told.travel_reason not in travel_reasons():
        known = ", ".join(travel_reasons())
        raise HoursImpossible("travel_reason", f"Choose a reason of the list: {known}.")
    if not told.travelled:
        raise HoursImpossible("travel_hours", "Enter how long the travel took, or no reason.")


def credited_travel(told: HoursTold, figures: TravelFigures) -> int:
    """Beyond one's own, and never more than the line or the reason allows."""
    if told.travel_reason is None:
        return 0
    most = min(figures.most, travel_reasons()[told.travel_reason].most)
    return min(max(0, told.travelled - figures.own), most)
