"""What a court sheet shows: the facts of its day in the layout of today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from commissioning.availability.answer_types import CourtAnswer, RequirementAnswer
from commissioning.availability.reasons import WhyNot
from commissioning.availability.standing import Status
from commissioning.sheets.showing import OpenSheet
from directory.requirements import requirement_name
from portal.asking.typed import DAYS_A_MONTH
from portal.formatting import counted, in_words, joined
from portal.lines.plain_words import PlainWords, plain_words
from portal.lines.row_shape import RowShape
from portal.lines.rows import ShownContact, ShownRow, ShownTag, shown_contact, tag_of
from portal.lines.start_bars import axis_for
from portal.showing.words import ENGLISH, page_language


@dataclass(frozen=True, slots=True)
class SheetRequirement:
    """One requirement and the soonest services behind it; `more` is how many are not on the sheet.

    `reason` is for one with nothing behind it; `not_verified` is the law's own doubt.
    """

    name: str
    tag: ShownTag
    reason: str
    nearest: str
    rows: tuple[ShownRow, ...]
    more: int
    not_verified: str

    @property
    def takes_effect_at_once(self) -> bool:
        return self.tag.shape == Status.AT_ONCE.value


@dataclass(frozen=True, slots=True)
class SheetPage:
    """`age` says how many days old the sheet is, empty on its own day.

    What takes effect `at_once` shares one row of a sheet about every requirement, with
    `ring_at_once`; a sheet about one requirement `is_in_detail`.
    """

    reference: str
    court: str
    court_href: str
    as_at: dt.datetime
    age: str
    areas: str
    is_region_fallback: bool
    asked: tuple[tuple[str, str], ...]
    requirements: tuple[SheetRequirement, ...]
    at_once: tuple[SheetRequirement, ...]
    ring_at_once: tuple[ShownContact, ...]
    office: ShownContact
    is_in_detail: bool
    is_partly_withheld: bool
    has_generated_figures: bool
    document_href: str
    document_sha256: str


def sheet_page(sheet: OpenSheet, *, today: dt.date) -> SheetPage:
    """`today` is the day on which the sheet is looked at."""
    answer, words = sheet.answer, plain_words()
    shown = tuple(_requirements(answer, words))
    is_in_detail = sheet.question.requirement is not None
    at_once = tuple(one for one in shown if one.takes_effect_at_once and not is_in_detail)
    days_old = (today - answer.today).days
    return SheetPage(
        reference=sheet.reference,
        court=answer.court.name,
        court_href=_court_href(sheet),
        as_at=answer.as_at,
        age=counted(days_old, "day") if days_old > 0 else "",
        areas=str(joined(area.name for area in answer.areas)),
        is_region_fallback=answer.is_region_fallback,
        asked=tuple(_asked(sheet)),
        requirements=tuple(one for one in shown if one not in at_once),
        at_once=at_once,
        ring_at_once=tuple(dict.fromkeys(row.contact for one in at_once for row in one.rows)),
        office=shown_contact(answer.office, words),
        is_in_detail=is_in_detail,
        is_partly_withheld=sheet.is_partly_withheld,
        has_generated_figures=answer.has_generated_figures,
        document_href=f"/sheets/{sheet.reference}.json",
        document_sha256=sheet.document_sha256,
    )


def _court_href(sheet: OpenSheet) -> str:
    """The question asked again today, in the language of the page."""
    asked = [("area", area) for area in sheet.question.areas]
    if sheet.question.requirement:
        asked.append(("requirement", sheet.question.requirement))
    if page_language() != ENGLISH:
        asked.append(("lang", page_language()))
    path = f"/courts/{sheet.court_slug}"
    return f"{path}?{urlencode(asked)}" if asked else path


def _asked(sheet: OpenSheet) -> Iterator[tuple[str, str]]:
    answer = sheet.answer
    months = counted(round(answer.order_days / DAYS_A_MONTH), "month")
    yield "Order", f"{months}, assumed" if answer.is_order_assumed else months
    if sheet.question.unpaid_hours:
        yield "Unpaid work", counted(round(sheet.question.unpaid_hours), "hour")
    if code := sheet.question.requirement:
        then = {found.code: found.name for found in answer.requirements}
        yield "Requirement", then.get(code) or requirement_name(code)


def _requirements(answer: CourtAnswer, words: PlainWords) -> Iterator[SheetRequirement]:
    axis = axis_for((), today=answer.today)
    shape = RowShape.of(answer, words, axis)
    for found in answer.requirements:
        yield _requirement(found, shape)


def _requirement(found: RequirementAnswer, shape: RowShape) -> SheetRequirement:
    words = shape.words
    return SheetRequirement(
        name=found.name,
        tag=tag_of(found.status, words),
        reason=_reason(found, words),
        nearest=_nearest(found),
        rows=shape.shown(found.rows, requirement=found.code),
        more=found.row_count - len(found.rows),
        not_verified=found.rule.not_verified if found.rule else "",
    )


def _reason(found: RequirementAnswer, words: PlainWords) -> str:
    if found.rows or found.status is not Status.NOT_AVAILABLE:
        return ""
    why = words.why_not[found.reason or WhyNot.NOT_COMMISSIONED]
    if found.stated_by is None:
        return why
    return f"{why} ({found.stated_by}, {in_words(found.stated_on)})"


def _nearest(found: RequirementAnswer) -> str:
    if found.nearest is None:
        return ""
    return f"{found.nearest.area.name}, about {counted(found.nearest.miles, 'mile')}"
