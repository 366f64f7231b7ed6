"""What is said of an evaluation: plain values, as a form holds them and as rules read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from commissioning.partnership.evaluations.kinds import (
    BetterWay,
    CostPer,
    EvaluationDesign,
    designs,
    measures,
    outcomes,
)


@dataclass(frozen=True, slots=True)
class EffectInterval:
    """`level` in per cent, such as 95."""

    lower: float
    upper: float
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFacts:
    """One outcome as measured. `outcome` and `measure` are codes; `months` and `named` stand where
    the outcome asks for them. `people` and `compared` are the numbers of this finding where they
    differ from the evaluation's. `interval` None: the source gives none."""

    outcome: str
    better: BetterWay
    measure: str
    value: float
    interval: EffectInterval | None = None
    months: int | None = None
    named: str | None = None
    people: int | None = None
    compared: int | None = None

    @property
    def outcome_words(self) -> str:
        return outcomes()[self.outcome].words(months=self.months, named=self.named)

    @property
    def no_difference(self) -> float:
        return measures()[self.measure].no_difference


@dataclass(frozen=True, slots=True)
class EvaluatedCost:
    """In pence, in the prices of a year, as the source works it out."""

    pence: int
    per: CostPer
    price_year: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationFacts:
    """`made_by` is a body. `source` is an address of the web or where it is found in print.

    `people` had the service, `compared` had not; None where nobody said. `is_named_so`: whoever
    writes it says that what reads as a person's name is a body's or a thing's.
    """

    title: str
    made_by: str
    published_on: dt.date
    source: str
    period_from: dt.date
    period_to: dt.date
    design: str
    comparison: str | None = None
    people: int | None = None
    compared: int | None = None
    findings: Sequence[FindingFacts] = ()
    cost: EvaluatedCost | None = None
    is_named_so: bool = False

    @property
    def designed(self) -> EvaluationDesign:
        return designs()[self.design]
