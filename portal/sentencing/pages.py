"""What the pages of a court and of an area show, built once from their answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from commissioning.availability.answer_types import (
    Area,
    AreaAnswer,
    CourtAnswer,
    NotImposable,
    RequirementAnswer,
)
from commissioning.availability.question import CourtQuestion
from commissioning.availability.statuses import Status
from directory.places.models import LocalDeliveryUnit
from directory.starts import start_of
from portal.asking.home_form import ROWS_SHOWN
from portal.asking.homes import Home
from portal.asking.typed import DAYS_A_MONTH
from portal.lines.plain_words import plain_words
from portal.lines.requirement_words import (
    ShownStrand,
    leading_row,
    leading_strand,
    requirement_says,
    requirement_tag,
    shown_strands,
    soon_in_words,
    statements_in_words,
)
from portal.lines.row_shape import RowShape
from portal.lines.rows import ShownContact, ShownRow, ShownTag, days_drawn, shown_contact
from portal.lines.start_bars import Axis, axis_for


@dataclass(frozen=True, slots=True)
class ShownNearest:
    name: str
    href: str
    miles: int


@dataclass(frozen=True, slots=True)
class Notes:
    """What a lawyer would want beside a requirement, in the rule tables' own words; or nothing.

    `needs_nobody`: it would take effect at once where the law's arrangements are stated.
    """

    not_verified: str
    local_test: str
    limits: str
    counts_as_start: str
    tag: str
    needs_nobody: bool


@dataclass(frozen=True, slots=True)
class ShownRequirement:
    """One requirement; `lead` is the row that speaks for it, else `says` tells how it stands.

    `doubt` says on which fact, not said, it hangs whether it may be imposed at all.
    `strand` names what `lead` belongs to where there are several. `rows` are those of all
    `strands`; `ruled_out` are rows that a rule excludes for the person asked about.
    """

    code: str
    name: str
    tag: ShownTag
    says: str
    lead: ShownRow | None
    strand: str
    soon: str
    strands: tuple[ShownStrand, ...]
    is_by_strand: bool
    statements: tuple[str, ...]
    nearest: ShownNearest | None
    rows: tuple[ShownRow, ...]
    ruled_out: tuple[ShownRow, ...]
    row_count: int
    notes: Notes
    doubt: str

    @property
    def is_at_once_alone(self) -> bool:
        """It takes effect on the day of sentence, surely, and no service stands behind it."""
        return not (self.rows or self.doubt) and self.tag.shape == Status.AT_ONCE.value

    @property
    def is_in_doubt(self) -> bool:
        """The law on it may not be in force yet."""
        return self.tag.shape == Status.CHECK_COMMENCEMENT.value

    @property
    def is_only_not_known(self) -> bool:
        """It needs nobody's place, but nobody stated the arrangements that the law wants."""
        is_not_known = self.tag.shape == Status.NOT_KNOWN.value
        return self.notes.needs_nobody and is_not_known and not self.doubt

    @property
    def more(self) -> int:
        return self.row_count - len(self.rows)


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
        """Those with a section of their own."""
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
    def has_bars(self) -> bool:
        return any(row.bar for one in self.requirements for row in one.rows)


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

    @property
    def is_one_area(self) -> bool:
        return len(self.areas) == 1

    @property
    def lives_elsewhere(self) -> bool:
        """The home area is none of those that the court serves."""
        served = {area.slug for area in self.court_areas}
        return self.home is not None and self.home.slug not in served


def court_page(
    answer: CourtAnswer,
    *,
    requirement: str | None,
    home: Home | None,
    asked: Iterable[tuple[str, str]] = (),
) -> CourtPage:
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
        asked=tuple(asked),
    )


def area_page(answer: AreaAnswer, *, requirement: str | None) -> AnswerPage:
    return _shared(answer, requirement)


def open_question(areas: tuple[str, ...], requirement: str | None) -> CourtQuestion:
    """About nobody in particular: no more rows are asked for than the page shows."""
    return CourtQuestion(areas, requirement, rows_each=None if requirement else ROWS_SHOWN)


def _shared(answer: AreaAnswer, only: str | None) -> AnswerPage:
    words = plain_words()
    drawn = (row for found in answer.requirements for row in found.rows)
    axis = axis_for(days_drawn(drawn), today=answer.today)
    shape = RowShape.of(answer, words, axis)
    return AnswerPage(
        as_at=answer.as_at,
        today=answer.today,
        areas=answer.areas,
        requirements=tuple(_requirement(found, shape) for found in answer.requirements),
        office=shown_contact(answer.office, words),
        axis=axis,
        order_months=round(answer.order_days / DAYS_A_MONTH),
        is_order_assumed=answer.is_order_assumed,
        only_requirement=only,
        not_imposable=answer.not_imposable,
        has_generated_figures=answer.has_generated_figures,
    )


def _requirement(found: RequirementAnswer, shape: RowShape) -> ShownRequirement:
    words = shape.words
    rows = shape.shown(found.rows, requirement=found.code)
    lead = leading_row(found)
    strands = shown_strands(found, rows, words)
    return ShownRequirement(
        code=found.code,
        name=found.name,
        tag=requirement_tag(found, words),
        says=requirement_says(found, words),
        lead=next((row for row in rows if lead and row.line == str(lead.line)), None),
        strand=leading_strand(found),
        soon=soon_in_words(found, words),
        strands=strands,
        is_by_strand=len(found.strands) > 1,
        statements=statements_in_words(found, words),
        nearest=_nearest(found),
        rows=tuple(row for strand in strands for row in strand.rows),
        ruled_out=shape.shown(found.ruled_out, requirement=found.code),
        row_count=found.row_count,
        notes=_notes(found),
        doubt=found.doubt,
    )


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
        return Notes("", "", "", counts, "", needs_nobody=False)
    return Notes(
        rule.not_verified,
        rule.local_test,
        rule.restrictions,
        counts,
        rule.tag,
        needs_nobody=rule.takes_effect_at_once,
    )
