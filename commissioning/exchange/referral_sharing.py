"""Whether an agreement on sharing information covers the rows of a file of referrals.

What a region does about rows that none covers is its own switch: nothing, warn, refuse from a day.
A row that a program tells of one person is never refused for it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from sqlalchemy.orm import Session

from commissioning.partnership.protocols.between import KnownProtocol, folded
from commissioning.partnership.protocols.bodies import BodyKind, SharingBody, names_of
from commissioning.partnership.protocols.kinds import FileStage
from commissioning.partnership.protocols.queries import known_protocols, stages_of
from commissioning.partnership.protocols.relying import Relied, cover_of
from commissioning.partnership.protocols.saying import cover_in_words
from commissioning.partnership.protocols.switching import stage_on
from directory.exchange.columns import CellError, Chunk
from directory.exchange.forms import shown

COLUMN = "sharing_agreement"


class _Asked(NamedTuple):
    line: int
    home: int | None
    named: str


class _Found(NamedTuple):
    """`why` is empty where an agreement in force covers it, or nobody asks; `by` is what is relied
    on of the name that was given, "" where none was."""

    stage: FileStage
    why: str
    by: str = ""


@dataclass
class FileSharing:
    """What is asked of each line, home and name once, however many rows there are."""

    session: Session
    today: dt.date
    notes: Counter[str] = field(default_factory=Counter)
    found: dict[_Asked, _Found] = field(default_factory=dict)

    def check(
        self,
        chunk: Chunk,
        lines: Mapping[str | None, int | None],
        homes: Mapping[str | None, int | None],
    ) -> Iterator[CellError]:
        """`lines` and `homes` are keys by code; a code that is not known is told elsewhere."""
        rows = zip(chunk.numbers, chunk["line"], chunk["home_area"], chunk[COLUMN], strict=True)
        for number, line, home, named in rows:
            key = lines.get(line)
            if named and folded(named) not in self._references:
                yield CellError(
                    number, COLUMN, f"no agreement on sharing is known as {shown(str(named))}"
                )
            elif key is not None:
                yield from self._row(number, _Asked(key, homes.get(home), named or ""))

    def _row(self, number: int, asked: _Asked) -> Iterator[CellError]:
        found = self.found.get(asked)
        if found is None:
            found = self.found[asked] = self._asked(asked)
        if found.by:
            self.notes[found.by] += 1
        if not found.why:
            return
        if found.stage is FileStage.REFUSED:
            yield CellError(number, COLUMN, found.why)
        elif found.stage is FileStage.WARNED:
            self.notes[f"would be refused, were the region not only warning: {found.why}"] += 1

    def _asked(self, asked: _Asked) -> _Found:
        relied = cover_of(
            self.session, asked.line, sender=None, home_area_id=asked.home, on=self.today,
            named=asked.named, known=self._protocols,
        )  # fmt: skip
        by = self._by(asked, relied)
        if relied is None or not (relied.asks_ground or relied.was_misnamed):
            return _Found(FileStage.OFF, "", by)
        stage = stage_on(self.today, stages_of(self.session, relied.sender.key))
        return _Found(stage, "" if stage is FileStage.OFF else self._why(relied), by)

    def _by(self, asked: _Asked, relied: Relied | None) -> str:
        cover = None if relied is None else relied.cover
        if cover is not None and cover.instead_of is not None and cover.protocol is not None:
            return (
                f"name agreement {asked.named}, which {cover.instead_of.said(self.today)}:"
                f" {cover.protocol.reference} covers them"
            )
        return f"rely on agreement {asked.named}" if asked.named else ""

    def _why(self, relied: Relied) -> str:
        provider = SharingBody(BodyKind.PROVIDER, relied.provider)
        names = names_of(self.session, [relied.sender, provider])
        told = cover_in_words(
            relied.cover, sender=names[relied.sender], provider=names[provider], on=self.today
        )
        after = "" if relied.cover.protocol else " Ask the head of region which covers it."
        return f"{' '.join(told)}{after}"

    @cached_property
    def _protocols(self) -> list[KnownProtocol[SharingBody]]:
        return known_protocols(self.session, on=self.today)

    @cached_property
    def _references(self) -> frozenset[str]:
        return frozenset(one.folded for one in self._protocols)
