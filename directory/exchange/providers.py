"""Providers from a file."""

from __future__ import annotations

from collections.abc import Iterable

from directory.exchange.columns import CellError, Chunk, Column, Kind
from directory.exchange.forms import CODE, YES_NO, one_of, text
from directory.exchange.working import ChunkWork
from directory.providers.editing import ProviderFacts, keep_providers
from directory.providers.models import Sector


class ProviderWork(ChunkWork):
    """An empty cell is not known; a column that the file does not have says nothing."""

    source = "import"

    def write_chunk(self, chunk: Chunk) -> Iterable[CellError]:
        facts = {
            row.pop("external_id"): ProviderFacts(
                source=self.source,
                **{name: value for name, value in row.items() if value is not None},
            )
            for _, row in chunk.rows()
        }
        kept = keep_providers(
            self.session, facts, by=self.by, at=self.at, unsaid=self.unsaid(chunk, ProviderFacts)
        )
        self.count(kept)
        return ()


PROVIDERS = Kind(
    name="providers",
    says="One row for each organisation that delivers services.",
    columns=(
        Column("external_id", CODE, "The organisation's code in the source", required=True),
        Column("name", text(), "Its name", required=True),
        Column("sector", one_of(Sector), "Its sector; empty is “not known”"),
        Column("charity_number", text(20), "Number with the Charity Commission"),
        Column("company_number", text(20), "Number with Companies House"),
        Column("telephone", text(40), "Telephone for referrals"),
        Column("email", text(200), "E-mail for referrals"),
        Column("website", text(300), "Its public page"),
        Column("is_fictional", YES_NO, "Made up for a demonstration"),
    ),
    key=("external_id",),
    begin=ProviderWork,
)
