"""Agreements on sharing information between a region and who delivers a line."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.lines.queries import lines_by_external_id
from commissioning.partnership.protocols.bodies import BodyKind, SharingBody
from commissioning.partnership.protocols.models import SharingProtocol
from commissioning.partnership.protocols.stating import ProtocolFacts, add_protocol
from commissioning.referrals.models import Referral
from directory.places.models import LocalDeliveryUnit, Region
from directory.places.queries import region_by_slug
from directory.services.models import Service
from tests.makers.days import NOW, OPENED
from tests.makers.people import actor


def make_protocol(
    session: Session,
    of: Referral | Line,
    *,
    review_on: dt.date,
    region: Region | None = None,
    **more: Any,
) -> SharingProtocol:
    """Between the region where the person lives, or one that is named, and who delivers."""
    line = of if isinstance(of, Line) else session.get_one(Line, of.line_id)
    provider_id = session.get_one(Service, line.service_id).provider_id or 0
    if region is None:
        assert isinstance(of, Referral)
        home = session.get_one(LocalDeliveryUnit, of.home_local_delivery_unit_id)
        region = session.get_one(Region, home.region_id)
    facts: dict[str, Any] = {
        "reference": "NW-1", "title": "Sharing with who delivers", "ground": "offender_management",
        "data": ("case_reference", "needs"), "owner_post": "Head of information",
        "in_force_from": OPENED, "parties": [SharingBody(BodyKind.PROVIDER, provider_id)],
    }  # fmt: skip
    return add_protocol(
        session, region, ProtocolFacts(**(facts | more)), review_on=review_on, by=actor(session),
        at=NOW,
    )  # fmt: skip


def agree_on_sharing(session: Session, line: str, region: str) -> SharingProtocol:
    """The agreement NW-1 between a region and who delivers a line, each by its name in files."""
    return make_protocol(
        session,
        lines_by_external_id(session)[line],
        region=region_by_slug(session, region),
        review_on=dt.date(2028, 1, 1),
    )
