"""The reference facts that ship with the package, as typed rows; `sources()` says whose they are.

Each table is read once. A row that names something no other table holds is refused with
`ReferenceTableBroken` when it is read, so a broken table is found by the first test.
"""

import csv
import datetime as dt
import uuid
from collections.abc import Callable, Collection, Hashable
from functools import cache
from importlib.resources import files
from typing import TypeVar

from directory.places.reference_rows import (
    LEFT_OUT_TABLES,
    MEMBERSHIP_BASES,
    SERVING_BASES,
    CourtAreaRow,
    CourtRow,
    LeftOutRow,
    LocalAuthorityRow,
    LocalDeliveryUnitRow,
    MembershipRow,
    PoliceAreaRow,
    PrisonRow,
    ProbationOfficeRow,
    ProgrammeRow,
    RegionRow,
    RegionSuccessionRow,
    SourceRow,
)

Row = TypeVar("Row")
Word = TypeVar("Word", bound=str)


class ReferenceTableBroken(ValueError):
    """A shipped table does not say what it must; the message names the table and its row."""


@cache
def sources() -> tuple[SourceRow, ...]:
    return _read("sources", lambda c: SourceRow(**c), key=lambda row: row.table)


@cache
def regions() -> tuple[RegionRow, ...]:
    return _read(
        "regions",
        lambda c: RegionRow(
            c["code"], c["slug"], c["name"], c["welsh_name"] or None, c["noms_2004"]
        ),
        key=lambda row: row.code,
    )


@cache
def region_successions() -> tuple[RegionSuccessionRow, ...]:
    known = {region.slug for region in regions()}
    return _read(
        "region_successions",
        lambda c: RegionSuccessionRow(
            c["predecessor_2004"],
            _known(c["successor_slug"], known),
            dt.date.fromisoformat(c["from_date"]),
            c["note"] or None,
        ),
        key=lambda row: (row.predecessor_2004, row.successor_slug),
    )


@cache
def police_areas() -> tuple[PoliceAreaRow, ...]:
    known = _region_codes()
    return _read(
        "police_areas",
        lambda c: PoliceAreaRow(
            c["slug"], c["name"], _known(c["region_code"], known), c["noms_2004"]
        ),
        key=lambda row: row.slug,
    )


@cache
def local_authorities() -> tuple[LocalAuthorityRow, ...]:
    areas = {area.slug for area in police_areas()}
    return _read(
        "local_authorities",
        lambda c: LocalAuthorityRow(
            c["code"],
            c["name"],
            c["welsh_name"] or None,
            c["county"] or None,
            _known(c["region_code"], _region_codes()),
            _known(c["police_area"], areas),
            float(c["latitude"]),
            float(c["longitude"]),
        ),
        key=lambda row: row.code,
    )


@cache
def local_delivery_units() -> tuple[LocalDeliveryUnitRow, ...]:
    areas = {area.slug for area in police_areas()}
    return _read(
        "local_delivery_units",
        lambda c: LocalDeliveryUnitRow(
            c["slug"],
            c["name"],
            c["welsh_name"] or None,
            _known(c["region_code"], _region_codes()),
            _known(c["police_area"], areas),
            c["code"] or None,
            float(c["latitude"]),
            float(c["longitude"]),
            dt.date.fromisoformat(c["valid_from"]),
            _date(c["valid_to"]),
            c["centre_from"],
        ),
        key=lambda row: row.slug,
    )


@cache
def memberships() -> tuple[MembershipRow, ...]:
    """Which local authority lies in which local delivery unit."""
    authorities = {authority.code for authority in local_authorities()}
    return _read(
        "local_delivery_unit_authorities",
        lambda c: MembershipRow(
            _known(c["local_delivery_unit_slug"], _unit_slugs()),
            _known(c["local_authority_code"], authorities),
            one_of(c["basis"], MEMBERSHIP_BASES),
        ),
        key=lambda row: (row.local_delivery_unit_slug, row.local_authority_code),
    )


@cache
def courts() -> tuple[CourtRow, ...]:
    return _read(
        "courts",
        lambda c: CourtRow(
            c["slug"],
            c["name"],
            c["town"],
            c["welsh_town"] or None,
            c["postcode"],
            _several(c["types"]),
            float(c["latitude"]),
            float(c["longitude"]),
            _known(c["region_code"], _region_codes()),
        ),
        key=lambda row: row.slug,
    )


