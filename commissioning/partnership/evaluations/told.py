"""An evaluation as it is told: its facts, what it is of, and how each part reads."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Final

from commissioning.partnership.evaluations.facts import EvaluationFacts, FindingFacts
from commissioning.partnership.evaluations.kinds import EvidenceReading
from commissioning.partnership.evaluations.models import Evaluation, EvaluationStatement
from commissioning.partnership.evaluations.reading import (
    FindingRead,
    is_too_few,
    reading_of_evaluation,
    reading_of_finding,
)

FOR_KEEPERS: Final = "told to its keepers alone"
FORMER_TITLE: Final = "Evaluation as it was stated before: its title is told to its keepers alone"
WITHDRAWN_TITLE: Final = "Withdrawn evaluation: its title is told to its keepers alone"
OTHER_OUTCOME: Final = "another outcome"


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
    """`statement` is the one that counts, or the earlier one that was asked for.

    `is_kept_back`: its free words were taken out of `facts`, since they no longer count.
    """

    evaluation: Evaluation
    statement: EvaluationStatement
    facts: EvaluationFacts
    subjects: tuple[EvaluatedSubject, ...]
    is_kept_back: bool = False

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

    def without_former_words(self) -> EvaluationTold:
        """For everybody: words that were corrected or withdrawn may name somebody, so day, numbers
        and reading alone are told of them."""
        if not (self.is_withdrawn or self.is_earlier):
            return self
        facts = self.facts
        bare = replace(
            facts, title=WITHDRAWN_TITLE if self.is_withdrawn else FORMER_TITLE,
            made_by=FOR_KEEPERS, source=FOR_KEEPERS,
            comparison=facts.comparison and FOR_KEEPERS,
            cost=facts.cost and replace(facts.cost, source=FOR_KEEPERS),
            findings=tuple(
                replace(one, named=one.named and OTHER_OUTCOME) for one in facts.findings
            ),
        )  # fmt: skip
        return replace(self, facts=bare, is_kept_back=True)

    def _finding(self, one: FindingFacts) -> FindingTold:
        facts = self.facts
        return FindingTold(
            one, reading_of_finding(one, facts),
            facts.people if one.people is None else one.people,
            facts.compared if one.compared is None else one.compared,
        )  # fmt: skip
