"""Telling the search that what it knows of services is old, from below where services stand.

Who renames a provider, a programme or a place changes words by which services are found. The
verb that does so says it here, in the same transaction: it knows no model of services, so the
two tables are named by what is needed of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import ColumnElement, column, select, table, update
from sqlalchemy.orm import Session

from directory.keeping import batches

SERVICE: Final = table(
    "service",
    column("id"),
    column("provider_id"),
    column("programme_id"),
    column("search_version"),
)
SERVICE_AREA: Final = table("service_area", column("service_id"), column("local_delivery_unit_id"))
AREA: Final = table("local_delivery_unit", column("id"), column("region_id"))


def search_again_for_providers(session: Session, provider_ids: Iterable[int]) -> None:
    """Services of these providers have other words now."""
    for batch in batches(provider_ids):
        _raise_version(session, SERVICE.c.provider_id.in_(batch))


def search_again_for_programmes(session: Session, programme_ids: Iterable[int]) -> None:
    """Services that follow these programmes have other words now."""
    for batch in batches(programme_ids):
        _raise_version(session, SERVICE.c.programme_id.in_(batch))


def search_again_in_areas(session: Session, area_ids: Iterable[int]) -> None:
    """Services of these areas, served at any time, have other words now."""
    for batch in batches(area_ids):
        there = select(SERVICE_AREA.c.service_id).where(
            SERVICE_AREA.c.local_delivery_unit_id.in_(batch)
        )
        _raise_version(session, SERVICE.c.id.in_(there))


def search_again_in_regions(session: Session, region_ids: Iterable[int]) -> None:
    for batch in batches(region_ids):
        areas = session.scalars(select(AREA.c.id).where(AREA.c.region_id.in_(batch)))
        search_again_in_areas(session, areas.all())


def _raise_version(session: Session, concerned: ColumnElement[bool]) -> None:
    version = SERVICE.c.search_version
    session.execute(update(SERVICE).where(concerned).values(search_version=version + 1))
