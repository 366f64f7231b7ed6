"""The linked files of Open Referral (HSDS 3) in a folder, joined into one table for each kind.

Rows keep the numbers that they have in `organizations.csv`, `locations.csv` and `services.csv`.
Where a record masks its address nothing of it is taken but the area; the standard has no field
for that, so the ways in which publishers say it are all looked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from directory.errors import DirectoryError
from directory.exchange.cells import tidied
from directory.exchange.errors import FileRefused, NothingInIt
from directory.exchange.headings import plain_heading
from directory.exchange.open_referral import (
    AREAS,
    OPEN_PROVIDERS,
    OPEN_SERVICES,
    OPEN_SITES,
    PHONE,
    PLACES,
)
from directory.exchange.reading import survey
from directory.exchange.surveys import Survey, files_in
from directory.exchange.tables import Table, Together
from directory.places.home_area import home_area, reference_atlas
from directory.places.models import Exposure
from directory.places.positions import ground_of
from directory.places.postcodes import Postcode, read_postcode

FILES: Final = (
    "organizations",
    "services",
    "locations",
    "service_at_locations",
    "phones",
    "addresses",
)
MASKS: Final = frozenset(
    ("confidential", "is_confidential", "private", "is_private", "masked", "is_masked", "sensitive",
     "is_sensitive", "redacted", "hidden", "address_confidential")
)  # fmt: skip
"""Columns with which publishers say that an address must not be told."""

LOST: Final = (
    "places mask where they are, or give no address, and no area is known: left out with what"
    " happens there; enter them as confidential sites"
)
UNPLACED: Final = "places have no whole postcode of England or Wales, and are left out"
_NO: Final = frozenset(("", "0", "false", "no", "n", "f"))
_MASKED_WORDS = re.compile(
    r"confidential|withh[eo]ld|undisclosed|not disclosed|redacted|masked|secret|private address",
    re.IGNORECASE,
)
_PHYSICAL: Final = frozenset(("", "physical"))

ONLY_THEIRS: Final = frozenset(FILES) - {"services"}
"""Names of files that no folder of our own kinds has."""

Cells = dict[str, str]


def is_open_referral(path: Path) -> bool:
    """Whether a folder is one of Open Referral by the names of its files."""
    names = {file.stem.casefold() for file in files_in(path)} if path.is_dir() else set()
    return len(names & ONLY_THEIRS) > 1 or {"organizations", "services"} <= names


@dataclass(frozen=True, slots=True)
class _Joined(Survey):
    told: tuple[tuple[str, ...], ...]

    def rows(self) -> Iterator[list[str]]:
        yield from map(list, self.told)


@dataclass(slots=True)
class _Linked:
    """The files that are there, row by row with their numbers; `[]` for those that are not."""

    surveys: dict[str, Survey] = field(default_factory=dict)
    rows: dict[str, list[tuple[int, Cells]]] = field(default_factory=dict)

    def of(self, name: str) -> list[tuple[int, Cells]]:
        return self.rows.get(name, [])

    def by(self, name: str, key: str) -> dict[str, list[Cells]]:
        found: defaultdict[str, list[Cells]] = defaultdict(list)
        for _, cells in self.of(name):
            if cells.get(key):
                found[cells[key]].append(cells)
        return found


def open_referral_tables(folder: Path, together: Together) -> list[Table]:
    """Providers, sites and services of the folder. Raises `FileRefused` without `services.csv`."""
    linked = _read(folder, together)
    if "services" not in linked.surveys:
        raise FileRefused(f"There is no services.csv of Open Referral in {folder}.")
    phones = [cells for _, cells in linked.of("phones") if not _is_flagged(cells)]
    places = _Places(linked, _first_phone(phones, "location_id"))
    tables = []
    if "organizations" in linked.surveys:
        rows = _with(linked.of("organizations"), PHONE, _first_phone(phones, "organization_id"))
        tables.append(Table(OPEN_PROVIDERS, _joined(linked.surveys["organizations"], rows)))
    if places.rows:
        tables.append(Table(OPEN_SITES, _joined(linked.surveys["locations"], places.rows)))
    services, remarks = _services(linked, places, _first_phone(phones, "service_id"))
    told = _joined(linked.surveys["services"], services, places.remarks + remarks)
    tables.append(Table(OPEN_SERVICES, told))
    return tables


def _read(folder: Path, together: Together) -> _Linked:
    linked = _Linked()
    for path in files_in(folder):
        name = path.stem.casefold()
        if path.suffix.casefold() != ".csv" or name.endswith(".errors"):
            continue
        if name not in FILES:
            together.others.append(path.name)
            continue
        try:
            surveyed = survey(path)
        except NothingInIt:
            continue
        rows = surveyed.rows()
        heads = [plain_heading(head) for head in next(rows)]
        linked.surveys[name] = surveyed
        linked.rows[name] = [
            (number, dict(zip(heads, map(tidied, cells), strict=False)))
            for number, cells in enumerate(rows, start=2)
            if any(map(tidied, cells))
        ]
    return linked


def _first_phone(phones: Iterable[Cells], key: str) -> dict[str, str]:
    """The first number of each record that a telephone is linked to by the key."""
    found: dict[str, str] = {}
    for cells in phones:
        if cells.get(key) and cells.get("number"):
            found.setdefault(cells[key], cells["number"])
    return found


def _is_flagged(cells: Cells) -> bool:
    return any(head in MASKS and cell.casefold() not in _NO for head, cell in cells.items())


def _is_masked(records: Iterable[Cells]) -> bool:
    """By a column of its own, or by words in any: an address too many lost harms nobody."""
    return any(
        _is_flagged(cells) or any(map(_MASKED_WORDS.search, cells.values())) for cells in records
    )


class _Places:
    """The locations as rows of sites, and what became of each."""

    def __init__(self, linked: _Linked, phones: Mapping[str, str]) -> None:
        self.area_of: dict[str, str] = {}
        self.lost: set[str] = set()
        """Places that mask where they are and of which not even the area is known."""
        self.rows: list[tuple[int, Cells]] = []
        addresses = linked.by("addresses", "location_id")
        unplaced = 0
        for number, location in linked.of("locations"):
            told = addresses.get(location.get("id", ""), [])
            row = self._row(location, told, phones)
            if row is not None:
                self.rows.append((number, row))
            elif _is_masked([location, *told]) or (not told and _is_physical(location)):
                self.lost.add(location.get("id", ""))
            else:
                unplaced += 1
        self.remarks = _remarks((len(self.lost), LOST), (unplaced, UNPLACED))

    def _row(
        self, location: Cells, addresses: Sequence[Cells], phones: Mapping[str, str]
    ) -> Cells | None:
        """None where it is in no area that is known. A masked one has its area and no more."""
        physical = [one for one in addresses if one.get("address_type", "").casefold() in _PHYSICAL]
        placed = ((one, code) for one in physical if (code := _postcode(one)) is not None)
        at, code = next(placed, (None, None))
        if at is None or code is None:
            return None
        area = home_area(ground_of(code), reference_atlas()).slug
        self.area_of[location["id"]] = area
        ours = {name: location.get(name, "") for name in ("id", "organization_id")}
        if _is_masked([location, *addresses]):
            kept = {"name": "A place that is not told", "exposure": Exposure.CONFIDENTIAL.value}
            return ours | kept | {"area": area}
        lines = (at.get(name, "") for name in ("address_1", "address_2", "city"))
        return ours | {
            "name": location.get("name") or at.get("address_1") or location["id"],
            "exposure": Exposure.OPEN.value,
            "area": area,
            "address": ", ".join(filter(None, lines)),
            "postcode": str(code),
            "telephone": phones.get(location["id"], ""),
        }


def _is_physical(location: Cells) -> bool:
    return location.get("location_type", "").casefold() in _PHYSICAL


def _postcode(address: Cells) -> Postcode | None:
    """Whole and of England or Wales; None else."""
    try:
        code = read_postcode(address.get("postal_code", "")).code
        ground_of(code)
    except DirectoryError:
        return None
    return code if isinstance(code, Postcode) else None


def _services(
    linked: _Linked, places: _Places, phones: Mapping[str, str]
) -> tuple[list[tuple[int, Cells]], tuple[str, ...]]:
    """What happens only at a place that was lost is left out: published, it would be open."""
    at = {
        key: [one["location_id"] for one in rows if one.get("location_id")]
        for key, rows in linked.by("service_at_locations", "service_id").items()
    }
    told = []
    lost = 0
    for number, service in linked.of("services"):
        where = at.get(service.get("id", ""), [])
        if set(where) & places.lost:
            lost += 1
            continue
        known = [key for key in where if key in places.area_of]
        areas = sorted({places.area_of[key] for key in known})
        joined = {PLACES: "|".join(known), AREAS: "|".join(areas)}
        told.append((number, service | joined | {PHONE: phones.get(service.get("id", ""), "")}))
    return told, _remarks((lost, "services happen at a place that masks where it is: left out"))


def _with(
    rows: Iterable[tuple[int, Cells]], head: str, values: Mapping[str, str]
) -> list[tuple[int, Cells]]:
    return [(number, cells | {head: values.get(cells.get("id", ""), "")}) for number, cells in rows]


def _remarks(*told: tuple[int, str]) -> tuple[str, ...]:
    return tuple(f"{count:,} {says}." for count, says in told if count)


def _joined(
    whole: Survey, rows: Sequence[tuple[int, Cells]], remarks: tuple[str, ...] = ()
) -> _Joined:
    """A table with the rows at their numbers; rows that were left out are blank."""
    heads = list(dict.fromkeys(head for _, cells in rows for head in cells if head))
    lines: dict[int, tuple[str, ...]] = {
        number: tuple(cells.get(head, "") for head in heads) for number, cells in rows
    }
    last = max(lines, default=1)
    told = (
        tuple(heads or ("id", "name")),
        *(lines.get(number, ()) for number in range(2, last + 1)),
    )
    return _Joined(
        whole.path, whole.digest, whole.lines, whole.remarks + remarks, whole.sheet, told
    )
