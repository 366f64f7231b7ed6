"""What the page of a region shows: a line for each of its areas, by the areas' own answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from commissioning.availability.answer_types import Area, AreaAnswer
from portal.lines.rows import ShownContact, ShownTag
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
    return tuple(_line(area_page(answer, requirement=requirement)) for answer in answers)


def _line(page: AnswerPage) -> AreaLine:
    area, alone = page.areas[0], page.alone
    lead = alone.lead if alone else None
    counted = Counter(one.tag.text for one in page.requirements)
    return AreaLine(
        area=area,
        href=f"/areas/{area.region_slug}/{area.slug}",
        tag=alone.tag if alone else None,
        start=lead.start if lead else alone.says if alone else "",
        then=lead.then if lead else "",
        is_stale=lead.is_stale if lead else False,
        counts=tuple(counted.most_common()) if alone is None else (),
        contact=lead.contact if lead else page.office,
    )
