"""Who can be party to an agreement on sharing information: regions, providers, partners, others.

A court team is probation's: it shares by what its region agreed. A prison, a board of health or a
council is a body of its own.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.partnership.partners.models import Partner
from commissioning.partnership.partners.queries import partner_called
from commissioning.partnership.partners.succession import (
    PartnerSpan,
    ended_in_words,
    partner_on,
    partner_spans,
)
from commissioning.partnership.protocols.errors import ProtocolImpossible
from directory.accounts.models import Organisation
from directory.people.roles import OrganisationKind
from directory.places.models import Court, LocalDeliveryUnit, Region
from directory.providers.models import Provider
from directory.services.looking import hidden_providers
from directory.sight import Sight


class BodyKind(enum.StrEnum):
    REGION = "region"
    PROVIDER = "provider"
    ORGANISATION = "organisation"
    PARTNER = "partner"


class SharingBody(NamedTuple):
    """A record by its kind and key."""

    kind: BodyKind
    key: int


PUBLIC_KINDS = frozenset(
    {
        OrganisationKind.PROBATION_REGION,
        OrganisationKind.COURT_TEAM,
        OrganisationKind.PRISON,
        OrganisationKind.HEALTH_OR_COUNCIL,
        OrganisationKind.JUDICIARY,
        OrganisationKind.NATIONAL,
    }
)


def region_name(region: Region) -> str:
    return f"Probation, {region.name}"


def body_of(session: Session, organisation: Organisation) -> SharingBody:
    """By what agreement its members share."""
    if organisation.region_id is not None:
        return SharingBody(BodyKind.REGION, organisation.region_id)
    if organisation.provider_id is not None:
        return SharingBody(BodyKind.PROVIDER, organisation.provider_id)
    if organisation.kind is OrganisationKind.COURT_TEAM:
        region_id = _region_of_team(session, organisation)
        if region_id is not None:
            return SharingBody(BodyKind.REGION, region_id)
    return SharingBody(BodyKind.ORGANISATION, organisation.id)


def _region_of_team(session: Session, team: Organisation) -> int | None:
    if team.court_id is not None:
        return session.get_one(Court, team.court_id).region_id
    if team.local_delivery_unit_id is not None:
        return session.get_one(LocalDeliveryUnit, team.local_delivery_unit_id).region_id
    return None


def provider_now(session: Session, provider_id: int) -> int:
    """Whoever it went into answers for what it signed."""
    seen = {provider_id}
    while (merged := session.get_one(Provider, provider_id).merged_into_id) is not None:
        if merged in seen:
            break
        seen.add(merged)
        provider_id = merged
    return provider_id


def body_on(
    session: Session, body: SharingBody, spans: Mapping[int, PartnerSpan], day: dt.date
) -> SharingBody:
    """A provider is whom it went into, a partner who does its work that day; a partner whose
    members enter here shares as they do."""
    if body.kind is BodyKind.PROVIDER:
        return SharingBody(BodyKind.PROVIDER, provider_now(session, body.key))
    if body.kind is BodyKind.PARTNER:
        body = SharingBody(BodyKind.PARTNER, partner_on(spans, body.key, day).key)
        organisation_id = session.get_one(Partner, body.key).organisation_id
        if organisation_id is not None:
            return body_of(session, session.get_one(Organisation, organisation_id))
    return body


def names_of(session: Session, bodies: Iterable[SharingBody]) -> Mapping[SharingBody, str]:
    """As pages call them."""
    asked = set(bodies)
    keys = {kind: [one.key for one in asked if one.kind is kind] for kind in BodyKind}
    regions = session.scalars(select(Region).where(Region.id.in_(keys[BodyKind.REGION])))
    providers = session.scalars(select(Provider).where(Provider.id.in_(keys[BodyKind.PROVIDER])))
    others = session.scalars(
        select(Organisation).where(Organisation.id.in_(keys[BodyKind.ORGANISATION]))
    )
    partners = session.scalars(select(Partner).where(Partner.id.in_(keys[BodyKind.PARTNER])))
    return {
        **{SharingBody(BodyKind.PARTNER, one.id): one.name for one in partners},
        **{SharingBody(BodyKind.REGION, one.id): region_name(one) for one in regions},
        **{SharingBody(BodyKind.PROVIDER, one.id): one.name for one in providers},
        **{SharingBody(BodyKind.ORGANISATION, one.id): one.name for one in others},
    }


def bodies_called(session: Session, names: Iterable[str], *, sight: Sight) -> list[SharingBody]:
    """Each by its name, a provider also by its code. Raises `ProtocolImpossible` of the first that
    is not known, or may not be known to who asks: in the same words."""
    return list(dict.fromkeys(_called(session, name, sight) for name in names))


def _called(session: Session, name: str, sight: Sight) -> SharingBody:
    asked = " ".join(name.split()).casefold()
    short = asked.removeprefix("probation, ")
    region = session.scalar(select(Region).where(func.lower(Region.name) == short))
    if region is not None:
        return SharingBody(BodyKind.REGION, region.id)
    organisation = session.scalar(
        select(Organisation).where(
            func.lower(Organisation.name) == asked, Organisation.closed_at.is_(None)
        )
    )
    if organisation is not None and organisation.provider_id is None:
        return body_of(session, organisation)
    found = _providers_called(session, asked, organisation, sight)
    if not found:
        return _partner_called(session, name)
    if len(found) > 1:
        codes = " and ".join(sorted(one.code for one in found))
        raise ProtocolImpossible(
            "parties", f"Several providers are called “{name}”. Give a code instead: {codes}."
        )
    return SharingBody(BodyKind.PROVIDER, found[0].id)


def _partner_called(session: Session, name: str) -> SharingBody:
    partner = partner_called(session, name)
    if partner is None:
        raise ProtocolImpossible(
            "parties",
            f"No body known here is called “{name}”. Look for its name under providers, prisons"
            " or partners; one that is not there can be added as a partner.",
        )
    return SharingBody(BodyKind.PARTNER, partner.id)


def refuse_ended_parties(session: Session, bodies: Iterable[SharingBody], on: dt.date) -> None:
    """A partner that ended before `on`, an agreement's first day, signs none. Raises
    `ProtocolImpossible`."""
    spans = partner_spans(session)
    for body in bodies:
        span = spans.get(body.key) if body.kind is BodyKind.PARTNER else None
        if span is not None and span.ended_on is not None and span.ended_on < on:
            raise ProtocolImpossible("parties", ended_in_words(spans, body.key, on))


def _providers_called(
    session: Session, asked: str, organisation: Organisation | None, sight: Sight
) -> list[Provider]:
    of_organisation = None if organisation is None else organisation.provider_id
    rows = session.scalars(
        select(Provider)
        .where(
            (func.lower(Provider.name) == asked)
            | (func.lower(Provider.external_id) == asked)
            | (Provider.id == of_organisation)
        )
        .order_by(Provider.id)
    ).all()
    hidden = hidden_providers(session, rows, sight=sight)
    keys = {provider_now(session, one.id) for one in rows if one.id not in hidden}
    return [session.get_one(Provider, key) for key in sorted(keys)]
