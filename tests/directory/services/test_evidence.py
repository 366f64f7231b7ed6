"""Evidence that a programme works: each source's newest finding, the newest source first."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit.models import AuditRow
from directory.people.models import Person
from directory.services.evidence import evidence_for, state_evidence
from directory.services.models import Programme, ProgrammeEvidence, ProgrammeKind
from directory.services.programmes import ProgrammeFacts, keep_programme
from directory.stating import NotSaid, StatedAhead
from tests.makers.days import NOW, TODAY

REPORT = "Report 7"


@pytest.fixture
def programme(session: Session, importer: Person) -> Programme:
    facts = ProgrammeFacts(name="Thinking", kind=ProgrammeKind.ACCREDITED, source="tests")
    return keep_programme(session, external_id="thinking", facts=facts, by=importer, at=NOW)


def state(
    session: Session,
    programme: Programme,
    by: Person,
    statement: str = "It works.",
    *,
    source: str = REPORT,
    on: dt.date = TODAY,
) -> ProgrammeEvidence:
    return state_evidence(
        session, programme, statement=statement, source=source, source_date=on, by=by, at=NOW
    )


def test_the_newest_statement_of_each_source_counts(
    session: Session, programme: Programme, importer: Person
) -> None:
    old = TODAY - dt.timedelta(days=400)
    state(session, programme, importer, "It worked.", on=old)
    state(session, programme, importer, "It works still.", on=old)
    state(session, programme, importer, "It helps.", source="A survey")
    found = [(one.source, one.statement) for one in evidence_for(session, programme.id)]
    assert found == [("A survey", "It helps."), (REPORT, "It works still.")]
    assert evidence_for(session, None) == []
    assert evidence_for(session, programme.id + 1) == []


def test_stating_leaves_a_row_of_its_own(
    session: Session, programme: Programme, importer: Person
) -> None:
    kept = state(session, programme, importer)
    kind = "programme_evidence"
    row = session.scalars(select(AuditRow).where(AuditRow.subject_kind == kind)).one()
    assert (row.act, row.subject_id, row.by_id) == ("evidence:state", kept.id, importer.id)


def test_what_is_of_no_use_is_refused(
    session: Session, programme: Programme, importer: Person
) -> None:
    with pytest.raises(NotSaid):
        state(session, programme, importer, " ")
    with pytest.raises(NotSaid):
        state(session, programme, importer, source="")
    with pytest.raises(StatedAhead):
        state(session, programme, importer, on=TODAY + dt.timedelta(days=1))
    assert evidence_for(session, programme.id) == []
