"""`court_answer`: what is available, when it would start and how sure that is, for one court."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from commissioning.availability.answer_types import (
    AreaAnswer,
    AskedCourt,
    CourtAnswer,
    LineRow,
    RequirementAnswer,
)
from commissioning.availability.areas_asked import AreasAsked, ground_of_areas, ground_of_court
from commissioning.availability.nearest import nearest_elsewhere
from commissioning.availability.provision import StatedReason, stated_reasons
from commissioning.availability.question import CourtQuestion
from commissioning.availability.reasons import WhyNot
from commissioning.availability.rows import PlacedLine, placed_lines, rows_of
from commissioning.availability.standing import IS_OPEN, Status
from commissioning.availability.stored_lines import stored_lines
from directory.clock import local_date
from directory.places.models import Court
from directory.requirements import RequirementRule, requirements_open_on
from directory.services.queries import requirements_by_service
from directory.starts import FIRST_SUPERVISION_APPOINTMENT

FIRST_SUPERVISION = "First supervision appointment"
STATUS_ORDER = {status: position for position, status in enumerate(Status)}


def court_answer(
    session: Session, court: Court, question: CourtQuestion, as_at: dt.datetime
) -> CourtAnswer:
    """For somebody who will live in the home areas asked about, else in any that the court serves.

    Raises `NotKnown` for a home area that does not exist.
    """
    ground = ground_of_court(session, court, question.home_areas, on=local_date(as_at))
    answer = _answer(session, ground, question, as_at)
    return CourtAnswer(
        **answer,
        court=AskedCourt(court.slug, court.name, court.town, court.welsh_name, ground.region_name),
        court_areas=ground.court_areas,
        is_region_fallback=ground.is_region_fallback,
    )


def area_answer(
    session: Session, slugs: Sequence[str], question: CourtQuestion, as_at: dt.datetime
) -> AreaAnswer:
    """The same for areas by themselves; raises `NotKnown` for one that does not exist."""
    ground = ground_of_areas(session, slugs, on=local_date(as_at))
    return AreaAnswer(**_answer(session, ground, question, as_at))


def _answer(
    session: Session, ground: AreasAsked, question: CourtQuestion, as_at: dt.datetime
) -> dict[str, Any]:
    today = local_date(as_at)
    asked = _asked_requirements(question, today)
    placed = _placed_by_requirement(session, ground, question, today)
    rows = _rows(session, ground, question, today, [placed.get(code, []) for code, _, _ in asked])
    reasons = stated_reasons(session, ground.area_ids)
    answers = [
        _requirement(code, name, rule, placed.get(code, []), question.rows_each, rows, reasons)
        for code, name, rule in asked
    ]
    missing = [found.code for found in answers if found.status not in IS_OPEN]
    nearest = nearest_elsewhere(session, ground, missing, today=today)
    return {
        "as_at": as_at,
        "today": today,
        "areas": ground.areas,
        "requirements": tuple(
            replace(found, nearest=nearest[found.code]) if found.code in nearest else found
            for found in answers
        ),
        "office": ground.office,
        "order_days": question.assumed_order_days,
        "is_order_assumed": question.order_days is None,
        "has_generated_figures": any(row.is_generated for found in answers for row in found.rows),
    }


def _asked_requirements(
    question: CourtQuestion, today: dt.date
) -> list[tuple[str, str, RequirementRule | None]]:
    """The order's first supervision appointment, then what may be imposed today."""
    asked: list[tuple[str, str, RequirementRule | None]] = [
        (FIRST_SUPERVISION_APPOINTMENT, FIRST_SUPERVISION, None)
    ]
    asked += [(open_.code, open_.name, open_.rule) for open_ in requirements_open_on(today)]
    return [row for row in asked if question.requirement in {None, row[0]}]


def _placed_by_requirement(
    session: Session, ground: AreasAsked, question: CourtQuestion, today: dt.date
) -> Mapping[str, list[PlacedLine]]:
    """The lines behind each requirement, the soonest first."""
    in_detail = question.about is not None or question.needs_distribution
    lines = stored_lines(session, ground.area_ids, today=today, in_detail=in_detail)
    requirements = requirements_by_service(session, {line.service_id for line in lines})
    found: defaultdict[str, list[PlacedLine]] = defaultdict(list)
    for placed in sorted(placed_lines(session, lines, question, today=today), key=soonest_first):
        for code in requirements.get(placed.stored.service_id, []):
            found[code].append(placed)
    return found


def _rows(
    session: Session,
    ground: AreasAsked,
    question: CourtQuestion,
    today: dt.date,
    asked: Iterable[Sequence[PlacedLine]],
) -> Mapping[int, LineRow]:
    """The rows that are wanted; a line behind several requirements is made into one row."""
    wanted = {one.stored.line_id: one for placed in asked for one in placed[: question.rows_each]}
    return rows_of(
        session,
        list(wanted.values()),
        question,
        today=today,
        area_names=ground.names_by_id,
        offices=ground.offices,
    )


def _requirement(
    code: str,
    name: str,
    rule: RequirementRule | None,
    placed: Sequence[PlacedLine],
    rows_each: int | None,
    rows: Mapping[int, LineRow],
    reasons: Mapping[str, StatedReason],
) -> RequirementAnswer:
    status, reason = _status_of(placed, rule)
    stated = None if placed else reasons.get(code)
    if stated and status is Status.NOT_AVAILABLE:
        reason = stated.why_not
    return RequirementAnswer(
        code=code,
        name=name,
        status=status,
        reason=reason,
        rows=tuple(rows[one.stored.line_id] for one in placed[:rows_each]),
        row_count=len(placed),
        rule=rule,
        stated_by=stated.stated_by if stated else None,
        stated_on=stated.stated_on if stated else None,
    )


def soonest_first(row: LineRow | PlacedLine) -> tuple[int, dt.date, int, str, str]:
    """By day, then by status; by month where the day must not show, so that order betrays nothing.

    A bed that is free and a drop-in have no date because nobody waits: they come first. What
    nobody could start stands behind, by status.
    """
    is_open, order = row.standing.status in IS_OPEN, STATUS_ORDER[row.standing.status]
    without_a_date = dt.date.min if is_open else dt.date.max
    likely = row.standing.likely_start or without_a_date
    shown = likely.replace(day=1) if row.is_restricted else likely
    return 0 if is_open else order, shown, order, row.title, str(row.line)


def _status_of(
    placed: Sequence[PlacedLine], rule: RequirementRule | None
) -> tuple[Status, WhyNot | None]:
    """That of the soonest line; without any, what takes effect at once still does."""
    if placed:
        return placed[0].standing.status, placed[0].standing.reason
    if rule is not None and rule.takes_effect_at_once:
        return Status.AT_ONCE, None
    return Status.NOT_AVAILABLE, WhyNot.NOT_COMMISSIONED
