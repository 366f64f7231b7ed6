"""What invented people answered when they were asked about themselves; some were not asked."""

from __future__ import annotations

import enum
import random
from typing import Final, TypeVar

from commissioning.referrals.particulars import (
    AgeBand,
    Characteristics,
    Disability,
    Ethnicity,
    Sex,
)

E = TypeVar("E", bound=enum.StrEnum)

ONE_NOT_ASKED_IN: Final = 9

SEXES: Final = {Sex.MALE: 84, Sex.FEMALE: 14, Sex.ANOTHER: 1, Sex.PREFER_NOT_TO_SAY: 1}
AGES: Final = {
    AgeBand.AGED_18_TO_20: 7,
    AgeBand.AGED_21_TO_24: 13,
    AgeBand.AGED_25_TO_29: 18,
    AgeBand.AGED_30_TO_39: 33,
    AgeBand.AGED_40_TO_49: 18,
    AgeBand.AGED_50_TO_59: 8,
    AgeBand.AGED_60_OR_MORE: 3,
}
ETHNICITIES: Final = {
    Ethnicity.WHITE: 78,
    Ethnicity.BLACK: 7,
    Ethnicity.ASIAN: 7,
    Ethnicity.MIXED: 4,
    Ethnicity.OTHER: 1,
    Ethnicity.PREFER_NOT_TO_SAY: 3,
}
DISABILITIES: Final = {Disability.NO: 55, Disability.YES: 38, Disability.PREFER_NOT_TO_SAY: 7}
"""Weights, invented; no group fares otherwise for its answer."""


def answers(chance: random.Random, *, only_sex: str | None) -> Characteristics:
    """`only_sex`: whom alone the service takes."""
    if chance.random() < 1 / ONE_NOT_ASKED_IN:
        return Characteristics()
    return Characteristics(
        sex=_drawn(chance, SEXES) if only_sex is None else Sex(only_sex),
        age_band=_drawn(chance, AGES),
        ethnicity=_drawn(chance, ETHNICITIES),
        disability=_drawn(chance, DISABILITIES),
    )


def _drawn(chance: random.Random, weights: dict[E, int]) -> E:
    return chance.choices(list(weights), list(weights.values()))[0]
