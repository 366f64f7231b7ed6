"""`court_answer`: what is available, when it would start and how sure that is, for one court."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from commissioning.availability.answer_types import (
    AreaAnswer,
    AskedCourt,
    CourtAnswer,
    LineRow,
    NearestElsewhere,
    NotImposable,
    RequirementAnswer,
    StrandAnswer,
)
from commissioning.availability.areas_asked import AreasAsked, ground_of_areas, ground_of_court
from commissioning.availability.headline import RequirementLaw, StrandStanding
from commissioning.availability.nearest import nearest_elsewhere
from commissioning.availability.placed_lines import PlacedLine
from commissioning.availability.question import CourtQuestion
from commissioning.availability.rows import rows_of
from commissioning.availability.standings import PlacedRequirement, standings_in
from commissioning.availability.statuses import IS_OPEN, Status
from directory.clock import local_date
from directory.order_length import DEFAULT_ORDER_DAYS
from directory.places.models import Court
from directory.places.queries import KnownCourt
from directory.requirements import (
    ImposableRequirement,
    RequirementRule,
    Standing,
    standings,
    standings_between,
)
from directory.starts import FIRST_SUPERVISION_APPOINTMENT

FIRST_SUPERVISION = "First supervision appointment"
RULES_VERSION = 2
"""The rules by which an answer speaks: 2 since November 2026 (strands, not known, half by)."""

NOWHERE_NEARER = IS_OPEN | {Status.CHECK_COMMENCEMENT}
"""Where somebody could start here, or the law itself is in doubt, no other area helps."""


@dataclass(frozen=True, slots=True)
class AskedRequirement:
    """`rule` is None for the order's first supervision appointment; `doubt` as in the answer."""

    law: RequirementLaw
    name: str
    rule: RequirementRule | None
    doubt: str = ""


def court_answer(
    session: Session, court: Court | KnownCourt, question: CourtQuestion, as_at: dt.datetime
) -> CourtAnswer:
    """For somebody who will live in the home areas asked about, else in any that the court serves.

    Raises `NotKnown` for a home area that does not exist.
    """
    ground = ground_of_court(session, court, question.home_areas, on=local_date(as_at))
    return CourtAnswer.of(
        _answer(session, ground, question, as_at),
        court=AskedCourt(court.slug, court.name, court.town, court.welsh_name, ground.region_name),
        court_areas=ground.court_areas,
        is_region_fallback=ground.is_region_fallback,
    )


def area_answer(
    session: Session, slugs: Sequence[str], question: CourtQuestion, as_at: dt.datetime
) -> AreaAnswer:
    """The same for areas by themselves; raises `NotKnown` for one that does not exist."""
    ground = ground_of_areas(session, slugs, on=local_date(as_at))
    return _answer(session, ground, question, as_at)


def asked_requirements(question: CourtQuestion, today: dt.date) -> list[AskedRequirement]:
    """The order's first supervision appointment, then what may be imposed for the dates given.

    Raises `directory.requirements.DatesOutOfOrder`.
    """
    open_now = (one for one in _by_law(question, today) if one.standing is not Standing.MAY_NOT)
    first = RequirementLaw(FIRST_SUPERVISION_APPOINTMENT)
    asked = [AskedRequirement(first, FIRST_SUPERVISION, None), *map(_asked, open_now)]
    return [one for one in asked if question.requirement in {None, one.law.code}]


def _by_law(question: CourtQuestion, today: dt.date) -> tuple[ImposableRequirement, ...]:
    """Every requirement ever known; a conviction that was not said is of today."""
    dates, ages = question.dates, question.ages_when_convicted(today)
    offence_on, convicted_on = dates.offence_on, dates.convicted_on or today
    if ages is None:
        return standings(offence_on=offence_on, convicted_on=convicted_on, sentenced_on=today)
    return standings_between(
        *ages, offence_on=offence_on, convicted_on=convicted_on, sentenced_on=today
    )


def _asked(found: ImposableRequirement) -> AskedRequirement:
    rule = found.rule
    law = RequirementLaw(found.code, found.needs_commencement_check, bool(rule.local_test))
    hangs_on_facts = found.standing is Standing.CHECK and not found.needs_commencement_check
    return AskedRequirement(law, found.name, rule, found.reason if hangs_on_facts else "")


