"""People with accounts, and a browser in which one of them is logged in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.accounts.joining import add_account, add_member, add_organisation
from directory.accounts.models import (
    Account,
    Membership,
    MembershipArea,
    Organisation,
    Visit,
)
from directory.accounts.passwords import hashed
from directory.accounts.visiting import begin_visit
from directory.people.roles import OrganisationKind, Role
from directory.places.models import LocalDeliveryUnit, Prison
from portal.secrecy import hasher
from tests.makers.people import actor
from tests.makers.places import make_area, make_region
from tests.makers.services import make_provider

PASSWORD = "seven paper lanterns drift"
RAW_CSRF = "c5f" * 13

KIND_OF = {
    Role.SENTENCER: OrganisationKind.JUDICIARY,
    Role.COURT_OFFICER: OrganisationKind.COURT_TEAM,
    Role.OFFENDER_MANAGER: OrganisationKind.COURT_TEAM,
    Role.PRISON_OFFICER: OrganisationKind.PRISON,
    Role.LISTING_EDITOR: OrganisationKind.PROVIDER,
    Role.PROVIDER_ADMINISTRATOR: OrganisationKind.PROVIDER,
    Role.COMMISSIONER: OrganisationKind.PROBATION_REGION,
    Role.REGION_HEAD: OrganisationKind.PROBATION_REGION,
    Role.ANALYST: OrganisationKind.NATIONAL,
    Role.ADMINISTRATOR: OrganisationKind.NATIONAL,
}


def make_organisation(
    session: Session, kind: OrganisationKind, name: str = "", **place: int
) -> Organisation:
    """The one of that name, made when it is first asked for, with a place of its kind."""
    name = name or f"An organisation ({kind.value})"
    known = session.scalar(select(Organisation).where(Organisation.name == name))
    if known is not None:
        return known
    where = place or _place_of(session, kind)
    at = dt.datetime.now(dt.UTC)
    return add_organisation(session, name=name, kind=kind, by=actor(session), at=at, **where)


def _place_of(session: Session, kind: OrganisationKind) -> dict[str, int]:
    match kind:
        case OrganisationKind.PROVIDER:
            return {"provider_id": make_provider(session).id}
        case OrganisationKind.PROBATION_REGION:
            return {"region_id": make_region(session).id}
        case OrganisationKind.COURT_TEAM:
            known = session.scalar(
                select(LocalDeliveryUnit.id).where(LocalDeliveryUnit.slug == "preston")
            )
            return {"local_delivery_unit_id": known or make_area(session).id}
        case OrganisationKind.PRISON:
            prison = Prison(code="PNI", name="HMP Preston", holds_men=True, holds_women=False)
            session.add(prison)
            session.flush()
            return {"prison_id": prison.id}
        case _:
            return {}


def make_account(
    session: Session, name: str = "Ada Member", email: str = "", *, password: str = PASSWORD
) -> Account:
    """Call within an application context: how a password is kept is the application's."""
    at = dt.datetime.now(dt.UTC)
    email = email or f"{name.lower().replace(' ', '.')}@example.org"
    account = add_account(session, name=name, email=email, by=actor(session), at=at)
    account.password_digest, account.password_set_at = hashed(hasher(), password), at
    session.flush()
    return account


def make_member(
    session: Session,
    role: Role,
    *,
    organisation: Organisation | None = None,
    areas: Iterable[LocalDeliveryUnit] = (),
    name: str = "",
) -> Membership:
    """A new person; `areas` narrow what is theirs of the organisation's."""
    account = make_account(session, name or f"Ada {role.words}")
    where = organisation or make_organisation(session, KIND_OF[role])
    at = dt.datetime.now(dt.UTC)
    member = add_member(session, account.person, where, role, by=actor(session), at=at)
    session.add_all(
        MembershipArea(membership_id=member.id, local_delivery_unit_id=area.id) for area in areas
    )
    session.flush()
    return member


@dataclass(slots=True)
class LoggedIn:
    """A browser with a visit; `post` sends the token that every change needs."""

    client: FlaskClient
    member: Membership
    visit: Visit

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        token = csrf_token_in(self.client)
        return self.client.post(path, data={"csrf_token": token, **(data or {})}, **more)


def logged_in(
    client: FlaskClient,
    session: Session,
    role: Role,
    *,
    organisation: Organisation | None = None,
    areas: Iterable[LocalDeliveryUnit] = (),
    name: str = "",
) -> LoggedIn:
    """Somebody new with this role, wholly in, second factor and all; `client` is their browser.

    Without an organisation it is one of the kind that gives the role, standing at Preston.
    """
    with client.application.app_context():
        member = make_member(session, role, organisation=organisation, areas=areas, name=name)
        return logged_in_as(client, session, member)


def logged_in_as(client: FlaskClient, session: Session, member: Membership) -> LoggedIn:
    account = session.scalars(select(Account).where(Account.person_id == member.person_id)).one()
    at = dt.datetime.now(dt.UTC)
    visit, token = begin_visit(session, account, browser="Firefox on Linux", at=at)
    visit.membership = member
    visit.second_factor_at = at
    session.flush()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return LoggedIn(client, member, visit)


def csrf_token_in(client: FlaskClient) -> str:
    """The token that a form in this browser would carry."""
    with client.session_transaction() as cookie:
        raw = cookie.setdefault("csrf_token", RAW_CSRF)
    key = client.application.secret_key
    assert key
    signed: str | bytes = URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(raw)
    return signed if isinstance(signed, str) else signed.decode()
