"""Counts of a scheme are stated for a period, and corrected with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commissioning.partnership.cohorts.checking import (
    CohortFault,
    FlowQuestion,
    both_asked,
    counts_wrong,
    flow_question,
    period_wrong,
    question_after,
)
from commissioning.partnership.cohorts.counts import COUNT_NAMES, CohortCounts
from commissioning.partnership.cohorts.errors import (
    CohortAsked,
    CohortChangedMeanwhile,
    CohortRefused,
)
from commissioning.partnership.cohorts.models import CohortStatement
from commissioning.partnership.cohorts.periods import CohortPeriod
from commissioning.partnership.cohorts.queries import (
    cohorts_of,
    ended_with,
    key_of_scheme,
    told_after,
)
from commissioning.partnership.cohorts.told import CohortTold
from commissioning.partnership.naming_nobody import asked_of
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.free_words import tells_who_is_meant
from directory.people.models import Person
from directory.schemes.addresses import scheme_key
from directory.schemes.models import Scheme
from directory.stating import single_spaced

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortFacts:
    """What one source says of a period. `answered` is the key of the question about the period
    before or after that whoever writes it has answered with yes, "" where none was asked.
    `names_nobody`: whoever writes it says that what reads as a name in `source` is no person's."""

    period: CohortPeriod
    counts: CohortCounts
    source: str
    stated_on: dt.date
    answered: str = ""
    names_nobody: bool = False


def state_cohort(
    session: Session,
    scheme: Scheme,
    facts: CohortFacts,
    *,
    by: Person,
    at: dt.datetime,
    is_generated: bool = False,
) -> CohortStatement:
    """The first word of a source on a period; of one that stands already in the same words nothing
    changes. Raises `CohortRefused`, `CohortAsked`."""
    told = cohorts_of(session, scheme)
    faults = [
        *_source_wrong(facts.source, names_nobody=facts.names_nobody),
        *_faults(scheme, facts, today=local_date(at)),
    ]
    standing = _same(told, facts)
    if standing is not None and standing.row.counts == facts.counts:
        return standing.row
    if standing is not None:
        faults.append(
            CohortFault(
                "period",
                f"This source has told the counts of {facts.period.words} already: correct them "
                "there instead.",
            )
        )
    _refuse(told, facts, faults)
    row = _row(scheme, facts, version=1, reason=None, by=by, at=at)
    row.is_generated = is_generated
    _add(session, row)
    record_act(session, Act.COHORT_STATE, row, by=by, at=at, after=_plain(row))
    return row


def correct_cohort(
    session: Session,
    scheme: Scheme,
    standing: CohortStatement,
    facts: CohortFacts,
    *,
    reason: str,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> bool:
    """Whether anything is different: what stood before is kept. `facts` are of the same source and
    period. Raises `CohortRefused`, `CohortAsked`, `CohortChangedMeanwhile`."""
    if standing.version != based_on:
        raise CohortChangedMeanwhile
    if facts.counts == standing.counts and facts.stated_on == standing.stated_on:
        return False
    faults = [*_faults(scheme, facts, today=local_date(at)), *_reason_wrong(reason)]
    _refuse(cohorts_of(session, scheme), facts, faults)
    row = _row(
        scheme, facts, version=standing.version + 1, reason=single_spaced(reason), by=by, at=at
    )
    row.is_generated = standing.is_generated
    _add(session, row)
    before, after = _plain(standing), _plain(row)
    changed = [name for name in after if after[name] != before[name]]
    record_act(
        session, Act.COHORT_CORRECT, row, by=by, at=at,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )  # fmt: skip
    return True


def _faults(scheme: Scheme, facts: CohortFacts, *, today: dt.date) -> Iterator[CohortFault]:
    wrong = period_wrong(facts.period, scheme.begins_on, scheme.ends_on, today=today)
    if wrong:
        yield CohortFault("period", wrong)
    if facts.stated_on > today:
        yield CohortFault("stated_on", "Enter the day on which it was said: this is to come.")
    elif facts.stated_on <= facts.period.last_day:
        yield CohortFault(
            "stated_on",
            f"Enter the day on which it was said, after the end of {facts.period.words}.",
        )
    yield from counts_wrong(facts.counts)


def _source_wrong(source: str, *, names_nobody: bool) -> Iterator[CohortFault]:
    for sentence in asked_of([single_spaced(source)], names_nobody=names_nobody):
        yield CohortFault("source", sentence)


def _reason_wrong(reason: str) -> Iterator[CohortFault]:
    words = single_spaced(reason)
    if not 0 < len(words) <= LONGEST_REASON:
        yield CohortFault("reason", "Enter why the counts are corrected, in a sentence.")
    elif what := tells_who_is_meant(words):
        yield CohortFault("reason", f"This holds {what}.")


def _refuse(told: list[CohortTold], facts: CohortFacts, faults: list[CohortFault]) -> None:
    if faults:
        raise CohortRefused(faults)
    question = both_asked(list(_questions(told, facts)))
    if question is not None and question.key != facts.answered:
        raise CohortAsked(question)


def _questions(told: list[CohortTold], facts: CohortFacts) -> Iterator[FlowQuestion]:
    source, period = scheme_key(facts.source), facts.period
    if asked := flow_question(facts.counts, ended_with(told, source, period), period):
        yield asked
    after = told_after(told, source, period)
    if after and (asked := question_after(facts.counts.on_scheme, after, period.after)):
        yield asked


def _same(told: list[CohortTold], facts: CohortFacts) -> CohortTold | None:
    named = facts.period, scheme_key(facts.source)
    return next((one for one in told if (one.row.period, one.row.source_key) == named), None)


def _row(
    scheme: Scheme,
    facts: CohortFacts,
    *,
    version: int,
    reason: str | None,
    by: Person,
    at: dt.datetime,
) -> CohortStatement:
    area_id, key = key_of_scheme(scheme)
    source = single_spaced(facts.source)
    return CohortStatement(
        local_delivery_unit_id=area_id, scheme_key=key, first_day=facts.period.first_day,
        months=facts.period.months, source=source, source_key=scheme_key(source),
        stated_on=facts.stated_on, version=version, reason=reason, recorded_at=at,
        recorded_by_id=by.id, **{name: facts.counts.told(name) for name in COUNT_NAMES},
    )  # fmt: skip


def _add(session: Session, row: CohortStatement) -> None:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:  # in the same moment
        raise CohortChangedMeanwhile from error


def _plain(row: CohortStatement) -> dict[str, int | str | None]:
    """What the record of changes keeps."""
    told = {name: row.counts.told(name) for name in COUNT_NAMES}
    return {
        "scheme": row.scheme_key, "period": row.period.code, "source": row.source,
        "stated_on": row.stated_on.isoformat(), "reason": row.reason, **told,
    }  # fmt: skip
