"""By what a desk can be narrowed: the areas, requirements and funders of its lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import CursorResult, Select, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import AgreementFunder
from commissioning.desk.lines_asked import StoredLine
from commissioning.lines.models import LineArea
from directory.keys import is_one_of
from directory.places.models import LocalDeliveryUnit, Region
from directory.services.models import ServiceRequirement

Named = tuple[tuple[str, str], ...]
"""Slug and name."""


@dataclass(frozen=True, slots=True)
class LineGround:
    areas: Named = ()
    regions: Named = ()


NOWHERE = LineGround()


@dataclass(frozen=True, eq=False, slots=True)
class LineSides:
    """Grounds by line, requirements by service, funders by agreement.

    Read again and alike it is the same object, and is compared as such.
    """

    grounds: Mapping[int, LineGround]
    requirements: Mapping[int, tuple[str, ...]]
    funders: Mapping[int, tuple[str, ...]]


def line_grounds(session: Session, lines: Collection[StoredLine]) -> Mapping[int, LineGround]:
    """By line; what lies nowhere is left out."""
    return _grounds(_plain(session.connection().execute(_asked(lines).grounds)))


def line_sides(session: Session, lines: Collection[StoredLine]) -> LineSides:
    connection, ask = session.connection(), _asked(lines)
    return _sides_of(
        _plain(connection.execute(ask.grounds)),
        _plain(connection.execute(ask.requirements)),
        _plain(connection.execute(ask.funders)),
    )


def _asked(lines: Collection[StoredLine]) -> _Questions:
    return _questions(
        tuple({line.line_id for line in lines}),
        tuple({line.service_id for line in lines}),
        tuple({line.agreement_id for line in lines if line.agreement_id is not None}),
    )


def _plain(result: CursorResult[*tuple[Any, ...]]) -> tuple[tuple[Any, ...], ...]:
    """Tuples are compared at once, rows of a result one by one."""
    return tuple(map(tuple, result.all()))


@lru_cache(maxsize=16)
def _sides_of(
    grounds: tuple[tuple[int, str, str, str, str], ...],
    requirements: tuple[tuple[int, str], ...],
    funders: tuple[tuple[int, str], ...],
) -> LineSides:
    return LineSides(_grounds(grounds), _gathered(requirements), _gathered(funders))


class _Questions(NamedTuple):
    grounds: Select[int, str, str, str, str]
    requirements: Select[int, str]
    funders: Select[int, str]


@lru_cache(maxsize=64)
def _questions(
    line_ids: tuple[int, ...], service_ids: tuple[int, ...], agreement_ids: tuple[int, ...]
) -> _Questions:
    """Put together once for all who see the same lines."""
    area, requirement, funder = LocalDeliveryUnit, ServiceRequirement, AgreementFunder
    return _Questions(
        select(LineArea.line_id, area.slug, area.name, Region.slug, Region.name)
        .join(area, area.id == LineArea.local_delivery_unit_id)
        .join(Region, Region.id == area.region_id)
        .where(is_one_of(LineArea.line_id, line_ids))
        .order_by(LineArea.line_id, area.name, area.id),
        select(requirement.service_id, requirement.requirement)
        .where(is_one_of(requirement.service_id, service_ids))
        .order_by(requirement.service_id, requirement.requirement),
        select(funder.agreement_id, funder.funder)
        .where(is_one_of(funder.agreement_id, agreement_ids))
        .order_by(funder.agreement_id, funder.funder),
    )


def _grounds(rows: Iterable[tuple[int, str, str, str, str]]) -> dict[int, LineGround]:
    areas: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    regions: defaultdict[int, dict[tuple[str, str], None]] = defaultdict(dict)
    for line_id, slug, name, region_slug, region in rows:
        areas[line_id].append((slug, name))
        regions[line_id][region_slug, region] = None
    return {key: LineGround(tuple(named), tuple(regions[key])) for key, named in areas.items()}


def _gathered(rows: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for key, value in rows:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
