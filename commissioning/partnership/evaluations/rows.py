"""The rows of evaluations, assembled once: what pages show, and what CSV and JSON hold.

A list holds one row an evaluation, without figures of effect: effects of several evaluations stand
in no table together. What one evaluation found stands in rows of its own.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Final

from commissioning.partnership.evaluations.saying import (
    better_words,
    cost_beside,
    effect_words,
    evaluation_reads,
    finding_reads,
    interval_words,
    people_words,
    reading_sentence,
)
from commissioning.partnership.evaluations.told import (
    EvaluatedScheme,
    EvaluatedSubject,
    EvaluationTold,
    FindingTold,
)

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingRow:
    outcome: str
    better: str
    effect: str
    interval: str
    people: str
    compared: str
    reading: str


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """`withdrawn_on` None while it speaks; the reason is "" then."""

    public_id: uuid.UUID
    title: str
    subjects: tuple[str, ...]
    made_by: str
    published_on: dt.date
    period_from: dt.date
    period_to: dt.date
    design: str
    comparison: str
    people: str
    compared: str
    reading: str
    says: str
    cost: str
    withdrawn_on: dt.date | None
    withdrawn_reason: str
    source: str
    findings: tuple[FindingRow, ...]


FINDING_HEADINGS: Final = tuple(one.name for one in fields(FindingRow))
HEADINGS: Final = tuple(
    one.name for one in fields(EvaluationRow) if one.name not in {"public_id", "findings"}
)


def evaluation_row(told: EvaluationTold) -> EvaluationRow:
    facts, evaluation = told.facts, told.evaluation
    return EvaluationRow(
        public_id=evaluation.public_id, title=facts.title,
        subjects=tuple(map(subject_words, told.subjects)), made_by=facts.made_by,
        published_on=facts.published_on, period_from=facts.period_from,
        period_to=facts.period_to, design=facts.designed.name,
        comparison=facts.comparison or "", people=people_words(facts.people),
        compared=people_words(facts.compared), reading=evaluation_reads(told),
        says=reading_sentence(told), cost=cost_beside(told),
        withdrawn_on=evaluation.withdrawn_on, withdrawn_reason=evaluation.withdrawn_reason or "",
        source=facts.source, findings=tuple(map(finding_row, told.findings)),
    )  # fmt: skip


def finding_row(told: FindingTold) -> FindingRow:
    return FindingRow(
        told.facts.outcome_words, better_words(told.facts.better), effect_words(told),
        interval_words(told), people_words(told.people), people_words(told.compared),
        finding_reads(told),
    )  # fmt: skip


def subject_words(subject: EvaluatedSubject) -> str:
    if isinstance(subject, EvaluatedScheme):
        return f"{subject.name}, {subject.area_name}"
    return subject.name


def cells_of(row: EvaluationRow) -> Cells:
    """In the order of `HEADINGS`."""
    return tuple(_cell(getattr(row, name)) for name in HEADINGS)


def finding_cells(row: FindingRow) -> Cells:
    """In the order of `FINDING_HEADINGS`."""
    return tuple(str(getattr(row, name)) for name in FINDING_HEADINGS)


def rows_as_json(rows: Iterable[EvaluationRow]) -> str:
    return json.dumps([asdict(one) for one in rows], default=str, ensure_ascii=False)


def row_as_json(row: EvaluationRow) -> str:
    return json.dumps(asdict(row), default=str, ensure_ascii=False)


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(str(one) for one in value)
    return "" if value is None else str(value)
