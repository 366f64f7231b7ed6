"""What the page of a region shows: a line for each of its areas, by the areas' own answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from commissioning.availability.answer_types import Area, AreaAnswer
from portal.lines.plain_words import PlainWords, plain_words
from portal.lines.requirement_words import requirement_tag
from portal.lines.rows import ShownContact, ShownTag, shown_contact
from portal.sentencing.pages import AnswerPage, area_page


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area: of one requirement its `tag`, when it starts and whom to ring.

    Of all of them `counts` says how many stand as what; `start` is then empty.
    """

    area: Area
    href: str
    tag: ShownTag | None
    start: str
    then: str
    is_stale: bool
    counts: tuple[tuple[str, int], ...]
    contact: ShownContact


def area_lines(answers: Iterable[AreaAnswer], requirement: str | None) -> tuple[AreaLine, ...]:
    if requirement is None:
        words = plain_words()
        return tuple(_counted(answer, words) for answer in answers)
    return tuple(_alone(area_page(answer, requirement=requirement)) for answer in answers)


def _counted(answer: AreaAnswer, words: PlainWords) -> AreaLine:
    counted = Counter(requirement_tag(found, words).text for found in answer.requirements)
    return AreaLine(
        area=answer.areas[0],
        href=_href(answer.areas[0]),
        tag=None,
        start="",
        then="",
        is_stale=False,
        counts=tuple(counted.most_common()),
        contact=shown_contact(answer.office, words),
    )


def _href(area: Area) -> str:
    return f"/areas/{area.region_slug}/{area.slug}"


def _alone(page: AnswerPage) -> AreaLine:
    alone = page.alone
    lead = alone.lead if alone else None
    return AreaLine(
        area=page.areas[0],
        href=_href(page.areas[0]),
        tag=alone.tag if alone else None,
        start=lead.start if lead else alone.says if alone else "",
        then=lead.then if lead else "",
        is_stale=lead.is_stale if lead else False,
        counts=(),
        contact=lead.contact if lead else page.office,
    )