@cache
def court_areas() -> tuple[CourtAreaRow, ...]:
    known = {court.slug for court in courts()}
    return _read(
        "court_areas",
        lambda c: CourtAreaRow(
            _known(c["court_slug"], known),
            _known(c["local_delivery_unit_slug"], _unit_slugs()),
            one_of(c["basis"], SERVING_BASES),
            _claim(c["is_main"]),
            dt.date.fromisoformat(c["valid_from"]),
            _date(c["valid_to"]),
        ),
        key=lambda row: (row.court_slug, row.local_delivery_unit_slug, row.valid_from),
    )


@cache
def prisons() -> tuple[PrisonRow, ...]:
    return _read(
        "prisons",
        lambda c: PrisonRow(
            c["code"],
            c["name"],
            c["town"],
            c["postcode"],
            _claim(c["holds_men"]),
            _claim(c["holds_women"]),
            _several(c["types"]),
            _several(c["categories"]),
            c["operator"],
            float(c["latitude"]),
            float(c["longitude"]),
            _known(c["region_code"], _region_codes()),
        ),
        key=lambda row: row.code,
    )


@cache
def left_out() -> tuple[LeftOutRow, ...]:
    """What sources take for a court or prison and is none for adults; never in their tables."""
    listed = {"courts": {row.slug for row in courts()}, "prisons": {row.code for row in prisons()}}
    return _read(
        "left_out",
        lambda c: LeftOutRow(
            one_of(c["table"], LEFT_OUT_TABLES),
            _not_in(c["key"], listed[c["table"]]),
            c["name"],
            c["why"],
        ),
        key=lambda row: (row.table, row.key),
    )


@cache
def probation_offices() -> tuple[ProbationOfficeRow, ...]:
    return _read(
        "probation_offices",
        lambda c: ProbationOfficeRow(
            c["code"],
            c["name"],
            c["address"],
            c["postcode"],
            _known(c["local_delivery_unit_slug"], _unit_slugs() | {""}) or None,
            _known(c["region_code"], _region_codes()),
            c["page_url"] or None,
        ),
        key=lambda row: row.code,
    )


@cache
def programmes() -> tuple[ProgrammeRow, ...]:
    return _read(
        "programmes",
        lambda c: ProgrammeRow(
            uuid.UUID(c["code"]),
            c["name"],
            c["kind"],
            _several(c["settings"]),
            _several(c["formats"]),
            _claim(c["for_men"]) if c["for_men"] else None,
            _claim(c["for_women"]) if c["for_women"] else None,
            _number(c["minimum_age"]),
            _number(c["maximum_age"]),
            _number(c["group_sessions"]),
            _number(c["one_to_one_sessions"]),
            _several(c["needs"]),
            _several(c["eligible_offences"]),
            _several(c["excluded_offences"]),
            c["learning_disability"] or None,
            _claim(c["is_restricted"]),
        ),
        key=lambda row: row.code,
    )


def _read(
    table: str, make: Callable[[dict[str, str]], Row], *, key: Callable[[Row], Hashable]
) -> tuple[Row, ...]:
    text = files("directory.places").joinpath("reference", f"{table}.csv").read_text("utf-8")
    return rows_from(table, text, make, key=key)


def rows_from(
    table: str, text: str, make: Callable[[dict[str, str]], Row], *, key: Callable[[Row], Hashable]
) -> tuple[Row, ...]:
    """The rows of a CSV text, each made and its key unique; refuses with the row's number."""
    rows: dict[Hashable, Row] = {}
    for number, cells in enumerate(csv.DictReader(text.splitlines(), strict=True), start=2):
        try:
            if None in cells or None in cells.values():
                raise ValueError("not as many cells as headings")
            row = make(cells)
            if key(row) in rows:
                raise ValueError(f"{key(row)} stands there twice")
        except (ValueError, TypeError) as broken:
            raise ReferenceTableBroken(f"{table}.csv, row {number}: {broken}") from broken
        rows[key(row)] = row
    return tuple(rows.values())


@cache
def _region_codes() -> frozenset[str]:
    return frozenset(region.code for region in regions())


@cache
def _unit_slugs() -> frozenset[str]:
    return frozenset(unit.slug for unit in local_delivery_units())


def _known(code: str, codes: Collection[str]) -> str:
    if code not in codes:
        raise ValueError(f"“{code}” is in no other table")
    return code


def _not_in(code: str, codes: Collection[str]) -> str:
    if code in codes:
        raise ValueError(f"“{code}” is left out and stands in its table")
    return code


def one_of(text: str, words: tuple[Word, ...]) -> Word:
    for word in words:
        if text == word:
            return word
    raise ValueError(f"“{text}” is none of {', '.join(words)}")


def _claim(text: str) -> bool:
    return one_of(text, ("Y", "N")) == "Y"


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _number(text: str) -> int | None:
    return int(text) if text else None


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
