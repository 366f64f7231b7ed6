"""What a file found as it was, and its sender says was still right: confirmed once at the end.

A file confirms only what it tells itself and what its own source said; never a date that has
passed, a statement that another has taken the place of, or a line that has closed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy.orm import Session

from commissioning.groups.queries import lines_without_a_start_ahead
from commissioning.lines.models import Line
from commissioning.lines.queries import open_lines
from commissioning.lines.still_right import say_still_right
from directory.clock import day_in_words
from directory.exchange.taking import ConfirmedAsOf
from directory.people.models import Person
from directory.services.confirming import ConfirmationMade, confirm_many
from directory.services.freshness import FactKind
from directory.services.models import Service, ServiceState
from directory.services.queries import area_ids_served

IN_WORDS: Mapping[FactKind, str] = {kind: kind.value.replace("_", " ") for kind in FactKind}


class FoundUnchanged:
    """The lines and services of rows that brought nothing new, by the kind of fact they tell."""

    def __init__(self) -> None:
        self._lines: defaultdict[FactKind, dict[int, Line]] = defaultdict(dict)
        self._services: defaultdict[FactKind, dict[int, Service]] = defaultdict(dict)
        self._areas: defaultdict[int, set[int]] = defaultdict(set)

    def line(self, kind: FactKind, line: Line) -> None:
        self._lines[kind][line.id] = line

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
        """Of how many lines and services which facts are now confirmed, in words, and which not."""
        notes: Counter[str] = Counter()
        for kind, lines in self._lines.items():
            right = _still_open(session, lines.values(), kind, as_of.on, notes)
            news = say_still_right(
                session, right, kind=kind, on=as_of.on, confirmed_by=as_of.by, by_file=True,
                by=by, at=at,
            )  # fmt: skip
            notes[_confirmed("lines", kind, as_of)] += news
        for kind, services in self._services.items():
            said = [
                ConfirmationMade(service, kind, as_of.on, as_of.by, by_file=True)
                for service in services.values()
                if self._is_told(session, service, kind, as_of.on)
            ]
            news = confirm_many(session, said, by=by, at=at)
            notes[_confirmed("services", kind, as_of)] += news
        return notes

    def _is_told(self, session: Session, service: Service, kind: FactKind, on: dt.date) -> bool:
        if service.state is not ServiceState.PUBLISHED:
            return False
        if kind is not FactKind.AREAS:
            return True
        return area_ids_served(session, service.id, on=on) <= self._areas[service.id]


def _still_open(
    session: Session,
    lines: Collection[Line],
    kind: FactKind,
    on: dt.date,
    notes: Counter[str],
) -> list[Line]:
    ids = [line.id for line in lines]
    are_open = open_lines(session, ids, on=on)
    notes["lines closed by then, not confirmed"] += len(ids) - len(are_open)
    passed: set[int] = set()
    if kind is FactKind.START_DATES:
        passed = lines_without_a_start_ahead(session, sorted(are_open), on=on)
        notes["lines without a start date still to come, not confirmed"] += len(passed)
    return [line for line in lines if line.id in are_open - passed]


def _confirmed(what: str, kind: FactKind, as_of: ConfirmedAsOf) -> str:
    return f"{what} confirmed as of {day_in_words(as_of.on)}: {IN_WORDS[kind]}"
