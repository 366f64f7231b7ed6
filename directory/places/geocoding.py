"""Where something is, without the network: postcode, then sector, outcode, and place name.

Whole postcodes are exact where the file of all postcodes is at hand (`exact_postcodes`); else
they stand at the middle of their sector. The answer says which.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal, TypedDict, overload

from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point as GeopyPoint

from directory.errors import DirectoryError
from directory.naming import name_key
from directory.places.distance import Point
from directory.places.exact_postcodes import ExactPostcodes
from directory.places.positions import PostcodeGround, ground_of, places_named
from directory.places.postcodes import (
    NotAPostcode,
    Outcode,
    Postcode,
    PostcodeSector,
    postcode_or_part,
)
from directory.places.reference_rows import LocalAuthorityRow
from directory.places.reference_tables import local_authorities


class Precision(TypedDict):
    """The `raw` of a location: what was found, and in words how near that is."""

    kind: str
    name: str
    authority: str
    precision: str


class PlaceAmbiguous(DirectoryError):
    """Several places bear the name; `candidates` are their locations, largest first."""

    def __init__(self, name: str, candidates: Sequence[Location]) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        which = "; ".join(str(location.address) for location in candidates)
        super().__init__(f"There are {len(candidates)} places called {name}: {which}.")


class GazetteerGeocoder(Geocoder):
    """geopy's `geocode` over the shipped gazetteer; thread-safe, never asks the network."""

    def __init__(self, exact: ExactPostcodes | None = None) -> None:
        super().__init__(user_agent="offline")
        self._exact = exact

    @overload
    def geocode(
        self, query: str, *, exactly_one: Literal[True] = True, timeout: float | None = ...
    ) -> Location | None: ...

    @overload
    def geocode(
        self, query: str, *, exactly_one: Literal[False], timeout: float | None = ...
    ) -> list[Location] | None: ...

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: float | None = DEFAULT_SENTINEL,
    ) -> Location | list[Location] | None:
        """None when nothing is known by that name.

        A place name may say which one: "Newport, Isle of Wight". `PlaceAmbiguous` where several
        remain and one is wanted; postcodes of elsewhere or not in use refuse as `ground_of` does.
        """
        found = self._by_postcode(query) or _by_name(query)
        if not exactly_one:
            return found or None
        if len(found) > 1:
            raise PlaceAmbiguous(query, found)
        return found[0] if found else None

    def ground_of(self, code: Postcode | PostcodeSector | Outcode) -> PostcodeGround:
        """The postcode itself where it is known, else as `positions.ground_of` answers."""
        exact = self._exact.ground_of(code) if self._exact and isinstance(code, Postcode) else None
        return exact or ground_of(code)

    def _by_postcode(self, query: str) -> list[Location]:
        try:
            code = postcode_or_part(query)
        except NotAPostcode:
            return []
        ground = self.ground_of(code)
        authority = _authority_name(ground.authorities[0][0])
        raw = Precision(
            kind=_kind_of(ground),
            name=ground.code,
            authority=authority,
            precision=ground.precision,
        )
        return [_location(str(code), ground.centre, raw)]


def _kind_of(ground: PostcodeGround) -> str:
    if ground.is_exact:
        return "postcode"
    return "sector" if " " in ground.code else "outcode"


def _by_name(query: str) -> list[Location]:
    name, _, wanted = query.partition(",")
    found = [
        _named("place", place.name, _authority_name(place.authority), place.centre)
        for place in places_named(name)
    ] or [
        _named("local authority", row.name, row.name, (row.latitude, row.longitude))
        for row in (_authorities().get(name_key(query)), _authorities().get(name_key(name)))
        if row is not None
    ][:1]
    if len(found) > 1 and wanted:
        return [at for at in found if name_key(at.raw["authority"]) == name_key(wanted)]
    return found


def _named(kind: str, name: str, authority: str, centre: Point) -> Location:
    address = name if name == authority else f"{name}, {authority}"
    precision = f"near the middle of {name}"
    return _location(
        address, centre, Precision(kind=kind, name=name, authority=authority, precision=precision)
    )


def _location(address: str, centre: Point, raw: Precision) -> Location:
    facts: dict[str, Any] = dict(raw)
    return Location(address, GeopyPoint(*centre), facts)


@cache
def _authorities() -> dict[str, LocalAuthorityRow]:
    return {name_key(row.name): row for row in local_authorities()}


def _authority_name(code: str) -> str:
    return _authority_names().get(code, code)


@cache
def _authority_names() -> dict[str, str]:
    return {row.code: row.name for row in local_authorities()}
