"""One requirement of an answer as the pages of a court and of an area show it."""

from __future__ import annotations

from dataclasses import dataclass

from commissioning.availability.answer_types import RequirementAnswer
from commissioning.availability.statuses import Status
from directory.starts import start_of
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
from portal.lines.rows import ShownRow, ShownTag


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


def shown_requirement(found: RequirementAnswer, shape: RowShape) -> ShownRequirement:
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
