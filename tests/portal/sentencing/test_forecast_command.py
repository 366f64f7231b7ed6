import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from portal.sentencing.commands import commands, forecast_command
from tests.commissioning.forecasting.documents import (
    example,
    make_document,
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


def run(document: Path, answer: Path) -> Result:
    arguments = ["--input", str(document), "--output", str(answer)]
    return CliRunner().invoke(forecast_command, arguments)


def written(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_the_command_is_offered_to_the_portal() -> None:
    assert [command.name for command in commands] == ["forecast"]


@pytest.mark.parametrize("name", ["ex1_cohort.json", "ex2_unpaid_work.json", "ex3_edges.json"])
def test_a_worked_example_is_answered(name: str, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps(example(name)))
    result = run(tmp_path / "in.json", tmp_path / "out.json")
    assert result.exit_code == 0
    assert broken_rules(example(name), written(tmp_path / "out.json")) == []


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps(example("ex1_cohort.json")))
    for name in ("first.json", "second.json"):
        run(tmp_path / "in.json", tmp_path / name)
    assert (tmp_path / "first.json").read_bytes() == (tmp_path / "second.json").read_bytes()


@pytest.mark.parametrize("raw", NOT_JSON, ids=range(len(NOT_JSON)))
def test_what_is_not_json_ends_with_2(raw: bytes, tmp_path: Path) -> None:
    assert refusal_of(raw, tmp_path)["code"] == "invalid_json"


@pytest.mark.parametrize(("code", "path", "document"), REFUSED)
def test_a_refused_document_ends_with_2_and_only_the_error(
    code: str, path: str, document: object, tmp_path: Path
) -> None:
    raw = json.dumps(document).encode()
    if b"Infinity" in raw:
        assert refusal_of(raw, tmp_path)["code"] == "invalid_json"
        return
    error = refusal_of(raw, tmp_path)
    assert error["code"] == code
    assert error["message"].startswith(f"{path} ")


def refusal_of(raw: bytes, folder: Path) -> dict[str, str]:
    (folder / "in.json").write_bytes(raw)
    result = run(folder / "in.json", folder / "out.json")
    answer = written(folder / "out.json")
    assert (result.exit_code, set(answer)) == (2, {"schema_version", "error"})
    error: dict[str, str] = answer["error"]
    assert error["message"] in result.stderr
    return error


def answer_of(document: dict[str, Any], folder: Path) -> dict[str, Any]:
    (folder / "in.json").write_text(json.dumps(document, allow_nan=False))
    result = run(folder / "in.json", folder / "out.json")
    answer = written(folder / "out.json")
    assert (result.exit_code, result.output) == (0, "")
    assert broken_rules(document, answer) == []
    return answer


def test_unsound_records_are_put_aside_and_it_ends_with_0(tmp_path: Path) -> None:
    records = [
        record | {"id": f"R{number}", "hours_ordered": None}
        for number, (code, record) in enumerate(PUT_ASIDE)
        if code != "duplicate_referral" and record.get("hours_ordered") is None
    ]
    twice = [make_referral("twice"), make_referral("twice")]
    document = make_document(referrals=[*twice, *records])
    found = {warning["code"] for warning in answer_of(document, tmp_path)["warnings"]}
    assert found == {code for code, _ in PUT_ASIDE}


@pytest.mark.parametrize(("reason", "facts"), UNAVAILABLE)
def test_a_service_that_can_take_nobody_ends_with_0(
    reason: str, facts: dict[str, Any], tmp_path: Path
) -> None:
    (found,) = answer_of(make_document(make_service(**facts)), tmp_path)["forecasts"]
    assert (found["status"], found["reason"]) == ("unavailable", reason)


@pytest.mark.parametrize(
    "facts", [facts for _, facts in NOT_ERRORS], ids=[n for n, _ in NOT_ERRORS]
)
def test_what_is_no_error_ends_with_0(facts: dict[str, Any], tmp_path: Path) -> None:
    kind = "closed_group" if "cohorts" in facts or "min_to_run" in facts else "unpaid_work"
    document = make_document(make_service(kind, **facts))
    (found,) = answer_of(document, tmp_path)["forecasts"]
    assert found["status"] == "ok"


def test_a_missing_input_file_is_an_error_in_the_output(tmp_path: Path) -> None:
    result = run(tmp_path / "absent.json", tmp_path / "out.json")
    assert result.exit_code == 2
    assert written(tmp_path / "out.json")["error"]["code"] == "invalid_json"
    assert run(tmp_path, tmp_path / "out.json").exit_code == 2


def test_an_output_that_cannot_be_written_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps(make_document()))
    result = run(tmp_path / "in.json", tmp_path / "absent" / "out.json")
    assert result.exit_code == 2
    assert "could not be written" in result.stderr
    assert run(tmp_path / "in.json", Path("/dev/null/out.json")).exit_code == 2


def test_odd_characters_in_a_document_do_not_trip_the_message(tmp_path: Path) -> None:
    service = make_document()["services"][0] | {"id": "\ud800\x1b[31m"}
    document = make_document(services=[service, service])
    (tmp_path / "in.json").write_text(json.dumps(document))
    result = run(tmp_path / "in.json", tmp_path / "out.json")
    assert (result.exit_code, "\x1b" in result.stderr) == (2, False)
    assert written(tmp_path / "out.json")["error"]["code"] == "duplicate_id"


@pytest.mark.parametrize("arguments", [[], ["--input", "x"], ["--colour", "blue"]])
def test_a_wrong_call_ends_with_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(forecast_command, arguments).exit_code == 2
