"""Providers from a file."""

from __future__ import annotations

from collections.abc import Iterable

from directory.exchange.columns import CellError, Chunk, Column, Kind, about_organisations
from directory.exchange.forms import CODE
from directory.exchange.stated import columns_of
from directory.exchange.working import ChunkWork
from directory.providers.editing import ProviderFacts, keep_providers
from directory.providers.provider_fields import PROVIDER_FIELDS


class ProviderWork(ChunkWork):
    """An empty cell is not known; a column that the file does not have says nothing."""

    remembers_who = True

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
    columns=about_organisations(
        Column("external_id", CODE, "The organisation's code in the source", required=True),
        *columns_of(PROVIDER_FIELDS),
    ),
    key=("external_id",),
    begin=ProviderWork,
)
