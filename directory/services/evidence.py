"""Evidence that a programme works, each finding with its source."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person
from directory.services.models import Programme, ProgrammeEvidence
from directory.stating import day_said, said


def state_evidence(
    session: Session,
    programme: Programme,
    *,
    statement: str,
    source: str,
    source_date: dt.date,
    by: Person,
    at: dt.datetime,
) -> ProgrammeEvidence:
    """Record what a source of a day found; the newest statement from a source counts.

    Raises `NotSaid` without a statement or a source, `StatedAhead` for a day to come.
    """
    evidence = ProgrammeEvidence(
        programme_id=programme.id,
        statement=said(statement, "what was found"),
        source=said(source, "the source"),
        source_date=day_said(source_date, at),
        recorded_at=at,
        recorded_by_id=by.id,
    )
    session.add(evidence)
    session.flush()
    after = {"source": evidence.source, "source_date": source_date}
    record_act(session, Act.EVIDENCE_STATE, evidence, by=by, at=at, after=after)
    return evidence


def evidence_for(session: Session, programme_id: int | None) -> list[ProgrammeEvidence]:
    """The newest statement from each source, the newest source first; none without a programme."""
    if programme_id is None:
        return []
    rows = session.scalars(
        select(ProgrammeEvidence)
        .where(ProgrammeEvidence.programme_id == programme_id)
        .order_by(ProgrammeEvidence.source_date, ProgrammeEvidence.id)
    )
    newest = {evidence.source.casefold(): evidence for evidence in rows}
    return sorted(newest.values(), key=lambda one: (one.source_date, one.id), reverse=True)
