"""What an evaluation says as the record of changes keeps it, and as two statements are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from commissioning.partnership.evaluations.facts import EvaluationFacts, FindingFacts
from commissioning.partnership.evaluations.told import (
    EvaluatedScheme,
    EvaluatedSubject,
)


def plain_words(facts: EvaluationFacts, subjects: Sequence[EvaluatedSubject]) -> dict[str, Any]:
    """Any: what the record of changes keeps as JSON."""
    cost = facts.cost
    return {
        "title": facts.title,
        "made_by": facts.made_by,
        "published_on": facts.published_on,
        "source": facts.source,
        "period": f"{facts.period_from} to {facts.period_to}",
        "design": facts.design,
        "comparison": facts.comparison,
        "people": facts.people,
        "compared": facts.compared,
        "subjects": sorted(
            f"scheme {one.area} {one.name}"
            if isinstance(one, EvaluatedScheme)
            else f"service {one.public_id}"
            for one in subjects
        ),
        "findings": [_finding_plain(one) for one in facts.findings],
        "cost": cost and f"{cost.pence} pence a {cost.per}, {cost.price_year}, {cost.source}",
    }


def _finding_plain(one: FindingFacts) -> str:
    interval = one.interval
    around = interval and f"{interval.lower:g} to {interval.upper:g}, {interval.level:g} %"
    return (
        f"{one.outcome_words}, {one.better} is better: {one.measure} {one.value:g} ({around})"
        f" of {one.people} and {one.compared}"
    )
