"""Refusals, records put aside, services that cannot take anybody, and what is no error at all."""

import json
from typing import Any

import pytest

from commissioning.forecasting.document_checking import parsed_document
from commissioning.forecasting.forecast import ENGINES, ForecastInputError, forecast, start_days
from tests.commissioning.forecasting.documents import (
    Document,
    busy_history,
    day,
    make_document,
    make_question,
    make_referral,
    make_service,
)
from tests.commissioning.forecasting.format_rules import broken_rules
from tests.commissioning.forecasting.hard_cases import (
    NOT_ERRORS,
    NOT_JSON,
    PUT_ASIDE,
    REFUSED,
    UNAVAILABLE,
)
from tests.commissioning.forecasting.made_services import KINDS
from tests.thoroughness import in_share

pytestmark = pytest.mark.parametrize("engine", ENGINES)


def answer(document: object, engine: str) -> Document:
    """The answer, once it has been found to keep the rules of form and to be JSON."""
    found = forecast(document, engine=engine)
    assert isinstance(document, dict)
    assert broken_rules(document, found) == []
    json.dumps(found, allow_nan=False).encode("ascii")
    return found


@pytest.mark.parametrize("raw", NOT_JSON, ids=range(len(NOT_JSON)))
def test_what_is_not_json_is_refused(raw: bytes, engine: str) -> None:
    with pytest.raises(ForecastInputError) as refused:
        forecast(parsed_document(raw), engine=engine)
    assert refused.value.code == "invalid_json"


@pytest.mark.parametrize(("code", "path", "document"), REFUSED)
def test_a_document_is_refused_by_its_code_and_the_path_of_its_fault(
    code: str, path: str, document: object, engine: str
) -> None:
    with pytest.raises(ForecastInputError) as refused:
        forecast(document, engine=engine)
    assert refused.value.code == code
    assert refused.value.message.startswith(f"{path} ")


@pytest.mark.parametrize(("code", "record"), PUT_ASIDE)
def test_an_unsound_record_changes_nothing_but_the_warnings(
    code: str, record: Document, engine: str
) -> None:
    sound = [make_referral("sound"), *busy_history()]
    found = answer(make_document(referrals=[*sound, record]), engine)
    assert [(w["code"], w["record_id"]) for w in found["warnings"]] == [(code, record["id"])]
    assert all(warning["message"] for warning in found["warnings"])
    assert found["forecasts"] == answer(make_document(referrals=sound), engine)["forecasts"]


@pytest.mark.parametrize(("reason", "facts"), UNAVAILABLE)
@pytest.mark.parametrize("kind", KINDS)
def test_a_service_that_can_take_nobody_says_why(
    kind: str, reason: str, facts: Document, engine: str
) -> None:
    for people in ([], busy_history()):
        document = make_document(make_service(kind, **facts), people)
        (found,) = answer(document, engine)["forecasts"]
        assert (found["status"], found["reason"]) == ("unavailable", reason)


def test_a_service_that_nobody_named_is_not_found(engine: str) -> None:
    questions = [make_question(1, service_id="ghost"), make_question(2)]
    unknown, known = answer(make_document(questions=questions), engine)["forecasts"]
    assert (unknown["status"], unknown["reason"]) == ("unavailable", "service_not_found")
    assert (unknown["service_id"], known["status"]) == ("ghost", "ok")


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(facts, id=name, marks=() if in_share(name, one_in=3) else pytest.mark.soak)
        for name, facts in NOT_ERRORS
    ],
)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_busy", [False, True])
def test_what_only_looks_like_an_error_gets_its_forecast(
    kind: str, is_busy: bool, facts: dict[str, Any], engine: str
) -> None:
    waiting = [make_referral(f"W{n}") for n in range(9)]
    people = busy_history() + waiting if is_busy else []
    asked = [make_question(1), make_question(2, priority="priority", order_days=400)]
    document = make_document(make_service(kind, **facts), people, asked)
    assert [found["status"] for found in answer(document, engine)["forecasts"]] == ["ok", "ok"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("facts", "first", "last"),
    [
        ({"contract_end": day(60)}, 1, 60),
        ({"closed_on": day(60)}, 1, 59),
        ({"opened_on": day(30)}, 30, 365),
        ({"contract_end": day(0)}, 366, 0),
        ({"opened_on": day(400)}, 366, 0),
        ({"closures": [{"from": day(1), "to": day(90)}]}, 91, 365),
    ],
)
def test_nobody_starts_before_it_opens_or_after_it_ends(
    kind: str, facts: Document, first: int, last: int, engine: str
) -> None:
    document = make_document(make_service(kind, **facts), busy_history())
    (found,) = start_days(document, engine=engine).values()
    assert all(first <= after <= last for after in found.days)


@pytest.mark.parametrize("people", [0, 3])
def test_a_late_group_is_imminent_and_has_not_run(people: int, engine: str) -> None:
    (late,) = start_days(
        make_document(
            make_service("closed_group", cohorts=[planned_before_today()], min_to_run=0),
            [make_referral(n) for n in range(people)],
        ),
        engine=engine,
    ).values()
    assert late.chance_within(60) > 0.3


def planned_before_today() -> Document:
    return {
        "id": "late",
        "planned_start": day(-7),
        "current_start": day(-7),
        "status": "planned",
        "places": 8,
        "started": None,
    }


@pytest.mark.parametrize("as_of", ["0001-01-01", "9999-12-31", "9999-12-30", "9999-06-01"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_ends_of_the_calendar_are_survived(kind: str, as_of: str, engine: str) -> None:
    opened = make_service(kind, opened_on="0001-01-01", capacity=[{"from": as_of, "value": 70}])
    group = {"current_start": as_of, "status": "planned", "places": 6}
    for groups in ([], [group]):
        service = opened | {"cohorts": groups}
        asked = [make_question(order_days=10**6, target_days=10**9)]
        found = answer(make_document(service, [], asked, as_of=as_of), engine)
        assert (found["as_of"], len(found["forecasts"])) == (as_of, 1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order_days", [1, 10**6, 10**30])
def test_an_order_of_a_day_or_of_an_age_is_answered(
    kind: str, order_days: int, engine: str
) -> None:
    asked = [make_question(order_days=order_days, target_days=10**30)]
    found = answer(make_document(make_service(kind), busy_history(), asked), engine)
    assert [one["question_id"] for one in found["forecasts"]] == [one["id"] for one in asked]


def test_two_hundred_questions_are_answered_in_the_order_asked(engine: str) -> None:
    asked = [make_question(number, order_days=1 + number) for number in range(200)]
    found = answer(make_document(referrals=busy_history(), questions=asked), engine)
    assert [one["question_id"] for one in found["forecasts"]] == [one["id"] for one in asked]
