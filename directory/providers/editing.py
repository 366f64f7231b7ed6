"""Keeping providers, and which of them passes work to which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit import record_act
from directory.errors import DirectoryError
from directory.keeping import Kept, keep_all
from directory.people.models import Person
from directory.providers.models import Provider, Sector, SupplyLink
from directory.searched import search_again_for_providers


class OwnSubcontractor(DirectoryError):
    """A provider cannot pass work to itself."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        super().__init__(f"{provider.name} cannot be its own subcontractor.")


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """What a source says of a provider; None is "not known"."""

    name: str
    source: str
    sector: Sector | None = None
    charity_number: str | None = None
    company_number: str | None = None
    telephone: str | None = None
    email: str | None = None
    website: str | None = None
    is_fictional: bool = False


def keep_provider(  # noqa: PLR0913  one keyword for each fact
    session: Session,
    *,
    external_id: str,
    name: str,
    source: str,
    sector: Sector | None = None,
    charity_number: str | None = None,
    company_number: str | None = None,
    telephone: str | None = None,
    email: str | None = None,
    website: str | None = None,
    is_fictional: bool = False,
    by: Person,
    at: dt.datetime,
) -> Provider:
    """Add or revise one provider."""
    facts = ProviderFacts(
        name=name,
        source=source,
        sector=sector,
        charity_number=charity_number,
        company_number=company_number,
        telephone=telephone,
        email=email,
        website=website,
        is_fictional=is_fictional,
    )
    return keep_providers(session, {external_id: facts}, by=by, at=at).things[external_id]


def keep_providers(
    session: Session,
    facts: Mapping[str, ProviderFacts],
    *,
    by: Person,
    at: dt.datetime,
    unsaid: Collection[str] = (),
) -> Kept[Provider]:
    """Add or revise providers by external identifier, in few statements.

    The services of those that changed are searched by their new words. `unsaid` are facts of
    which the source says nothing: those of a known provider stay.
    """
    kept: Kept[Provider] = keep_all(
        session,
        Provider.external_id,
        {key: asdict(told) for key, told in facts.items()},
        when_added={"recorded_at": at},
        by=by,
        at=at,
        unsaid=unsaid,
    )
    search_again_for_providers(session, (provider.id for provider in kept.changed))
    return kept


def link_subcontractors(
    session: Session,
    prime: Provider,
    subcontractors: Iterable[Provider],
    *,
    agreement_reference: str,
    by: Person,
    at: dt.datetime,
) -> list[SupplyLink]:
    """The links of one agreement, in the order given, those missing added."""
    kept = {
        link.subcontractor_id: link
        for link in session.scalars(
            select(SupplyLink).where(
                SupplyLink.prime_id == prime.id,
                SupplyLink.agreement_reference == agreement_reference,
            )
        )
    }
    links = []
    for subcontractor in subcontractors:
        if subcontractor.id == prime.id:
            raise OwnSubcontractor(prime)
        if subcontractor.id not in kept:
            kept[subcontractor.id] = _add_link(
                session, prime, subcontractor, agreement_reference, by=by, at=at
            )
        links.append(kept[subcontractor.id])
    return links


def _add_link(
    session: Session,
    prime: Provider,
    subcontractor: Provider,
    agreement_reference: str,
    *,
    by: Person,
    at: dt.datetime,
) -> SupplyLink:
    link = SupplyLink(
        prime_id=prime.id,
        subcontractor_id=subcontractor.id,
        agreement_reference=agreement_reference,
    )
    session.add(link)
    session.flush()
    record_act(
        session,
        "linked_subcontractor",
        link,
        by=by,
        at=at,
        after={
            "prime": prime.external_id,
            "subcontractor": subcontractor.external_id,
            "agreement_reference": agreement_reference,
        },
    )
    return link
