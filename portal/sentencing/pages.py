"""What the pages of a court and of an area show, built once from their answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from commissioning.availability.answer_types import (
    Area,
    AreaAnswer,
    CourtAnswer,
    LineRow,
    NotImposable,
)
from commissioning.availability.question import CourtQuestion
from commissioning.partnership.liaison.question_rows import CourtsAnswer
from directory.places.models import LocalDeliveryUnit
from portal.asking.home_form import ROWS_SHOWN
from portal.asking.homes import Home
from portal.asking.onlooker import sight_of_reader
from portal.asking.typed import DAYS_A_MONTH
from portal.lines.plain_words import plain_words
from portal.lines.requirement_words import leading_row
from portal.lines.row_shape import RowShape
from portal.lines.rows import ShownContact, days_drawn, shown_contact
from portal.lines.start_bars import Axis, axis_of_most
from portal.sentencing.shown_requirement import ShownRequirement, shown_requirement


@dataclass(frozen=True, slots=True)
class ShownAtOnce:
    """Those that take effect at once with the same said of their tag; "" where none is fitted."""

    tag: str
    requirements: tuple[ShownRequirement, ...]


@dataclass(frozen=True, slots=True)
class AreasOfRegion:
    name: str
    welsh_name: str | None
    slug: str
    areas: tuple[LocalDeliveryUnit, ...]


def areas_by_region(units: Iterable[LocalDeliveryUnit]) -> tuple[AreasOfRegion, ...]:
    """The areas, which come by region, each under its own."""
    return tuple(
        AreasOfRegion(region.name, region.welsh_name, region.slug, tuple(group))
        for region, group in groupby(units, key=lambda unit: unit.region)
    )


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """The part that court and area pages share."""

    as_at: dt.datetime
    today: dt.date
    areas: tuple[Area, ...]
    requirements: tuple[ShownRequirement, ...]
    office: ShownContact
    axis: Axis
    order_months: int
    is_order_assumed: bool
    only_requirement: str | None
    not_imposable: tuple[NotImposable, ...]
    has_generated_figures: bool

    @property
    def shown(self) -> Sequence[ShownRequirement]:
        """Those that a service, somebody's word or nobody's stands behind."""
        return [
            one for one in self.requirements if not one.is_at_once_alone and not one.is_in_doubt
        ]

    @property
    def glance(self) -> Sequence[ShownRequirement]:
        """Those with a row of their own in the table."""
        return [one for one in self.shown if not one.is_only_not_known]

    @property
    def only_not_known(self) -> Sequence[ShownRequirement]:
        return [one for one in self.shown if one.is_only_not_known]

    @property
    def at_once(self) -> Sequence[ShownRequirement]:
        return [one for one in self.requirements if one.is_at_once_alone]

    @property
    def in_doubt(self) -> Sequence[ShownRequirement]:
        return [one for one in self.requirements if one.is_in_doubt]

    @property
    def at_once_by_tag(self) -> Sequence[ShownAtOnce]:
        """Those without a tag first."""
        found: dict[str, list[ShownRequirement]] = {"": []}
        for one in self.at_once:
            found.setdefault(one.notes.tag, []).append(one)
        return [ShownAtOnce(tag, tuple(some)) for tag, some in found.items() if some]

    @property
    def alone(self) -> ShownRequirement | None:
        """The requirement that was asked for, if one was and it may be imposed."""
        return self.requirements[0] if self.only_requirement and self.requirements else None

    @property
    def has_bars(self) -> bool:
        return any(one.lead and one.lead.bar for one in self.requirements)


@dataclass(frozen=True, slots=True)
class CourtPage(AnswerPage):
    """`home` is where the postcode asked about lies; `asked` is said back above the answer."""

    name: str = field(kw_only=True)
    welsh_name: str | None = field(kw_only=True)
    slug: str = field(kw_only=True)
    region: str | None = field(kw_only=True)
    court_areas: tuple[Area, ...] = field(kw_only=True)
    is_region_fallback: bool = field(kw_only=True)
    home: Home | None = field(kw_only=True)
    asked: tuple[tuple[str, str], ...] = field(kw_only=True)
    may_refer: bool = field(kw_only=True)
    answers: tuple[CourtsAnswer, ...] = field(kw_only=True)
    """What probation answered to questions of this court."""

    @property
    def is_one_area(self) -> bool:
        return len(self.areas) == 1

    @property
    def lives_elsewhere(self) -> bool:
        """The home area is none of those that the court serves."""
        served = {area.slug for area in self.court_areas}
        return self.home is not None and self.home.slug not in served


@dataclass(frozen=True, slots=True)
class AreaPage(AnswerPage):
    """`home` where a postcode that lies here was asked about; `asked` is said back."""

    home: Home | None = field(kw_only=True)
    asked: tuple[tuple[str, str], ...] = field(kw_only=True)


def court_page(
    answer: CourtAnswer,
    *,
    requirement: str | None,
    home: Home | None,
    asked: Iterable[tuple[str, str]] = (),
    may_refer: bool = False,
    may_hold: bool = False,
    answers: Iterable[CourtsAnswer] = (),
) -> CourtPage:
    shared = _shared(answer, requirement, may_hold=may_hold)
    return CourtPage(
        **{name: getattr(shared, name) for name in AnswerPage.__slots__},
        name=answer.court.name,
        welsh_name=answer.court.welsh_name,
        slug=answer.court.slug,
        region=answer.court.region,
        court_areas=answer.court_areas,
        is_region_fallback=answer.is_region_fallback,
        home=home,
        may_refer=may_refer,
        asked=tuple(asked),
        answers=tuple(answers),
    )


def area_page(
    answer: AreaAnswer,
    *,
    requirement: str | None,
    home: Home | None = None,
    asked: Iterable[tuple[str, str]] = (),
    may_hold: bool = False,
) -> AreaPage:
    shared = _shared(answer, requirement, may_hold=may_hold)
    return AreaPage(
        **{name: getattr(shared, name) for name in AnswerPage.__slots__},
        home=home,
        asked=tuple(asked),
    )


def open_question(areas: tuple[str, ...], requirement: str | None) -> CourtQuestion:
    """About nobody in particular: no more rows are asked for than the page shows."""
    rows_each = None if requirement else ROWS_SHOWN
    return CourtQuestion(areas, requirement, rows_each=rows_each, sight=sight_of_reader())


def _shared(answer: AreaAnswer, only: str | None, *, may_hold: bool) -> AnswerPage:
    words = plain_words()
    axis = axis_of_most(days_drawn(_drawn(answer, only)), today=answer.today)
    shape = RowShape.of(answer, words, axis, is_short=only is None, may_hold=may_hold)
    return AnswerPage(
        as_at=answer.as_at,
        today=answer.today,
        areas=answer.areas,
        requirements=tuple(shown_requirement(found, shape) for found in answer.requirements),
        office=shown_contact(answer.office, words),
        axis=axis,
        order_months=round(answer.order_days / DAYS_A_MONTH),
        is_order_assumed=answer.is_order_assumed,
        only_requirement=only,
        not_imposable=answer.not_imposable,
        has_generated_figures=answer.has_generated_figures,
    )


def _drawn(answer: AreaAnswer, only: str | None) -> Iterator[LineRow]:
    """The rows that have a bar: those that lead; of one requirement all."""
    for found in answer.requirements:
        leading = leading_row(found)
        if only:
            yield from found.rows
        elif leading is not None:
            yield leading
