"""An evaluation as it is told: its facts, what it is of, and how each part reads."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from commissioning.partnership.evaluations.facts import EvaluationFacts, FindingFacts
from commissioning.partnership.evaluations.kinds import EvidenceReading
from commissioning.partnership.evaluations.models import Evaluation, EvaluationStatement
from commissioning.partnership.evaluations.reading import (
    FindingRead,
    is_too_few,
    reading_of_evaluation,
    reading_of_finding,
)


@dataclass(frozen=True, slots=True)
class EvaluatedService:
    """A service by its title of today; `pathways` are names, to be found by."""

    id: int
    public_id: uuid.UUID
    name: str
    pathways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvaluatedScheme:
    """A scheme of an area; area and region by their slugs."""

    local_delivery_unit_id: int
    name: str
    area: str
    area_name: str
    region: str


EvaluatedSubject = EvaluatedService | EvaluatedScheme


@dataclass(frozen=True, slots=True)
class FindingTold:
    facts: FindingFacts
    read: FindingRead
    people: int | None
    compared: int | None

    @property
    def tells_effect(self) -> bool:
        """What a group below the limit of small numbers shows would tell of its people."""
        return not is_too_few(self.people, self.compared)


@dataclass(frozen=True, slots=True)
class EvaluationTold:
    """`statement` is the one that counts, or the earlier one that was asked for."""

    evaluation: Evaluation
    statement: EvaluationStatement
    facts: EvaluationFacts
    subjects: tuple[EvaluatedSubject, ...]

    @property
    def findings(self) -> tuple[FindingTold, ...]:
        return tuple(self._finding(one) for one in self.facts.findings)

    @property
    def reading(self) -> EvidenceReading:
        return reading_of_evaluation(one.read.reading for one in self.findings)

    @property
    def is_withdrawn(self) -> bool:
        return self.evaluation.withdrawn_on is not None

    @property
    def is_earlier(self) -> bool:
        return self.statement.number != self.evaluation.version

    def _finding(self, one: FindingFacts) -> FindingTold:
        facts = self.facts
        return FindingTold(
            one, reading_of_finding(one, facts),
            facts.people if one.people is None else one.people,
            facts.compared if one.compared is None else one.compared,
        )  # fmt: skip
