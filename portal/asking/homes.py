"""Where the person will live: from a postcode, of which the first half is kept, to an area."""

from __future__ import annotations

from dataclasses import dataclass, replace

from directory.places.home_area import home_area, reference_atlas
from directory.places.positions import ground_of
from directory.places.postcodes import (
    NotAnOutcode,
    NotAPostcode,
    Outcode,
    Postcode,
    PostcodeElsewhere,
    read_postcode,
)

TAKEN_OUT = (
    "We took the postcode out of the web address, where others can read it, and used %(code)s."
)
"""Said once on the page that a postcode in an address was answered by."""


@dataclass(frozen=True, slots=True)
class OtherArea:
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Home:
    """The likeliest area; `asked` is the first half of the postcode, `others` where it may be.

    `note` says what was made of what was typed, where that is not what stood there.
    """

    slug: str
    asked: str
    says: str
    is_certain: bool
    others: tuple[OtherArea, ...]
    note: str = ""

    def may_be_in(self, area: str) -> bool:
        return area == self.slug or any(area == other.slug for other in self.others)


def home_of(typed: str) -> Home:
    """Of a whole postcode its first half. Raises `NotAnOutcode`, or what tells where it lies."""
    try:
        read = read_postcode(typed)
    except PostcodeElsewhere:
        raise
    except NotAPostcode as refusal:
        raise NotAnOutcode(typed) from refusal
    is_more = not isinstance(read.code, Outcode)
    outcode = read.code if isinstance(read.code, Outcode) else read.code.outcode
    return replace(_home(outcode), note=_note(outcode, is_more=is_more, is_changed=read.is_changed))


def kept_of_home(home: Home) -> tuple[tuple[str, str], ...]:
    """As much as an address holds of one."""
    return ("postcode", home.asked), ("note", home.note)


def kept_of_postcode(typed: str) -> tuple[tuple[str, str], ...]:
    """As much as an address holds of one: its first half, and its sector where that was said."""
    code = read_postcode(typed).code
    outcode = code if isinstance(code, Outcode) else code.outcode
    near = code.sector if isinstance(code, Postcode) else code
    return ("postcode", str(outcode)), ("near", str(near))


def _note(outcode: Outcode, *, is_more: bool, is_changed: bool) -> str:
    if is_more:
        return f"We used {outcode} of the postcode and dropped the rest."
    return f"We read {outcode}." if is_changed else ""


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
