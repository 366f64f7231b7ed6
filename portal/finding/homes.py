"""From what was typed about a home to an area; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from directory.places.distance import Point
from directory.places.home_area import home_area, reference_atlas
from directory.places.positions import PostcodeGround
from directory.places.postcodes import postcode_or_part
from portal.asking.homes import kept_of_postcode
from portal.asking.sealed_question import SealedQuestion
from portal.finding.postcodes import geocoder


@dataclass(frozen=True, slots=True)
class HomePlace:
    """Where a postcode lies: its middle, its likeliest area and the others that it may be."""

    asked: str
    origin: Point
    area: str
    says: str
    precision: str
    others: tuple[tuple[str, str], ...]

    def facts(self) -> Iterator[tuple[str, str]]:
        """As much of the postcode as an address keeps."""
        yield from kept_of_postcode(self.asked)


def home_place(text: str) -> HomePlace:
    """Raises `NotAPostcode`, or what `ground_of` raises for one that is not in use here."""
    code = postcode_or_part(text)
    ground: PostcodeGround = geocoder().ground_of(code)
    atlas = reference_atlas()
    found = home_area(ground, atlas)
    return HomePlace(
        asked=str(code),
        origin=ground.centre,
        area=found.slug,
        says=found.says,
        precision=ground.precision,
        others=tuple((slug, atlas.areas[slug].name) for slug in found.alternatives),
    )


def home_words(question: SealedQuestion) -> str:
    """As near as an address says: a sector, or else the first half of a postcode."""
    return question.first("near") or question.first("postcode")
