"""Providers from a file."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Final

from directory.exchange.cells import Wrong
from directory.exchange.columns import CellError, Chunk, Column, Kind
from directory.exchange.forms import CODE
from directory.exchange.stated import columns_of
from directory.exchange.working import ChunkWork, Doubts, Row
from directory.providers.editing import ProviderFacts, keep_providers
from directory.providers.likely_same import ProvidersSeen
from directory.providers.models import Provider
from directory.providers.provider_fields import PROVIDER_FIELDS
from directory.providers.queries import all_providers

SAID_OF: Final = {
    "name": "is the name of {} in another spelling: is it the same organisation?",
    "telephone": "is the telephone of {}: is it the same organisation?",
}


class ProviderWork(ChunkWork):
    """An empty cell is not known; a column that the file does not have says nothing."""

    remembers_who = True

    @cached_property
    def known(self) -> dict[str, Provider]:
        return {one.code: one for one in all_providers(self.session)}

    @cached_property
    def seen(self) -> ProvidersSeen:
        """Those that are known, and those of the file so far."""
        seen = ProvidersSeen()
        for one in self.known.values():
            seen.add(one.code, one.name, one.telephone)
        return seen

    @cached_property
    def read_in_part(self) -> list[Chunk]:
        """Rows with a mistake of their own, which may be of an organisation that is known too."""
        return []

    def check_partly(self, chunk: Chunk) -> Iterable[CellError]:
        self.read_in_part.append(chunk)
        return super().check_partly(chunk)

    def unusual(self, chunk: Chunk) -> Iterable[CellError]:
        yield from super().unusual(chunk)
        while self.read_in_part:
            for number, row in self.read_in_part.pop().rows():
                told = {
                    column: None if type(value) is Wrong else value for column, value in row.items()
                }
                for column, reason in self.unusual_in_row(told):
                    yield CellError(number, column, reason)

    def unusual_in_row(self, row: Row) -> Doubts:
        """An organisation that is new and may be one that is known: two records of it part its
        services between them."""
        code, name, telephone = row["external_id"], row["name"] or "", row.get("telephone")
        if code is not None and code not in self.known:
            for column, other in self.seen.likely(code, name, telephone):
                yield column, SAID_OF[column].format(other)
            self.seen.add(code, name, telephone)

    def write_chunk(self, chunk: Chunk) -> Iterable[CellError]:
        facts = {
            row.pop("external_id"): ProviderFacts(
                source=self.whose,
                **{name: value for name, value in row.items() if value is not None},
            )
            for _, row in chunk.rows()
        }
        kept = keep_providers(
            self.session,
            facts,
            by=self.by,
            at=self.at,
            unsaid=self.unsaid(chunk, ProviderFacts),
            as_of=self.taking.as_of,
        )
        self.count(kept)
        return ()


PROVIDERS = Kind(
    name="providers",
    says="One row for each organisation that delivers services.",
    columns=(
        Column("external_id", CODE, "The organisation's code in the source", required=True),
        *columns_of(PROVIDER_FIELDS),
    ),
    key=("external_id",),
    begin=ProviderWork,
)
