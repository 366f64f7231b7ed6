"""Where each of any set of lines stands: the one reader of facts that feeds the one rule."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from commissioning.availability.beside_lines import (
    agreements_ended,
    capacity_by_line,
    closures_ahead,
    closures_today,
)
from commissioning.availability.contradictions import RefusedAsFull, lines_refused_as_full
from commissioning.availability.in_order import ClosuresAhead, InOrder, in_order
from commissioning.availability.question import CourtQuestion
from commissioning.availability.standing import DatesKept, LineFacts, standing_of
from commissioning.availability.statuses import Because, LineStanding, WhyNot
from commissioning.availability.stored_lines import LineDetail, LineStored, detail_of, names_in
from commissioning.dates.kept_dates import WithinOrder, chances_from_stored
from commissioning.groups.models import CapacityMeasure
from directory.delivery import DeliveryKind
from directory.order_length import DEFAULT_ORDER_DAYS
from directory.services.eligibility import Answer, Attribute, Fit, fit, narrowed_by, only_sex
from directory.services.eligibility_records import rules_stored
from directory.services.freshness import FactKind
from directory.services.listing import blanked_title
from directory.services.programme_families import ProgrammeFamily, family_of
from directory.services.strands import ServiceTraits, days_within
from directory.sight import Sight
from directory.unchanged import each_while_unchanged, while_unchanged


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with where it stands, which is enough to put lines in order and to count them.

    `fit` is None unless somebody was asked about, `order` and `detail` unless an order was.
    """

    stored: LineStored
    title: str
    is_restricted: bool
    standing: LineStanding
    traits: ServiceTraits
    fit: Fit | None = None
    order: InOrder | None = None
    agreement_ended_on: dt.date | None = None
    detail: LineDetail | None = None
    closures_ahead: ClosuresAhead = ()

    @property
    def line(self) -> uuid.UUID:
        return self.stored.line

    @property
    def clock(self) -> tuple[FactKind, dt.date | None, dt.date | None]:
        """What this kind of line is confirmed by, on which day, and when it was by files alone."""
        line = self.stored
        if not line.delivery_kind.is_queued and line.vacancies_confirmed_on is not None:
            return FactKind.VACANCIES, line.vacancies_confirmed_on, line.vacancies_by_file_alone_on
        return FactKind.START_DATES, line.dates_confirmed_on, line.dates_by_file_alone_on

    @property
    def is_ruled_out(self) -> bool:
        """A rule excludes the person asked about."""
        return self.fit is not None and self.fit.answer is Answer.NO

    @property
    def for_sex(self) -> str | None:
        """The one sex that the service takes."""
        return _for_sex(self.stored.eligibility)

    @property
    def narrowed_by(self) -> frozenset[Attribute]:
        return _narrowed_by(self.stored.eligibility)

    @property
    def requirements(self) -> tuple[str, ...]:
        return names_in(self.stored.requirements)

    @property
    def pathways(self) -> tuple[str, ...]:
        return names_in(self.stored.pathways)


@dataclass(frozen=True, slots=True)
class _ReadBeside:
    """What was read of some lines beside `LineStored`, by internal line id."""

    places: Mapping[int, float]
    vacancies: Mapping[int, float]
    shut: Mapping[int, str | None]
    refused: Mapping[int, RefusedAsFull]
    ended: Mapping[int, dt.date]
    details: Mapping[int, LineDetail]
    closures_ahead: Mapping[int, ClosuresAhead]

    def closures_of(self, line: LineStored) -> ClosuresAhead:
        return self.closures_ahead.get(line.line_id, ())


def placed_lines(
    session: Session, lines: Sequence[LineStored], question: CourtQuestion, *, today: dt.date
) -> list[PlacedLine]:
    """Each line with where it stands for the person and the order that are asked about.

    For an order of a usual length the chances kept by the worker are taken; only for another
    length are start days and course held against each other here.
    """
    if question.is_about_nobody:
        known = each_while_unchanged(
            session, _placed_for_nobody, lines, today=today, sight=question.sight
        )
        return [known[line] for line in lines]
    return _place(session, lines, question, today)


def _placed_for_nobody(
    session: Session, lines: Sequence[LineStored], *, today: dt.date, sight: Sight
) -> dict[LineStored, PlacedLine]:
    return dict(zip(lines, _place(session, lines, CourtQuestion(sight=sight), today), strict=True))


def _place(
    session: Session, lines: Sequence[LineStored], question: CourtQuestion, today: dt.date
) -> list[PlacedLine]:
    beside = _beside(session, lines, question, today)
    alike: dict[tuple[object, ...], LineStanding] = {}  # many lines stand exactly alike
    return [_placed(line, beside, question, today, alike) for line in lines]


def _beside(
    session: Session, lines: Sequence[LineStored], question: CourtQuestion, today: dt.date
) -> _ReadBeside:
    without = [line.line_id for line in lines if line.forecast_reason == Because.NO_CAPACITY]
    beds = [line.line_id for line in lines if line.delivery_kind is DeliveryKind.BED]
    past = [line.line_id for line in lines if _may_be_past_its_agreement(line)]
    ids = [line.line_id for line in lines] if question.order else []
    return _ReadBeside(
        places=capacity_by_line(session, without, measure=CapacityMeasure.PLACES, today=today),
        vacancies=capacity_by_line(session, beds, measure=CapacityMeasure.VACANCIES, today=today),
        shut=while_unchanged(session, closures_today, today=today),
        refused=while_unchanged(session, lines_refused_as_full, today=today),
        ended=agreements_ended(session, past, today=today) if past else {},
        details=detail_of(session, ids, sight=question.sight) if ids else {},
        closures_ahead=closures_ahead(session, ids, today=today) if question.order else {},
    )


