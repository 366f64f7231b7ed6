"""The place that a search is about: an area's or a town's name, or a postcode that was posted."""

from __future__ import annotations

from dataclasses import dataclass

from directory.errors import DirectoryError
from directory.places.distance import Point
from directory.places.home_area import home_area, reference_atlas
from directory.places.positions import PostcodeGround, places_named
from directory.places.postcodes import NotAPostcode, postcode_or_part
from directory.places.reference_tables import local_authorities
from directory.search.place_words import place_called
from directory.search.shelf import CardShelf
from portal.finding.homes import home_place


class PlaceNotFound(DirectoryError):
    """Nothing in England or Wales is known by that name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No place called “{name}” is known in England or Wales. "
            "Try the nearest town, or the first half of a postcode."
        )


class PostcodeInAddress(DirectoryError):
    """A postcode stood in a web address, where histories and logs would keep it."""

    def __init__(self) -> None:
        super().__init__(
            "A postcode is not read from a web address. Enter it here and press Search: "
            "it is answered and not kept."
        )


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """Where is measured from. `choices` are namesakes; `is_asked` when none is clearly meant."""

    name: str
    says: str = ""
    origin: Point | None = None
    area: str | None = None
    region: str | None = None
    is_postcode: bool = False
    is_asked: bool = False
    choices: tuple[str, ...] = ()


def is_postcode(text: str) -> bool:
    try:
        postcode_or_part(text)
    except NotAPostcode:
        return False
    return True


def posted_place(text: str) -> ShownPlace:
    """A postcode; raises what `home_place` raises for one that is not in use here."""
    home = home_place(text)
    precise = "" if home.precision == "exact" else f" ({home.precision})"
    return ShownPlace(home.asked, f"{home.says}{precise}", home.origin, home.area, is_postcode=True)


def named_place(name: str, shelf: CardShelf) -> ShownPlace:
    """A name, or a name with its local authority behind a comma: "Newport, Isle of Wight"."""
    found = _with_authority(name) or _called(name, shelf)
    if found is None:
        raise PlaceNotFound(name)
    return found


def _called(name: str, shelf: CardShelf) -> ShownPlace | None:
    found = place_called(name, shelf)
    if found is None:
        return None
    return ShownPlace(
        found.name,
        found.precision,
        found.origin,
        found.home_area if found.home_area in shelf.areas else None,
        found.region,
        is_asked=found.is_asked,
        choices=found.others,
    )


def _with_authority(text: str) -> ShownPlace | None:
    name, comma, authority = text.partition(",")
    codes = {row.code: row.name for row in local_authorities()}
    wanted = authority.strip().casefold()
    for place in places_named(name) if comma else ():
        if codes.get(place.authority, "").casefold() == wanted:
            ground = PostcodeGround(place.name, *place.centre, 1.0, 1, ((place.authority, 1.0),))
            area = home_area(ground, reference_atlas()).slug
            return ShownPlace(text, f"near the middle of {place.name}", place.centre, area)
    return None