def _answer(
    session: Session, ground: AreasAsked, question: CourtQuestion, as_at: dt.datetime
) -> AreaAnswer:
    today = local_date(as_at)
    asked = asked_requirements(question, today)
    laws = [one.law for one in asked]
    stands = standings_in(session, laws, ground.area_ids, question, today=today)
    rows = _rows(session, ground, stands.values(), question, today)
    away = [law for law in laws if stands[law].status not in NOWHERE_NEARER]
    nearest = nearest_elsewhere(session, ground, away, question, today=today)
    answers = [
        _requirement(one, stands[one.law], rows, question, nearest.get(one.law.code))
        for one in asked
    ]
    return AreaAnswer(
        as_at=as_at,
        today=today,
        areas=ground.areas,
        requirements=tuple(answers),
        office=ground.office,
        order_days=question.order_days or DEFAULT_ORDER_DAYS,
        is_order_assumed=question.order_days is None,
        has_generated_figures=any(row.is_generated for found in answers for row in found.rows),
        order_kind=question.order_kind,
        not_imposable=_not_imposable(question, today),
        rules_version=RULES_VERSION,
    )


def _rows(
    session: Session,
    ground: AreasAsked,
    stands: Iterable[PlacedRequirement],
    question: CourtQuestion,
    today: dt.date,
) -> Mapping[int, LineRow]:
    """The rows that are wanted; a line behind several requirements is made into one row."""
    wanted = {
        line.stored.line_id: line
        for found in stands
        for line in (*_wanted(found, question), *_excluded(found, question))
    }
    return rows_of(
        session,
        list(wanted.values()),
        question,
        today=today,
        area_names=ground.names_by_id,
        offices=ground.offices,
    )


def _wanted(found: PlacedRequirement, question: CourtQuestion) -> list[PlacedLine]:
    """The line that leads, then the soonest of each strand, then all others in their order."""
    suitable = [
        [line for line in one.lines if not line.is_ruled_out]
        for one in sorted(found.strands, key=lambda one: not one.leads)
    ]
    first = [found.best] if found.best is not None else []
    heads = [lines[0] for lines in suitable if lines]
    others = [line for lines in suitable for line in lines]
    each = question.rows_each
    ordered = {line.stored.line_id: line for line in (*first, *heads, *others)}
    least = len({line.stored.line_id for line in (*first, *heads)})
    return list(ordered.values())[: None if each is None else max(each, least)]


def _excluded(found: PlacedRequirement, question: CourtQuestion) -> list[PlacedLine]:
    ruled_out = [line for one in found.strands for line in one.lines if line.is_ruled_out]
    return ruled_out[: question.rows_each]


def _requirement(
    asked: AskedRequirement,
    found: PlacedRequirement,
    rows: Mapping[int, LineRow],
    question: CourtQuestion,
    nearest: NearestElsewhere | None,
) -> RequirementAnswer:
    stated = max(found.statements, key=lambda one: one.stated_on, default=None)
    return RequirementAnswer(
        code=asked.law.code,
        name=asked.name,
        status=found.status,
        reason=found.reason,
        rows=tuple(rows[line.stored.line_id] for line in _wanted(found, question)),
        row_count=sum(not line.is_ruled_out for one in found.strands for line in one.lines),
        rule=asked.rule,
        stated_by=stated.stated_by if stated else None,
        stated_on=stated.stated_on if stated else None,
        because=found.because,
        leads=found.best.line if found.best else None,
        strands=tuple(map(_strand, found.strands)),
        nearest=nearest,
        statements=found.statements,
        only=found.only,
        ruled_out=tuple(rows[line.stored.line_id] for line in _excluded(found, question)),
        doubt=asked.doubt,
    )


def _strand(found: StrandStanding[PlacedLine]) -> StrandAnswer:
    suitable = tuple(line.line for line in found.lines if not line.is_ruled_out)
    return StrandAnswer(
        code=found.strand.code,
        name=found.strand.name,
        leads=found.leads,
        status=found.status,
        soon_count=found.soon_count,
        open_count=found.open_count,
        lines=suitable,
        row_count=len(suitable),
    )


def _not_imposable(question: CourtQuestion, today: dt.date) -> tuple[NotImposable, ...]:
    """What the law excludes, told where dates were given or the requirement was asked for.

    Requirements that only another Act knew are no answer to a court that sentences under this one.
    """
    dates = question.dates
    is_dated = dates.offence_on is not None or dates.convicted_on is not None
    if not is_dated and question.requirement is None:
        return ()
    by_law = _by_law(question, today)
    governing = {
        one.rule.statute
        for one in by_law
        if one.rule.covers_conviction(dates.convicted_on or today)
    }
    return tuple(
        NotImposable(one.code, one.name, one.reason)
        for one in by_law
        if one.standing is Standing.MAY_NOT
        and (
            one.code == question.requirement
            or (question.requirement is None and one.rule.statute in governing)
        )
    )
