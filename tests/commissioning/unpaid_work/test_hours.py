"""What can be said of hours, and what of the travel is credited: tables checkable by hand."""

from __future__ import annotations

import pytest

from commissioning.unpaid_work.errors import HoursImpossible
from commissioning.unpaid_work.hours import (
    HOUR,
    USUAL_TRAVEL,
    HoursTold,
    TravelFigures,
    credited_travel,
    minutes_of,
    refuse_hours,
    travel_reasons,
)

FAR, BACK = "no_nearer_work", "sent_back"
SEVEN = 7 * HOUR


@pytest.mark.parametrize(
    ("travelled", "reason", "own", "most", "credited"),
    [
        (0, None, 60, 180, 0),
        (60, FAR, 60, 180, 0),
        (75, FAR, 60, 180, 15),
        (150, FAR, 60, 180, 90),
        (240, FAR, 60, 180, 180),
        (300, FAR, 60, 180, 180),
        (300, FAR, 60, 240, 180),  # the reason allows three hours, whatever the line says
        (300, FAR, 60, 120, 120),
        (300, FAR, 0, 0, 0),
        (150, BACK, 60, 180, 60),  # of whoever was sent back an hour at most
    ],
)
def test_travel_is_credited_beyond_ones_own_and_capped(
    travelled: int, reason: str | None, own: int, most: int, credited: int
) -> None:
    told = HoursTold(SEVEN, travelled, reason)
    assert credited_travel(told, TravelFigures(own, most)) == credited


def test_the_usual_figures_are_an_hour_and_the_most_of_the_published_reason() -> None:
    assert TravelFigures(60, travel_reasons()[FAR].most) == USUAL_TRAVEL


@pytest.mark.parametrize(
    ("told", "came", "field", "says"),
    [
        (None, True, "hours", "from 0 to 7"),
        (HoursTold(SEVEN + 15), True, "hours", "no longer"),
        (HoursTold(-15), True, "hours", "from 0 to 7"),
        (HoursTold(301 * HOUR), True, "hours", "no longer"),
        (HoursTold(SEVEN), False, "hours", "Only somebody who attended"),
        (HoursTold(0), False, "hours", "Only somebody who attended"),
        (HoursTold(SEVEN, 90), True, "travel_reason", "Choose why"),
        (HoursTold(SEVEN, 90, "rain"), True, "travel_reason", "no_nearer_work"),
        (HoursTold(SEVEN, 0, FAR), True, "travel_hours", "how long the travel took"),
        (HoursTold(SEVEN, -15, FAR), True, "travel_hours", "from 0 to 12"),
        (HoursTold(SEVEN, 12 * HOUR + 15, FAR), True, "travel_hours", "from 0 to 12"),
    ],
)
def test_what_cannot_be_is_refused(
    told: HoursTold | None, came: bool, field: str, says: str
) -> None:
    with pytest.raises(HoursImpossible, match=says) as refused:
        refuse_hours(told, session_minutes=SEVEN, came=came)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("told", "came"),
    [
        (None, False),
        (HoursTold(0), True),
        (HoursTold(SEVEN), True),
        (HoursTold(0, 90, BACK), True),
        (HoursTold(SEVEN, 12 * HOUR, FAR), True),
    ],
)
def test_what_can_be_is_taken(told: HoursTold | None, came: bool) -> None:
    refuse_hours(told, session_minutes=SEVEN, came=came)


@pytest.mark.parametrize(("hours", "minutes"), [(0, 0), (0.25, 15), (6.5, 390), (7, 420)])
def test_hours_are_told_in_quarters(hours: float, minutes: int) -> None:
    assert minutes_of(hours) == minutes


@pytest.mark.parametrize("hours", [0.1, 3.3, 6.99])
def test_other_parts_of_an_hour_are_refused(hours: float) -> None:
    with pytest.raises(HoursImpossible, match="quarters"):
        minutes_of(hours)
