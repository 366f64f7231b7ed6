"""What a court sheet shows: the facts and the words of its day in the layout of today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from commissioning.availability.answer_types import NotImposable
from commissioning.sheets.showing import OpenSheet
from directory.requirements import requirement_name
from portal.formatting import counted, joined
from portal.lines.rows import ShownContact
from portal.sheets.shown import FormWords, SheetRequirement, sheet_contact
from portal.sheets.words_of_form_1 import OFFICE, WordsOfForm1
from portal.sheets.words_of_form_2 import WordsOfForm2
from portal.showing.onward import onward

WORDS: Final[Mapping[int, FormWords]] = {1: WordsOfForm1(), 2: WordsOfForm2()}
"""By the form of the document: what was told stays in the words in which it was told."""


@dataclass(frozen=True, slots=True)
class SheetPage:
    """`age` says how many days old the sheet is, empty on its own day.

    What takes effect `at_once` shares one row of a sheet about every requirement, with
    `ring_at_once`, and so do what is `in_doubt`, which may not be in force, and what is `silent`,
    of which nobody has said anything; a sheet about one requirement `is_in_detail`.
    `rings_run_by`: where no number is known there is the portal's.
    """

    reference: str
    court: str
    court_href: str
    as_at: dt.datetime
    age: str
    areas: str
    is_region_fallback: bool
    asked: tuple[tuple[str, str], ...]
    heading: str
    requirements: tuple[SheetRequirement, ...]
    at_once: tuple[SheetRequirement, ...]
    in_doubt: tuple[SheetRequirement, ...]
    silent: tuple[SheetRequirement, ...]
    not_imposable: tuple[NotImposable, ...]
    ring_at_once: tuple[ShownContact, ...]
    office: ShownContact
    rings_run_by: bool
    is_in_detail: bool
    is_partly_withheld: bool
    has_generated_figures: bool
    document_href: str
    document_sha256: str


def sheet_page(sheet: OpenSheet, *, today: dt.date) -> SheetPage:
    """`today` is the day on which the sheet is looked at."""
    answer, words = sheet.answer, WORDS[sheet.form]
    is_in_detail = sheet.question.requirement is not None
    shown = tuple(
        words.requirement(found, answer, is_in_detail=is_in_detail) for found in answer.requirements
    )
    at_once = tuple(one for one in shown if one.takes_effect_at_once and not is_in_detail)
    in_doubt = tuple(one for one in shown if one.may_not_be_in_force and not is_in_detail)
    silent = tuple(one for one in shown if one.is_silent and not is_in_detail)
    days_old = (today - answer.today).days
    return SheetPage(
        reference=sheet.reference,
        court=answer.court.name,
        court_href=_court_href(sheet),
        as_at=answer.as_at,
        age=counted(days_old, "day") if days_old > 0 else "",
        areas=str(joined(area.name for area in answer.areas)),
        is_region_fallback=answer.is_region_fallback,
        asked=tuple(_asked(sheet, words)),
        heading=words.heading,
        requirements=tuple(one for one in shown if one not in (*at_once, *in_doubt, *silent)),
        at_once=at_once,
        in_doubt=in_doubt,
        silent=silent,
        not_imposable=answer.not_imposable,
        ring_at_once=tuple(_ring_at_once(at_once, each_name_once=words.rings_run_by)),
        office=sheet_contact(answer.office, OFFICE),
        rings_run_by=words.rings_run_by,
        is_in_detail=is_in_detail,
        is_partly_withheld=sheet.is_partly_withheld,
        has_generated_figures=answer.has_generated_figures,
        document_href=f"/sheets/{sheet.reference}.json",
        document_sha256=sheet.document_sha256,
    )


def _ring_at_once(
    at_once: Iterable[SheetRequirement], *, each_name_once: bool
) -> Iterator[ShownContact]:
    contacts = dict.fromkeys(row.contact for one in at_once for row in one.rows)
    if not each_name_once:
        yield from contacts
        return
    yield from {contact.name: contact for contact in reversed(contacts)}.values()


def _court_href(sheet: OpenSheet) -> str:
    """The question asked again today, in the language of the page and about the same person."""
    asked = [("area", area) for area in sheet.question.areas]
    if sheet.question.requirement:
        asked.append(("requirement", sheet.question.requirement))
    return onward(f"/courts/{sheet.court_slug}", *asked)


def _asked(sheet: OpenSheet, words: FormWords) -> Iterator[tuple[str, str]]:
    yield "Order", words.order(sheet.answer)
    if sheet.question.unpaid_hours:
        yield "Unpaid work", counted(round(sheet.question.unpaid_hours), "hour")
    if code := sheet.question.requirement:
        then = {found.code: found.name for found in sheet.answer.requirements}
        yield "Requirement", then.get(code) or requirement_name(code)
