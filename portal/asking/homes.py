"""Where the person will live: from the first half of a postcode to an area."""

from __future__ import annotations

from dataclasses import dataclass

from directory.errors import DirectoryError
from directory.places.home_area import home_area, reference_atlas
from directory.places.positions import ground_of
from directory.places.postcodes import (
    NotAPostcode,
    Outcode,
    Postcode,
    PostcodeSector,
    postcode_or_part,
)


class WholePostcode(DirectoryError):
    """More was typed than is needed; `first_half` is what to keep of it."""

    def __init__(self, first_half: str) -> None:
        self.first_half = first_half
        super().__init__(
            f"Only the first half is needed. We have kept {first_half} and dropped the rest: "
            "press the button again."
        )


@dataclass(frozen=True, slots=True)
class OtherArea:
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Home:
    """The likeliest area; `asked` is the first half of the postcode, `others` where it may be."""

    slug: str
    asked: str
    says: str
    is_certain: bool
    others: tuple[OtherArea, ...]


def home_of(first_half: str) -> Home:
    """Raises `WholePostcode`, `NotAnOutcode`, or what `ground_of` raises for one not in use."""
    return _home(_outcode(first_half))


def _outcode(text: str) -> Outcode:
    try:
        found = postcode_or_part(text)
    except NotAPostcode:
        return Outcode.parse(text)
    if isinstance(found, Postcode | PostcodeSector):
        raise WholePostcode(found.outcode.text)
    return found


def _home(code: Outcode) -> Home:
    atlas = reference_atlas()
    found = home_area(ground_of(code), atlas)
    return Home(
        slug=found.slug,
        asked=code.text,
        says=found.says,
        is_certain=found.certainty == "member",
        others=tuple(OtherArea(slug, atlas.areas[slug].name) for slug in found.alternatives),
    )
