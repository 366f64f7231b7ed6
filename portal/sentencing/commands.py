"""The forecast as a command: a document in one file, the answer in another."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from commissioning.forecasting.document_checking import parsed_document
from commissioning.forecasting.forecast import ForecastInputError, forecast, refusal

ANSWERED, REFUSED = 0, 2


@click.command("forecast")
@click.option("--input", "document_path", required=True, help="The forecast document, JSON.")
@click.option("--output", "answer_path", required=True, help="Where the answer is written.")
@click.pass_context
def forecast_command(context: click.Context, document_path: str, answer_path: str) -> None:
    """Say when somebody sentenced today would start, from FILE alone: no database is asked.

    Ends with 0 when every question has its forecast, with 2 when the document was refused.
    """
    status, answer = _answer(document_path)
    if not _written(answer_path, answer):
        status = REFUSED
    context.exit(status)


def _answer(document_path: str) -> tuple[int, Mapping[str, object]]:
    try:
        return ANSWERED, forecast(parsed_document(_read(document_path)))
    except ForecastInputError as error:
        _say(f"Refused ({error.code}): {error.message}")
        return REFUSED, refusal(error)


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        raise ForecastInputError("invalid_json", "the input file could not be read") from error


def _written(path: str, answer: Mapping[str, object]) -> bool:
    try:
        Path(path).write_text(json.dumps(answer, indent=1) + "\n", encoding="utf-8")
    except (OSError, ValueError):
        _say("The answer could not be written to the output file.")
        return False
    return True


def _say(message: str) -> None:
    """To standard error, whatever characters a document smuggled into the message."""
    click.echo(message.encode("ascii", "backslashreplace").decode("ascii"), err=True)


commands: list[click.Command] = [forecast_command]
