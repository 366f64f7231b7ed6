"""What somebody stated of a prison or of a programme, and whose word it is, on the pages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.people.models import Person
from directory.places.models import Exposure, Prison
from directory.places.prison_contacts import state_prison_contact
from directory.services.evidence import state_evidence
from directory.services.models import ProgrammeKind, Service
from directory.services.programmes import ProgrammeFacts, keep_programme
from tests.makers.days import NOW, TODAY
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of


def test_a_prison_page_says_whom_to_ring_by_role(
    visitor: FlaskClient, session: Session, importer: Person
) -> None:
    prison = Prison(code="XXI", name="Somewhere (HMP)", holds_men=True, holds_women=False)
    session.add(prison)
    session.flush()
    assert "None has been given to this portal" in text_of(visitor.get("/prisons/xxi").text)
    state_prison_contact(
        session, prison, role="Head of <resettlement>", telephone="01632 960001",
        email="resettlement@example.org", source="tests",
        stated_by="The governor’s office", stated_on=TODAY, by=importer, at=NOW,
    )  # fmt: skip
    page = visitor.get("/prisons/xxi").text
    assert 'href="tel:01632960001"' in page
    assert 'href="mailto:resettlement@example.org"' in page
    said = text_of(page)
    assert "Head of <resettlement> 01632 960001 resettlement@example.org" in said
    assert "as stated by The governor’s office on 2 March 2027" in said
    assert "None has been given to this portal" not in said


@pytest.fixture
def proven(scene: Scene, session: Session, importer: Person) -> Service:
    """A service whose programme has a finding behind it."""
    service = scene.service("Finance, benefit and debt advice 1", session)
    facts = ProgrammeFacts(name="Money", kind=ProgrammeKind.STRUCTURED, source="tests")
    programme = keep_programme(session, external_id="money", facts=facts, by=importer, at=NOW)
    service.programme_id = programme.id
    state_evidence(
        session, programme, statement="Debts fell.", source="Report 7", source_date=TODAY,
        by=importer, at=NOW,
    )  # fmt: skip
    session.flush()
    session.expire(service)
    return service


def test_a_service_page_shows_evidence_with_its_source(
    visitor: FlaskClient, proven: Service
) -> None:
    said = text_of(visitor.get(f"/services/{proven.public_id}").text)
    assert "Evidence that it works Debts fell. Source: Report 7, 2 March 2027" in said


def test_a_restricted_service_shows_no_evidence(
    visitor: FlaskClient, session: Session, proven: Service
) -> None:
    proven.exposure = Exposure.RESTRICTED
    session.flush()
    answer = visitor.get(f"/services/{proven.public_id}")
    assert answer.status_code == 200
    assert "Debts fell" not in answer.text
    assert "Evidence that it works" not in answer.text
