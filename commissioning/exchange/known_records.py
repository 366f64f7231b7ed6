"""What was stated beside services of a region, as rows that read back as what is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.groups.queries import lines_without_a_start_ahead
from commissioning.lines.confirming import CLOCKS
from commissioning.lines.models import Line, LineConfirmation
from commissioning.lines.queries import open_lines
from commissioning.lines.weekly_totals import WeekCount, weeks_of_line
from directory.places.prison_areas import area_round
from directory.places.prison_contacts import prison_contacts
from directory.places.queries import all_prisons
from directory.providers.models import Provider
from directory.providers.queries import all_providers
from directory.providers.succession import successions_told
from directory.services.freshness import FactKind
from directory.services.models import Confirmation, ProgrammeEvidence, Service
from directory.services.queries import all_programmes

Values = dict[str, Any]

LOOKED_BACK: Final = dt.timedelta(days=91)
"""How long a week is told: whoever keeps the sheet corrects the newest of them."""


@dataclass
class KnownRecords:
    """`offered` are the services that may be told, `lines` theirs; `providers` those told."""

    session: Session
    on: dt.date
    area_slugs: Mapping[int, str]
    offered: Sequence[Service]
    lines: Sequence[Line]
    providers: Sequence[Provider]

    def prison_contacts(self) -> Iterator[Values]:
        """Of the prisons within the region, the newest of each role."""
        here = set(self.area_slugs.values())
        for prison in all_prisons(self.session):
            if area_round(prison) in here:
                for one in prison_contacts(self.session, prison):
                    names = ("role", "telephone", "email", "stated_by", "stated_on")
                    yield {"prison": prison.code, **{name: getattr(one, name) for name in names}}

    def evidence(self) -> Iterator[Values]:
        """The newest of each source, of every programme: they are the same everywhere."""
        codes = {one.id: one.external_id for one in all_programmes(self.session)}
        newest: dict[tuple[int, str], ProgrammeEvidence] = {}
        order = (ProgrammeEvidence.source_date, ProgrammeEvidence.id)
        for one in self.session.scalars(select(ProgrammeEvidence).order_by(*order)):
            newest[one.programme_id, _plainly(one.source)] = one
        for one in newest.values():
            yield {
                "programme": codes[one.programme_id],
                "statement": one.statement,
                "source": one.source,
                "source_date": one.source_date,
            }

    def successors(self) -> Iterator[Values]:
        codes = {one.id: one.code for one in all_providers(self.session)}
        for provider in self.providers:
            told = successions_told(self.session, provider.id)
            for one in {_plainly(one.former_name): one for one in told}.values():
                yield {
                    "provider": provider.code,
                    "kind": one.kind,
                    "former_name": one.former_name,
                    "former_provider": codes.get(one.predecessor_id or 0),
                    "former_charity_number": one.former_charity_number,
                    "former_company_number": one.former_company_number,
                    "from_date": one.from_date,
                    "stated_by": one.stated_by,
                    "stated_on": one.stated_on,
                }

    def confirmations(self) -> Iterator[Values]:
        """The newest word of somebody, not of a file, for each kind of fact."""
        yield from self._of_services()
        yield from self._of_lines()

    def _of_services(self) -> Iterator[Values]:
        codes = {service.id: service.code for service in self.offered}
        newest: dict[tuple[int, str], Confirmation] = {}
        for one in self.session.scalars(
            select(Confirmation)
            .where(Confirmation.service_id.in_(codes), Confirmation.times_by_file == 0)
            .order_by(Confirmation.confirmed_on, Confirmation.id)
        ):
            if FactKind(one.fact_kind) not in CLOCKS:
                newest[one.service_id, one.fact_kind] = one
        for one in newest.values():
            yield {"service": codes[one.service_id], **_word(one)}

    def _of_lines(self) -> Iterator[Values]:
        newest: dict[tuple[int, str], LineConfirmation] = {}
        for one in self.session.scalars(
            select(LineConfirmation)
            .where(LineConfirmation.line_id.in_(self._line_codes))
            .where(LineConfirmation.times_by_file == 0)
            .order_by(LineConfirmation.confirmed_on, LineConfirmation.id)
        ):
            newest[one.line_id, one.fact_kind] = one
        for one in newest.values():
            if self._can_be_said(one):
                yield {"line": self._line_codes[one.line_id], **_word(one)}

    @cached_property
    def _line_codes(self) -> dict[int, str]:
        return {line.id: line.external_id for line in self.lines}

    def _can_be_said(self, one: LineConfirmation) -> bool:
        """Of a line that was open that day, and of starts only while one lay ahead."""
        if not open_lines(self.session, [one.line_id], on=one.confirmed_on):
            return False
        of_starts = FactKind(one.fact_kind) is FactKind.START_DATES
        return not of_starts or not lines_without_a_start_ahead(
            self.session, [one.line_id], on=one.confirmed_on
        )

    def weekly_totals(self) -> Iterator[Values]:
        """Of the last quarter, as they were told last."""
        for line in self.lines:
            for week, told in weeks_of_line(self.session, line.id).items():
                if week >= self.on - LOOKED_BACK:
                    counts = {name: getattr(told, name) for name in WeekCount._fields}
                    yield {"line": line.external_id, "week": week, **counts}


def _word(one: Confirmation | LineConfirmation) -> Values:
    return {
        "fact": one.fact_kind,
        "confirmed_on": one.confirmed_on,
        "confirmed_by": one.confirmed_by,
    }


def _plainly(name: str) -> str:
    return " ".join(name.split()).casefold()
