"""The fictional providers, and the real national programmes that their services follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from sqlalchemy.orm import Session

from commissioning.demonstration.naming import SOURCE, email, provider_name, telephone
from commissioning.demonstration.plans import SECTORS
from directory.people.models import Person
from directory.places.reference_tables import programmes
from directory.providers.editing import ProviderFacts, keep_providers, link_subcontractors
from directory.services.models import ProgrammeKind
from directory.services.programmes import ProgrammeFacts, keep_programmes

PROGRAMME_SOURCE: Final = "Ministry of Justice, hmpps-interventions-service and related (MIT)"
SUBCONTRACTORS: Final = 3


def provider_key(number: int) -> str:
    return f"demo-provider-{number:04d}"


def add_providers(session: Session, numbers: Iterable[int], *, by: Person, at: dt.datetime) -> int:
    """Each with a name, a telephone number and an address that nobody has."""
    facts = {provider_key(number): _provider(number) for number in sorted(set(numbers))}
    kept = keep_providers(session, facts, by=by, at=at)
    providers = list(kept.things.values())
    for first in range(0, len(providers) - SUBCONTRACTORS, 25):
        link_subcontractors(
            session,
            providers[first],
            providers[first + 1 : first + 1 + SUBCONTRACTORS],
            agreement_reference=f"demo-supply-{first:04d}",
            by=by,
            at=at,
        )
    return len(providers)


def _provider(number: int) -> ProviderFacts:
    sector = SECTORS[number % len(SECTORS)]
    return ProviderFacts(
        name=provider_name(number // len(SECTORS), sector),
        source=SOURCE,
        sector=sector,
        telephone=telephone(number),
        email=email(number),
        website=f"https://provider-{number}.example.org",
        is_fictional=True,
    )


def add_programmes(session: Session, *, by: Person, at: dt.datetime) -> int:
    """The programmes of the reference table, as an import of them would keep them."""
    facts = {
        str(row.code): ProgrammeFacts(
            name=row.name,
            kind=ProgrammeKind(row.kind),
            source=PROGRAMME_SOURCE,
            settings=row.settings,
            delivery_format="; ".join(row.formats),
            for_men=row.for_men,
            for_women=row.for_women,
            minimum_age=row.minimum_age,
            maximum_age=row.maximum_age,
            group_sessions=row.group_sessions,
            one_to_one_sessions=row.one_to_one_sessions,
            needs=row.needs,
            eligible_offences="; ".join(row.eligible_offences) or None,
            excluded_offences="; ".join(row.excluded_offences) or None,
            is_restricted=row.is_restricted,
        )
        for row in programmes()
    }
    return len(keep_programmes(session, facts, by=by, at=at).things)
