"""Sheets of form 2: strands, "half start by", who stated what, and "not known" where nobody did.

Whoever changes the rules so that these words are no longer true makes a form 3, with words of
its own. What has not changed since form 1 is said by the words of form 1.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from commissioning.availability.answer_types import (
    CourtAnswer,
    RequirementAnswer,
    StrandAnswer,
)
from commissioning.availability.statuses import (
    IS_OPEN,
    Because,
    Provision,
    ProvisionStated,
    Status,
    WhyNot,
    status_words,
)
from directory.order_length import OrderKind
from directory.requirements import RequirementRule
from portal.asking.typed import DAYS_A_MONTH
from portal.formatting import counted, in_words, joined
from portal.lines.rows import ShownTag
from portal.sheets.rows_of_form_2 import sheet_row
from portal.sheets.shown import SheetRequirement, SheetRow
from portal.sheets.words_of_form_1 import (
    TREATMENTS,
    _,
)

LOOKS: Final[Mapping[Status, str]] = {
    Status.AVAILABLE: "green",
    Status.AT_ONCE: "green",
    Status.WAITING_LIST: "blue",
    Status.NOT_WITHIN_ORDER: "orange",
    Status.NOT_CONFIRMED: "yellow",
    Status.NOT_KNOWN: "yellow",
    Status.CHECK_COMMENCEMENT: "yellow",
    Status.NOT_AVAILABLE: "grey",
}
ORDERS: Final[Mapping[OrderKind, str]] = {
    OrderKind.COMMUNITY: "Community order",
    OrderKind.SUSPENDED_SENTENCE: "Suspended sentence order",
}
STATED: Final[Mapping[Provision, str]] = {
    Provision.PROVIDED: "it is provided here",
    Provision.ARRANGEMENTS_EXIST: "arrangements exist here",
    Provision.NOTIFIED: "the court has been notified of it",
    Provision.NOT_KNOWN: "it is not known",
}
STATED_NOT: Final[Mapping[WhyNot, str]] = {
    WhyNot.NOT_COMMISSIONED: "it is not commissioned here",
    WhyNot.FULL: "every place is taken",
    WhyNot.NO_STAFF: "there are no staff to run it",
    WhyNot.NOT_ACCREDITED_HERE: "it is not accredited here",
    WhyNot.NOT_CONFIRMED: "it is not confirmed",
}
NOTIFIED: Final = frozenset({"drug_testing", "attendance_centre"})
"""Of these the law asks for a notice to the court where of others it asks for accreditation."""

NOT_NOTIFIED: Final = "the court has not been notified that it is available here"
TREATMENT_NOT_BOUGHT: Final = (
    "No service is commissioned here (said by %(who)s on %(day)s); the court may be satisfied "
    "that arrangements can be made: ring."
)


class WordsOfForm2:
    rings_run_by: Final = True

    @property
    def heading(self) -> str:
        return _("Start for somebody sentenced on that day: first what most people could take")

    def order(self, answer: CourtAnswer) -> str:
        kind = _(ORDERS[answer.order_kind]) if answer.order_kind else ""
        if answer.is_order_assumed:
            none = _("length not asked about, so nothing is said of “within the order”")
            return f"{kind}, {none}" if kind else none
        return f"{kind}, {_months(answer)}" if kind else _months(answer)

    def requirement(
        self, found: RequirementAnswer, answer: CourtAnswer, *, is_in_detail: bool
    ) -> SheetRequirement:
        nearest, rows = found.nearest, tuple(_rows(found, answer, is_in_detail=is_in_detail))
        return SheetRequirement(
            code=found.code,
            name=found.name,
            tag=ShownTag(LOOKS[found.status], found.status.value, _(status_words()[found.status])),
            reason=" ".join(_reasons(found, is_in_detail=is_in_detail)),
            nearest=f"{nearest.area.name}, about {counted(nearest.miles, 'mile')}"
            if nearest
            else "",
            rows=rows,
            more=found.row_count - len(rows),
            not_verified=found.rule.not_verified if found.rule else "",
            tag_follows=found.rule.tag if found.rule else "",
            law_asks=_law_asks(found.rule) if found.rule and is_in_detail else (),
        )


def _law_asks(rule: RequirementRule) -> tuple[str, ...]:
    return tuple(f"{text}." for text in (rule.restrictions, rule.local_test) if text)


def _months(answer: CourtAnswer) -> str:
    return counted(round(answer.order_days / DAYS_A_MONTH), "month")


def _reasons(found: RequirementAnswer, *, is_in_detail: bool) -> Iterator[str]:
    """What the headline rests on where no row of the sheet says it."""
    if found.leads is None:
        yield from _without_a_line(found)
    if found.only:
        names = joined(found.only)
        yield _("Nothing that most people could take is known here, only: %(names)s.", names=names)
    is_told = found.leads is None and found.because is not Because.NEVER_SAID
    if is_in_detail and not is_told:
        yield from (_stated(one, found.code) for one in found.statements)


def _without_a_line(found: RequirementAnswer) -> Iterator[str]:
    if found.status is Status.NOT_KNOWN and not found.only:
        yield _("Nobody has told this portal whether it is available here: ring.")
    elif found.because is Because.STATEMENTS_DIFFER:
        yield _("What was said differs: ring.")
        yield from (_stated(one, found.code) for one in found.statements)
    elif found.because is Because.DENIED_THOUGH_LISTED:
        yield from (_not_available(one, found.code) for one in found.statements)
        yield _("Services are still listed here: ring before relying on either.")
    elif found.because is Because.STATED_WITHOUT_A_DATE:
        yield from (_stated(one, found.code) for one in found.statements)
        yield _("No start date was given: ring.")
    elif found.status is Status.NOT_AVAILABLE:
        yield from (_not_available(one, found.code) for one in found.statements)


def _not_available(one: ProvisionStated, requirement: str) -> str:
    if one.why_not is WhyNot.NOT_COMMISSIONED and requirement in TREATMENTS:
        return _(TREATMENT_NOT_BOUGHT, who=one.stated_by, day=in_words(one.stated_on))
    return _stated(one, requirement)


def _stated(one: ProvisionStated, requirement: str) -> str:
    what = STATED_NOT[one.why_not] if one.why_not else STATED[one.said]
    if one.why_not is WhyNot.NOT_ACCREDITED_HERE and requirement in NOTIFIED:
        what = NOT_NOTIFIED
    day = in_words(one.stated_on)
    said = _("%(who)s said on %(day)s that %(what)s", who=one.stated_by, day=day, what=_(what))
    return f"{said} ({one.telephone})." if one.telephone else f"{said}."


def _rows(
    found: RequirementAnswer, answer: CourtAnswer, *, is_in_detail: bool
) -> Iterator[SheetRow]:
    """By strand: that of the headline first, then those that may lead, then the others.

    A sheet about every requirement has room for what leads and for what somebody could start.
    """
    first = found.leads or next((row.line for row in found.rows), None)
    rows = {
        row.line: row
        for row in found.rows
        if is_in_detail or row.line == first or row.standing.status in IS_OPEN
    }
    held = [strand for strand in found.strands if any(line in rows for line in strand.lines)]
    is_told_apart = len(found.strands) > 1
    for strand in sorted(held, key=lambda one: (found.leads not in one.lines, not one.leads)):
        lines = _headline_first([line for line in strand.lines if line in rows], found.leads)
        for number, line in enumerate(lines):
            heading = _heading(strand) if is_told_apart and number == 0 else ""
            yield sheet_row(rows[line], heading, found.code, answer)


def _headline_first(lines: Sequence[uuid.UUID], leads: uuid.UUID | None) -> list[uuid.UUID]:
    return sorted(lines, key=lambda line: line != leads)


def _heading(strand: StrandAnswer) -> str:
    if strand.row_count < 2:
        return strand.name
    counts = {"soon": strand.soon_count, "all": strand.row_count}
    soon = _("%(soon)s of %(all)s could start within 4 weeks", **counts)
    return f"{strand.name} ({soon})"
