"""What is kept of a line's dates, and how others read it: until when, and what stands beside.

The keys stand in the `basis` of a `LineForecast`, the chances in its `within_orders`. Pure.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self, TypedDict

from commissioning.forecasting.start_days import RestsOn

OLDEST_DAYS: Final = 3
"""Over a weekend nobody may be there to start a worker that has stopped."""

WITHIN_TARGET: Final = "within_target"
"""The chance of a start within the line's target, as words."""

GROUP: Final = "group"
"""The likely day and the number of the group that is to start then, where it carries one."""

COURSE: Final = "course"
"""The stored form of the course, as `course_from_stored` reads it."""

NEEDS: Final = "needs"
"""The time needed by somebody who starts on the likely day: the fields of `TimeNeeded`."""

LASTS: Final = "lasts"
"""True where the course has no finish of its own: it goes on for the length of the order."""

IF_NARROWER: Final = "by_9_in_10_if_narrower"
"""Kept beside wider dates: the “9 in 10” date without the width, by which to end it."""

WIDER: Final = "Dates here have not held lately, so the range is wider."
"""Stands in the explanation of dates that are told wider."""

FROM_TOTALS: Final = "Counted from weekly totals: no cases are recorded here."
"""Stands in the explanation of dates that rest on counts alone."""

STARTS_WITHOUT_END: Final = "starts_without_end"
PEOPLE_ABOVE_PLACES: Final = "people_above_places"
STILL_ABOVE_PLACES: Final = "still_above_places"
USUAL_LENGTH_FROM: Final = "usual_length_from"
"""These four are left out where the records are complete."""


class DatesBasis(TypedDict, total=False):
    """The `basis` of a `LineForecast`; what there is nothing to say of is left out."""

    queue_ahead: int
    history_starts: int
    data: RestsOn
    explanation: str
    recalibration_id: int
    by_9_in_10_if_narrower: str | None
    within_target: str
    group: tuple[str, str]
    course: list[Any]  # Any: as the course itself stores and reads it
    needs: tuple[int, int, int | None, float | None, str]
    lasts: bool
    starts_without_end: int
    people_above_places: int
    still_above_places: int
    usual_length_from: str


Chances = dict[str, list[float | None]]
"""By days of the order, as text: the chance to start, and to start and finish."""


@dataclass(frozen=True, slots=True)
class WithinOrder:
    """`start_and_finish` None: how long it takes is not known, or turns on the hours ordered."""

    start: float
    start_and_finish: float | None = None


class LengthFrom(enum.StrEnum):
    """From what the usual length is known."""

    TERMS = "terms"
    """The weeks or sessions that the line's own terms state."""
    PROGRAMME = "programme"
    HOURS = "hours"
    """Of unpaid work: the hours ordered, at the hours of a session."""
    CASES = "cases"
    """Those who finished here, at least 8 of them, as the middle one of them did."""


@dataclass(frozen=True, slots=True)
class IncompleteRecords:
    """Both exact: band them before anybody outside sees them.

    `starts_without_end` are those taken as ended for the forecast, `people_above_places` those
    recorded as there beyond the places stated, before any was taken as ended, and
    `still_above_places` those beyond them afterwards: as many as that cannot all be true. Of
    weekly totals that never tell an end it is everybody who ever started.
    """

    starts_without_end: int = 0
    people_above_places: int = 0
    still_above_places: int = 0
    usual_length_from: LengthFrom | None = None

    @property
    def are_incomplete(self) -> bool:
        return bool(self.starts_without_end or self.people_above_places or self.still_above_places)

    @classmethod
    def of(cls, basis: DatesBasis) -> Self:
        """From the `basis` of a forecast; one kept before this was counted tells of nothing."""
        known_from = basis.get(USUAL_LENGTH_FROM)
        return cls(
            basis.get(STARTS_WITHOUT_END, 0),
            basis.get(PEOPLE_ABOVE_PLACES, 0),
            basis.get(STILL_ABOVE_PLACES, 0),
            None if known_from is None else LengthFrom(known_from),
        )

    def to_stored(self) -> DatesBasis:
        """What `of` reads; nothing where the records are complete."""
        if not self.are_incomplete:
            return {}
        stored: DatesBasis = {
            STARTS_WITHOUT_END: self.starts_without_end,
            PEOPLE_ABOVE_PLACES: self.people_above_places,
            STILL_ABOVE_PLACES: self.still_above_places,
        }
        if self.usual_length_from is not None:
            stored[USUAL_LENGTH_FROM] = self.usual_length_from.value
        return stored


def is_current(answered_on: dt.date | None, today: dt.date) -> bool:
    """Whether dates last worked out on `answered_on` may be told today.

    That is `LineFigures.answered_on`, not the `as_of` of the forecast: an answer that says the
    same as the day before keeps its older row. A later day than today comes from a clock that
    was wrong, so that nothing it says may be told.
    """
    return answered_on is not None and 0 <= (today - answered_on).days <= OLDEST_DAYS


def chances_to_stored(chances: Mapping[int, WithinOrder]) -> Chances | None:
    """None where there is nothing to keep."""
    stored: Chances = {
        str(order_days): [chance.start, chance.start_and_finish]
        for order_days, chance in chances.items()
    }
    return stored or None


def chances_from_stored(stored: Mapping[str, Any] | None) -> dict[int, WithinOrder]:
    """As written by `chances_to_stored`; empty for a row kept before they were."""
    return {int(days): WithinOrder(*chances) for days, chances in (stored or {}).items()}
