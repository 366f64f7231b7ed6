"""How listings stand on a day: the areas they serve, open queues, agreements that run."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commissioning.agreements.queries import term_in_force
from commissioning.lines.models import Line
from commissioning.lines.queries import open_lines
from commissioning.listings.turn_of_year import OnDay
from commissioning.volumes.models import Lot
from directory.keeping import batches
from directory.places.models import LocalDeliveryUnit
from directory.services.models import ServiceArea
from directory.services.serving import serves_on

Pairs = Iterable[tuple[int, int]]


def standing_on(
    session: Session,
    service_ids: Collection[int],
    day: dt.date,
    *,
    area_ids: frozenset[int] | None = None,
) -> dict[int, OnDay]:
    """By internal id of the service; `area_ids`: of these areas alone."""
    queues, agreements = _queues_and_agreements(session, service_ids, day)
    areas = _by_service(areas_served(session, service_ids, day, area_ids=area_ids))
    return {key: OnDay(areas[key], queues[key], agreements[key]) for key in service_ids}


def areas_served(
    session: Session,
    service_ids: Collection[int],
    day: dt.date,
    *,
    area_ids: frozenset[int] | None = None,
) -> list[tuple[int, int]]:
    """Service and area, by internal ids, each pair once."""
    found: set[tuple[int, int]] = set()
    for batch in batches(service_ids):
        rows = session.execute(
            select(ServiceArea.service_id, ServiceArea.local_delivery_unit_id).where(
                ServiceArea.service_id.in_(batch), *serves_on(day)
            )
        )
        found |= {(service, area) for service, area in rows}
    return sorted(one for one in found if area_ids is None or one[1] in area_ids)


def areas_living(session: Session, area_ids: Collection[int], day: dt.date) -> frozenset[int]:
    """Those that are areas on the day: one that was divided or joined to another is none."""
    rows = session.scalars(
        select(LocalDeliveryUnit.id).where(
            LocalDeliveryUnit.id.in_(area_ids),
            or_(LocalDeliveryUnit.valid_to.is_(None), LocalDeliveryUnit.valid_to >= day),
        )
    )
    return frozenset(rows)


def bound_to_areas(session: Session, service_ids: Collection[int]) -> set[int]:
    """Those of which an area was ever said; any other runs wherever it runs."""
    found: set[int] = set()
    for batch in batches(service_ids):
        rows = select(ServiceArea.service_id).where(ServiceArea.service_id.in_(batch)).distinct()
        found |= set(session.scalars(rows))
    return found


def _queues_and_agreements(
    session: Session, service_ids: Collection[int], day: dt.date
) -> tuple[dict[int, frozenset[int]], dict[int, frozenset[int]]]:
    queues: list[tuple[int, int]] = []
    agreements: list[tuple[int, int]] = []
    for batch in batches(service_ids):
        lines = list(
            session.execute(select(Line.service_id, Line.id).where(Line.service_id.in_(batch)))
        )
        are_open = open_lines(session, [line for _, line in lines], on=day)
        queues += [(service, line) for service, line in lines if line in are_open]
        rows = session.execute(
            select(Line.service_id, Lot.agreement_id)
            .join(Lot, Lot.line_id == Line.id)
            .where(Line.service_id.in_(batch))
        )
        agreements += [(service, key) for service, key in rows]
    running = {key for key in {one for _, one in agreements} if _runs_on(session, key, day)}
    return _by_service(queues), _by_service(one for one in agreements if one[1] in running)


def _runs_on(session: Session, agreement_id: int, day: dt.date) -> bool:
    """A start or an end that is not known leaves it open on that side."""
    term = term_in_force(session, agreement_id)
    if term is None:
        return False
    has_begun = term.starts_on is None or term.starts_on <= day
    return has_begun and (term.ends_on is None or term.ends_on >= day)


def _by_service(pairs: Pairs) -> defaultdict[int, frozenset[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for service, key in pairs:
        found[service].add(key)
    return defaultdict(frozenset, {service: frozenset(keys) for service, keys in found.items()})
