"""Where a requirement stands, in words: its tag, its sentence and its strands.

The headline is the line that leads, by the rule; where the law, a statement or nobody speaks
instead, that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.availability.answer_types import LineRow, RequirementAnswer, StrandAnswer
from commissioning.availability.statuses import Because, ProvisionStated, Status, WhyNot
from portal.formatting import in_words, joined
from portal.lines.plain_words import PlainWords
from portal.lines.row_shape import TREATMENTS
from portal.lines.rows import ShownRow, ShownTag, row_tag, tag_of

ACCREDITED: Final = frozenset({"programme"})
"""The requirement of which the law asks that what stands behind it be accredited."""

NOTIFIED: Final = frozenset({"drug_testing", "attendance_centre"})
"""Those of which the court must have been notified that arrangements are available."""

COUNTED_SOON: Final = "rehabilitation_activity"
"""So many lines stand behind it that a reader wants to know how many could start soon."""


@dataclass(frozen=True, slots=True)
class ShownStrand:
    """`soon` says how many could start within four weeks, where that is counted."""

    name: str
    tag: ShownTag
    soon: str
    rows: tuple[ShownRow, ...]
    row_count: int


def is_ruled_out(found: RequirementAnswer) -> bool:
    """Whatever is known here is excluded by a rule for the person asked about."""
    return bool(found.ruled_out) and not found.row_count and found.status is Status.NOT_KNOWN


def leading_row(found: RequirementAnswer) -> LineRow | None:
    return next((row for row in found.rows if row.line == found.leads), None)


def requirement_tag(found: RequirementAnswer, words: PlainWords) -> ShownTag:
    if is_ruled_out(found):
        return ShownTag("grey", "not_for_this_person", words.not_for_this_person)
    lead = leading_row(found)
    if lead is not None:
        return row_tag(lead, words)
    return tag_of(found.status, words, _short_reason(found.code, found.reason, words))


def requirement_says(found: RequirementAnswer, words: PlainWords) -> str:
    """What is read first where no line leads; empty where one does, for its row says it."""
    if leading_row(found) is not None:
        return ""
    plain = {Status.AT_ONCE: words.on_the_day, Status.CHECK_COMMENCEMENT: words.in_doubt}
    if found.status in plain:
        return plain[found.status]
    match found.status:
        case Status.NOT_CONFIRMED:
            return _what_was_said(found, words)
        case Status.NOT_AVAILABLE:
            return _not_available(found, words)
        case _:
            return _not_known(found, words)


def statements_in_words(found: RequirementAnswer, words: PlainWords) -> tuple[str, ...]:
    """Each with who said it and when; the older first."""
    return tuple(_statement(one, found.code, words) for one in found.statements)


def soon_in_words(found: RequirementAnswer, words: PlainWords) -> str:
    if found.code != COUNTED_SOON or not found.row_count:
        return ""
    soon = sum(strand.soon_count for strand in found.strands)
    return words.could_start_soon % {"soon": soon, "all": found.row_count}


def leading_strand(found: RequirementAnswer) -> str:
    """The name of the strand that the headline speaks of; empty where there is but one."""
    if len(found.strands) < 2:
        return ""
    return next((one.name for one in found.strands if found.leads in one.lines), "")


def shown_strands(
    found: RequirementAnswer, rows: Sequence[ShownRow], words: PlainWords
) -> tuple[ShownStrand, ...]:
    """The strands that have something, each with those of its rows that are shown."""
    by_line = {row.line: row for row in rows}
    return tuple(_strands(found, by_line, words))


def _strands(
    found: RequirementAnswer, by_line: dict[str, ShownRow], words: PlainWords
) -> Iterator[ShownStrand]:
    for strand in sorted(found.strands, key=lambda one: not one.leads):
        rows = tuple(row for line in strand.lines if (row := by_line.get(str(line))))
        if rows:
            soon = _soon(found.code, strand, words)
            yield ShownStrand(strand.name, rows[0].tag, soon, rows, strand.row_count)


def _soon(code: str, strand: StrandAnswer, words: PlainWords) -> str:
    if code != COUNTED_SOON:
        return ""
    return words.could_start_soon % {"soon": strand.soon_count, "all": strand.row_count}


def _not_known(found: RequirementAnswer, words: PlainWords) -> str:
    if is_ruled_out(found):
        return words.all_ruled_out
    if found.only:
        return words.only_these % {"names": joined(found.only)}
    return words.nobody_said


def _what_was_said(found: RequirementAnswer, words: PlainWords) -> str:
    if found.because is Because.DENIED_THOUGH_LISTED:
        denials = (one for one in found.statements if not one.is_provided)
        said = "; ".join(denial_in_words(one, words) for one in denials)
        return words.denied_though_listed % {"said": said}
    said = "; ".join(statements_in_words(found, words))
    differs = found.because is Because.STATEMENTS_DIFFER
    return (words.statements_differ if differs else words.stated_without_a_date) % {"who": said}


def denial_in_words(one: ProvisionStated, words: PlainWords) -> str:
    """The middle of a sentence: what there is not, since when and by whom."""
    why = words.short_reason.get(one.why_not) if one.why_not else None
    said = {"why": why or words.not_available, "who": one.stated_by}
    ring = f" ({one.telephone})" if one.telephone else ""
    return words.denied_since % {**said, "day": in_words(one.stated_on)} + ring


def _not_available(found: RequirementAnswer, words: PlainWords) -> str:
    """By whom and when it was said; of treatment what a court may still do."""
    said = ""
    if found.stated_by is not None:
        said = words.said_by % {"who": found.stated_by, "day": in_words(found.stated_on)}
    if found.code in TREATMENTS and found.reason is WhyNot.NOT_COMMISSIONED:
        return words.treatment_not_commissioned % {"said": f" ({said})" if said else ""}
    why = _reason(found.code, found.reason, words)
    return f"{why[:-1]} ({said})." if said else why


def _reason(code: str, reason: WhyNot | None, words: PlainWords) -> str:
    if reason is None or (reason is WhyNot.NOT_ACCREDITED_HERE and code not in ACCREDITED):
        return words.not_notified if code in NOTIFIED else words.not_available_here
    return words.why_not[reason]


def _short_reason(code: str, reason: WhyNot | None, words: PlainWords) -> str:
    if reason is None:
        return ""
    if reason is WhyNot.NOT_COMMISSIONED and code in TREATMENTS:
        return words.no_service_here
    if reason is WhyNot.NOT_ACCREDITED_HERE and code not in ACCREDITED:
        return words.not_notified_here if code in NOTIFIED else ""
    return words.short_reason.get(reason, "")


def _statement(one: ProvisionStated, code: str, words: PlainWords) -> str:
    said = {
        "who": one.stated_by,
        "day": in_words(one.stated_on),
        "why": _short_reason(code, one.why_not, words),
    }
    ring = f" ({one.telephone})" if one.telephone else ""
    return f"{words.stated[one.said] % said}{ring}"
