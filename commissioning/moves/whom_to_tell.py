"""To whom something is told about a referral: who sent it, and whoever manages them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.moves.answering import senders_of
from directory.accounts.models import Account, Membership, Organisation
from directory.acts import Act
from directory.listings.telling import addresses_of
from directory.people.permissions import roles_that_may
from directory.people.roles import OrganisationKind, Role
from directory.places.models import LocalDeliveryUnit
from directory.providers.models import Provider


def sender_addresses(session: Session, homes: Mapping[int, int | None]) -> dict[int, list[str]]:
    """By referral, of which `homes` are the home areas: whoever sent it, while they have an
    account; else the court team of the home area."""
    persons = senders_of(session, list(homes))
    rows = session.execute(
        select(Account.person_id, Account.email).where(
            Account.person_id.in_(set(persons.values())), Account.disabled_at.is_(None)
        )
    )
    emails = {key: value for key, value in rows}  # noqa: C416  rows are no pairs to the checker
    teams = _teams(session, set(homes.values()))
    return {
        key: [emails[persons[key]]] if persons.get(key) in emails else teams[home]
        for key, home in homes.items()
    }


def provider_addresses(session: Session, provider_id: int | None) -> list[str]:
    """Its members who work the inbox; where there are none, the address that is held."""
    if provider_id is None:
        return []
    roles = roles_that_may(Act.INBOX_WORK)
    members = addresses_of(
        session, (Organisation.provider_id == provider_id) & Membership.role.in_(roles)
    )
    held = session.get_one(Provider, provider_id).email
    return members or ([held] if held else [])


def manager_addresses(
    session: Session, area_ids: Iterable[int | None]
) -> defaultdict[int | None, list[str]]:
    """By home area: the heads of its probation region; where it has none, its commissioners."""
    found: defaultdict[int | None, list[str]] = defaultdict(list)
    keys = {area_id for area_id in area_ids if area_id is not None}
    rows = session.execute(
        select(LocalDeliveryUnit.id, LocalDeliveryUnit.region_id).where(
            LocalDeliveryUnit.id.in_(keys)
        )
    )
    by_region: dict[int, list[str]] = {}
    for area_id, region_id in rows:
        if region_id not in by_region:
            by_region[region_id] = _managers(session, region_id)
        found[area_id] = by_region[region_id]
    return found


def _managers(session: Session, region_id: int) -> list[str]:
    of_region = (Organisation.kind == OrganisationKind.PROBATION_REGION) & (
        Organisation.region_id == region_id
    )
    heads = addresses_of(session, of_region & (Membership.role == Role.REGION_HEAD))
    return heads or addresses_of(session, of_region & (Membership.role == Role.COMMISSIONER))


def _teams(session: Session, area_ids: Iterable[int | None]) -> defaultdict[int | None, list[str]]:
    found: defaultdict[int | None, list[str]] = defaultdict(list)
    for area_id in area_ids:
        if area_id is not None:
            is_team = Organisation.kind == OrganisationKind.COURT_TEAM
            here = Organisation.local_delivery_unit_id == area_id
            found[area_id] = addresses_of(session, is_team & here)
    return found
