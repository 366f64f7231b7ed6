"""Former names and numbers of providers, from a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

from directory.exchange.columns import Column, Kind
from directory.exchange.forms import CODE, DATE, one_of, text
from directory.exchange.names import Names
from directory.exchange.newest_counts import STATED, StatedWork
from directory.exchange.working import Doubts, Row
from directory.providers.models import Provider, ProviderSuccession, SuccessionKind
from directory.providers.queries import all_providers
from directory.providers.succession import Former, state_succession, successions_told
from directory.stating import named_alike

OF_THE_RECORD: Final = ("former_charity_number", "former_company_number")
"""What the former organisation's own record may say."""


class SuccessionWork(StatedWork):
    """The former organisation by its name, and by its own record where it has one."""

    facts = (
        "kind",
        "former_name",
        "former_charity_number",
        "former_company_number",
        "predecessor_id",
        "from_date",
        "stated_by",
    )

    @cached_property
    def providers(self) -> dict[str, Provider]:
        return {one.code: one for one in all_providers(self.session)}

    @cached_property
    def named(self) -> dict[str, Names]:
        providers = Names("provider", self.providers)
        return {"provider": providers, "former_provider": providers}

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return (*super().checks, self.check_two_of_them)

    def check_two_of_them(self, row: Row) -> Doubts:
        if row.get("former_provider") == row["provider"]:
            yield "former_provider", "is the provider itself"

    def write_row(self, row: Row) -> str:
        """What the former organisation's own record says need not be said again."""
        former = self.providers.get(row.get("former_provider") or "")
        if "former_provider" in row:
            row = row | {"predecessor_id": None if former is None else former.id}
        for column in OF_THE_RECORD if former is not None else ():
            said = row.get(column) or getattr(former, column.removeprefix("former_"))
            if said is not None:
                row = row | {column: said}
        return super().write_row(row)

    def told(self, row: Row) -> Sequence[ProviderSuccession]:
        told = successions_told(self.session, self.providers[row["provider"]].id)
        return [one for one in told if named_alike(one.former_name, row["former_name"])]

    def state(self, row: Row) -> None:
        former = Former(
            kind=row["kind"],
            name=row["former_name"],
            from_date=row["from_date"],
            charity_number=row["former_charity_number"],
            company_number=row["former_company_number"],
        )
        by_id = {one.id: one for one in self.providers.values()}
        state_succession(
            self.session,
            self.providers[row["provider"]],
            former,
            predecessor=by_id.get(row["predecessor_id"]),
            stated_by=row["stated_by"],
            stated_on=row["stated_on"],
            by=self.by,
            at=self.at,
        )


PROVIDER_SUCCESSORS = Kind(
    name="provider-successors",
    says=(
        "One row for each name that an organisation had before it was renamed, merged or taken"
        " over: it is found under that name and its numbers still. Where the former organisation"
        " has a record here its page says who came after. The newest of a former name counts."
    ),
    columns=(
        Column("provider", CODE, "The identifier of who came after", required=True),
        Column("kind", one_of(SuccessionKind), "What happened", required=True),
        Column("former_name", text(), "What it was called", required=True),
        Column("former_provider", CODE, "The identifier it had, if it has a record here"),
        Column("former_charity_number", text(20), "Its number then; empty: as that record says"),
        Column("former_company_number", text(20), "Its number then; empty: as that record says"),
        Column("from_date", DATE, "The day from which it is so", required=True),
        *STATED,
    ),
    key=("provider", "former_name"),
    begin=SuccessionWork,
)
