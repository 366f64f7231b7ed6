"""Programmes from a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from directory.exchange.columns import CellError, Chunk, Column, Kind
from directory.exchange.forms import (
    CODE,
    YES_NO,
    one_of,
    one_word_of,
    several,
    text,
    whole_number,
)
from directory.exchange.working import ChunkWork, Doubts, Row
from directory.services.models import Programme, ProgrammeKind
from directory.services.programme_rules import is_restricted
from directory.services.programmes import ProgrammeFacts, keep_programmes
from directory.services.queries import all_programmes

AGE = whole_number(0, 120)
SETTINGS = one_word_of({word: word for word in ("community", "custody")})


class ProgrammeWork(ChunkWork):
    remembers_who = True

    @cached_property
    def known(self) -> dict[str, Programme]:
        return {one.external_id: one for one in all_programmes(self.session)}

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return (self.check_ages,)

    def check_ages(self, row: Row) -> Doubts:
        low, high = self._said(row, "minimum_age"), self._said(row, "maximum_age")
        if low is not None and high is not None and high < low:
            yield "maximum_age", f"{high} is less than the minimum age {low}"

    def write_chunk(self, chunk: Chunk) -> Iterable[CellError]:
        facts = {row["external_id"]: self.facts_of(row) for _, row in chunk.rows()}
        unsaid = self.unsaid(chunk, ProgrammeFacts) - {"is_restricted"}
        kept = keep_programmes(
            self.session,
            facts,
            by=self.by,
            at=self.at,
            unsaid=unsaid,
            as_of=self.taking.as_of,
        )
        self.notes["restricted: pages show programme, area and month only"] += sum(
            one.is_restricted for one in facts.values()
        )
        self.count(kept)
        return ()

    def facts_of(self, row: Row) -> ProgrammeFacts:
        """By the rules a programme may be restricted whatever the row says, never less."""
        told: dict[str, Any] = {name: value for name, value in row.items() if value is not None}
        del told["external_id"]
        ruled = is_restricted(row["name"], self._said(row, "eligible_offences"))
        told["is_restricted"] = ruled or bool(self._said(row, "is_restricted"))
        return ProgrammeFacts(source=self.whose, **told)

    def _said(self, row: Row, name: str) -> Any:
        """What the row says, or else what is known: a file without the column is silent on it."""
        if name in row:
            return row[name]
        return getattr(self.known.get(row["external_id"]), name, None)


PROGRAMMES = Kind(
    name="programmes",
    says="One row for each national programme, intervention or toolkit.",
    columns=(
        Column("external_id", CODE, "The programme's code in the source", required=True),
        Column("name", text(), "Its name", required=True),
        Column(
            "kind",
            one_of(ProgrammeKind),
            "What it is; a name and a kind belong to one programme",
            required=True,
        ),
        Column("settings", several(SETTINGS), "Where it is delivered"),
        Column("delivery_format", text(), "Group, one-to-one or both, in words"),
        Column("for_men", YES_NO, "Empty is “not known”"),
        Column("for_women", YES_NO, "Empty is “not known”"),
        Column("minimum_age", AGE, "Youngest age taken"),
        Column("maximum_age", AGE, "Oldest age taken"),
        Column("group_sessions", whole_number(0, 1000), "Sessions in a group"),
        Column("one_to_one_sessions", whole_number(0, 1000), "Sessions with a worker"),
        Column("needs", several(text(100)), "Needs it answers"),
        Column("eligible_offences", text(2000), "Offences it is for"),
        Column("excluded_offences", text(2000), "Offences it is not for"),
        Column(
            "is_restricted",
            YES_NO,
            "The public sees programme, area and month only; the rules may say so too",
        ),
    ),
    key=("external_id",),
    begin=ProgrammeWork,
)
