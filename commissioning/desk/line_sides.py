"""By what a desk can be narrowed: the areas, requirements, pathways and funders of its lines."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Row, Select, String, cast, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import AgreementFunder
from commissioning.desk.own_lines import is_own_line
from commissioning.lines.models import Line, LineArea
from commissioning.volumes.models import Lot
from directory.places.models import LocalDeliveryUnit, Region
from directory.services.models import ListingRevision, Service, ServiceRequirement
from directory.sight import Sight
from directory.unchanged import while_unchanged

Named = tuple[tuple[str, str], ...]
"""Slug and name."""


@dataclass(frozen=True, slots=True)
class LineGround:
    areas: Named = ()
    regions: Named = ()


NOWHERE = LineGround()


@dataclass(frozen=True, slots=True)
class LineSides:
    """Grounds by line, requirements and pathways by service, funders by agreement."""

    grounds: Mapping[int, LineGround]
    requirements: Mapping[int, tuple[str, ...]]
    pathways: Mapping[int, tuple[str, ...]]
    funders: Mapping[int, tuple[str, ...]]


def line_sides(session: Session, sight: Sight) -> LineSides:
    """Of all lines of theirs; kept while nothing changes, for these change seldom."""
    return while_unchanged(session, _line_sides, sight)


def _line_sides(session: Session, sight: Sight) -> LineSides:
    connection, ask = session.connection(), _questions(sight)
    return LineSides(
        _grounds(connection.execute(ask.grounds).all()),
        _gathered(connection.execute(ask.requirements).all()),
        {key: _codes_of(written) for key, written in connection.execute(ask.pathways).all()},
        _gathered(connection.execute(ask.funders).all()),
    )


class _Questions(NamedTuple):
    grounds: Select[int, str, str, str, str]
    requirements: Select[int, str]
    pathways: Select[int, str]
    funders: Select[int, str]


@lru_cache(maxsize=64)
def _questions(sight: Sight) -> _Questions:
    """Put together once for all who see the same."""
    area, requirement, funder = LocalDeliveryUnit, ServiceRequirement, AgreementFunder
    own = (
        select(Line.id, Line.service_id)
        .join(Service, Service.id == Line.service_id)
        .where(is_own_line(sight))
        .cte()
    )
    services = select(own.c.service_id)
    lots = select(Lot.agreement_id).join(own, own.c.id == Lot.line_id)
    return _Questions(
        select(LineArea.line_id, area.slug, area.name, Region.slug, Region.name)
        .join(own, own.c.id == LineArea.line_id)
        .join(area, area.id == LineArea.local_delivery_unit_id)
        .join(Region, Region.id == area.region_id)
        .order_by(LineArea.line_id, area.name, area.id),
        select(requirement.service_id, requirement.requirement)
        .where(requirement.service_id.in_(services))
        .order_by(requirement.service_id, requirement.requirement),
        select(Service.id, cast(ListingRevision.pathways, String))
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(Service.id.in_(services)),
        select(funder.agreement_id, funder.funder)
        .where(funder.agreement_id.in_(lots))
        .order_by(funder.agreement_id, funder.funder),
    )


@lru_cache(maxsize=1024)
def _codes_of(written: str) -> tuple[str, ...]:
    """Of a list as it is stored: most services have one of a few."""
    return tuple(json.loads(written))


def _grounds(rows: Iterable[Row[int, str, str, str, str]]) -> dict[int, LineGround]:
    areas: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    regions: defaultdict[int, dict[tuple[str, str], None]] = defaultdict(dict)
    for line_id, slug, name, region_slug, region in rows:
        areas[line_id].append((slug, name))
        regions[line_id][region_slug, region] = None
    return {key: LineGround(tuple(named), tuple(regions[key])) for key, named in areas.items()}


def _gathered(rows: Iterable[Row[int, str]]) -> dict[int, tuple[str, ...]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for key, value in rows:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
