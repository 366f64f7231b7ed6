"""Finding providers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.errors import NotKnown
from directory.keeping import found_by
from directory.providers.models import Provider, SupplyLink


def provider_by_id(session: Session, public_id: uuid.UUID) -> Provider:
    found = session.scalar(select(Provider).where(Provider.public_id == public_id))
    if found is None:
        raise NotKnown("provider", public_id)
    return found


def providers_by_external_id(session: Session, external_ids: Iterable[str]) -> dict[str, Provider]:
    """Those that are kept, by external identifier."""
    return found_by(session, Provider.external_id, external_ids)


def all_providers(session: Session) -> list[Provider]:
    return list(session.scalars(select(Provider).order_by(Provider.name, Provider.id)))


def subcontractors_of(session: Session, prime: Provider) -> list[tuple[Provider, str]]:
    """Each subcontractor with the reference of the agreement, by name."""
    rows = session.execute(
        select(Provider, SupplyLink.agreement_reference)
        .join(SupplyLink, SupplyLink.subcontractor_id == Provider.id)
        .where(SupplyLink.prime_id == prime.id, Provider.merged_into_id.is_(None))
        .order_by(Provider.name, SupplyLink.agreement_reference, SupplyLink.id)
    )
    return [(provider, reference) for provider, reference in rows]


def primes_of(session: Session, subcontractor: Provider) -> list[tuple[Provider, str]]:
    """Each prime that passes work to it, with the reference of the agreement, by name."""
    rows = session.execute(
        select(Provider, SupplyLink.agreement_reference)
        .join(SupplyLink, SupplyLink.prime_id == Provider.id)
        .where(SupplyLink.subcontractor_id == subcontractor.id, Provider.merged_into_id.is_(None))
        .order_by(Provider.name, SupplyLink.agreement_reference, SupplyLink.id)
    )
    return [(provider, reference) for provider, reference in rows]
