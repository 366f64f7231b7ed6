"""One test for each code under which a document is refused or a record put aside."""

import json
import math

import pytest

from commissioning.forecasting.document_checking import parsed_document
from commissioning.forecasting.forecast import ForecastInputError, forecast, refusal
from tests.commissioning.forecasting.documents import (
    Document,
    day,
    make_document,
    make_group,
    make_question,
    make_referral,
    make_service,
    make_started,
    the_forecast,
)


def refused(document: object) -> tuple[str, str]:
    with pytest.raises(ForecastInputError) as caught:
        forecast(document)
    return caught.value.code, caught.value.message


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parsed_document(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize("version", ["1.1", "2.0", 1.0, True, [], {}])
def test_another_version_is_refused_before_anything_else(version: object) -> None:
    assert refused({"schema_version": version})[0] == "unsupported_version"


@pytest.mark.parametrize("document", [None, 3, "text", [], [make_document()]])
def test_a_document_that_is_no_object_is_refused(document: object) -> None:
    assert refused(document)[0] == "invalid_value"


@pytest.mark.parametrize("field", ["schema_version", "as_of", "services", "referrals", "questions"])
@pytest.mark.parametrize("absent", [True, False])
def test_a_required_field_absent_or_null_is_named(field: str, absent: bool) -> None:
    document = make_document() | {field: None}
    if absent:
        del document[field]
    assert refused(document) == ("missing_field", f"{field} is missing")


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("one_to_one", "id"),
        ("one_to_one", "kind"),
        ("one_to_one", "opened_on"),
        ("one_to_one", "allocation"),
        ("one_to_one", "capacity"),
        ("rolling_group", "session_weekday"),
        ("unpaid_work", "session_weekday"),
        ("unpaid_work", "hours_per_session"),
    ],
)
def test_a_missing_field_of_a_service_is_named_with_its_path(kind: str, field: str) -> None:
    document = make_document(make_service(kind) | {field: None})
    assert refused(document) == ("missing_field", f"services[0].{field} is missing")


@pytest.mark.parametrize("field", ["id", "service_id", "priority", "order_days"])
def test_a_missing_field_of_a_question_is_named_with_its_path(field: str) -> None:
    questions = [make_question(), make_question(2, **{field: None})]
    document = make_document(questions=questions)
    assert refused(document) == ("missing_field", f"questions[1].{field} is missing")


def test_a_target_that_nobody_stated_is_null_and_nothing_is_said_of_it() -> None:
    service = make_service("one_to_one", target_days=None)
    document = make_document(service, questions=[make_question(target_days=None)])
    found = the_forecast(document)
    assert found["status"] == "ok"
    assert found["p_start_within_target"] is None


@pytest.mark.parametrize("where", ["services", "questions"])
def test_a_target_left_out_is_named_all_the_same(where: str) -> None:
    document = make_document(make_service("one_to_one"), questions=[make_question()])
    del document[where][0]["target_days"]
    assert refused(document) == ("missing_field", f"{where}[0].target_days is missing")


WRONG_IN_SERVICE: list[tuple[str, Document, str]] = [
    ("one_to_one", {"opened_on": "2026-02-30"}, "opened_on"),
    ("one_to_one", {"opened_on": "20260302"}, "opened_on"),
    ("one_to_one", {"opened_on": "2026-W10-1"}, "opened_on"),
    ("one_to_one", {"opened_on": 20260302}, "opened_on"),
    ("one_to_one", {"contract_end": "soon"}, "contract_end"),
    ("one_to_one", {"closed_on": []}, "closed_on"),
    ("one_to_one", {"id": 7}, "id"),
    ("one_to_one", {"kind": "bed"}, "kind"),
    ("one_to_one", {"kind": ["one_to_one"]}, "kind"),
    ("one_to_one", {"target_days": True}, "target_days"),
    ("one_to_one", {"target_days": -1}, "target_days"),
    ("one_to_one", {"allocation": "lottery"}, "allocation"),
    ("one_to_one", {"capacity": {}}, "capacity"),
    ("one_to_one", {"capacity": ["8"]}, "capacity[0]"),
    ("one_to_one", {"capacity": [{"from": "x", "value": 8}]}, "capacity[0].from"),
    ("one_to_one", {"capacity": [{"from": day(0), "value": -1}]}, "capacity[0].value"),
    ("one_to_one", {"capacity": [{"from": day(0), "value": math.nan}]}, "capacity[0].value"),
    ("one_to_one", {"capacity": [{"from": day(0), "value": math.inf}]}, "capacity[0].value"),
    ("one_to_one", {"capacity": [{"from": day(0), "value": 10**400}]}, "capacity[0].value"),
    ("one_to_one", {"capacity": [{"from": day(0), "value": True}]}, "capacity[0].value"),
    ("one_to_one", {"closures": [{"from": day(5), "to": day(4)}]}, "closures[0].to"),
    ("rolling_group", {"session_weekday": 8}, "session_weekday"),
    ("rolling_group", {"max_new_per_session": 0}, "max_new_per_session"),
    ("rolling_group", {"sessions_required": 1.5}, "sessions_required"),
    ("unpaid_work", {"hours_per_session": 0}, "hours_per_session"),
    ("closed_group", {"min_to_run": "four"}, "min_to_run"),
    ("closed_group", {"programme_weeks": 0}, "programme_weeks"),
    ("closed_group", {"cohorts": [make_group(3) | {"status": "late"}]}, "cohorts[0].status"),
    ("closed_group", {"cohorts": [make_group(3) | {"places": -1}]}, "cohorts[0].places"),
]


