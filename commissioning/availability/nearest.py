"""Where a requirement that is not available here is available: the nearest area that has it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from commissioning.availability.answered import NearestElsewhere
from commissioning.availability.ground import Ground, KnownArea
from commissioning.availability.models import LineForecast
from commissioning.lines.models import Line, LineArea, LineFigures, LineTerms
from directory.delivery import DeliveryKind
from directory.places.distance import great_circle_miles
from directory.places.models import Exposure
from directory.services.models import Service, ServiceRequirement, ServiceState

AREAS_AT_A_TIME = 12
AT_ONCE_OR_OPEN_DOOR = (DeliveryKind.IMMEDIATE, DeliveryKind.DROP_IN)


def nearest_elsewhere(
    session: Session, ground: Ground, requirement: str
) -> NearestElsewhere | None:
    """The nearest other area, centre to centre, with a line in which somebody could start."""
    here = [ground.known[key] for key in ground.area_ids if ground.known[key].latitude is not None]
    if not here:
        return None
    others = _by_distance(here[0], ground)
    for first in range(0, len(others), AREAS_AT_A_TIME):
        some = others[first : first + AREAS_AT_A_TIME]
        having = _areas_having(session, requirement, [area.id for _, area in some])
        for miles, area in some:
            if area.id in having:
                return NearestElsewhere(area.area, max(1, round(miles)))
    return None


def _by_distance(here: KnownArea, ground: Ground) -> list[tuple[float, KnownArea]]:
    others = [
        known
        for key, known in ground.known.items()
        if key not in ground.area_ids and known.latitude is not None
    ]
    return sorted(
        ((_miles(here, other), other) for other in others),
        key=lambda found: (found[0], found[1].area.slug),
    )


def _miles(here: KnownArea, there: KnownArea) -> float:
    return great_circle_miles(
        (here.latitude or 0.0, here.longitude or 0.0),
        (there.latitude or 0.0, there.longitude or 0.0),
    )


def _areas_having(session: Session, requirement: str, area_ids: Sequence[int]) -> set[int]:
    could_start = or_(
        LineForecast.likely_start.is_not(None),
        Service.delivery_kind.in_(AT_ONCE_OR_OPEN_DOOR),
    )
    return set(
        session.scalars(
            select(LineArea.local_delivery_unit_id)
            .distinct()
            .join(Line, Line.id == LineArea.line_id)
            .join(Service, Service.id == Line.service_id)
            .join(
                ServiceRequirement,
                and_(
                    ServiceRequirement.service_id == Service.id,
                    ServiceRequirement.requirement == requirement,
                ),
            )
            .join(LineFigures, LineFigures.line_id == Line.id)
            .join(LineTerms, LineTerms.id == LineFigures.terms_id)
            .outerjoin(LineForecast, LineForecast.id == LineFigures.standard_forecast_id)
            .where(
                LineArea.local_delivery_unit_id.in_(area_ids),
                Service.state == ServiceState.PUBLISHED,
                Service.exposure != Exposure.CONFIDENTIAL,
                LineTerms.closed_on.is_(None),
                could_start,
            )
        )
    )
