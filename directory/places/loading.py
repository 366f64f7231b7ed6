"""Loading the reference tables that ship with the package into the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Delete, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.keeping import keep_all
from directory.people.models import Person
from directory.places import reference_tables
from directory.places.models import (
    AuthorityMembership,
    Court,
    CourtArea,
    LocalAuthority,
    LocalDeliveryUnit,
    Prison,
    ProbationOffice,
    Region,
    ServingBasis,
)
from directory.places.reference_rows import LeftOutTable
from directory.searched import search_again_in_areas, search_again_in_regions

SEARCHED_BY_NAME: Final[Mapping[Any, Callable[[Session, list[int]], None]]] = {
    Region: search_again_in_regions,
    LocalDeliveryUnit: search_again_in_areas,
}
"""Places by whose names services are found: renamed, they are searched again."""


def load_reference_tables(session: Session, *, by: Person, at: dt.datetime) -> dict[str, int]:
    """How many records each table brought or changed; loading again brings none.

    A court's area that somebody has dated or confirmed is left as they put it; one that was
    derived and is not derived any more ends. What the tables leave out goes, unless something
    was recorded of it.
    """
    loading = _Loading(session, by, at)
    changed = {
        "region": loading.keep(Region.code, _regions()),
        "local_authority": loading.keep(LocalAuthority.code, _authorities()),
    }
    regions = loading.ids(Region.code)
    changed["local_delivery_unit"] = loading.keep(LocalDeliveryUnit.slug, _areas(regions))
    areas = loading.ids(LocalDeliveryUnit.slug)
    changed["court"] = loading.keep(Court.slug, _courts(regions)) + loading.remove_courts()
    changed["prison"] = loading.keep(Prison.code, _prisons()) + loading.remove_prisons()
    changed["probation_office"] = loading.keep(ProbationOffice.code, _offices(regions, areas))
    changed["authority_membership"] = loading.add_memberships(areas)
    changed["court_area"] = loading.add_court_areas(areas) + loading.end_court_areas(areas)
    if any(changed.values()):
        record_act(session, Act.REFERENCE_LOAD, "reference", by=by, at=at, after=changed)
        session.flush()
    return changed


class _Loading:
    """One loading: the session, and who does it when."""

    def __init__(self, session: Session, by: Person, at: dt.datetime) -> None:
        self.session = session
        self.by = by
        self.at = at

    def keep(
        self, column: InstrumentedAttribute[str], facts: Mapping[str, Mapping[str, Any]]
    ) -> int:
        kept = keep_all(
            self.session, column, facts, when_added={}, by=self.by, at=self.at, audit_each=False
        )
        if search_again := SEARCHED_BY_NAME.get(column.class_):
            search_again(self.session, [thing.id for thing in kept.changed])
        return kept.added + kept.revised

    def remove_courts(self) -> int:
        courts = self.session.scalars(select(Court).where(Court.slug.in_(_left_out("courts"))))
        return sum(
            self.remove(court, delete(CourtArea).where(CourtArea.court_id == court.id))
            for court in courts.all()
        )

    def remove_prisons(self) -> int:
        prisons = select(Prison).where(Prison.code.in_(_left_out("prisons")))
        return sum(self.remove(prison) for prison in self.session.scalars(prisons).all())

    def remove(self, thing: Court | Prison, *first: Delete) -> bool:
        """Not where a record names it: that record stays true."""
        try:
            with self.session.begin_nested():
                for statement in first:
                    self.session.execute(statement)
                self.session.delete(thing)
        except IntegrityError:
            return False
        return True

    def ids(self, column: InstrumentedAttribute[str]) -> dict[str, int]:
        model: Any = column.class_
        return dict(self.session.execute(select(column, model.id)).all())

    def add_memberships(self, areas: Mapping[str, int]) -> int:
        authorities = self.ids(LocalAuthority.code)
        known = set(
            self.session.execute(
                select(
                    AuthorityMembership.local_delivery_unit_id,
                    AuthorityMembership.local_authority_id,
                )
            )
        )
        added = [
            AuthorityMembership(
                local_delivery_unit_id=areas[row.local_delivery_unit_slug],
                local_authority_id=authorities[row.local_authority_code],
                source=row.basis,
            )
            for row in reference_tables.memberships()
            if (areas[row.local_delivery_unit_slug], authorities[row.local_authority_code])
            not in known
        ]
        self.session.add_all(added)
        self.session.flush()
        return len(added)

    def add_court_areas(self, areas: Mapping[str, int]) -> int:
        courts = self.ids(Court.slug)
        known = set(
            self.session.execute(select(CourtArea.court_id, CourtArea.local_delivery_unit_id))
        )
        added = [
            CourtArea(
                court_id=courts[row.court_slug],
                local_delivery_unit_id=areas[row.local_delivery_unit_slug],
                basis=ServingBasis(row.basis),
                is_main=row.is_main,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
            for row in reference_tables.court_areas()
            if (courts[row.court_slug], areas[row.local_delivery_unit_slug]) not in known
        ]
        self.session.add_all(added)
        self.session.flush()
        return len(added)

    def end_court_areas(self, areas: Mapping[str, int]) -> int:
        """Of the courts of the tables alone, from the day before the loading."""
        courts = self.ids(Court.slug)
        listed = {courts[row.slug] for row in reference_tables.courts()}
        derived = {
            (courts[row.court_slug], areas[row.local_delivery_unit_slug])
            for row in reference_tables.court_areas()
        }
        rows = self.session.scalars(
            select(CourtArea).where(
                CourtArea.basis != ServingBasis.CONFIRMED, CourtArea.valid_to.is_(None)
            )
        )
        ended = [
            row
            for row in rows
            if row.court_id in listed and (row.court_id, row.local_delivery_unit_id) not in derived
        ]
        for row in ended:
            row.valid_to = local_date(self.at) - dt.timedelta(days=1)
        self.session.flush()
        return len(ended)


def _left_out(table: LeftOutTable) -> list[str]:
    return [row.key for row in reference_tables.left_out() if row.table == table]


def _regions() -> dict[str, dict[str, Any]]:
    return {
        row.code: {"slug": row.slug, "name": row.name, "welsh_name": row.welsh_name}
        for row in reference_tables.regions()
    }


def _authorities() -> dict[str, dict[str, Any]]:
    return {
        row.code: {"name": row.name, "police_area": row.police_area}
        for row in reference_tables.local_authorities()
    }


def _areas(regions: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    return {
        row.slug: {
            "code": row.code,
            "name": row.name,
            "welsh_name": row.welsh_name,
            "region_id": regions[row.region_code],
            "latitude": row.latitude,
            "longitude": row.longitude,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
        }
        for row in reference_tables.local_delivery_units()
    }


def _courts(regions: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    return {
        row.slug: {
            "name": row.name,
            "welsh_name": None,
            "town": row.town,
            "postcode": row.postcode,
            "court_types": ", ".join(row.types),
            "latitude": row.latitude,
            "longitude": row.longitude,
            "region_id": regions[row.region_code],
        }
        for row in reference_tables.courts()
    }


def _prisons() -> dict[str, dict[str, Any]]:
    return {
        row.code: {
            "name": row.name,
            "town": row.town,
            "postcode": row.postcode,
            "holds_men": row.holds_men,
            "holds_women": row.holds_women,
            "latitude": row.latitude,
            "longitude": row.longitude,
        }
        for row in reference_tables.prisons()
    }


def _offices(regions: Mapping[str, int], areas: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    return {
        row.code: {
            "name": row.name,
            "address": row.address,
            "postcode": row.postcode,
            "page_url": row.page_url,
            "local_delivery_unit_id": (
                None
                if row.local_delivery_unit_slug is None
                else areas[row.local_delivery_unit_slug]
            ),
            "region_id": regions[row.region_code],
        }
        for row in reference_tables.probation_offices()
    }
