from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit.models import AuditRow
from directory.errors import NotKnown
from directory.people.models import Person
from directory.providers.editing import (
    OwnSubcontractor,
    ProviderFacts,
    keep_provider,
    keep_providers,
    link_subcontractors,
)
from directory.providers.models import Provider, Sector
from directory.providers.queries import (
    all_providers,
    provider_by_id,
    providers_by_external_id,
    subcontractors_of,
)
from tests.makers.days import NOW


def keep(session: Session, by: Person, external_id: str, name: str) -> Provider:
    return keep_provider(
        session, external_id=external_id, name=name, source="a test", by=by, at=NOW
    )


def acts(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(AuditRow.act).order_by(AuditRow.id)))


def test_a_provider_is_added_once_and_revised_when_told_otherwise(
    session: Session, importer: Person
) -> None:
    first = keep(session, importer, "A", "Anawim")
    assert keep(session, importer, "A", "Anawim") is first
    assert acts(session) == ["provider:add"]
    assert keep(session, importer, "A", "Anawim Centre") is first
    assert acts(session) == ["provider:add", "provider:revise"]
    revised = session.scalars(select(AuditRow).where(AuditRow.act == "provider:revise")).one()
    assert revised.before == {"name": "Anawim"}
    assert revised.after == {"name": "Anawim Centre"}
    assert provider_by_id(session, first.public_id) is first


def test_many_providers_are_counted_by_outcome(session: Session, importer: Person) -> None:
    facts = {f"P{n}": ProviderFacts(name=f"Provider {n}", source="a test") for n in range(1200)}
    assert keep_providers(session, facts, by=importer, at=NOW).added == 1200
    facts["P7"] = ProviderFacts(name="Seventh", source="a test", sector=Sector.VOLUNTARY)
    again = keep_providers(session, facts, by=importer, at=NOW)
    assert (again.added, again.revised, again.unchanged) == (0, 1, 1199)
    assert len(all_providers(session)) == 1200
    assert set(providers_by_external_id(session, ["P1", "P7", "none"])) == {"P1", "P7"}


def test_a_subcontractor_is_linked_once_for_each_agreement(
    session: Session, importer: Person
) -> None:
    prime, other = keep(session, importer, "A", "Prime"), keep(session, importer, "B", "Other")
    for _ in range(2):
        link_subcontractors(session, prime, [other], agreement_reference="X1", by=importer, at=NOW)
    assert subcontractors_of(session, prime) == [(other, "X1")]
    assert acts(session).count("subcontractor:link") == 1
    with pytest.raises(OwnSubcontractor, match="Prime"):
        link_subcontractors(session, prime, [prime], agreement_reference="X1", by=importer, at=NOW)


def test_an_unknown_provider_is_not_known(session: Session) -> None:
    with pytest.raises(NotKnown):
        provider_by_id(session, uuid.uuid4())
