"""What the web makes of an answer, held against it: the JSON, and the tags of its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from commissioning.availability.answer_types import AreaAnswer, LineRow, RequirementAnswer
from commissioning.monitoring.disclosure import Band
from commissioning.sweep.comparing import LineTold, said_of
from commissioning.sweep.contradictions import Contradiction, ContradictionKind
from portal.lines.plain_words import plain_words
from portal.sentencing.answer_json import answer_as_json
from portal.sentencing.pages import area_page
from portal.sentencing.shown_requirement import ShownRequirement

NOT_FOR_THEM: Final = "not_for_this_person"
"""The mark of a requirement of which every row is ruled out for the person asked about."""

Json = dict[str, Any]  # Any: text, numbers, null, lists and objects


def web_formats(answer: AreaAnswer, address: str) -> Iterator[Contradiction]:
    """`address` is that of the page of the area that the answer is about."""
    yield from _json(answer, address)
    yield from _words(answer, address)


def _json(answer: AreaAnswer, address: str) -> Iterator[Contradiction]:
    where = (address, f"/api/v1/availability?ldu={answer.areas[0].slug}")
    told = {one["code"]: one for one in answer_as_json(answer)["requirements"]}
    for found in answer.requirements:
        for what in _told_otherwise(found, told.get(found.code)):
            yield Contradiction(ContradictionKind.JSON_DIFFERS, f"{found.code}: {what}", where)


def _told_otherwise(found: RequirementAnswer, told: Json | None) -> Iterator[str]:
    if told is None:
        yield "is not in it"
        return
    if (told["status"], told["reason"]) != (found.status, found.reason):
        yield f"“{found.status} {found.reason}” here, “{told['status']} {told['reason']}” there"
    nearest = told["nearest"] and told["nearest"]["ldu"]
    if nearest != (found.nearest.area.slug if found.nearest else None):
        yield f"another nearest area, {nearest}"
    rows = {row["line"]: row for row in told["rows"]}
    for row in found.rows:
        there = rows.get(str(row.line), {})
        said = said_in_json(there)
        if said != said_of(row):
            yield f"{row.title}: “{said_of(row).in_words()}” here, “{said.in_words()}” there"
        if row.waiting is None and there.get("people_ahead") == Band.NONE:
            yield f"{row.title}: who is ahead is not known here, and nobody there"


def said_in_json(row: Json) -> LineTold:
    """As the API tells of a line; nothing at all where it has no such row."""
    return LineTold(
        row.get("status", ""),
        row.get("reason"),
        row.get("likely_start"),
        row.get("by_9_in_10"),
        (row.get("based_on") or {}).get("mostly"),
    )


def _words(answer: AreaAnswer, address: str) -> Iterator[Contradiction]:
    shown = {one.code: one for one in area_page(answer, requirement=None).requirements}
    for found in answer.requirements:
        for what in _shown_otherwise(found, shown.get(found.code)):
            yield Contradiction(ContradictionKind.WORDS_DIFFER, f"{found.code}: {what}", (address,))


def _shown_otherwise(found: RequirementAnswer, shown: ShownRequirement | None) -> Iterator[str]:
    if shown is None:
        yield "is not on the page"
        return
    says_so = {found.status.value} if found.rows or not found.ruled_out else {NOT_FOR_THEM}
    if shown.tag.shape not in says_so:
        yield f"“{found.status}” is the answer, “{shown.tag.shape}” its tag"
    tags = {row.line: row.tag.shape for row in shown.rows}
    for row in found.rows:
        tag = tags.get(str(row.line))
        if tag is not None and tag != row.standing.status:
            yield f"{row.title}: “{row.standing.status}” is the answer, “{tag}” its tag"
    told = {row.line: row.then for row in shown.rows}
    for row in found.rows:
        then = told.get(str(row.line))
        if then is not None and not _says_what_it_rests_on(row, then):
            yield f"{row.title}: rests on {row.rests_on}, and beside its date stands “{then}”"


def _says_what_it_rests_on(row: LineRow, beside_the_date: str) -> bool:
    """That no starts were seen is told where that is so and a date is told, and nowhere else."""
    words = plain_words()
    is_told = any(said in beside_the_date for said in (words.on_declared, words.on_declared_alone))
    standing = row.standing
    has_date = standing.likely_start or standing.by_1_in_10
    return is_told is (row.rests_on == "declared" and has_date is not None)
