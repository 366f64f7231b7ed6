"""`services_in_short`: what a list says of each service, in a few statements for all of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.answer_types import LineRow
from commissioning.availability.headline import soonest_first
from commissioning.availability.placed_lines import PlacedLine, placed_lines
from commissioning.availability.question import CourtQuestion
from commissioning.availability.rows import rows_of
from commissioning.availability.stored_lines import areas_by_line, lines_of_services
from commissioning.groups.models import PlannedStop
from commissioning.groups.queries import stops_of
from directory.clock import local_date
from directory.places.models import LocalDeliveryUnit
from directory.services.eligibility import Fit, fit
from directory.services.public_record import PublicService, public_services


@dataclass(frozen=True, slots=True)
class ServiceInShort:
    """One service as an open list may show it.

    `rows` are its queues, the soonest first; `fit` is None unless somebody was asked about,
    and else says which rule keeps the person from it. `stops`: what is planned of a service of
    which more than the month may be told.
    """

    service: PublicService
    rows: tuple[LineRow, ...]
    fit: Fit | None = None
    stops: Sequence[PlannedStop] = ()
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class QueuesPlaced:
    """Where the queues of some services stand for a question, the soonest first: read once, for
    the order of a list and for what it says of each.
    """

    services: frozenset[int]
    question: CourtQuestion
    lines: tuple[PlacedLine, ...]
    area_names: Mapping[int, str]

    def answers(self, services: Iterable[int], question: CourtQuestion) -> bool:
        return self.services.issuperset(services) and self.question == replace(question, about=None)

    def ranks(self) -> dict[int, int]:
        """Each service's rank by when somebody could start; those alike share one."""
        ranks: dict[int, int] = {}
        seen: dict[object, int] = {}
        for one in self.lines:
            *when, _title, _line = soonest_first(one)
            ranks.setdefault(one.stored.service_id, seen.setdefault(tuple(when), len(seen)))
        return ranks


def services_in_short(
    session: Session, service_ids: Iterable[int], question: CourtQuestion, as_at: dt.datetime
) -> dict[int, ServiceInShort]:
    """By internal id; one that has since been withdrawn or hidden is not in the answer."""
    today, sight = local_date(as_at), question.sight
    services = public_services(session, service_ids, today=today, sight=sight)
    return told_in_short(session, services.values(), question, as_at)


def told_in_short(
    session: Session,
    services: Iterable[PublicService],
    question: CourtQuestion,
    as_at: dt.datetime,
    queues: QueuesPlaced | None = None,
) -> dict[int, ServiceInShort]:
    """The same for services that have been read, with their `queues` where these have been too.

    With home areas asked about, only the queues that serve one of them are shown, where there
    are such.
    """
    known = {service.service_id: service for service in services}
    if queues is None or not queues.answers(known, question):
        queues = queues_placed(session, known, question, as_at)
    rows = _rows_of(session, known, queues, local_date(as_at))
    about, today = question.about, local_date(as_at)
    told = [key for key, service in known.items() if not service.is_restricted]
    stops = stops_of(session, told, on=today)
    return {
        key: ServiceInShort(
            service,
            tuple(rows.get(key, ())),
            None if about is None else fit(service.rules, about),
            stops.get(key, ()),
            today,
        )
        for key, service in known.items()
    }


def queues_placed(
    session: Session, service_ids: Iterable[int], question: CourtQuestion, as_at: dt.datetime
) -> QueuesPlaced:
    """The queues of these services that serve a home area, or all of one that has none there."""
    # Whether somebody may go there is answered once for the service, above its queues.
    plain, today = replace(question, about=None), local_date(as_at)
    services = frozenset(service_ids)
    lines = lines_of_services(session, sorted(services), today=today, sight=plain.sight)
    areas = areas_by_line(session, [line.line_id for line in lines], today=today)
    names, slugs = _area_names(session)
    home = {slugs[slug] for slug in plain.home_areas if slug in slugs}
    near = {line.line_id for line in lines if home & set(areas.get(line.line_id, ()))}
    homely = {line.service_id for line in lines if line.line_id in near}
    shown = [line for line in lines if line.service_id not in homely or line.line_id in near]
    placed = sorted(placed_lines(session, shown, plain, today=today), key=soonest_first)
    return QueuesPlaced(services, plain, tuple(placed), names)


def _rows_of(
    session: Session, service_ids: Collection[int], queues: QueuesPlaced, today: dt.date
) -> Mapping[int, list[LineRow]]:
    placed = [one for one in queues.lines if one.stored.service_id in service_ids]
    made = rows_of(
        session, placed, queues.question, today=today, area_names=queues.area_names, offices={}
    )
    rows: defaultdict[int, list[LineRow]] = defaultdict(list)
    for one in placed:
        rows[one.stored.service_id].append(made[one.stored.line_id])
    return rows


def _area_names(session: Session) -> tuple[dict[int, str], dict[str, int]]:
    unit = LocalDeliveryUnit
    rows = session.execute(select(unit.id, unit.slug, unit.name).order_by(unit.id)).all()
    return {row.id: row.name for row in rows}, {row.slug: row.id for row in rows}
