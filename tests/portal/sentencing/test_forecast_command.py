import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from portal.sentencing.commands import commands, forecast_command
from tests.commissioning.availability.documents import example, make_document
from tests.commissioning.availability.format_rules import broken_rules


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


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"{", "invalid_json"),
        (b'{"as_of": NaN}', "invalid_json"),
        (b"[" * 200_000, "invalid_json"),
        (b"[]", "invalid_value"),
        (b"{}", "missing_field"),
        (b'{"schema_version": "3.0"}', "unsupported_version"),
        (json.dumps(make_document(as_of="today")).encode(), "invalid_value"),
        (json.dumps(make_document(services=[{}])).encode(), "missing_field"),
    ],
)
def test_a_refused_document_ends_with_2_and_only_the_error(
    raw: bytes, code: str, tmp_path: Path
) -> None:
    (tmp_path / "in.json").write_bytes(raw)
    result = run(tmp_path / "in.json", tmp_path / "out.json")
    answer = written(tmp_path / "out.json")
    assert (result.exit_code, set(answer)) == (2, {"schema_version", "error"})
    assert answer["error"]["code"] == code
    assert answer["error"]["message"] in result.stderr


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
