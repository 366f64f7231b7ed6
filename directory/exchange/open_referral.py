"""Open Referral (HSDS 3): services as others publish them, one file at a time.

Whatever comes in this way is a draft: its publisher, not its provider, worded it. The standard
does not say how people start; what it does not tell is kept as a drop-in, which nobody waits for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from directory.delivery import DeliveryKind
from directory.exchange.columns import CellError, Chunk, Column, Kind
from directory.exchange.contacts import EMAIL, TELEPHONE, WEBSITE
from directory.exchange.forms import CODE, REFERENCE, Form, Unreadable, one_of, several, shown, text
from directory.exchange.providers import ProviderWork
from directory.exchange.services import AGE, ID, ServiceWork
from directory.exchange.sites import SITES, SiteWork
from directory.exchange.working import PUT_ASIDE, CellNotRead, PartlyRead, Row
from directory.services.programme_rules import is_restricted

LAYOUT: Final = "open-referral"
SOURCE: Final = "Open Referral"

PHONE: Final = "phones.number"
PLACES: Final = "service_at_locations.location_id"
AREAS: Final = "areas"
"""Headings of what stands in another of the linked files."""

ACTIVE: Final = "active"
HOW_PEOPLE_START: Final = "kept as a drop-in: the standard does not say how people start"


def _read_age(cell: str) -> int:
    whole = cell.removesuffix(".0").removesuffix(".00")
    age: int = AGE.read(whole)
    return age


def _read_status(cell: str) -> str:
    known = ("active", "inactive", "defunct", "temporarily closed")
    if cell.casefold() not in known:
        raise Unreadable(f"{shown(cell)} is none of {', '.join(known)}")
    return cell.casefold()


class OpenProviders(ProviderWork):
    source = SOURCE


class OpenServices(ServiceWork):
    source = SOURCE

    def check(self, chunk: Chunk) -> Iterable[CellError]:
        return super().check(self._taken(chunk))

    def check_partly(self, chunk: Chunk) -> Iterable[CellError]:
        """Rows that may be left out are left alone."""
        left = [number for number, row in chunk.rows() if _may_be_put_aside(PartlyRead(row))]
        return super().check_partly(chunk.without(left))

    def write_chunk(self, chunk: Chunk) -> Iterable[CellError]:
        taken = self._taken(chunk)
        self.outcomes[PUT_ASIDE] += len(chunk) - len(taken)
        for _, row in chunk.rows():
            for reason in _put_aside(row):
                self.notes[reason] += 1
        if len(taken):
            yield from super().write_chunk(taken)
            said = taken.columns.get("delivery_kind", ())
            self.notes[HOW_PEOPLE_START] += len(taken) - sum(kind is not None for kind in said)

    def _taken(self, chunk: Chunk) -> Chunk:
        """Without those that are closed, or that the rules keep restricted; each as it is kept."""
        left = [number for number, row in chunk.rows() if any(_put_aside(row))]
        taken = chunk.without(left)
        summaries = list(self._summaries(taken))
        columns = {name: taken[name] for name in taken.columns if name != "status"}
        return Chunk(taken.numbers, columns | {"summary": summaries}, taken.absent - {"summary"})

    def _summaries(self, taken: Chunk) -> Iterator[str]:
        """Without a description the title; in a file without the column what is known stays."""
        self._look_up(taken["external_id"])
        for key, title, told in zip(
            taken["external_id"], taken["title"], taken["summary"], strict=True
        ):
            known = self.known.get(key) if "summary" in taken.absent else None
            yield (known.listing.summary if known else told) or title

    def kind_of(self, row: Row) -> DeliveryKind:
        known = self.known.get(row["external_id"])
        told = row.get("delivery_kind") or (known and known.service.delivery_kind)
        return told or DeliveryKind.DROP_IN


def _may_be_put_aside(row: Row) -> bool:
    try:
        return any(_put_aside(row))
    except CellNotRead:
        return True


def _put_aside(row: Row) -> Iterator[str]:
    if (row.get("status") or ACTIVE) != ACTIVE:
        yield "not active, and left out"
    if is_restricted(row["title"], None):
        yield "kept restricted by the rules, and left out: enter them with their restricted site"


def _column(name: str, form: Form, says: str, heading: str, **more: Any) -> Column:
    return Column(name, form, says, heading=heading, **more)


OPEN_PROVIDERS: Final = Kind(
    name="providers",
    layout=LAYOUT,
    says="`organizations.csv` of HSDS 3.",
    columns=(
        _column("external_id", CODE, "Identifier", "id", required=True),
        _column("name", text(), "Name", "name", required=True),
        _column("website", WEBSITE, "Its public page", "website"),
        _column("email", EMAIL, "E-mail", "email"),
        _column("telephone", TELEPHONE, "Telephone, from `phones.csv`", PHONE),
    ),
    key=("external_id",),
    begin=OpenProviders,
    names_others=True,
)

OPEN_SITES: Final = Kind(
    name="sites",
    layout=LAYOUT,
    says="`locations.csv` of HSDS 3 with what its linked files say of each.",
    columns=tuple(
        Column(
            column.name,
            column.form,
            column.says,
            required=column.required,
            heading={"external_id": "id", "provider": "organization_id"}.get(column.name, ""),
            holds=column.holds,
            is_hushed=column.is_hushed,
        )
        for column in SITES.columns
    ),
    key=("external_id",),
    begin=SiteWork,
    names_others=True,
    withheld=SITES.withheld,
)
"""Only together with the files that it is linked to: by itself it does not say what it hides."""

OPEN_SERVICES: Final = Kind(
    name="services",
    layout=LAYOUT,
    says=(
        "`services.csv` of HSDS 3, always as drafts. With the files that it is linked to it comes"
        " in by `import-workbook FOLDER --layout open-referral`."
    ),
    columns=(
        _column("external_id", ID, "Identifier", "id", required=True),
        _column("provider", CODE, "The organisation's identifier", "organization_id"),
        _column("title", text(), "Name", "name", required=True),
        _column("summary", text(10_000), "Description; empty: the name", "description"),
        _column("email", EMAIL, "E-mail", "email"),
        _column("status", Form("status", _read_status), "Only `active` is taken in", "status"),
        _column("minimum_age", Form(AGE.words, _read_age), "Youngest age", "minimum_age"),
        _column("maximum_age", Form(AGE.words, _read_age), "Oldest age", "maximum_age"),
        _column("telephone", TELEPHONE, "Telephone, from `phones.csv`", PHONE),
        _column(
            "delivery_kind",
            one_of(DeliveryKind),
            "How people start, where the publisher adds it; else a drop-in",
            "delivery_kind",
        ),
        _column("areas", several(CODE), "Areas of its places, where they are known", AREAS),
        _column("sites", several(REFERENCE), "Its places, from `service_at_locations.csv`", PLACES),
    ),
    key=("external_id",),
    begin=OpenServices,
    names_others=True,
)
