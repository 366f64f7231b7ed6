"""The place that a search is about: an area's or a town's name, or a postcode that was posted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from directory.errors import DirectoryError
from directory.places.distance import Point
from directory.places.postcodes import postcode_within
from directory.search.place_words import NamedPlace, place_called, place_guessed
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
    """Where is measured from. `choices` are namesakes; `is_asked` when none is clearly meant.

    `typed` is what stood there, where that had a slip.
    """

    name: str
    says: str = ""
    origin: Point | None = None
    area: str | None = None
    region: str | None = None
    is_postcode: bool = False
    is_asked: bool = False
    choices: tuple[str, ...] = ()
    typed: str = ""


def is_postcode(text: str) -> bool:
    return postcode_within(text) is not None


def posted_place(text: str) -> ShownPlace:
    """A postcode; raises what `home_place` raises for one that is not in use here."""
    home = home_place(postcode_within(text) or text)
    precise = "" if home.precision == "exact" else f" ({home.precision})"
    return ShownPlace(home.asked, f"{home.says}{precise}", home.origin, home.area, is_postcode=True)


def named_place(name: str, shelf: CardShelf) -> ShownPlace:
    """A name, or one with its council behind a comma: "Newport, Isle of Wight".

    A slip is put right and said where one place is clearly meant, in this field as among the
    words; what may be several is asked about. Raises `PlaceNotFound`.
    """
    found = place_called(name, shelf) or place_guessed(name, shelf)
    if found is None:
        raise PlaceNotFound(name)
    place = shown_place(found)
    return place if place.area in shelf.areas else replace(place, area=None)


def shown_place(found: NamedPlace) -> ShownPlace:
    return ShownPlace(
        found.name,
        found.precision,
        found.origin,
        found.home_area,
        found.region,
        found.is_postcode,
        found.is_asked,
        found.others,
        found.typed,
    )
