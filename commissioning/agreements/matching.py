"""Which lines a lot may have bought: by type of contract, ground and provider. Pure.

A candidate is of the lot's type and on its ground; how its provider compares ranks it. Nothing
here joins anything: somebody who knows the agreement settles it.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz

from directory.naming import name_key
from directory.rules.tables import rows_of

FOLDER: Final = Path(__file__).parent
TABLE: Final = "contract_types.csv"
ALIKE: Final = 90
"""Of 100, by words whatever their order: tried on the published contracts and services."""

MOST_OF_OTHERS: Final = 5
"""Lines of other providers listed of a lot that has none of its own."""

SAYS_NOTHING: Final = frozenset(
    {"service", "services", "support", "the", "of", "in", "for", "and", "gm"}
)
LEGAL_FORMS: Final = frozenset(
    {"ltd", "limited", "cic", "uk", "the", "trust", "charity", "group", "partnership", "services"}
)


class ProviderLikeness(enum.IntEnum):
    """How the line's provider compares with the lot's, the surest first."""

    SAME = 1
    SUBCONTRACTOR = 2
    NAMED_ALIKE = 3
    NOT_KNOWN = 4
    OTHER = 5


@dataclass(frozen=True, slots=True)
class Ground:
    """An area of a line, by its region's internal id and the police areas in which it lies."""

    name: str
    region_id: int
    police_areas: frozenset[str]


@dataclass(frozen=True, slots=True)
class LotSought:
    """A lot that joins no line; `providers` are names by internal id, the prime's first."""

    lot: str
    agreement: str
    title: str
    contract_type: str | None
    region_id: int | None
    police_area: str | None
    providers: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class LineOffered:
    """A line with the title of its service; provider None where it is not known."""

    line: str
    title: str
    provider_id: int | None
    provider: str | None
    areas: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """`names_area`: the agreement's own title names an area of the line."""

    offered: LineOffered
    provider: ProviderLikeness
    names_area: bool


def candidates(lot: LotSought, lines: Iterable[LineOffered]) -> list[Candidate]:
    """The likeliest first; of other providers only where none of the lot's own is there."""
    found = sorted(
        (
            Candidate(line, provider_likeness(lot, line), _names_area(lot, line))
            for line in lines
            if is_of_type(lot, line) and is_on_ground(lot, line)
        ),
        key=lambda one: (one.provider, not one.names_area, one.offered.line),
    )
    own = [one for one in found if one.provider <= ProviderLikeness.NAMED_ALIKE]
    return own or found[:MOST_OF_OTHERS]


def is_of_type(lot: LotSought, line: LineOffered) -> bool:
    """By the words of the type of contract; of a type not in the table by the lot's title."""
    sought = type_words().get((lot.contract_type or "").partition("-")[0]) or lot.title
    return _alike(sought, line.title, SAYS_NOTHING)


def is_on_ground(lot: LotSought, line: LineOffered) -> bool:
    """In its region, or in (one of) its police areas; a lot without ground is everywhere."""
    if lot.region_id is not None:
        return any(area.region_id == lot.region_id for area in line.areas)
    if lot.police_area is None:
        return True
    police_areas = {police for area in line.areas for police in area.police_areas}
    return names_police_area(lot.police_area, police_areas)


def names_police_area(written: str, police_areas: Iterable[str]) -> bool:
    """Whether a lot's police area, which may name several, names one of these."""
    sought = f" {name_key(written)} "
    return any(f" {name_key(police.replace('-', ' '))} " in sought for police in police_areas)


def provider_likeness(lot: LotSought, line: LineOffered) -> ProviderLikeness:
    if line.provider is None:
        return ProviderLikeness.NOT_KNOWN
    if line.provider_id in lot.providers:
        is_prime = next(iter(lot.providers)) == line.provider_id
        return ProviderLikeness.SAME if is_prime else ProviderLikeness.SUBCONTRACTOR
    if any(_alike(name, line.provider, LEGAL_FORMS) for name in lot.providers.values()):
        return ProviderLikeness.NAMED_ALIKE
    return ProviderLikeness.OTHER


@cache
def type_words() -> Mapping[str, str]:
    """The words of each type of contract, by its code without the region behind a hyphen."""
    return {row["code"]: row["words"] for row in rows_of(TABLE, folder=FOLDER)}


@cache
def _alike(one: str, other: str, passed_over: frozenset[str]) -> bool:
    first, second = (" ".join(_telling(name, passed_over)) for name in (one, other))
    return bool(first and second) and fuzz.token_set_ratio(first, second) >= ALIKE


def _telling(name: str, passed_over: frozenset[str]) -> Iterator[str]:
    return (word for word in name_key(name).split() if word not in passed_over)


def _names_area(lot: LotSought, line: LineOffered) -> bool:
    title = f" {name_key(lot.title)} "
    return any(f" {name_key(area.name)} " in title for area in line.areas)
