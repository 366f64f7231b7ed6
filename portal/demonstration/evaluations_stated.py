"""Invented evaluations of invented services and schemes: better, mixed, unclear, without interval,
and one that was withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.demonstration.naming import FICTIONAL
from commissioning.partnership.evaluations.facts import (
    EffectInterval,
    EvaluatedCost,
    EvaluationFacts,
    FindingFacts,
)
from commissioning.partnership.evaluations.kinds import BetterWay, CostPer
from commissioning.partnership.evaluations.models import Evaluation
from commissioning.partnership.evaluations.queries import subjects_called
from commissioning.partnership.evaluations.stating import state_evaluation, withdraw_evaluation
from commissioning.partnership.evaluations.told import EvaluatedSubject
from directory.clock import local_date
from directory.places.models import Region
from directory.schemes.listing import schemes_of
from directory.services.models import Service
from portal.demonstration.sent_cases import days_before
from portal.demonstration.things_to_do import DUE, OVERDUE, Cast

UNIVERSITY: Final = f"Example University {FICTIONAL}"
INSTITUTE: Final = f"Example Institute of Evaluation {FICTIONAL}"
LOWER, HIGHER = BetterWay.LOWER, BetterWay.HIGHER

HOUSED: Final = FindingFacts(
    outcome="housed", better=HIGHER, measure="difference", value=9,
    interval=EffectInterval(3.5, 14.5, 95),
)  # fmt: skip
RECONVICTED: Final = FindingFacts(
    outcome="reconvicted", months=12, better=LOWER, measure="odds_ratio", value=0.91,
    interval=EffectInterval(0.7, 1.18, 95), people=231, compared=702,
)  # fmt: skip
FREQUENCY: Final = FindingFacts(
    outcome="frequency", months=24, better=LOWER, measure="standardised_difference", value=-0.18,
    interval=EffectInterval(-0.31, -0.05, 95),
)  # fmt: skip
EMPLOYED: Final = FindingFacts(
    outcome="employed", better=HIGHER, measure="difference", value=12, people=64
)
COST: Final = EvaluatedCost(41_500, CostPer.PERSON, 2024, f"{UNIVERSITY}, table 9")
WITHDRAWN_BECAUSE: Final = "The two groups were mixed up in a table of the report."


def make_evaluations_stated(session: Session, cast: Cast, *, at: dt.datetime) -> bool:
    """Once; whether anything was made."""
    if session.scalar(select(Evaluation.id).limit(1)) is not None:
        return False
    region = session.get_one(Region, cast.area.region_id)
    workshop, drop_in = _service(session, DUE.key), _service(session, OVERDUE.key)
    schemes = subjects_called(session, [], schemes_of(session, cast.area)[:1])
    by, today = cast.commissioner, local_date(at)
    for facts, subjects in (
        (_mixed(today), workshop),
        (_without_interval(today), workshop),
        (_better(today), schemes),
        (_withdrawn(today), drop_in),
    ):
        if subjects:
            made = state_evaluation(
                session, region, facts, subjects, by=by, at=days_before(at, 40), is_generated=True
            )
            if facts.title.startswith("A first look"):
                withdraw_evaluation(
                    session, made, reason=WITHDRAWN_BECAUSE, based_on=1, by=by,
                    at=days_before(at, 9),
                )  # fmt: skip
    return True


def _service(session: Session, key: str) -> list[EvaluatedSubject]:
    found = session.scalars(select(Service).where(Service.external_id == key)).all()
    return subjects_called(session, found, [])


def _mixed(today: dt.date) -> EvaluationFacts:
    return EvaluationFacts(
        title="Tenancy workshops after two years (invented)", made_by=UNIVERSITY,
        published_on=today - dt.timedelta(days=120), source="https://example.org/tenancy.pdf",
        period_from=today - dt.timedelta(days=1100), period_to=today - dt.timedelta(days=370),
        design="matched_comparison",
        comparison="People of neighbouring areas without workshops, alike in age, sex and record",
        people=243, compared=729, findings=(HOUSED, RECONVICTED), cost=COST,
    )  # fmt: skip


def _without_interval(today: dt.date) -> EvaluationFacts:
    return EvaluationFacts(
        title="In work after tenancy workshops (invented)", made_by=INSTITUTE,
        published_on=today - dt.timedelta(days=260), source="Example Papers, number 12",
        period_from=today - dt.timedelta(days=900), period_to=today - dt.timedelta(days=400),
        design="comparison_of_areas", comparison="People of an area that has no workshops",
        people=64, compared=71, findings=(EMPLOYED,), is_named_so=True,
    )  # fmt: skip


def _better(today: dt.date) -> EvaluationFacts:
    return EvaluationFacts(
        title="Daily contact after release (invented)", made_by=INSTITUTE,
        published_on=today - dt.timedelta(days=200), source="https://example.org/contact.pdf",
        period_from=today - dt.timedelta(days=1500), period_to=today - dt.timedelta(days=420),
        design="randomised_trial", comparison="People released to the usual supervision, by lot",
        people=410, compared=405, findings=(FREQUENCY,),
    )  # fmt: skip


def _withdrawn(today: dt.date) -> EvaluationFacts:
    return EvaluationFacts(
        title="A first look at the drop-in (invented)", made_by=UNIVERSITY,
        published_on=today - dt.timedelta(days=300), source="https://example.org/drop-in.pdf",
        period_from=today - dt.timedelta(days=800), period_to=today - dt.timedelta(days=500),
        design="before_and_after", people=58, findings=(HOUSED,),
    )  # fmt: skip
