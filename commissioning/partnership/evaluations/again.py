"""Whether a form that somebody sent is one that they have sent already: then it is the same act.

| what is sent | it was sent already where |
|---|---|
| a new evaluation | they stated one of just these words today, and it stands uncorrected |
| a correction | it was written before the last one, which was theirs, of these words and reason |
| a withdrawal | they withdrew just that statement, for this reason |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.evaluations.facts import EvaluationFacts
from commissioning.partnership.evaluations.models import Evaluation, EvaluationStatement
from commissioning.partnership.evaluations.plain_words import plain_words
from commissioning.partnership.evaluations.queries import statement_told
from commissioning.partnership.evaluations.told import EvaluatedSubject
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.clock import local_date
from directory.people.models import Person
from directory.places.models import Region


def stated_so(
    session: Session,
    region: Region,
    facts: EvaluationFacts,
    subjects: Sequence[EvaluatedSubject],
    *,
    by: Person,
    at: dt.datetime,
) -> Evaluation | None:
    """The region is held meanwhile: of two in the same moment the second sees the first."""
    session.execute(select(Region.id).where(Region.id == region.id).with_for_update())
    asked = (
        select(Evaluation)
        .join(EvaluationStatement, EvaluationStatement.evaluation_id == Evaluation.id)
        .where(
            Evaluation.owner_region_id == region.id, Evaluation.recorded_by_id == by.id,
            Evaluation.version == 1, Evaluation.withdrawn_on.is_(None),
            EvaluationStatement.title == facts.title,
        )
        .order_by(Evaluation.id.desc())
    )  # fmt: skip
    told = plain_words(facts, subjects)
    for one in session.scalars(asked).all():
        if local_date(one.recorded_at) == local_date(at) and _says(session, one) == told:
            return one
    return None


def corrected_so(
    session: Session,
    evaluation: Evaluation,
    facts: EvaluationFacts,
    subjects: Sequence[EvaluatedSubject],
    reason: str,
    *,
    based_on: int,
    by: Person,
) -> bool:
    if evaluation.version != based_on + 1:
        return False
    last = statement_told(session, evaluation).statement
    is_theirs = (last.recorded_by_id, last.reason) == (by.id, reason)
    return is_theirs and _says(session, evaluation) == plain_words(facts, subjects)


def withdrawn_so(
    session: Session, evaluation: Evaluation, reason: str, *, based_on: int, by: Person
) -> bool:
    told = (evaluation.version, evaluation.withdrawn_reason)
    return told == (based_on, reason) and by.id == session.scalar(
        select(AuditRow.by_id)
        .where(
            AuditRow.subject_kind == evaluation.__tablename__,
            AuditRow.subject_id == evaluation.id,
            AuditRow.act == Act.EVALUATION_WITHDRAW.value,
        )
        .order_by(AuditRow.id.desc())
        .limit(1)
    )


def _says(session: Session, evaluation: Evaluation) -> dict[str, object]:
    told = statement_told(session, evaluation)
    return plain_words(told.facts, told.subjects)
