"""The place that a search is about: an area's or a town's name, or a postcode that was posted."""

from __future__ import annotations

from dataclasses import dataclass

from directory.errors import DirectoryError
from directory.places.distance import Point
from directory.places.known_places import places_called
from directory.places.postcodes import postcode_within
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
    return postcode_within(text) is not None


def posted_place(text: str) -> ShownPlace:
    """A postcode; raises what `home_place` raises for one that is not in use here."""
    home = home_place(postcode_within(text) or text)
    precise = "" if home.precision == "exact" else f" ({home.precision})"
    return ShownPlace(home.asked, f"{home.says}{precise}", home.origin, home.area, is_postcode=True)


def named_place(name: str, shelf: CardShelf) -> ShownPlace:
    """A name, or one with its council behind a comma: "Newport, Isle of Wight".

    What may only be a slip, or the beginning of a name, is asked about.
    """
    found = place_called(name, shelf)
    if found is None:
        return _guessed(name)
    return ShownPlace(
        found.name,
        found.precision,
        found.origin,
        found.home_area if found.home_area in shelf.areas else None,
        found.region,
        is_asked=found.is_asked,
        choices=found.others,
    )


def _guessed(name: str) -> ShownPlace:
    guesses = places_called(name).others
    if not guesses:
        raise PlaceNotFound(name)
    return ShownPlace(name, is_asked=True, choices=tuple(place.full_name for place in guesses))
