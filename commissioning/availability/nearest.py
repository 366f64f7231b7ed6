"""Where a requirement that is not available here is available: the nearest area that has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from commissioning.availability.answer_types import NearestElsewhere
from commissioning.availability.areas_asked import AreasAsked, KnownArea
from commissioning.dates.models import LineForecast
from commissioning.groups.models import CapacityMeasure, CapacityStatement
from commissioning.lines.models import Line, LineArea, LineFigures, LineTerms
from directory.delivery import DeliveryKind
from directory.places.distance import great_circle_miles
from directory.places.models import Exposure
from directory.services.freshness import FactKind, shelf_lives_days
from directory.services.models import Service, ServiceRequirement, ServiceState

FIRST_RING = 4
"""Areas looked at first; each further ring is twice as wide."""

Found = tuple[float, KnownArea]


def nearest_elsewhere(
    session: Session, ground: AreasAsked, requirements: Iterable[str], *, today: dt.date
) -> dict[str, NearestElsewhere]:
    """For each requirement the nearest other area, centre to centre, where somebody could start.

    Of several areas asked about, the one that lies nearest to it counts.

    A requirement that is available nowhere else is not in the answer.
    """
    found: dict[str, NearestElsewhere] = {}
    here = [ground.known[key] for key in ground.area_ids if ground.known[key].latitude is not None]
    missing = _offered_anywhere(session, requirements) if here else set()
    for ring in _rings(_by_distance(here, ground) if missing else []):
        having = _having(session, missing, [area.id for _, area in ring], today)
        for miles, area in ring:
            for requirement in missing - found.keys():
                if (requirement, area.id) in having:
                    found[requirement] = NearestElsewhere(area.area, max(1, round(miles)))
        missing -= found.keys()
        if not missing:
            break
    return found


def _rings(others: Sequence[Found]) -> Iterator[Sequence[Found]]:
    first, width = 0, FIRST_RING
    while first < len(others):
        yield others[first : first + width]
        first, width = first + width, width * 2


def _by_distance(here: Sequence[KnownArea], ground: AreasAsked) -> list[Found]:
    others = [
        known
        for key, known in ground.known.items()
        if key not in ground.area_ids and known.latitude is not None
    ]
    return sorted(
        ((min(_miles(one, other) for one in here), other) for other in others),
        key=lambda found: (found[0], found[1].area.slug),
    )


def _miles(here: KnownArea, there: KnownArea) -> float:
    return great_circle_miles(
        (here.latitude or 0.0, here.longitude or 0.0),
        (there.latitude or 0.0, there.longitude or 0.0),
    )


def _offered_anywhere(session: Session, requirements: Iterable[str]) -> set[str]:
    """Those that any service at all stands behind: for most of the others that ends the search."""
    asked = sorted(requirements)
    if not asked:
        return set()
    answers = session.execute(_are_offered(tuple(asked))).one()
    return {
        requirement for requirement, is_offered in zip(asked, answers, strict=True) if is_offered
    }


@lru_cache(maxsize=64)
def _are_offered(requirements: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    return select(
        *(exists().where(ServiceRequirement.requirement == code) for code in requirements)
    )


_NEWEST_VACANCIES = (
    select(CapacityStatement.value)
    .where(
        CapacityStatement.line_id == Line.id,
        CapacityStatement.measure == CapacityMeasure.VACANCIES,
        CapacityStatement.from_date <= bindparam("today"),
    )
    .order_by(
        CapacityStatement.from_date.desc(),
        CapacityStatement.recorded_at.desc(),
        CapacityStatement.id.desc(),
    )
    .limit(1)
    .scalar_subquery()
)

_COULD_START = or_(
    Service.delivery_kind == DeliveryKind.IMMEDIATE,
    and_(
        LineFigures.dates_confirmed_on >= bindparam("dates_since"),
        or_(LineForecast.likely_start.is_not(None), Service.delivery_kind == DeliveryKind.DROP_IN),
    ),
    and_(
        Service.delivery_kind == DeliveryKind.BED,
        LineFigures.vacancies_confirmed_on >= bindparam("vacancies_since"),
        _NEWEST_VACANCIES > 0,
    ),
)

_HAVING = (
    select(ServiceRequirement.requirement, LineArea.local_delivery_unit_id)
    .distinct()
    .select_from(LineArea)
    .join(Line, Line.id == LineArea.line_id)
    .join(Service, Service.id == Line.service_id)
    .join(ServiceRequirement, ServiceRequirement.service_id == Service.id)
    .join(LineFigures, LineFigures.line_id == Line.id)
    .join(LineTerms, LineTerms.id == LineFigures.terms_id)
    .outerjoin(LineForecast, LineForecast.id == LineFigures.standard_forecast_id)
    .where(
        LineArea.local_delivery_unit_id.in_(bindparam("area_ids", expanding=True)),
        ServiceRequirement.requirement.in_(bindparam("requirements", expanding=True)),
        Service.state == ServiceState.PUBLISHED,
        Service.exposure != Exposure.CONFIDENTIAL,
        or_(LineTerms.closed_on.is_(None), LineTerms.closed_on > bindparam("today")),
        _COULD_START,
    )
)


def _having(
    session: Session, requirements: Iterable[str], area_ids: Sequence[int], today: dt.date
) -> set[tuple[str, int]]:
    """Requirement and area wherever a line, not closed nor out of date, has a start to offer."""
    lives = shelf_lives_days()
    rows = session.execute(
        _HAVING,
        {
            "area_ids": area_ids,
            "requirements": sorted(requirements),
            "today": today,
            "dates_since": today - dt.timedelta(days=lives[FactKind.START_DATES]),
            "vacancies_since": today - dt.timedelta(days=lives[FactKind.VACANCIES]),
        },
    )
    return {(requirement, area_id) for requirement, area_id in rows}
