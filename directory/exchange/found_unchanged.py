"""What a file found as it was, and its sender says was still right: confirmed once at the end.

A file confirms only what it tells itself and what its own source said.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from sqlalchemy.orm import Session

from directory.clock import day_in_words
from directory.exchange.columns import CellError, Chunk
from directory.exchange.taking import ConfirmedAsOf
from directory.exchange.working import ChunkWork
from directory.people.models import Person
from directory.services.confirming import ConfirmationMade, confirm_many
from directory.services.freshness import FactKind
from directory.services.models import Service, ServiceState
from directory.services.queries import area_ids_served

IN_WORDS: Final[Mapping[FactKind, str]] = {kind: kind.value.replace("_", " ") for kind in FactKind}


class ServicesUnchanged:
    """The services of rows that brought nothing new, by the kind of fact they tell."""

    def __init__(self) -> None:
        self._services: defaultdict[FactKind, dict[int, Service]] = defaultdict(dict)
        self._areas: defaultdict[int, set[int]] = defaultdict(set)

    def service(self, kinds: Iterable[FactKind], service: Service) -> None:
        for kind in kinds:
            self._services[kind][service.id] = service

    def served(self, service: Service, area_ids: Iterable[int]) -> None:
        """The areas are confirmed where the file names all that the service serves."""
        self._services[FactKind.AREAS][service.id] = service
        self._areas[service.id].update(area_ids)

    def confirm(
        self, session: Session, as_of: ConfirmedAsOf, *, by: Person, at: dt.datetime
    ) -> Counter[str]:
        """How many are now confirmed, and how many are not and why, in words."""
        notes: Counter[str] = Counter()
        for kind, services in self._services.items():
            said = [
                ConfirmationMade(service, kind, as_of.on, as_of.by, by_file=True)
                for service in services.values()
                if self._is_told(session, service, kind, as_of.on)
            ]
            news = confirm_many(session, said, by=by, at=at)
            notes[confirmed("services", kind, as_of)] += news
            notes[confirmed_before("services", kind)] += len(said) - news
        return notes

    def _is_told(self, session: Session, service: Service, kind: FactKind, on: dt.date) -> bool:
        if service.state is not ServiceState.PUBLISHED:
            return False
        if kind is not FactKind.AREAS:
            return True
        return area_ids_served(session, service.id, on=on) <= self._areas[service.id]


def confirmed(what: str, kind: FactKind, as_of: ConfirmedAsOf) -> str:
    return f"confirmed as of {day_in_words(as_of.on)}: {IN_WORDS[kind]} of {what}"


def confirmed_before(what: str, kind: FactKind) -> str:
    return f"confirmed as of that day already: {IN_WORDS[kind]} of {what}"


class ConfirmingWork(ChunkWork):
    """Confirms at the end what its rows found unchanged, where the sender says so."""

    @cached_property
    def found_unchanged(self) -> ServicesUnchanged:
        return ServicesUnchanged()

    def write(self, chunks: Iterable[Chunk]) -> Iterable[CellError]:
        yield from super().write(chunks)
        if self.taking.confirmed is not None:
            self.notes += self.found_unchanged.confirm(
                self.session, self.taking.confirmed, by=self.by, at=self.at
            )
