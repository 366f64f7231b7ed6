"""The closed words of evaluations: designs, outcomes, measures, and how a result reads."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from directory.rules.tables import rows_of

FOLDER: Final = Path(__file__).parent


class BetterWay(enum.StrEnum):
    """Which way an outcome is better."""

    LOWER = "lower"
    HIGHER = "higher"


class CostPer(enum.StrEnum):
    PERSON = "person"
    COMPLETION = "completion"


class EvidenceReading(enum.StrEnum):
    """How a finding, an evaluation or all evaluations of a subject read; a finding is never mixed.

    `CANNOT_BE_SAID` is silence: neither that it works nor that it does not.
    """

    BETTER = "better"
    WORSE = "worse"
    NO_CLEAR_DIFFERENCE = "no_clear_difference"
    MIXED = "mixed"
    CANNOT_BE_SAID = "cannot_be_said"

    @property
    def words(self) -> str:
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class EvaluationDesign:
    """A row of `designs.csv`. `tells_difference`: it compares with people or areas that had none
    of it, so that a difference may be put down to it."""

    code: str
    name: str
    tells_difference: bool
    can_say: str
    cannot_say: str


@dataclass(frozen=True, slots=True)
class OutcomeKind:
    """A row of `outcomes.csv`; `asks` for a number of months, a name of its own, or nothing.

    `better`: the way that everybody takes it to be better; None where that is for whoever states
    it.
    """

    code: str
    name: str
    asks: str
    better: BetterWay | None

    def words(self, *, months: int | None, named: str | None) -> str:
        return named or self.name.format(months=months)


@dataclass(frozen=True, slots=True)
class EffectMeasure:
    """A row of `measures.csv`; `no_difference` is its value where both groups fare alike."""

    code: str
    name: str
    no_difference: float

    @property
    def is_ratio(self) -> bool:
        return self.no_difference == 1

    @property
    def is_in_points(self) -> bool:
        return self.code == "difference"


@cache
def designs() -> Mapping[str, EvaluationDesign]:
    """By code, in the order of the table."""
    return MappingProxyType(
        {
            row["code"]: EvaluationDesign(
                row["code"], row["name"], row["tells_difference"] == "yes", row["can_say"],
                row["cannot_say"],
            )
            for row in rows_of("designs.csv", folder=FOLDER)
        }
    )  # fmt: skip


@cache
def outcomes() -> Mapping[str, OutcomeKind]:
    """By code, in the order of the table."""
    rows = rows_of("outcomes.csv", folder=FOLDER)
    return MappingProxyType(
        {
            row["code"]: OutcomeKind(
                row["code"], row["name"], row["asks"],
                BetterWay(row["better"]) if row["better"] else None,
            )
            for row in rows
        }
    )  # fmt: skip


@cache
def measures() -> Mapping[str, EffectMeasure]:
    """By code, in the order of the table."""
    rows = rows_of("measures.csv", folder=FOLDER)
    return MappingProxyType(
        {
            row["code"]: EffectMeasure(row["code"], row["name"], float(row["no_difference"]))
            for row in rows
        }
    )
