"""Who offers what: valid with no arguments, so that a test states only what it is about."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from directory.delivery import DeliveryKind
from directory.places.models import Exposure, LocalDeliveryUnit, Site
from directory.providers.editing import keep_provider
from directory.providers.models import Provider, Sector
from directory.services.editing import offer_service
from directory.services.listing import Listing
from directory.services.models import ProgrammeKind, Service
from directory.services.programmes import ProgrammeFacts, keep_programme
from directory.services.serving import place_at_sites, serve_areas
from tests.makers.days import NOW, OPENED
from tests.makers.people import actor

_numbers = itertools.count(1)


def make_provider(
    session: Session,
    name: str = "Example Forge Trust",
    *,
    sector: Sector | None = None,
    telephone: str | None = "01632 960 101",
) -> Provider:
    return keep_provider(
        session,
        external_id=name.upper().replace(" ", "_"),
        name=name,
        sector=sector,
        telephone=telephone,
        source="tests",
        by=actor(session),
        at=NOW,
    )


def make_service(
    session: Session,
    title: str = "Thinking Ahead",
    *,
    kind: DeliveryKind = DeliveryKind.ONE_TO_ONE,
    requirements: Sequence[str] = ("rehabilitation_activity",),
    areas: Sequence[LocalDeliveryUnit] = (),
    exposure: Exposure = Exposure.OPEN,
    listing: Listing | None = None,
) -> Service:
    """A published service with one site of the given exposure in its first area."""
    by = actor(session)
    service = offer_service(
        session,
        external_id=f"service-{next(_numbers)}",
        provider=make_provider(session),
        programme=None,
        delivery_kind=kind,
        listing=listing
        or Listing(title=title, summary="What it is.", requirements=tuple(requirements)),
        source="tests",
        by=by,
        at=NOW,
    )
    if areas:
        serve_areas(session, service, areas, from_date=OPENED, by=by, at=NOW)
        site = Site(
            external_id=f"site-{next(_numbers)}",
            name="A site",
            exposure=exposure,
            local_delivery_unit_id=areas[0].id,
        )
        session.add(site)
        session.flush()
        place_at_sites(session, service, [site], by=by, at=NOW)
    return service


def restricted_programme(session: Session) -> Any:
    return keep_programme(
        session,
        external_id="horizon",
        facts=ProgrammeFacts(
            "Horizon", ProgrammeKind.ACCREDITED, source="tests", is_restricted=True
        ),
        by=actor(session),
        at=NOW,
    )
