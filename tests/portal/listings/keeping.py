"""A provider's editor, a commissioner of the region, and a service of theirs, in browsers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from directory.accounts.models import Organisation
from directory.delivery import DeliveryKind
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from directory.places.models import LocalDeliveryUnit
from directory.providers.models import Provider
from directory.services.listing import Listing
from directory.services.models import Service
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.lines import make_line
from tests.makers.listings import OLD_NUMBER
from tests.makers.places import make_area
from tests.makers.services import make_service

TITLE = "Thinking Ahead"


@dataclass
class Kept:
    app: Flask
    session: Session
    service: Service
    organisation: Organisation
    area: LocalDeliveryUnit

    @property
    def path(self) -> str:
        return f"/listings/{self.service.public_id}"

    def somebody(self, role: Role, name: str = "", **more: Any) -> LoggedIn:
        if role in (Role.LISTING_EDITOR, Role.PROVIDER_ADMINISTRATOR):
            more = {"organisation": self.organisation} | more
        return logged_in(self.app.test_client(), self.session, role, name=name, **more)

    def line(self, service: Service | None = None) -> Line:
        """A queue of the service, or of another that is given."""
        return make_line(self.session, service=service or self.service, areas=[self.area])

    @property
    def told(self) -> list[Message]:
        return list(self.session.scalars(select(Message).order_by(Message.id)))


def kept_listing(app: Flask, session: Session, **says: Any) -> Kept:
    told: dict[str, Any] = {
        "title": TITLE,
        "summary": "What it is.",
        "telephone": OLD_NUMBER,
        "email": "old@example.org",
        "requirements": ("rehabilitation_activity",),
        "referral_route": "By e-mail.",
        "who_for": "Men and women.",
    } | says
    area = make_area(session)
    service = make_service(
        session, listing=Listing(**told), areas=[area], kind=DeliveryKind.CLOSED_GROUP
    )
    provider = session.get_one(Provider, service.provider_id)
    organisation = make_organisation(
        session, OrganisationKind.PROVIDER, "Example Forge Trust", provider_id=provider.id
    )
    return Kept(app, session, service, organisation, area)


def hidden(html: str, name: str) -> str:
    """The value of a hidden control."""
    [value] = re.findall(rf'name="{name}" value="([^"]*)"', html)[:1]
    return str(value)
