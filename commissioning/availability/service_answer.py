"""`service_answer`: the lines of one service, as its own page shows them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from commissioning.availability.answer_types import Area, LineRow
from commissioning.availability.areas_asked import offices_by_area
from commissioning.availability.backing import Backing, backing_of
from commissioning.availability.placed_lines import PlacedLine, placed_lines
from commissioning.availability.provision import statements_in_force
from commissioning.availability.question import CourtQuestion
from commissioning.availability.rows import rows_of
from commissioning.availability.statuses import ProvisionStated
from commissioning.availability.stored_lines import lines_of_services
from commissioning.groups.meeting import Meeting, meetings_of
from commissioning.groups.models import PlannedStop
from commissioning.groups.queries import stops_of
from directory.clock import local_date
from directory.services.public_record import AreaServed, PublicService
from directory.services.strands import strand_of


@dataclass(frozen=True, slots=True)
class Denial:
    """Somebody answerable states of an area that there is nothing of what the service is for."""

    area: str
    requirement: str
    stated: ProvisionStated


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """`areas` are those that the service serves today; `meetings` and `backing` are by the key of a
    line, of those whose text may be read, as are `stops`, which are planned of the whole service.
    """

    as_at: dt.datetime
    today: dt.date
    areas: tuple[Area, ...]
    rows: tuple[LineRow, ...]
    meetings: Mapping[uuid.UUID, Meeting]
    backing: Mapping[uuid.UUID, tuple[Backing, ...]]
    stops: Sequence[PlannedStop] = ()
    denials: tuple[Denial, ...] = ()


def service_answer(
    session: Session,
    service: PublicService,
    as_at: dt.datetime,
    question: CourtQuestion | None = None,
) -> ServiceAnswer:
    """For an open or a restricted service; what is restricted shows no figures here either.

    `question` holds the order and the person asked about, if any.
    """
    question = question or CourtQuestion()
    today = local_date(as_at)
    lines = lines_of_services(session, [service.service_id], today=today, sight=question.sight)
    placed = placed_lines(session, lines, question, today=today)
    offices = offices_by_area(session, [area.area_id for area in service.areas])
    names = {area.area_id: area.name for area in service.areas}
    read = {one.stored.line_id: one.line for one in placed if not one.is_restricted}
    meetings = meetings_of(session, list(read), today=today)
    backing = backing_of(session, list(read), today=today)
    return ServiceAnswer(
        as_at=as_at,
        today=today,
        areas=tuple(map(_area, service.areas)),
        rows=tuple(
            rows_of(
                session, placed, question, today=today, area_names=names, offices=offices
            ).values()
        ),
        meetings={read[key]: one for key, one in meetings.items()},
        stops=()
        if service.is_restricted
        else stops_of(session, [service.service_id], on=today).get(service.service_id, ()),
        backing={read[key]: facts for key, facts in backing.items()},
        denials=tuple(_denials(session, service, placed, today)),
    )


def _denials(
    session: Session, service: PublicService, placed: Sequence[PlacedLine], today: dt.date
) -> Iterator[Denial]:
    names = {area.area_id: area.name for area in service.areas}
    said = statements_in_force(session, list(names), today=today)
    for (area_id, code), statements in said.items():
        if code not in service.requirements:
            continue
        strands = {None, *(strand_of(code, line.traits).code for line in placed)}
        for one in statements:
            if not one.is_provided and one.strand in strands:
                yield Denial(names[area_id], code, one)


def _area(area: AreaServed) -> Area:
    return Area(area.slug, area.name, area.region_slug, area.region_name, area.welsh_name)