def _may_be_past_its_agreement(line: LineStored) -> bool:
    """A queue's forecast says so each day; a bed and an open door have none."""
    return not line.delivery_kind.is_queued or line.forecast_reason == Because.CONTRACT_ENDED


def _placed(
    line: LineStored,
    beside: _ReadBeside,
    question: CourtQuestion,
    today: dt.date,
    alike: dict[tuple[object, ...], LineStanding],
) -> PlacedLine:
    key = line.line_id
    traits = _traits(line.delivery_kind, line.programme, line.pathways, line.setting)
    within = _in_order(line, beside, question, today)
    is_restricted = not line.is_read
    facts = _facts(line, beside, within, is_restricted)
    same = (facts, question.order)
    if same not in alike:
        alike[same] = standing_of(facts, today=today, order=question.order)
    return PlacedLine(
        stored=line,
        title=_title(line, is_restricted),
        is_restricted=is_restricted,
        standing=alike[same],
        traits=traits,
        fit=_fit(line, question, is_restricted=is_restricted),
        order=within,
        agreement_ended_on=beside.ended.get(key),
        detail=beside.details.get(key),
        closures_ahead=beside.closures_of(line),
    )


@lru_cache(maxsize=4096)
def _for_sex(eligibility: str) -> str | None:
    return only_sex(rules_stored(eligibility))


@lru_cache(maxsize=4096)
def _narrowed_by(eligibility: str) -> frozenset[Attribute]:
    return narrowed_by(rules_stored(eligibility))


@lru_cache(maxsize=4096)
def _traits(
    kind: DeliveryKind, programme: str | None, pathways: str, setting: str
) -> ServiceTraits:
    return ServiceTraits(kind, _family(programme), names_in(pathways), setting)


@lru_cache(maxsize=4096)
def _family(programme: str | None) -> ProgrammeFamily | None:
    return family_of(programme)


@lru_cache(maxsize=4096)
def _days_within(
    requirements: str, kind: DeliveryKind, programme: str | None, pathways: str, setting: str
) -> int:
    return days_within(names_in(requirements), _traits(kind, programme, pathways, setting))


def _title(line: LineStored, is_restricted: bool) -> str:
    if not is_restricted:
        return line.title
    return blanked_title(line.programme, line.delivery_kind, line.exposure)


def _facts(
    line: LineStored, beside: _ReadBeside, within: InOrder | None, is_restricted: bool
) -> LineFacts:
    key = line.line_id
    no_staff = beside.shut.get(key) == WhyNot.NO_STAFF.value
    return LineFacts(
        kind=line.delivery_kind,
        days_within=_days_within(
            line.requirements, line.delivery_kind, line.programme, line.pathways, line.setting
        ),
        dates_confirmed_on=line.dates_confirmed_on,
        vacancies_confirmed_on=line.vacancies_confirmed_on,
        closed_on=line.closed_on,
        agreement_ended_on=beside.ended.get(key),
        shut_for=WhyNot.NO_STAFF if no_staff else None,
        is_shut=key in beside.shut,
        places_stated=beside.places.get(key),
        vacancies=beside.vacancies.get(key),
        dates=_dates(line),
        chance_in_order=None if within is None else within.chance,
        is_restricted=is_restricted,
        is_refused_as_full=key in beside.refused,
    )


def _dates(line: LineStored) -> DatesKept | None:
    if line.forecast_as_of is None:
        return None
    return DatesKept(
        line.forecast_as_of,
        line.answered_on,
        line.forecast_reason,
        line.by_1_in_10,
        line.likely_start,
        line.by_9_in_10,
        line.people_above_places or 0,
    )


def _in_order(
    line: LineStored, beside: _ReadBeside, question: CourtQuestion, today: dt.date
) -> InOrder | None:
    detail = beside.details.get(line.line_id)
    if question.order is None or detail is None or detail.distribution is None:
        return None
    if line.forecast_as_of is None or not line.delivery_kind.is_queued:
        return None
    kept = _kept_for(line, detail, question.order.days, today)
    if kept is not None and line.delivery_kind is not DeliveryKind.UNPAID_WORK:
        chance = kept.start if kept.start_and_finish is None else kept.start_and_finish
        return InOrder(chance, kept.start_and_finish is not None)
    return in_order(line, detail, question, today=today, closures=beside.closures_of(line))


def _kept_for(
    line: LineStored, detail: LineDetail, order_days: int, today: dt.date
) -> WithinOrder | None:
    """Kept rows stay only while their chances are those of the day they were last answered on."""
    if line.answered_on != today:
        return None
    return chances_from_stored(detail.within_orders).get(min(order_days, DEFAULT_ORDER_DAYS))


def _fit(line: LineStored, question: CourtQuestion, *, is_restricted: bool) -> Fit | None:
    """A restricted line's rules do not name their owner, who is often its provider."""
    if question.about is None:
        return None
    return fit(rules_stored(line.eligibility, names_owner=not is_restricted), question.about)
