"""What the pages of a court and of an area show, built once from their answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from commissioning.availability.answer_types import (
    Area,
    AreaAnswer,
    CourtAnswer,
    LineRow,
    RequirementAnswer,
)
from commissioning.availability.question import CourtQuestion
from commissioning.availability.reasons import WhyNot
from commissioning.availability.standing import Status
from directory.places.models import LocalDeliveryUnit
from directory.starts import start_of
from portal.asking.homes import Home
from portal.asking.typed import DAYS_A_MONTH
from portal.formatting import in_words
from portal.lines.plain_words import PlainWords, plain_words
from portal.lines.row_shape import RowShape
from portal.lines.rows import (
    ShownContact,
    ShownRow,
    ShownTag,
    days_drawn,
    is_ruled_out,
    shown_contact,
    tag_of,
)
from portal.lines.start_bars import Axis, axis_for

ROWS_SHOWN: Final = 6
"""Of each requirement, until all of it is asked for."""


@dataclass(frozen=True, slots=True)
class ShownNearest:
    name: str
    href: str
    miles: int


@dataclass(frozen=True, slots=True)
class Notes:
    """What a lawyer would want beside a requirement, in the rule tables' own words; or nothing."""

    not_verified: str
    local_test: str
    limits: str
    counts_as_start: str


@dataclass(frozen=True, slots=True)
class ShownRequirement:
    """One requirement; `rows` are those for the person asked about, `ruled_out` the others."""

    code: str
    name: str
    tag: ShownTag
    reason: str
    stated: str
    nearest: ShownNearest | None
    rows: tuple[ShownRow, ...]
    ruled_out: tuple[ShownRow, ...]
    row_count: int
    notes: Notes

    @property
    def is_at_once_alone(self) -> bool:
        """It takes effect on the day of sentence and no service stands behind it."""
        return not self.rows and self.tag.shape == Status.AT_ONCE.value

    @property
    def more(self) -> int:
        return self.row_count - len(self.rows)


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
    has_generated_figures: bool

    @property
    def shown(self) -> Sequence[ShownRequirement]:
        """Those with a section of their own."""
        return [one for one in self.requirements if not one.is_at_once_alone]

    @property
    def at_once(self) -> Sequence[ShownRequirement]:
        return [one for one in self.requirements if one.is_at_once_alone]

    @property
    def has_bars(self) -> bool:
        return any(row.bar for one in self.requirements for row in one.rows)


@dataclass(frozen=True, slots=True)
class CourtPage(AnswerPage):
    """`home` is where the postcode asked about lies; nothing of the question but that stays."""

    name: str = field(kw_only=True)
    welsh_name: str | None = field(kw_only=True)
    slug: str = field(kw_only=True)
    region: str | None = field(kw_only=True)
    court_areas: tuple[Area, ...] = field(kw_only=True)
    is_region_fallback: bool = field(kw_only=True)
    home: Home | None = field(kw_only=True)

    @property
    def is_one_area(self) -> bool:
        return len(self.areas) == 1

    @property
    def lives_elsewhere(self) -> bool:
        """The home area is none of those that the court serves."""
        served = {area.slug for area in self.court_areas}
        return self.home is not None and self.home.slug not in served


def court_page(answer: CourtAnswer, *, requirement: str | None, home: Home | None) -> CourtPage:
    shared = _shared(answer, requirement)
    return CourtPage(
        **{name: getattr(shared, name) for name in AnswerPage.__slots__},
        name=answer.court.name,
        welsh_name=answer.court.welsh_name,
        slug=answer.court.slug,
        region=answer.court.region,
        court_areas=answer.court_areas,
        is_region_fallback=answer.is_region_fallback,
        home=home,
    )


def area_page(answer: AreaAnswer, *, requirement: str | None) -> AnswerPage:
    return _shared(answer, requirement)


def open_question(areas: tuple[str, ...], requirement: str | None) -> CourtQuestion:
    """About nobody in particular: no more rows are asked for than the page shows."""
    return CourtQuestion(areas, requirement, rows_each=None if requirement else ROWS_SHOWN)


def _shared(answer: AreaAnswer, only: str | None) -> AnswerPage:
    words = plain_words()
    limit = None if only else ROWS_SHOWN
    picked = [_picked(found.rows, limit) for found in answer.requirements]
    drawn = (row for suitable, _ in picked for row in suitable)
    axis = axis_for(days_drawn(drawn), today=answer.today)
    shape = RowShape(words, axis, len(answer.areas) > 1, answer.order_ends_on)
    return AnswerPage(
        as_at=answer.as_at,
        today=answer.today,
        areas=answer.areas,
        requirements=tuple(
            _requirement(found, suitable, ruled_out, shape)
            for found, (suitable, ruled_out) in zip(answer.requirements, picked, strict=True)
        ),
        office=shown_contact(answer.office, words),
        axis=axis,
        order_months=round(answer.order_days / DAYS_A_MONTH),
        is_order_assumed=answer.is_order_assumed,
        only_requirement=only,
        has_generated_figures=answer.has_generated_figures,
    )


def _picked(
    rows: Sequence[LineRow], limit: int | None
) -> tuple[Sequence[LineRow], Sequence[LineRow]]:
    """The first rows that may suit, and the first of those that a rule excludes."""
    suitable = [row for row in rows if not is_ruled_out(row)]
    ruled_out = [row for row in rows if is_ruled_out(row)]
    return suitable[:limit], ruled_out[:limit]


def _requirement(
    found: RequirementAnswer,
    suitable: Sequence[LineRow],
    ruled_out: Sequence[LineRow],
    shape: RowShape,
) -> ShownRequirement:
    words = shape.words
    return ShownRequirement(
        code=found.code,
        name=found.name,
        tag=_tag(found, suitable, ruled_out, words),
        reason=_reason(found, words),
        stated=_stated(found),
        nearest=_nearest(found),
        rows=shape.shown(suitable, requirement=found.code),
        ruled_out=shape.shown(ruled_out, requirement=found.code),
        row_count=found.row_count - sum(is_ruled_out(row) for row in found.rows),
        notes=_notes(found),
    )


def _tag(
    found: RequirementAnswer,
    suitable: Sequence[LineRow],
    ruled_out: Sequence[LineRow],
    words: PlainWords,
) -> ShownTag:
    """Of the first row that may suit this person; where none does, that is said instead."""
    if suitable:
        return tag_of(suitable[0].standing.status, words)
    if ruled_out:
        return ShownTag("grey", "not_for_this_person", words.not_for_this_person)
    return tag_of(found.status, words)


def _reason(found: RequirementAnswer, words: PlainWords) -> str:
    if found.rows or found.status is not Status.NOT_AVAILABLE:
        return ""
    return words.why_not[found.reason or WhyNot.NOT_COMMISSIONED]


def _stated(found: RequirementAnswer) -> str:
    if found.stated_by is None:
        return ""
    return f"{found.stated_by}, {in_words(found.stated_on)}"


def _nearest(found: RequirementAnswer) -> ShownNearest | None:
    if found.nearest is None:
        return None
    area = found.nearest.area
    href = f"/areas/{area.region_slug}/{area.slug}?requirement={found.code}"
    return ShownNearest(area.name, href, found.nearest.miles)


def _notes(found: RequirementAnswer) -> Notes:
    rule = found.rule
    counts = start_of(found.code).explanation
    if rule is None:
        return Notes("", "", "", counts)
    return Notes(rule.not_verified, rule.local_test, rule.restrictions, counts)
