"""A plan in parts to be shown one after another: a region each, the most visited first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from commissioning.demonstration.plans import ServicePlan

SHOWN_FIRST: Final[tuple[str, ...]] = ("north-west", "greater-manchester", "east-of-england")
"""Preston's region, its neighbour, Hertfordshire's: the stories of the front page lie there."""


@dataclass(frozen=True, slots=True)
class RegionalPart:
    """The services of one region; the first part also has those of several regions."""

    slug: str
    name: str
    plans: tuple[ServicePlan, ...]


def in_parts(plans: Sequence[ServicePlan]) -> list[RegionalPart]:
    """Every plan once, in its own order within each part."""
    names = {place.region_slug: place.region_name for plan in plans for place in plan.places}
    order: list[str] = [slug for slug in SHOWN_FIRST if slug in names]
    order += sorted(names.keys() - set(order))
    of_region: dict[str, list[ServicePlan]] = {slug: [] for slug in order}
    for plan in plans:
        regions = {place.region_slug for place in plan.places}
        of_region[regions.pop() if len(regions) == 1 else order[0]].append(plan)
    return [RegionalPart(slug, names[slug], tuple(of_region[slug])) for slug in order]


def digest_of(plans: Iterable[ServicePlan]) -> str:
    """Two plans with the same are the same, as far as going on with one is concerned."""
    return sha256("\n".join(plan.key for plan in plans).encode()).hexdigest()[:16]
