"""The ways in which a list of services can be narrowed, and the names of their choices."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from directory.delivery import delivery_rules
from directory.pathways import pathways
from directory.providers.models import Sector
from directory.requirements import requirement_codes, requirement_name
from directory.services.eligibility import Attribute, Firmness, Operator, Rule
from directory.services.listing import Setting
from directory.starts import FIRST_SUPERVISION_APPOINTMENT


class Facet(enum.StrEnum):
    """Between facets all must hold, within a facet any one choice."""

    PATHWAY = "pathway"
    REQUIREMENT = "requirement"
    REGION = "region"
    AREA = "area"
    DELIVERY = "delivery"
    WHO = "who"
    SECTOR = "sector"
    SETTING = "setting"
    LANGUAGE = "language"


class Who(enum.StrEnum):
    """For whom by its own rules: a service without a rule about sex is for women and for men."""

    WOMEN = "women"
    MEN = "men"
    WOMEN_ONLY = "women_only"
    MEN_ONLY = "men_only"
    YOUNG_ADULTS = "young_adults"


WHO_NAMES: Final[Mapping[Who, str]] = MappingProxyType(
    {
        Who.WOMEN: "Open to women",
        Who.MEN: "Open to men",
        Who.WOMEN_ONLY: "Women only",
        Who.MEN_ONLY: "Men only",
        Who.YOUNG_ADULTS: "Made for young adults",
    }
)

WOMAN_WORDS: Final = frozenset({"female", "woman", "women"})
MAN_WORDS: Final = frozenset({"male", "man", "men"})

YOUNG_ADULTS_END: Final = 26
"""A service that takes nobody aged 26 or over is made for young adults."""


@cache
def fixed_names(facet: Facet) -> Mapping[str, str]:
    """The choices that do not depend on what is recorded; empty for areas and languages."""
    requirements = {code: requirement_name(code) for code in requirement_codes()}
    return {
        Facet.PATHWAY: {one.code: one.name for one in pathways()},
        Facet.REQUIREMENT: requirements
        | {FIRST_SUPERVISION_APPOINTMENT: "First supervision appointment"},
        Facet.DELIVERY: {kind.value: rule.name for kind, rule in delivery_rules().items()},
        Facet.WHO: {who.value: name for who, name in WHO_NAMES.items()},
        Facet.SECTOR: {one.value: _worded(one.value) for one in Sector},
        Facet.SETTING: {one.value: _worded(one.value) for one in Setting},
    }.get(facet, {})


def who_of(rules: Iterable[Rule]) -> frozenset[Who]:
    """What the hard rules about sex and age say; alternatives are left to the rules themselves."""
    takes_women = takes_men = True
    is_young = False
    for rule in rules:
        if rule.firmness is not Firmness.HARD_STOP or rule.either is not None:
            continue
        if rule.attribute is Attribute.SEX:
            takes_women = takes_women and _takes(rule, WOMAN_WORDS)
            takes_men = takes_men and _takes(rule, MAN_WORDS)
        elif rule.attribute is Attribute.AGE and rule.span.high is not None:
            is_young = is_young or rule.span.high <= YOUNG_ADULTS_END
    found = {Who.YOUNG_ADULTS} if is_young else set()
    if takes_women:
        found |= {Who.WOMEN} if takes_men else {Who.WOMEN, Who.WOMEN_ONLY}
    if takes_men:
        found |= {Who.MEN} if takes_women else {Who.MEN, Who.MEN_ONLY}
    return frozenset(found)


def _takes(rule: Rule, words: frozenset[str]) -> bool:
    is_named = bool(words & {value.casefold() for value in rule.values})
    return is_named if rule.operator is Operator.ONE_OF else not is_named


def _worded(code: str) -> str:
    return code.replace("_", " ").capitalize()
