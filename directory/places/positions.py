"""Where postcodes lie: the shipped gazetteer, read once, on first use.

Centres are medians of the postcodes that begin alike (ONS Postcode Directory, November 2025,
England and Wales); `build_gazetteer` made the files.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import ascii_uppercase

from directory.errors import DirectoryError
from directory.naming import name_key
from directory.places.distance import Point, great_circle_miles
from directory.places.postcodes import Outcode, Postcode, PostcodeSector

ELSEWHERE = {
    **dict.fromkeys(("AB", "DD", "DG", "EH", "FK", "G", "HS", "IV"), "in Scotland"),
    **dict.fromkeys(("KA", "KW", "KY", "ML", "PA", "PH", "TD", "ZE"), "in Scotland"),
    "BT": "in Northern Ireland",
    "IM": "on the Isle of Man",
    "JE": "in Jersey",
    "GY": "in Guernsey",
    "BF": "a British Forces address",
}

KM_A_MILE = 1.609344
LEFT_OUT = 0.005
"""A smaller share of a ground's postcodes in an authority is not told, as in the files."""


class NotInEnglandOrWales(DirectoryError):
    """The postcode is real enough, but not here."""

    def __init__(self, code: str, where: str) -> None:
        self.code = code
        super().__init__(f"{code} is {where}. This portal covers England and Wales.")


class PostcodeNotKnown(DirectoryError):
    """The shape is right, but no such postcode district is in use."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"{code} is not a postcode in use in England or Wales.")


@dataclass(frozen=True, slots=True)
class PostcodeGround:
    """Where the postcodes that begin alike lie, or one postcode alone (`is_exact`).

    9 in 10 lie within `radius_km` of the centre. `authorities` are GSS codes with the share
    of the postcodes in each, largest first; shares under `LEFT_OUT` are left out.
    """

    code: str
    latitude: float
    longitude: float
    radius_km: float
    postcodes: int
    authorities: tuple[tuple[str, float], ...]
    is_exact: bool = False

    @property
    def centre(self) -> Point:
        return self.latitude, self.longitude

    @property
    def precision(self) -> str:
        if self.is_exact:
            return "exact"
        return f"within about {max(1, round(self.radius_km))} km of {self.code}"


@dataclass(frozen=True, slots=True)
class GazetteerPlace:
    """A town, village or suburb of GeoNames; `authority` is that of the nearest postcodes."""

    name: str
    latitude: float
    longitude: float
    population: int
    authority: str

    @property
    def centre(self) -> Point:
        return self.latitude, self.longitude


def ground_of(code: Postcode | PostcodeSector | Outcode) -> PostcodeGround:
    """The smallest ground known: a new sector falls back to its outcode, and `code` says so.

    A London half without its last letter ("EC1", "SW1") is all that begins with it.
    """
    outcode = code if isinstance(code, Outcode) else code.outcode
    sector = code.sector if isinstance(code, Postcode) else code
    if isinstance(sector, PostcodeSector) and (line := _lines("sectors").get(str(sector))):
        return _ground(str(sector), line)
    if grounds := _outcode_grounds(outcode.text):
        return grounds[0] if len(grounds) == 1 else _together(outcode.text, grounds)
    if where := ELSEWHERE.get(outcode.post_area):
        raise NotInEnglandOrWales(str(code), where)
    raise PostcodeNotKnown(str(code))


def places_named(name: str) -> tuple[GazetteerPlace, ...]:
    """Places of that name, largest first, however it is written."""
    return _places().get(name_key(name), ())


def every_place() -> list[GazetteerPlace]:
    return [place for places in _places().values() for place in places]


@cache
def _lines(table: str) -> dict[str, str]:
    """Unparsed lines by code: parsing all of them would cost ten times the start."""
    lines = _text(table).splitlines()[1:]
    return {code: rest for code, _, rest in (line.partition(",") for line in lines)}


@cache
def _places() -> dict[str, tuple[GazetteerPlace, ...]]:
    found: defaultdict[str, list[GazetteerPlace]] = defaultdict(list)
    for row in csv.DictReader(_text("places").splitlines()):
        place = GazetteerPlace(
            row["name"],
            float(row["latitude"]),
            float(row["longitude"]),
            int(row["population"]),
            row["local_authority"],
        )
        found[name_key(place.name)].append(place)
    return {
        key: tuple(sorted(places, key=lambda place: -place.population))
        for key, places in found.items()
    }


def _text(table: str) -> str:
    packed = files("directory.places").joinpath("gazetteer", f"{table}.csv.gz").read_bytes()
    return gzip.decompress(packed).decode()


def _outcode_grounds(code: str) -> list[PostcodeGround]:
    """The outcode itself, and those that only a letter tells apart from it: "EC1A" of "EC1"."""
    known = _lines("outcodes")
    codes = (code, *(code + letter for letter in ascii_uppercase if code[-1].isdigit()))
    return [_ground(one, known[one]) for one in codes if one in known]


def _together(code: str, grounds: Sequence[PostcodeGround]) -> PostcodeGround:
    """Each part counts by its postcodes; the radius reaches the far side of the farthest."""
    postcodes = sum(part.postcodes for part in grounds)
    latitude = sum(part.latitude * part.postcodes for part in grounds) / postcodes
    longitude = sum(part.longitude * part.postcodes for part in grounds) / postcodes
    shares: defaultdict[str, float] = defaultdict(float)
    for part in grounds:
        for authority, share in part.authorities:
            shares[authority] += share * part.postcodes / postcodes
    sizeable = [(authority, share) for authority, share in shares.items() if share >= LEFT_OUT]
    return PostcodeGround(
        code,
        latitude,
        longitude,
        max(_reach_km((latitude, longitude), part) for part in grounds),
        postcodes,
        tuple(sorted(sizeable, key=lambda one: (-one[1], one[0]))),
    )


def _reach_km(centre: Point, part: PostcodeGround) -> float:
    return great_circle_miles(centre, part.centre) * KM_A_MILE + part.radius_km


def _ground(code: str, line: str) -> PostcodeGround:
    latitude, longitude, radius_km, postcodes, shares = line.split(",")
    return PostcodeGround(
        code,
        float(latitude),
        float(longitude),
        float(radius_km),
        int(postcodes),
        tuple(_share(part) for part in shares.split()),
    )


def _share(part: str) -> tuple[str, float]:
    authority, share = part.split(":")
    return authority, float(share)
