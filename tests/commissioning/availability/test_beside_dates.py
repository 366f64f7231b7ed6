"""What is kept beside a date, and when a row says nothing of it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from commissioning.availability.answered import CourtQuestion
from commissioning.availability.beside_dates import beside_dates, course_behind, group_number
from commissioning.availability.beside_row import Asking, beside_row
from commissioning.availability.kept_start import KeptStart
from commissioning.availability.line_status import Forecast, LineStanding, Status
from commissioning.availability.recalibrated import WIDER
from commissioning.availability.start_days import Basis, Quantiles, StartDays
from commissioning.monitoring.disclosure import Band
from directory.delivery import DeliveryKind

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


def basis(*, ahead: int = 4, starts: int = 23, said: str = "An estimate.") -> Basis:
    return Basis("plain", starts, ahead, "history", said)


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


def line(kept_beside: dict[str, Any], **changed: Any) -> Any:
    described = {
        "line_id": 1,
        "delivery_kind": DeliveryKind.CLOSED_GROUP,
        "target_days": 30,
        "forecast_as_of": TODAY,
        "start_within_order": 0.95,
        "forecast_basis": {"data": "history", "history_starts": 23} | kept_beside,
    }
    return SimpleNamespace(**(described | changed))


KEPT = KeptStart("ok", None, 4, "An estimate.", Quantiles(14, 14, 84))
DATED = LineStanding(Status.AVAILABLE, None, None, dt.date(2027, 3, 16), dt.date(2027, 5, 25))
YEAR = CourtQuestion(order_days=365)


def asking(question: CourtQuestion | None = None, closures: Any = None) -> Asking:
    return Asking(question or CourtQuestion(), TODAY, closures or {})


def of_ten_weeks(**service: Any) -> Any:
    return line(kept(programme_weeks=10, cohorts=[group("group 5", "2027-03-16")], **service))


def test_without_an_order_length_the_kept_words_are_said_and_no_time_in_it() -> None:
    beside = beside_row(of_ten_weeks(), KEPT, DATED, asking())
    assert beside is not None
    assert (beside.group, beside.within_target, beside.within_order) == (
        "5",
        "about 6 in 10",
        "more than 9 in 10",
    )
    assert beside.people_ahead.band is Band.FEWER_THAN_8
    assert (beside.footing.data, beside.footing.starts.about) == ("history", 25)
    assert beside.needs is not None
    assert beside.needs.usual_days == 63
    assert beside.in_order is None


def test_with_an_order_length_there_is_time_or_not() -> None:
    beside = beside_row(of_ten_weeks(), DAYS, DATED, asking(YEAR))
    assert beside is not None
    assert beside.within_order == "more than 9 in 10"
    assert beside.in_order is not None
    assert beside.in_order.finish_by == dt.date(2028, 3, 1)
    # 95 % start within the order, and all but a few of them come to the last week in time.
    assert beside.in_order.chance_in_words == "about 9 in 10"
    short = beside_row(of_ten_weeks(), DAYS, DATED, asking(CourtQuestion(order_days=100)))
    assert short is not None
    assert short.in_order is not None
    # From 16 March the tenth week is 18 May; to 10 June, 60 % less those who miss the last twice.
    assert short.in_order.chance_in_words == "about 6 in 10"


def test_a_closure_ahead_leaves_less_time() -> None:
    weeks = [(dt.date(2027, 3, 20), dt.date(2027, 5, 30))]
    order = asking(CourtQuestion(order_days=100), {1: weeks})
    beside = beside_row(of_ten_weeks(), DAYS, DATED, order)
    assert beside is not None
    assert beside.in_order is not None
    assert beside.in_order.chance_in_words == "fewer than 1 in 10"


def test_a_likely_day_that_has_moved_names_no_group() -> None:
    moved = LineStanding(Status.AVAILABLE, None, None, dt.date(2027, 3, 17), None)
    beside = beside_row(of_ten_weeks(), KEPT, moved, asking())
    assert beside is not None
    assert beside.group is None


@pytest.mark.parametrize(
    ("hours", "order_days", "finish_by"),
    [
        (None, 365, None),  # how long it takes turns on the hours
        (120, 365, dt.date(2028, 3, 1)),
        (120, 730, dt.date(2029, 3, 1)),  # no limit of twelve months: to the order's end
        (300, 730, dt.date(2029, 3, 1)),
        (120, 180, dt.date(2027, 8, 29)),
    ],
)
def test_unpaid_work_is_held_against_the_order_alone(
    hours: int | None, order_days: int, finish_by: dt.date | None
) -> None:
    stored = kept(kind="unpaid_work", session_weekday=6, hours_per_session=7.0)
    work = line(stored, delivery_kind=DeliveryKind.UNPAID_WORK)
    question = CourtQuestion(order_days=order_days, unpaid_hours=hours)
    beside = beside_row(work, DAYS, DATED, asking(question))
    assert beside is not None
    found = beside.in_order
    assert (found and found.finish_by) == finish_by
    assert beside.needs is not None
    assert beside.needs.says.startswith(f"{hours or 100} hours of work need about")


def test_rows_kept_before_these_facts_were_kept_still_show() -> None:
    beside = beside_row(line({}), KEPT, DATED, asking())
    assert beside is not None
    assert (beside.within_target, beside.needs) == (None, None)


def test_a_wider_statement_says_so() -> None:
    wide = KeptStart("ok", None, 4, f"An estimate. {WIDER}", Quantiles(14, 14, 84))
    beside = beside_row(line({}), wide, DATED, asking())
    assert beside is not None
    assert beside.is_wider


@pytest.mark.parametrize(
    ("forecast", "status"),
    [
        (None, Status.AVAILABLE),
        (KEPT, Status.NOT_CONFIRMED),
        (KEPT, Status.NOT_AVAILABLE),
    ],
)
def test_without_a_date_nothing_is_said(forecast: Forecast | None, status: Status) -> None:
    assert beside_row(of_ten_weeks(), forecast, LineStanding(status), asking(YEAR)) is None
