"""The facts behind the pages of prisons, asked of the directory and of the queues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from commissioning.availability.areas_asked import offices_by_area
from commissioning.availability.in_short import ServiceInShort, services_in_short
from commissioning.availability.question import CourtQuestion
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.errors import DirectoryError
from directory.naming import best_named
from directory.places.everyday_names import everyday_names_of
from directory.places.home_area import home_area, reference_atlas
from directory.places.models import LocalDeliveryUnit, Prison
from directory.places.positions import ground_of
from directory.places.postcodes import Postcode
from directory.places.prison_contacts import prison_contacts
from directory.places.queries import area_by_slug
from directory.places.reference_tables import prisons
from directory.services.listing import Setting
from directory.services.looking import open_services_at_postcode, services_in_area
from directory.services.models import Service
from directory.services.queries import all_programmes
from portal.asking.onlooker import sight_of_reader
from portal.finding.prison_page import NearHome, PrisonPage, near_home, prison_page, suits
from portal.lines.plain_words import plain_words
from portal.lines.rows import ShownContact, shown_contact

KINDS_OF_PRISON: Final = ("hmp", "yoi", "hmyoi", "prison", "hm")
"""Need not be typed, and need not be in the name."""

INSIDE = (Setting.CUSTODY, Setting.THROUGH_THE_GATE)
OF_ORDERS = frozenset({DeliveryKind.UNPAID_WORK, DeliveryKind.IMMEDIATE})
AFTER_RELEASE = (Setting.COMMUNITY, Setting.THROUGH_THE_GATE, Setting.APPROVED_PREMISES)


def page_of(
    session: Session,
    prison: Prison,
    *,
    home: str | None,
    says: str,
    at: dt.datetime,
    released: dt.date | None = None,
) -> PrisonPage:
    """`home` is the slug of the area of release; `NotKnown` where there is no such area."""
    local_area = _area_of(session, prison)
    return prison_page(
        prison,
        row=next((row for row in prisons() if row.code == prison.code), None),
        local_area=local_area,
        contacts=prison_contacts(session, prison),
        here=_here(session, prison),
        around=_in_area(session, local_area, INSIDE, at) if local_area else [],
        office=_office(session, local_area) if local_area else None,
        designs=all_programmes(session),
        home=_home(session, prison, home, says, at, released) if home else None,
    )


def _here(session: Session, prison: Prison) -> list[Service]:
    if not prison.postcode:
        return []
    return open_services_at_postcode(session, prison.postcode, sight=sight_of_reader())


def _area_of(session: Session, prison: Prison) -> LocalDeliveryUnit | None:
    """Where the prison stands; None where its postcode or its area is not known here."""
    try:
        ground = ground_of(Postcode.parse(prison.postcode or ""))
        return area_by_slug(session, home_area(ground, reference_atlas()).slug)
    except DirectoryError:
        return None


def _in_area(
    session: Session, area: LocalDeliveryUnit, settings: tuple[Setting, ...], at: dt.datetime
) -> list[ServiceInShort]:
    sight = sight_of_reader()
    ids = services_in_area(session, area, on=local_date(at), settings=settings, sight=sight)
    found = services_in_short(session, ids, CourtQuestion((area.slug,), sight=sight), at)
    return sorted(found.values(), key=lambda one: (one.service.title, str(one.service.public_id)))


def _home(
    session: Session,
    prison: Prison,
    slug: str,
    says: str,
    at: dt.datetime,
    released: dt.date | None,
) -> NearHome:
    """Unpaid work, tags and prohibitions are left out: they belong to orders, not to a licence."""
    area = area_by_slug(session, slug)
    services = _in_area(session, area, AFTER_RELEASE, at)
    gate = {str(one.service.public_id) for one in _in_area(session, area, INSIDE, at)}
    suited = [one for one in services if one.service.kind not in OF_ORDERS and suits(one, prison)]
    office = _office(session, area)
    return near_home(area, suited, gate, says=says, released=released, office=office)


def _office(session: Session, area: LocalDeliveryUnit) -> ShownContact | None:
    """The area's probation office; its page lists the number."""
    office = offices_by_area(session, [area.id]).get(area.id)
    return None if office is None else shown_contact(office, plain_words())


def prisons_called(typed: str, kept: Sequence[Prison]) -> tuple[Prison, ...]:
    """By the rule of names: of its name, without the kind in brackets, of its town, of its code or
    of what everybody calls it."""
    everyday = everyday_names_of("prison")
    named = [
        (name, one)
        for one in kept
        for name in (
            *(one.name, one.name.partition("(")[0], one.town or "", one.code),
            *everyday.get(one.code, ()),
        )
    ]
    return best_named(typed, named, passed_over=KINDS_OF_PRISON).things
