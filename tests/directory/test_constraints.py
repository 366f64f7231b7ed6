"""What the database refuses is said in a sentence, on the field, on both databases alike."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from directory.base import Base
from directory.constraints import SENTENCES, Refused, kept_by_the_database, refused_on_its_field
from directory.keeping import KeyTaken
from directory.people.models import Person
from directory.providers.models import Provider, SupplyLink
from directory.services.models import ProgrammeKind
from directory.services.programmes import ProgrammeFacts, keep_programme
from tests.makers.days import NOW
from tests.makers.services import make_provider

TABLES = (
    "provider",
    "supply_link",
    "programme",
    "service",
    "listing_revision",
    "service_site",
    "service_area",
    "confirmation",
    "account",
    "organisation",
    "deputy",
    "site",
    "acting_body",
)
TOLD_ONCE = "month_statement"
"""What of it is refused but a second telling, no form can ask for."""


@pytest.mark.parametrize("table", TABLES)
def test_every_constraint_of_a_record_has_its_sentence(table: str) -> None:
    kept = kept_by_the_database(table)
    assert {name for name in kept if not name.endswith("_public_id")} <= SENTENCES.keys()


def test_no_sentence_is_left_over() -> None:
    known = {name for table in (*TABLES, TOLD_ONCE) for name in kept_by_the_database(table)}
    known |= {str(each.name) for table in TABLES for each in Base.metadata.tables[table].indexes}
    assert SENTENCES.keys() - known == set()


def test_a_key_that_is_taken_names_its_field(session: Session) -> None:
    other = make_provider(session)
    again = Provider(external_id=other.external_id, name="Other", source="t", recorded_at=NOW)
    with pytest.raises(Refused) as refused, refused_on_its_field(session):
        session.add(again)
    assert str(refused.value) == "Another provider has this identifier."
    assert refused.value.column == "external_id"


def test_a_check_names_its_field_too(session: Session) -> None:
    provider = make_provider(session)
    with pytest.raises(Refused) as refused, refused_on_its_field(session):
        session.add(
            SupplyLink(prime_id=provider.id, subcontractor_id=provider.id, agreement_reference="X1")
        )
    assert refused.value.broken.name == "ck_supply_link_not_its_own_subcontractor"
    assert refused.value.column == "subcontractors"


def test_a_file_hears_which_column_it_was(session: Session, importer: Person) -> None:
    facts = ProgrammeFacts("Thinking", ProgrammeKind.ACCREDITED, source="tests")
    keep_programme(session, external_id="A", facts=facts, by=importer, at=NOW)
    with pytest.raises(KeyTaken, match="Another programme of this kind has this name") as taken:
        keep_programme(session, external_id="B", facts=facts, by=importer, at=NOW)
    assert taken.value.column == "name"
