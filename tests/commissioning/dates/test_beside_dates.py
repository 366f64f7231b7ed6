"""What is kept beside a date."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from commissioning.dates.beside_dates import beside_dates, course_behind, group_number
from commissioning.forecasting.start_days import ForecastBasis, StartDays

TODAY = dt.date(2027, 3, 2)


def group(reference: str, start: str, status: str = "planned") -> dict[str, str]:
    return {"id": reference, "current_start": start, "status": status}


@pytest.mark.parametrize(
    ("groups", "number"),
    [
        ([group("forge-2-group-005", "2027-03-16")], "5"),
        ([group("Group 12", "2027-03-16")], "12"),
        ([group("GROUP_7", "2027-03-16")], "7"),
        ([group("group", "2027-03-16")], None),
        ([group("regroup 5b", "2027-03-16")], None),
        ([group("3f2a-9911", "2027-03-16")], None),
        ([group("group 5", "2027-03-17")], None),
        ([group("group 5", "2027-03-16", "cancelled")], None),
        ([group("group 5", "2027-03-16"), group("group 6", "2027-03-16")], None),
        ([], None),
    ],
)
def test_the_number_of_a_group_on_a_day(groups: list[dict[str, str]], number: str | None) -> None:
    assert group_number(groups, dt.date(2027, 3, 16)) == number


def document(**service: Any) -> dict[str, Any]:
    described = {"id": "line", "kind": "closed_group", "target_days": 30, "closures": []}
    return {
        "as_of": TODAY.isoformat(),
        "bank_holidays": [],
        "services": [described | service],
        "referrals": [],
    }


def basis(*, ahead: int = 4, starts: int = 23, said: str = "An estimate.") -> ForecastBasis:
    return ForecastBasis("plain", starts, ahead, "history", said)


DAYS = StartDays.of([(14, 0.6), (84, 0.95)], horizon_days=1095, basis=basis())


def kept(days: StartDays = DAYS, **service: Any) -> dict[str, Any]:
    about = document(**service)
    return beside_dates(about, days, *course_behind(about, programme=None))


def test_chance_group_course_and_time_are_kept() -> None:
    beside = kept(programme_weeks=10, cohorts=[group("group 5", "2027-03-16")])
    assert beside["within_target"] == "about 6 in 10"
    assert beside["group"] == ["2027-03-16", "5"]
    assert beside["course"][:2] == ["weekly", 10]
    assert beside["needs"][:3] == [63, 70, 10]


def test_of_a_course_that_is_not_known_nothing_is_kept() -> None:
    assert kept().keys() == {"within_target"}


def test_a_forecast_that_cannot_be_made_has_no_chance() -> None:
    none = StartDays.unavailable("no_capacity", horizon_days=1095, basis=basis())
    assert kept(none).keys() == set()
