"""Keeping providers, and which of them passes work to which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.attribution import SaidBy, is_nothing
from directory.audit import record_act
from directory.clock import local_date
from directory.errors import DirectoryError
from directory.keeping import Kept, Spoken, keep_all
from directory.offers import FactOffered
from directory.people.models import Person
from directory.providers.models import Provider, Sector, SupplyLink
from directory.providers.provider_fields import PROVIDER_FIELD
from directory.searched import search_again_for_providers
from directory.stating_fields import state_fields, word_of
from directory.versions import refuse_unfit


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
    as_of: dt.date | None = None,
) -> Kept[Provider]:
    """Add or revise providers by external identifier, in few statements; all from one source.

    The services of those that changed are searched by their new words. `unsaid` are facts of
    which the source says nothing: those of a known provider stay, as does what somebody else
    said. The source speaks of the day `as_of`, or of that of `at`.
    """
    source = next((told.source for told in facts.values()), "")
    day = local_date(at) if as_of is None else as_of
    kept: Kept[Provider] = keep_all(
        session,
        Provider.external_id,
        {key: _without_source(told) for key, told in facts.items()},
        when_added={"recorded_at": at, "source": source},
        by=by,
        at=at,
        unsaid=unsaid,
        spoken=Spoken(SaidBy(source, day), PROVIDER_FIELD),
    )
    search_again_for_providers(session, (provider.id for provider in kept.changed))
    return kept


def _without_source(told: ProviderFacts) -> dict[str, Any]:
    """A record keeps the source that brought it; who said what stands beside each field."""
    facts = asdict(told)
    del facts["source"]
    return facts


def add_provider(
    session: Session, facts: Mapping[str, object], *, by: Person, at: dt.datetime
) -> Provider:
    """A provider whom a person enters, by the fields of `PROVIDER_FIELD`; no file names it yet.

    Raises `NoSuchField` and `FieldRefused`.
    """
    refuse_unfit(PROVIDER_FIELD, {"name": None} | dict(facts))
    word = word_of(by, at).as_record()
    provider = Provider(
        **facts,
        source=by.name,
        recorded_at=at,
        said={name: word for name, value in facts.items() if not is_nothing(value)},
    )
    session.add(provider)
    session.flush()
    record_act(session, Act.PROVIDER_ADD, provider, by=by, at=at, after=facts)
    return provider


def edit_provider(
    session: Session,
    provider: Provider,
    changes: Mapping[str, object],
    *,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> Provider:
    """A person states fields of a provider as seen at version `based_on`.

    Raises `NoSuchField`, `FieldRefused` and, where somebody else changed it meanwhile,
    `ChangedMeanwhile` with both values.
    """
    refuse_unfit(PROVIDER_FIELD, changes)
    changed = state_fields(
        session, provider, PROVIDER_FIELD, changes, based_on=based_on, by=by, at=at
    )
    if changed:
        told: dict[str, Any] = {"before": changed.before, "after": changed.after}
        record_act(session, Act.PROVIDER_EDIT, provider, by=by, at=at, **told)
        search_again_for_providers(session, [provider.id])
    session.flush()
    return provider


def take_provider_offer(
    session: Session,
    provider: Provider,
    offer: FactOffered,
    *,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> Provider:
    """The owner states what a file offered; from then on it is the owner's word."""
    value = Sector(offer.value) if offer.field == "sector" else offer.value
    return edit_provider(session, provider, {offer.field: value}, based_on=based_on, by=by, at=at)


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
        Act.SUBCONTRACTOR_LINK,
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