@pytest.mark.parametrize(("kind", "facts", "path"), WRONG_IN_SERVICE)
def test_a_wrong_value_of_a_service_is_refused_with_its_path(
    kind: str, facts: Document, path: str
) -> None:
    sound = [make_service(id="A"), make_service(id="B")]
    document = make_document(services=[*sound, make_service(kind) | facts])
    code, message = refused(document)
    assert code == "invalid_value"
    assert message.startswith(f"services[2].{path} ")


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"priority": "urgent"}, "priority"),
        ({"order_days": 0}, "order_days"),
        ({"order_days": 365.0}, "order_days"),
        ({"order_days": True}, "order_days"),
        ({"order_days": "365"}, "order_days"),
        ({"target_days": -1}, "target_days"),
        ({"hours": "many"}, "hours"),
        ({"hours": math.nan}, "hours"),
        ({"id": ""}, "id"),
    ],
)
def test_a_wrong_value_of_a_question_is_refused_with_its_path(facts: Document, path: str) -> None:
    code, message = refused(make_document(questions=[make_question(**facts)]))
    assert (code, message.split(" ")[0]) == ("invalid_value", f"questions[0].{path}")


@pytest.mark.parametrize(
    ("head", "path"),
    [
        ({"as_of": "2 March 2026"}, "as_of"),
        ({"bank_holidays": "2026-04-03"}, "bank_holidays"),
        ({"bank_holidays": ["2026-04-03", 5]}, "bank_holidays[1]"),
        ({"services": {}}, "services"),
        ({"services": ["S"]}, "services[0]"),
        ({"referrals": 5}, "referrals"),
        ({"questions": []}, "questions"),
        ({"questions": [make_question(n) for n in range(201)]}, "questions"),
    ],
)
def test_a_wrong_value_of_the_head_is_refused_with_its_path(head: Document, path: str) -> None:
    code, message = refused(make_document(**head))
    assert (code, message.split(" ")[0]) == ("invalid_value", path)


def test_a_service_or_question_named_twice_is_refused() -> None:
    twice = make_document(services=[make_service(), make_service()])
    assert refused(twice)[0] == "duplicate_id"
    asked_twice = make_document(questions=[make_question(), make_question()])
    assert refused(asked_twice)[0] == "duplicate_id"


def test_a_message_never_repeats_an_enormous_value() -> None:
    huge = "x" * 1_000_000
    services = [make_service(id=huge), make_service(id=huge)]
    assert len(refused(make_document(services=services))[1]) < 200
    assert len(refused(make_document(as_of=huge))[1]) < 200


def test_refusal_is_the_whole_output_of_a_refused_document() -> None:
    assert refusal(ForecastInputError("missing_field", "as_of is missing")) == {
        "schema_version": "1.0",
        "error": {"code": "missing_field", "message": "as_of is missing"},
    }


def test_unknown_fields_and_absent_optional_ones_do_no_harm() -> None:
    service = make_service(colour="blue", cohorts="none of my business")
    del service["closures"], service["contract_end"], service["closed_on"]
    document = make_document(service, extra={"deep": [[[]]]})
    del document["bank_holidays"]
    assert the_forecast(document)["status"] == "ok"


@pytest.mark.parametrize(
    "record",
    [
        make_referral(),
        make_referral(inducted=None),
        make_started(1, started=-5),
        make_started(1, started=-5) | {"status": "breached", "ended": day(-1)},
        make_referral(status="breached", withdrawn=day(-1)),
        make_referral(status="withdrawn", withdrawn=day(-1)),
        make_referral(received=day(0), inducted=day(0)),
    ],
)
def test_a_sound_record_raises_no_warning(record: Document) -> None:
    assert forecast(make_document(referrals=[record]))["warnings"] == []


def test_warnings_do_not_depend_on_the_order_of_records() -> None:
    unsound = [make_referral(n, service_id="ghost") for n in (2, 1, 3)]
    warnings = forecast(make_document(referrals=unsound))["warnings"]
    assert [warning["record_id"] for warning in warnings] == ["R1", "R2", "R3"]


def test_of_two_referrals_with_one_reference_the_first_counts() -> None:
    answer = forecast(make_document(referrals=[make_referral(), make_referral()]))
    assert [w["code"] for w in answer["warnings"]] == ["duplicate_referral"]
    assert answer["forecasts"][0]["basis"]["queue_ahead"] == 1


@pytest.mark.parametrize("record", [None, 3, "R1", [], {"id": 5}, {}])
def test_a_record_without_a_reference_is_named_by_its_place(record: object) -> None:
    answer = forecast(make_document(referrals=[make_referral(), record]))
    assert [(w["code"], w["record_id"]) for w in answer["warnings"]] == [
        ("invalid_record", "referrals[1]")
    ]


def test_every_answer_is_plain_json() -> None:
    document = make_document(referrals=[make_referral(id="\ud800", received=3)])
    answer = forecast(document)
    assert json.loads(json.dumps(answer, allow_nan=False).encode("ascii")) == answer
