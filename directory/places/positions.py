"""Where postcodes lie: the shipped gazetteer, read once, on first use.

Centres are medians of the postcodes that begin alike (ONS Postcode Directory, November 2025,
England and Wales); `build_gazetteer` made the files.
"""

import csv
import gzip
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from directory.errors import DirectoryError
from directory.places.distance import Point
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
    of the postcodes in each, largest first; shares under 0.005 are left out.
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
    """The smallest ground known: a new sector falls back to its outcode, and `code` says so."""
    outcode = code if isinstance(code, Outcode) else code.outcode
    sector = code.sector if isinstance(code, Postcode) else code
    if isinstance(sector, PostcodeSector) and (line := _lines("sectors").get(str(sector))):
        return _ground(str(sector), line)
    if line := _lines("outcodes").get(str(outcode)):
        return _ground(str(outcode), line)
    if where := ELSEWHERE.get(outcode.post_area):
        raise NotInEnglandOrWales(str(code), where)
    raise PostcodeNotKnown(str(code))


def places_named(name: str) -> tuple[GazetteerPlace, ...]:
    """Places of that name, largest first; hyphens, apostrophes and case do not matter."""
    return _places().get(name_key(name), ())


def every_place() -> list[GazetteerPlace]:
    return [place for places in _places().values() for place in places]


def name_key(name: str) -> str:
    """How names are compared: "Stoke-on-Trent" and "stoke on trent" are one name."""
    plain = name.casefold().replace("-", " ").replace("&", " and ").replace(".", "")
    return " ".join(plain.replace("’", "").replace("'", "").replace(",", " ").split())


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
    return {key: tuple(places) for key, places in found.items()}


def _text(table: str) -> str:
    packed = files("directory.places").joinpath("gazetteer", f"{table}.csv.gz").read_bytes()
    return gzip.decompress(packed).decode()


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
