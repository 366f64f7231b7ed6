from datetime import date

import pytest

from commissioning.availability.forecast import forecast
from tests.commissioning.availability.documents import example
from tests.commissioning.availability.format_rules import broken_rules

NAMES = ("ex1_cohort.json", "ex2_unpaid_work.json", "ex3_edges.json")


@pytest.mark.parametrize("name", NAMES)
def test_worked_example_keeps_the_rules_of_form(name: str) -> None:
    document = example(name)
    assert broken_rules(document, forecast(document)) == []


def test_rules_of_form_notice_a_broken_answer() -> None:
    document = example(NAMES[0])
    answer = forecast(document)
    answer["forecasts"][0] |= {"p50": "2026-03-02", "p_start_within_order": 0.2}
    assert {"dates out of order", "p90 against p_start_within_order"} <= set(
        broken_rules(document, answer)
    )


def test_four_people_ready_ahead_leave_a_place_in_the_next_group_of_six() -> None:
    standard, first = forecast(example("ex1_cohort.json"))["forecasts"]
    assert (standard["p10"], standard["p50"]) == ("2026-03-16", "2026-03-16")
    assert standard["p90"] >= "2026-03-16"
    assert standard["p_start_within_order"] > 0.95
    assert (standard["basis"]["queue_ahead"], first["basis"]["queue_ahead"]) == (4, 0)
    assert standard["basis"]["data"] == "history"


def test_unpaid_work_starts_on_a_saturday_once_somebody_leaves() -> None:
    (found,) = forecast(example("ex2_unpaid_work.json"))["forecasts"]
    dates = [date.fromisoformat(found[level]) for level in ("p10", "p50", "p90")]
    assert [on.isoweekday() for on in dates] == [6, 6, 6]
    assert dates[0] >= date(2026, 3, 14)
    assert found["basis"]["queue_ahead"] == 3


def test_edges_are_answered_each_with_its_own_reason() -> None:
    answer = forecast(example("ex3_edges.json"))
    assert [found["reason"] for found in answer["forecasts"]] == [
        "contract_ended",
        "service_closed",
        None,
        "service_not_found",
    ]
    assert answer["forecasts"][2]["basis"]["data"] == "declared"
    assert [(w["code"], w["record_id"]) for w in answer["warnings"]] == [("future_dated", "F1")]
