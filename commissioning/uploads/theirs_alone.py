"""Rows about what is somebody else's are refused, with row and column, before anything is written.

| the cell names | what happens |
|---|---|
| something of the sender's own | taken |
| a thing of the row's own key that nobody has yet | taken: the row adds it |
| something else that does not exist, or somebody else's | refused with one sentence for both |
| an own provider that is not named at all, in a row that adds something | refused |
| `publish`, sent by a provider | refused: who commissions a listing publishes it |
| an item of a national action plan, sent by a region | refused: an administrator sends it |
| a provision that needs a second person, or is another's to state | refused: it has a page |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from sqlalchemy.orm import Session

from commissioning.availability.provision_authors import TREATMENTS
from commissioning.availability.statuses import WhyNot
from commissioning.uploads.as_sent import PUBLISHED_BY_OTHERS
from commissioning.uploads.uploaders import Sender, Uploader
from commissioning.uploads.whose import CodesNamed, Whose
from directory.exchange.cells import Wrong
from directory.exchange.columns import CellError, Chunk, Kind
from directory.exchange.forms import shown
from directory.places.models import Region

OWN_PROVIDER: Final = "own_provider"
SECOND_PERSON: Final = (
    "needs a second person of your organisation: state it on the page “What is provided”, where"
    " they can agree"
)

BUYERS_OF_TREATMENT: Final = "is stated by who commissions that treatment, health or council"
PROBATIONS: Final = "is stated by probation’s region: health and councils state treatment alone"

OWN_PLAN: Final = (
    "is of a national plan: write {region} here if it is your region’s, or ask an administrator to"
    " send it"
)

_CALLED: Final = {Sender.PROVIDER: "organisation", Sender.REGION: "region", Sender.HEALTH: "areas"}

Row = Mapping[str, Any]
Found = Iterator[tuple[str, str]]


class TheirsAlone:
    """Asks of the rows of one kind whether they are about what is the sender's own."""

    def __init__(self, session: Session, kind: Kind, uploader: Uploader) -> None:
        self._session = session
        self._kind = kind
        self._uploader = uploader
        self._whose = Whose(session, uploader)
        self._names = uploader.reach_of(kind).names
        self._heads = {column.name: column.head for column in kind.columns}

    def check(self, chunk: Chunk) -> Iterator[CellError]:
        named = self._named(chunk)
        for number, row in chunk.rows():
            of_others = (*self._of_others(row, named), *self._nobody_named(row, named))
            for column, reason in (*of_others, *self._not_by_file(row)):
                yield CellError(number, self._heads[column], reason)

    def check_partly(self, chunk: Chunk) -> Iterator[CellError]:
        """Of rows with cells that cannot be read: what the others name."""
        named = self._named(chunk)
        for number, row in chunk.rows():
            for column, reason in self._of_others(row, named):
                yield CellError(number, self._heads[column], reason)

    def _named(self, chunk: Chunk) -> Mapping[str, CodesNamed]:
        return {
            column: self._whose.named(thing, _codes(chunk, column))
            for column, thing in self._names.items()
        }

    def _of_others(self, row: Row, named: Mapping[str, CodesNamed]) -> Found:
        for column, found in named.items():
            for code in _cells(row.get(column)):
                adds = column in self._adds_by and code not in found.known
                if code not in found.own and not adds:
                    yield column, self._not_yours(column, code)

    @property
    def _adds_by(self) -> frozenset[str]:
        """The columns in which a row may name what it adds."""
        adds = {"external_id", "reference", "lot"} & set(self._kind.key)
        return frozenset(adds) if self._kind.name != "agreement-lines" else frozenset()

    def _nobody_named(self, row: Row, named: Mapping[str, CodesNamed]) -> Found:
        """A new record of nobody's would be nobody's to look after."""
        for column, thing in self._names.items():
            if thing != OWN_PROVIDER or row.get(column) is not None:
                continue
            if column in row or row["external_id"] not in named["external_id"].known:
                yield column, "name your own organisation's code: you send for nobody else"

    def _not_yours(self, column: str, code: str) -> str:
        what = self._heads[column].replace("_", " ").removesuffix("s")
        by = ""
        if self._uploader.sender is Sender.PROVIDER:
            by = ". Your codes stand on the page on which you send files"
        return (
            f"{shown(code)} is no {what} of your {self._whom}: take the row out, or ask whose it"
            f" is to send it{by}"
        )

    @property
    def _whom(self) -> str:
        return _CALLED.get(self._uploader.sender, "organisation")

    def _not_by_file(self, row: Row) -> Found:
        if self._uploader.sender is Sender.PROVIDER and row.get("publish"):
            yield "publish", PUBLISHED_BY_OTHERS
        if self._kind.name == "provision":
            yield from self._provision(row)
        if self._kind.name == "actions" and self._uploader.sender is Sender.REGION:
            yield from self._plan(row)

    def _plan(self, row: Row) -> Found:
        """Told of the column that is to be written, also where the file does not have it."""
        if row.get("plan_region") is None:
            yield "plan_region", OWN_PLAN.format(region=self._region)

    @cached_property
    def _region(self) -> str:
        key = self._uploader.region_id
        return "your region" if key is None else self._session.get_one(Region, key).name

    def _provision(self, row: Row) -> Found:
        buys_treatment = self._uploader.sender is Sender.HEALTH
        if (row["requirement"] in TREATMENTS) is not buys_treatment:
            yield "requirement", PROBATIONS if buys_treatment else BUYERS_OF_TREATMENT
        if row["says"][1] is WhyNot.NOT_COMMISSIONED:
            yield "says", SECOND_PERSON
        if row["stated_by"] != self._uploader.source:
            yield "stated_by", f"write your own organisation: {self._uploader.source}"


def _codes(chunk: Chunk, column: str) -> set[str]:
    return {code for cell in chunk.columns.get(column, ()) for code in _cells(cell)}


def _cells(cell: Any) -> tuple[str, ...]:
    """One code, several, or none; none of a cell that cannot be read."""
    if cell is None or isinstance(cell, Wrong):
        return ()
    return (cell,) if isinstance(cell, str) else tuple(cell)
