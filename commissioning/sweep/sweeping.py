"""One pass over every area: each is asked in every way, and what disagrees is told.

What the pages have said is kept by line and by cell alone, so that memory does not grow with
rows. Some seconds for the whole country.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from commissioning.availability.answer import area_answer, court_answer
from commissioning.availability.answer_types import AreaAnswer
from commissioning.availability.in_short import services_in_short
from commissioning.availability.question import CourtQuestion
from commissioning.availability.service_answer import service_answer
from commissioning.bulletins.recording import standings_on
from commissioning.coverage.covering import coverage
from commissioning.packages.answer import offer_in
from commissioning.sheets.document import SheetDocument, SheetQuestion, from_bytes
from commissioning.sheets.making import ROWS_EACH
from commissioning.sheets.public_facts import public_facts
from commissioning.sweep.checking import Checking
from commissioning.sweep.comparing import (
    Pages,
    court_differs,
    map_differs,
    map_invents,
    nearest_differs,
    offer_differs,
    rows_differ,
    week_differs,
)
from commissioning.sweep.contradictions import Contradiction, ContradictionKind, Swept
from commissioning.sweep.records import CourtAreas, records
from commissioning.sweep.told import told_in
from directory.clock import local_date
from directory.keeping import batches
from directory.places.queries import all_areas, court_by_slug

PLAIN = CourtQuestion()
"""Nothing is asked about a person or an order."""

SERVICES_AT_A_TIME = 100

AsFormats = Callable[[AreaAnswer, str], Iterable[Contradiction]]
"""What another layer finds in an answer and in what it makes of it, given the page's address."""


def sweep(
    session: Session,
    as_at: dt.datetime,
    *,
    question: CourtQuestion = PLAIN,
    region: str | None = None,
    last_resort: str | None = None,
    formats: AsFormats = lambda _answer, _address: (),
    progress: Callable[[int], None] = lambda _areas: None,
) -> Swept:
    """Every area, or those of one region by its slug; the courts that serve no others; the
    services and lines behind them. Map and week take no question, sheets nothing about a person
    and packages no order before they are planned: they are asked what they can take.
    `last_resort` is the portal's own telephone number.
    """
    today = local_date(as_at)
    checking = Checking(
        records(session, today=today),
        today,
        last_resort,
        question.offences or frozenset(),
        is_about_somebody=question.about is not None,
    )
    sweeping = Sweeping(session, as_at, question, checking, formats)
    for area in all_areas(session, on=today):
        if region in {None, area.region.slug}:
            sweeping.area(area.slug, f"/areas/{area.region.slug}/{area.slug}")
            progress(1)
    sweeping.compare()
    return sweeping.found


@dataclass(slots=True)
class Sweeping:
    session: Session
    as_at: dt.datetime
    question: CourtQuestion
    checking: Checking
    formats: AsFormats
    pages: Pages = field(default_factory=Pages)
    found: Swept = field(default_factory=Swept)

    def area(self, slug: str, address: str) -> None:
        """Its page with all rows, and what is made of that page."""
        self.found.areas += 1
        try:
            answer = area_answer(self.session, [slug], self.question, self.as_at)
            self._area(slug, answer, address)
            self.found.told.extend(told_in(answer))
        except SQLAlchemyError:
            raise
        except Exception as fault:  # noqa: BLE001  a page that fails hides no other
            says = f"{slug}: {type(fault).__name__} {fault}".rstrip()
            self._add([Contradiction(ContradictionKind.NO_ANSWER, says, (address,))])

    def _area(self, slug: str, answer: AreaAnswer, address: str) -> None:
        self._add(self.checking.headlines(answer, address))
        self._add(self._new_rows(answer, address))
        self._add(self.pages.hear(answer))
        self._add(self.formats(answer, address))
        if self.question.order is None:
            about = self.question.about
            offer = offer_in(self.session, slug, self.as_at, about=about)
            self._add(offer_differs(offer, self.pages))

    def compare(self) -> None:
        """Map and "nearest", courts and their sheets, services, and the week."""
        covered = coverage(self.session, today=self.checking.today)
        self._add(nearest_differs(self.pages, covered, self.checking.records.centres))
        if self.question == PLAIN:
            self._add(map_differs(covered, self.pages))
            self._add(map_invents(covered))
            standings = standings_on(self.session, at=self.as_at)
            self._add(week_differs(standings.values(), self.pages))
        for court in self.checking.records.courts:
            if set(court.areas) <= self.pages.areas.keys():
                self._add(self._court(court))
        self._add(self._services())
        self.found.lines = len(self.pages.lines)

    def _new_rows(self, answer: AreaAnswer, address: str) -> Iterator[Contradiction]:
        """Each line is looked at once, on the first page that has it."""
        for found in answer.requirements:
            for row in found.rows:
                if row.has_incomplete_records:
                    self.found.incomplete.add(row.line)
                if row.line not in self.pages.lines:
                    yield from self.checking.row(row, found, answer, address)

    def _court(self, asked: CourtAreas) -> Iterator[Contradiction]:
        """Its page, and its sheet as it would be read back from what is kept."""
        court = court_by_slug(self.session, asked.court)
        question = replace(self.question, rows_each=ROWS_EACH)
        answer = court_answer(self.session, court, question, self.as_at)
        self.found.courts += 1
        yield from court_differs(answer, self.pages, ContradictionKind.PAGE_DIFFERS)
        if question.about is None:
            kept = SheetDocument("sweep", SheetQuestion(), public_facts(answer)).to_bytes()
            yield from court_differs(
                from_bytes(kept).answer, self.pages, ContradictionKind.SHEET_DIFFERS
            )

    def _services(self) -> Iterator[Contradiction]:
        for batch in batches(self._service_ids(), SERVICES_AT_A_TIME):
            yield from self._in_short(batch)
            self.session.expunge_all()

    def _service_ids(self) -> list[int]:
        lines = self.checking.records.lines
        return sorted({lines[key].service_id for key in self.pages.lines if key in lines})

    def _in_short(self, service_ids: Sequence[int]) -> Iterator[Contradiction]:
        cards = services_in_short(self.session, service_ids, self.question, self.as_at)
        for card in cards.values():
            address = f"/services/{card.service.public_id}"
            search = f"/services?q={card.service.public_id}"
            yield from rows_differ(ContradictionKind.CARD_DIFFERS, card.rows, self.pages, search)
            told = service_answer(self.session, card.service, self.as_at, self.question)
            yield from rows_differ(
                ContradictionKind.SERVICE_PAGE_DIFFERS, told.rows, self.pages, address
            )

    def _add(self, contradictions: Iterable[Contradiction]) -> None:
        self.found.contradictions.extend(contradictions)
