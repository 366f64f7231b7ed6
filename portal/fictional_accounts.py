"""One fictional account of each role, for a demonstration alone.

Password and second factor follow from the installation's own secret, so that every process knows
them and no file holds them.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import current_app
from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from directory.accounts.credentials import set_password
from directory.accounts.entering import account_of_email
from directory.accounts.joining import add_account, add_member, add_organisation
from directory.accounts.models import Account, Organisation
from directory.accounts.second_factor import code_after
from directory.people.models import Person
from directory.people.queries import SystemActor, system_actor
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Court, LocalDeliveryUnit, Prison, Region
from directory.providers.models import Provider
from directory.services.models import Service, ServiceArea
from directory.services.sight import may_read_all_of
from directory.sight import ANYBODY
from portal.mail_settings import MailBy
from portal.secrecy import hasher, keyed, sealed_secret

DOMAIN: Final = "demonstration.example"
COURT: Final = "preston-magistrates-court"
AREA: Final = "central-lancashire"
PRISON: Final = "Preston"
FEW: Final = 2

NAMES: Final = {
    Role.SENTENCER: "Morgan Fictional",
    Role.COURT_OFFICER: "Ash Invented",
    Role.OFFENDER_MANAGER: "Robin Imagined",
    Role.PRISON_OFFICER: "Jo Pretend",
    Role.LISTING_EDITOR: "Sam Example",
    Role.PROVIDER_ADMINISTRATOR: "Alex Example",
    Role.COMMISSIONER: "Chris Madeup",
    Role.REGION_HEAD: "Lee Madeup",
    Role.ANALYST: "Kim Sample",
    Role.ADMINISTRATOR: "Pat Sample",
}


@dataclass(frozen=True, slots=True)
class FictionalAccount:
    name: str
    role: str
    email: str


def fictional_accounts() -> list[FictionalAccount]:
    return [FictionalAccount(NAMES[role], role.words, email_of(role)) for role in Role]


def email_of(role: Role) -> str:
    return f"{role.value.replace('_', '-')}@{DOMAIN}"


def fictional_password() -> str:
    return f"fictional-{keyed('demonstration password', DOMAIN)[:8]}"


def where_mail_goes() -> str:
    """The files of a demonstration's messages; "" where they are sent, or are nobody's to see."""
    config = current_app.config
    if not config["DEMONSTRATION"] or config["MAIL"].by is not MailBy.FILE:
        return ""
    folder = Path(config["DATA_DIR"])
    shown = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    return f"{shown}/messages/*.eml"


def code_told(account: Account, *, at: dt.datetime) -> str:
    """The next code of a fictional account in a demonstration; "" for any other."""
    if not current_app.config["DEMONSTRATION"] or not account.email.endswith(f"@{DOMAIN}"):
        return ""
    return code_after(_secret_of(account.email), account.factor_last_step, at=at)


def make_fictional_accounts(session: Session, *, at: dt.datetime) -> int:
    """Those that are missing, once there is what they are members of; returns how many."""
    by = system_actor(session, SystemActor.DEMONSTRATION)
    missing = [role for role in Role if account_of_email(session, email_of(role)) is None]
    made = 0
    for role in missing:
        organisation = _organisation_for(session, role, by=by, at=at)
        if organisation is not None:
            _make(session, role, organisation, by=by, at=at)
            made += 1
    return made


def _make(
    session: Session, role: Role, organisation: Organisation, *, by: Person, at: dt.datetime
) -> None:
    account = add_account(session, name=NAMES[role], email=email_of(role), by=by, at=at)
    set_password(session, account, fictional_password(), hasher=hasher(), by=by, at=at)
    if role.needs_second_factor:
        account.factor_sealed, account.factor_set_at = sealed_secret(_secret_of(account.email)), at
    add_member(session, account.person, organisation, role, by=by, at=at)


def _secret_of(email: str) -> str:
    return base64.b32encode(bytes.fromhex(keyed("demonstration factor", email)[:40])).decode()


def _organisation_for(
    session: Session, role: Role, *, by: Person, at: dt.datetime
) -> Organisation | None:
    """None where the demonstration has no such place yet."""
    for name, kind, roles, place in _PLACES:
        if role not in roles:
            continue
        known = session.scalars(select(Organisation).where(Organisation.name == name)).one_or_none()
        if known is not None:
            return known
        where = place(session)
        if where is None:
            return None
        return add_organisation(session, name=name, kind=kind, by=by, at=at, **where)
    return None


Place = Callable[[Session], dict[str, int] | None]


def _id(column: str, found: int | None) -> dict[str, int] | None:
    return None if found is None else {column: found}


def _court(session: Session) -> dict[str, int] | None:
    return _id("court_id", session.scalar(select(Court.id).where(Court.slug == COURT)))


def _area(session: Session) -> dict[str, int] | None:
    found = select(LocalDeliveryUnit.id).where(LocalDeliveryUnit.slug == AREA)
    return _id("local_delivery_unit_id", session.scalar(found))


def _prison(session: Session) -> dict[str, int] | None:
    found = select(Prison.id).where(Prison.name.contains(PRISON)).order_by(Prison.id).limit(1)
    return _id("prison_id", session.scalar(found))


def _region(session: Session) -> dict[str, int] | None:
    found = (
        select(Region.id)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.region_id == Region.id)
        .where(LocalDeliveryUnit.slug == AREA)
    )
    return _id("region_id", session.scalar(found))


def _provider(session: Session) -> dict[str, int] | None:
    """A small fictional one: with two services in the area that all may read, and few in all."""
    in_area = func.count(distinct(Service.id))
    all_of_it = (
        select(func.count(Service.id))
        .where(Service.provider_id == Provider.id)
        .correlate(Provider)
        .scalar_subquery()
    )
    found = (
        select(Provider.id)
        .join(Service, Service.provider_id == Provider.id)
        .join(ServiceArea, ServiceArea.service_id == Service.id)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.id == ServiceArea.local_delivery_unit_id)
        .where(Provider.is_fictional, LocalDeliveryUnit.slug == AREA, *may_read_all_of(ANYBODY))
        .group_by(Provider.id)
        .order_by(in_area < FEW, all_of_it, Provider.id)
        .limit(1)
    )
    return _id("provider_id", session.scalar(found))


def _nowhere(_session: Session) -> dict[str, int]:
    return {}


_PLACES: Final[tuple[tuple[str, OrganisationKind, frozenset[Role], Place], ...]] = (
    (
        "Magistrates of the demonstration",
        OrganisationKind.JUDICIARY,
        frozenset({Role.SENTENCER}),
        _nowhere,
    ),
    (
        "Court team of the demonstration",
        OrganisationKind.COURT_TEAM,
        frozenset({Role.COURT_OFFICER}),
        _court,
    ),
    (
        "Probation team of the demonstration",
        OrganisationKind.COURT_TEAM,
        frozenset({Role.OFFENDER_MANAGER}),
        _area,
    ),
    (
        "Resettlement team of the demonstration",
        OrganisationKind.PRISON,
        frozenset({Role.PRISON_OFFICER}),
        _prison,
    ),
    (
        "A provider of the demonstration",
        OrganisationKind.PROVIDER,
        frozenset({Role.LISTING_EDITOR, Role.PROVIDER_ADMINISTRATOR}),
        _provider,
    ),
    (
        "Commissioning team of the demonstration",
        OrganisationKind.PROBATION_REGION,
        frozenset({Role.COMMISSIONER, Role.REGION_HEAD}),
        _region,
    ),
    (
        "National team of the demonstration",
        OrganisationKind.NATIONAL,
        frozenset({Role.ANALYST, Role.ADMINISTRATOR}),
        _nowhere,
    ),
)
