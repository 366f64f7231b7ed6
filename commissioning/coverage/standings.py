"""Where every service stands in every area: one pass over all lines, in a fixed number of reads."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Row, Text, bindparam, cast, or_, select
from sqlalchemy.orm import Session

from commissioning.availability.reasons import WhyNot
from commissioning.availability.standing import LineFacts, LineStanding, Status, standing_of
from commissioning.availability.stored_lines import CONFIRMED_ON, capacity_by_line
from commissioning.dates.kept_start import KeptStart
from commissioning.dates.models import LineForecast
from commissioning.forecasting.start_days import Quantiles
from commissioning.groups.models import CapacityMeasure, Closure
from commissioning.lines.models import Line, LineArea, LineFigures, LineTerms
from directory.delivery import DeliveryKind
from directory.order_length import DEFAULT_ORDER_DAYS
from directory.places.models import Exposure
from directory.services.models import ListingRevision, Service, ServiceArea, ServiceState

NOT_CONFIRMED = LineStanding(Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED)
"""A service that is listed for an area without a queue there: nobody said how soon."""

ORDER = {status: position for position, status in enumerate(Status)}
REASONS: dict[WhyNot | None, int] = {None: -1} | {why: place for place, why in enumerate(WhyNot)}

ServiceInArea = tuple[int, int]
"""The internal ids of a service and of an area that it serves today."""


@dataclass(frozen=True, slots=True)
class ListedService:
    """A published service that the public may know of."""

    is_generated: bool
    requirements: tuple[str, ...]
    pathways: tuple[str, ...]


_TODAY = bindparam("today", type_=Date)
_PUBLIC = (Service.state == ServiceState.PUBLISHED, Service.exposure != Exposure.CONFIDENTIAL)

_SERVICES = (
    select(
        Service.id,
        Service.is_generated,
        cast(ListingRevision.requirements, Text),
        cast(ListingRevision.pathways, Text),
    )
    .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
    .where(*_PUBLIC)
)

_SERVED = select(ServiceArea.service_id, ServiceArea.local_delivery_unit_id).where(
    ServiceArea.valid_from <= _TODAY,
    or_(ServiceArea.valid_to.is_(None), ServiceArea.valid_to >= _TODAY),
)

_COLUMNS = (
    Line.id.label("line_id"),
    Line.service_id,
    Service.delivery_kind,
    LineTerms.target_days,
    LineTerms.closed_on,
    CONFIRMED_ON,
    LineForecast.as_of,
    LineForecast.status,
    LineForecast.reason,
    LineForecast.likely_start,
    (LineForecast.basis["queue_ahead"].as_integer() == 0).label("nobody_is_ahead"),
    (Service.exposure == Exposure.RESTRICTED).label("is_restricted"),
)

_LINES = (
    select(*_COLUMNS)
    .join(Service, Service.id == Line.service_id)
    .join(LineFigures, LineFigures.line_id == Line.id)
    .join(LineTerms, LineTerms.id == LineFigures.terms_id)
    .outerjoin(LineForecast, LineForecast.id == LineFigures.standard_forecast_id)
    .where(Service.published_revision_id.is_not(None), *_PUBLIC)
)

_WITHOUT_STAFF = select(Closure.line_id).where(
    Closure.reason == WhyNot.NO_STAFF.value,
    Closure.from_date <= _TODAY,
    Closure.to_date >= _TODAY,
    Closure.withdrawn_at.is_(None),
)


def listed_services(session: Session) -> dict[int, ListedService]:
    """Every published service but those with only confidential sites, by internal id."""
    return {
        key: ListedService(is_generated, _names(requirements), _names(pathways))
        for key, is_generated, requirements, pathways in session.execute(_SERVICES).all()
    }


def standings(
    session: Session, services: Mapping[int, ListedService], *, today: dt.date
) -> dict[ServiceInArea, LineStanding]:
    """The best standing of each service in each area that it serves today.

    An area is served where the service says so or one of its lines takes people from there.
    """
    by_line = _by_line(session, today)
    best: dict[ServiceInArea, LineStanding] = {}
    areas = select(LineArea.line_id, LineArea.local_delivery_unit_id)
    for line_id, area_id in session.execute(areas).all():
        if line_id in by_line:
            service_id, standing = by_line[line_id]
            known = best.get((service_id, area_id))
            if known is None or rank(standing) < rank(known):
                best[service_id, area_id] = standing
    for service_id, area_id in session.execute(_SERVED, {"today": today}).all():
        if service_id in services:
            best.setdefault((service_id, area_id), NOT_CONFIRMED)
    return best


def rank(standing: LineStanding) -> tuple[int, int]:
    """Least is best; among equals the reason that says most comes first."""
    return ORDER[standing.status], REASONS[standing.reason]


def _by_line(session: Session, today: dt.date) -> dict[int, tuple[int, LineStanding]]:
    rows = session.execute(_LINES).all()
    without = [row.line_id for row in rows if row.reason == "no_capacity"]
    beds = [row.line_id for row in rows if row.delivery_kind is DeliveryKind.BED]
    places = capacity_by_line(session, without, measure=CapacityMeasure.PLACES, today=today)
    vacancies = capacity_by_line(session, beds, measure=CapacityMeasure.VACANCIES, today=today)
    without_staff = set(session.scalars(_WITHOUT_STAFF, {"today": today}))
    alike: dict[tuple[object, ...], LineStanding] = {}  # many lines stand exactly alike
    found: dict[int, tuple[int, LineStanding]] = {}
    for row in rows:
        line_id, service_id, *told = row
        is_without_staff = line_id in without_staff
        beside = (is_without_staff, places.get(line_id), vacancies.get(line_id))
        key = (*told, *beside)
        if key not in alike:
            facts = _facts(row, *beside)
            alike[key] = standing_of(facts, today=today, order_days=DEFAULT_ORDER_DAYS)
        found[line_id] = (service_id, alike[key])
    return found


def _facts(
    row: Row[Any], is_without_staff: bool, places: float | None, vacancies: float | None
) -> LineFacts:
    return LineFacts(
        kind=row.delivery_kind,
        target_days=row.target_days,
        confirmed_on=row.confirmed_on,
        closed_on=row.closed_on,
        shut_for=WhyNot.NO_STAFF if is_without_staff else None,
        places_stated=places,
        vacancies=vacancies,
        forecast=_forecast(row),
        forecast_as_of=row.as_of,
        is_restricted=row.is_restricted,
    )


def _forecast(row: Row[Any]) -> KeptStart | None:
    """Only what decides a status: the likely start, not the days around it."""
    if row.as_of is None:
        return None
    days = None if row.likely_start is None else (row.likely_start - row.as_of).days
    ahead = 0 if row.nobody_is_ahead else 1
    return KeptStart(row.status, row.reason, ahead, "", Quantiles(None, days, None))


@lru_cache(maxsize=4096)
def _names(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


def by_area(
    standings: Mapping[ServiceInArea, LineStanding],
) -> dict[int, list[tuple[int, LineStanding]]]:
    """The services and their standings of each area, by its internal id."""
    found: defaultdict[int, list[tuple[int, LineStanding]]] = defaultdict(list)
    for (service_id, area_id), standing in standings.items():
        found[area_id].append((service_id, standing))
    return found
