"""A service of the cast's provider, made by the same verbs as everybody's."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.demonstration.naming import SOURCE
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.services.editing import offer_service
from directory.services.listing import Listing
from directory.services.models import Service
from directory.services.serving import serve_areas
from portal.demonstration.things_to_do import Cast


def offer_at_home(
    session: Session, cast: Cast, key: str, kind: DeliveryKind, listing: Listing, *, at: dt.datetime
) -> Service:
    """On offer in the cast's area from the day of `at`; pages call it invented."""
    service = offer_service(
        session, external_id=key, provider=cast.provider, programme=None, delivery_kind=kind,
        listing=listing, source=SOURCE, is_generated=True, by=cast.by, at=at,
    )  # fmt: skip
    serve_areas(session, service, [cast.area], from_date=local_date(at), by=cast.by, at=at)
    return service
