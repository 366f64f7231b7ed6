"""Evaluations of services and schemes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from sqlalchemy.orm import Session

from commissioning.partnership.evaluations.facts import (
    EffectInterval,
    EvaluatedCost,
    EvaluationFacts,
    FindingFacts,
)
from commissioning.partnership.evaluations.kinds import BetterWay, CostPer
from commissioning.partnership.evaluations.models import Evaluation
from commissioning.partnership.evaluations.queries import subjects_called
from commissioning.partnership.evaluations.stating import state_evaluation
from directory.places.models import LocalDeliveryUnit, Region
from directory.schemes.models import Scheme
from directory.services.models import Service
from tests.makers.days import NOW
from tests.makers.people import actor

FEWER: Final = FindingFacts(
    outcome="reconvicted", months=12, better=BetterWay.LOWER, measure="difference", value=-6,
    interval=EffectInterval(-10.5, -1.5, 95),
)  # fmt: skip
NO_CLEAR: Final = FindingFacts(
    outcome="employed", better=BetterWay.HIGHER, measure="odds_ratio", value=1.12,
    interval=EffectInterval(0.9, 1.4, 95), people=181,
)  # fmt: skip
COST: Final = EvaluatedCost(125_000, CostPer.PERSON, 2025, "Example University, table 9")


def evaluation_facts(**more: Any) -> EvaluationFacts:
    facts: dict[str, Any] = {
        "title": "Two years of the service", "made_by": "Example University",
        "published_on": dt.date(2026, 9, 1), "source": "https://example.org/report.pdf",
        "period_from": dt.date(2024, 1, 1), "period_to": dt.date(2025, 12, 31),
        "design": "matched_comparison",
        "comparison": "People of the same areas who were not referred",
        "people": 213, "compared": 641, "findings": (FEWER,), "cost": COST,
    }  # fmt: skip
    return EvaluationFacts(**(facts | more))


def make_evaluation(
    session: Session, of: Service | Scheme, region: Region | None = None, **more: Any
) -> Evaluation:
    """Better by one finding, in the region of a scheme or one that is named."""
    if isinstance(of, Scheme):
        area = session.get_one(LocalDeliveryUnit, of.local_delivery_unit_id)
        region = region or session.get_one(Region, area.region_id)
        subjects = subjects_called(session, [], [of])
    else:
        subjects = subjects_called(session, [of], [])
    assert region is not None
    return state_evaluation(
        session, region, evaluation_facts(**more), subjects, by=actor(session), at=NOW
    )
