"""From an untrusted forecast document to checked facts, or a refusal that names the fault."""

import json
from typing import Any, NoReturn

from commissioning.forecasting.errors import ForecastInputError
from commissioning.forecasting.facts import Facts, ServiceRecord, StartQuestion
from commissioning.forecasting.field_checking import FieldReader, day_of, wrong
from commissioning.forecasting.record_checking import PRIORITIES, RecordChecking
from commissioning.forecasting.service_checking import DEMAND_TIMES, MOST_TIMES, checked_service

__all__ = [
    "DEMAND_TIMES",
    "LONGEST_SHOWN",
    "MOST_QUESTIONS",
    "MOST_TIMES",
    "SCHEMA_VERSION",
    "checked",
    "parsed_document",
]

SCHEMA_VERSION = "1.0"
MOST_QUESTIONS = 200
LONGEST_SHOWN = 80


def parsed_document(raw: bytes) -> Any:  # JSON of any shape: `checked` is what judges it
    """What the JSON says. NaN, Infinity, broken UTF-8 and bottomless nesting are not JSON."""
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ForecastInputError("invalid_json", "the file is not JSON in UTF-8") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def checked(document: object) -> Facts:
    """The facts of the document, unsound referrals put aside.

    Raises `ForecastInputError` for anything wrong in the head, a service or a question.
    """
    reader = FieldReader(document, "")
    if reader.required("schema_version") != SCHEMA_VERSION:
        raise ForecastInputError(
            "unsupported_version", f"schema_version must be {SCHEMA_VERSION!r}"
        )
    as_of = reader.day("as_of")
    bank_holidays = frozenset(day_of(day, path) for path, day in reader.items("bank_holidays"))
    services = _services(reader)
    records = RecordChecking(as_of=as_of, services=services)
    referrals = reader.required_items("referrals")
    questions = _questions(reader)
    for path, found in referrals:
        records.take(found, path)
    return Facts(
        as_of=as_of,
        bank_holidays=bank_holidays,
        services=services,
        referrals=tuple(records.kept),
        questions=questions,
        warnings=tuple(sorted(records.warnings, key=lambda w: (w.record_id, w.code, w.message))),
    )


def _services(reader: FieldReader) -> dict[str, ServiceRecord]:
    services: dict[str, ServiceRecord] = {}
    for path, found in reader.required_items("services"):
        service = checked_service(found, path)
        if service.id in services:
            raise _duplicate(path, service.id)
        services[service.id] = service
    return services


def _questions(reader: FieldReader) -> tuple[StartQuestion, ...]:
    questions: dict[str, StartQuestion] = {}
    for path, found in reader.required_items("questions"):
        question = _question(FieldReader(found, path))
        if question.id in questions:
            raise _duplicate(path, question.id)
        questions[question.id] = question
        if len(questions) > MOST_QUESTIONS:
            break
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise wrong("questions", f"a list of 1 to {MOST_QUESTIONS} questions")
    return tuple(questions.values())


def _question(reader: FieldReader) -> StartQuestion:
    return StartQuestion(
        id=reader.text("id"),
        service_id=reader.text("service_id"),
        priority=reader.word("priority", PRIORITIES),
        order_days=reader.whole("order_days", least=1),
        target_days=reader.whole_or_null("target_days", least=0),
        hours=reader.number_or_none("hours"),
    )


def _duplicate(path: str, repeated: str) -> ForecastInputError:
    return ForecastInputError(
        "duplicate_id", f"{path}.id {repeated[:LONGEST_SHOWN]!r} is used twice"
    )
