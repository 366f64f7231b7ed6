"""A prime with a master listing, a subcontractor with a copy of it, and members of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from directory.accounts.models import Organisation
from directory.people.roles import OrganisationKind, Role
from directory.providers.editing import link_subcontractors
from directory.providers.models import Provider
from directory.services.listing import Listing
from directory.services.models import Service
from tests.makers.accounts import LoggedIn, make_organisation
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.services import make_provider, make_service
from tests.portal.listings.keeping import Kept, kept_listing

COPY_TITLE = "Thinking Ahead, Leyland"


@dataclass
class Copied(Kept):
    """`service` is the prime's master."""

    copy: Service
    subcontractor: Organisation
    known: dict[str, LoggedIn] = field(default_factory=dict)

    @property
    def copy_path(self) -> str:
        return f"/listings/{self.copy.public_id}"

    def sam(self) -> LoggedIn:
        """Who keeps the copy."""
        return self._once(Role.LISTING_EDITOR, "Sam Small", organisation=self.subcontractor)

    def prima(self) -> LoggedIn:
        """Who keeps the master."""
        return self._once(Role.LISTING_EDITOR, "Prima Editor")

    def carla(self) -> LoggedIn:
        return self._once(Role.COMMISSIONER, "Carla Approver")

    def _once(self, role: Role, name: str, **more: Any) -> LoggedIn:
        if name not in self.known:
            self.known[name] = self.somebody(role, name, **more)
        return self.known[name]


def copied(app: Flask, session: Session, **says: Any) -> Copied:
    """The copy does not say yet that it is one; `says` is what it says otherwise."""
    kept = kept_listing(app, session)
    small = make_provider(session, "Small Steps")
    told: dict[str, Any] = {
        "title": COPY_TITLE, "summary": "What it is.", "telephone": "01632 960909",
        "email": "old@example.org", "requirements": ("rehabilitation_activity",),
        "referral_route": "By e-mail.", "who_for": "Men and women.",
    } | says  # fmt: skip
    copy = make_service(
        session, listing=Listing(**told), areas=[kept.area], kind=kept.service.delivery_kind
    )
    copy.provider_id = small.id
    session.flush()
    link_subcontractors(
        session, session.get_one(Provider, kept.service.provider_id), [small],
        agreement_reference="A-1", by=actor(session), at=NOW,
    )  # fmt: skip
    organisation = make_organisation(
        session, OrganisationKind.PROVIDER, "Small Steps", provider_id=small.id
    )
    return Copied(app, session, kept.service, kept.organisation, kept.area, copy, organisation)
