"""Evaluations are stated, corrected and withdrawn, by people of the region that keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from commissioning.partnership.evaluations.again import (
    corrected_so,
    stated_so,
    withdrawn_so,
)
from commissioning.partnership.evaluations.checking import (
    LONGEST_WORDS,
    check_evaluation,
    check_words,
)
from commissioning.partnership.evaluations.errors import (
    EvaluationChangedMeanwhile,
    EvaluationImpossible,
)
from commissioning.partnership.evaluations.facts import EvaluationFacts, FindingFacts
from commissioning.partnership.evaluations.models import (
    Evaluation,
    EvaluationFinding,
    EvaluationStatement,
    EvaluationSubject,
)
from commissioning.partnership.evaluations.plain_words import plain_words
from commissioning.partnership.evaluations.queries import statement_told
from commissioning.partnership.evaluations.told import (
    EvaluatedScheme,
    EvaluatedSubject,
)
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.people.models import Person
from directory.places.models import Region
from directory.services.models import Service
from directory.services.sight import sees_openly

MOST_SUBJECTS: Final = 50


def state_evaluation(
    session: Session,
    region: Region,
    facts: EvaluationFacts,
    subjects: Sequence[EvaluatedSubject],
    *,
    by: Person,
    at: dt.datetime,
    is_generated: bool = False,
) -> Evaluation:
    """Public from then on; the one that they stated today in just these words is the same one.

    Raises `EvaluationImpossible`.
    """
    _refuse(session, facts, subjects, at)
    if (stated := stated_so(session, region, facts, subjects, by=by, at=at)) is not None:
        return stated
    evaluation = Evaluation(
        owner_region_id=region.id, version=1, is_generated=is_generated, recorded_at=at,
        recorded_by_id=by.id,
    )  # fmt: skip
    session.add(evaluation)
    session.flush()
    _keep(session, evaluation, facts, subjects, reason=None, by=by, at=at)
    after = plain_words(facts, subjects)
    record_act(session, Act.EVALUATION_STATE, evaluation, by=by, at=at, after=after)
    session.flush()
    return evaluation


def correct_evaluation(
    session: Session,
    evaluation: Evaluation,
    facts: EvaluationFacts,
    subjects: Sequence[EvaluatedSubject],
    *,
    reason: str,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> bool:
    """Whether anything is different: another statement counts then, and the one before is kept.

    The same correction sent again is the same one. Raises `EvaluationImpossible`,
    `EvaluationChangedMeanwhile`.
    """
    _refuse_withdrawn(evaluation)
    if evaluation.version != based_on:
        if corrected_so(session, evaluation, facts, subjects, reason, based_on=based_on, by=by):
            return True
        raise EvaluationChangedMeanwhile
    _refuse(session, facts, subjects, at)
    stood = statement_told(session, evaluation)
    before, after = plain_words(stood.facts, stood.subjects), plain_words(facts, subjects)
    if before == after:
        return False
    check_words("reason", reason, longest=LONGEST_WORDS, is_named_so=facts.is_named_so)
    _raise_version(session, evaluation, based_on)
    _keep(session, evaluation, facts, subjects, reason=reason, by=by, at=at)
    changed = [name for name in after if after[name] != before[name]]
    record_act(
        session, Act.EVALUATION_CHANGE, evaluation, by=by, at=at,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed} | {"reason": reason},
    )  # fmt: skip
    session.flush()
    return True


def withdraw_evaluation(
    session: Session,
    evaluation: Evaluation,
    *,
    reason: str,
    based_on: int,
    by: Person,
    at: dt.datetime,
    is_named_so: bool = False,
) -> None:
    """From today it speaks of nothing any more; it stays to be read, with the reason.

    The same withdrawal sent again is the same one. Raises `EvaluationImpossible`,
    `EvaluationChangedMeanwhile`.
    """
    if withdrawn_so(session, evaluation, reason, based_on=based_on, by=by):
        return
    _refuse_withdrawn(evaluation)
    if evaluation.version != based_on:
        raise EvaluationChangedMeanwhile
    check_words("reason", reason, longest=LONGEST_WORDS, is_named_so=is_named_so)
    evaluation.withdrawn_on, evaluation.withdrawn_reason = local_date(at), reason
    after = {"withdrawn_on": evaluation.withdrawn_on, "reason": reason}
    record_act(session, Act.EVALUATION_WITHDRAW, evaluation, by=by, at=at, after=after)
    session.flush()


def _raise_version(session: Session, evaluation: Evaluation, based_on: int) -> None:
    """Of two corrections in the same moment one is told to look again."""
    raised = session.execute(
        update(Evaluation)
        .where(
            Evaluation.id == evaluation.id,
            Evaluation.version == based_on,
            Evaluation.withdrawn_on.is_(None),
        )
        .values(version=based_on + 1)
        .returning(Evaluation.id)
    ).one_or_none()
    if raised is None:
        raise EvaluationChangedMeanwhile


def _refuse(
    session: Session,
    facts: EvaluationFacts,
    subjects: Sequence[EvaluatedSubject],
    at: dt.datetime,
) -> None:
    check_evaluation(facts, today=local_date(at))
    for mistake in mistakes_of_subjects(session, subjects):
        raise mistake


def mistakes_of_subjects(
    session: Session, subjects: Sequence[EvaluatedSubject]
) -> Iterator[EvaluationImpossible]:
    if not subjects:
        yield EvaluationImpossible(
            "services", "Name at least one service, or choose a scheme: what was evaluated."
        )
    if len(subjects) > MOST_SUBJECTS:
        yield EvaluationImpossible("services", f"Name at most {MOST_SUBJECTS} services.")
    for one in subjects:
        if isinstance(one, EvaluatedScheme):
            continue
        if not sees_openly(session.get_one(Service, one.id).exposure):
            yield EvaluationImpossible(
                "services",
                f"Take out /services/{one.public_id}: not everybody may read of it, and an"
                " evaluation is public.",
            )


def _refuse_withdrawn(evaluation: Evaluation) -> None:
    if evaluation.withdrawn_on is not None:
        raise EvaluationImpossible(
            "",
            f"It was withdrawn on {day_in_words(evaluation.withdrawn_on)}: state it anew, if it"
            " speaks again.",
        )


def _keep(
    session: Session,
    evaluation: Evaluation,
    facts: EvaluationFacts,
    subjects: Sequence[EvaluatedSubject],
    *,
    reason: str | None,
    by: Person,
    at: dt.datetime,
) -> None:
    cost = facts.cost
    statement = EvaluationStatement(
        evaluation_id=evaluation.id, number=evaluation.version, title=facts.title,
        made_by=facts.made_by, published_on=facts.published_on, source=facts.source,
        period_from=facts.period_from, period_to=facts.period_to, design=facts.design,
        comparison=facts.comparison, people=facts.people, compared=facts.compared,
        cost_pence=cost and cost.pence, cost_per=cost and cost.per,
        price_year=cost and cost.price_year, cost_source=cost and cost.source, reason=reason,
        recorded_at=at, recorded_by_id=by.id,
    )  # fmt: skip
    session.add(statement)
    session.flush()
    session.add_all(_subject(statement.id, one) for one in subjects)
    session.add_all(
        _finding(statement.id, place, one) for place, one in enumerate(facts.findings, start=1)
    )
    session.flush()


def _subject(statement_id: int, one: EvaluatedSubject) -> EvaluationSubject:
    if isinstance(one, EvaluatedScheme):
        return EvaluationSubject(
            statement_id=statement_id, scheme_name=one.name,
            local_delivery_unit_id=one.local_delivery_unit_id,
        )  # fmt: skip
    return EvaluationSubject(statement_id=statement_id, service_id=one.id)


def _finding(statement_id: int, place: int, one: FindingFacts) -> EvaluationFinding:
    interval = one.interval
    return EvaluationFinding(
        statement_id=statement_id, place=place, outcome=one.outcome, named=one.named,
        months=one.months, better=one.better, measure=one.measure, effect=one.value,
        lower=interval and interval.lower, upper=interval and interval.upper,
        level=interval and interval.level, people=one.people, compared=one.compared,
    )  # fmt: skip
