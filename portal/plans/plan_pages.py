"""What the page of one plan shows: how much of it is what, what is late, and every item."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from commissioning.partnership.actions.by_section import counted_by_section
from commissioning.partnership.actions.counting import (
    LookedFor,
    counted_by_level,
    counts_in_its_plan,
    is_looked_for,
    longest_first,
    narrowed,
)
from commissioning.partnership.actions.models import ActionLevel, ActionPlan
from commissioning.partnership.actions.rows import ActionRow
from portal.formatting import in_words
from portal.plans.asked import PlanAsked
from portal.plans.counts import CountTable, table_by_level, table_by_section
from portal.plans.pages import period_in_words, published_in_words, whose
from portal.plans.shown_items import Shower, ShownAction, anchor, shower
from portal.plans.words import (
    LEVELS,
    LOOKED_FOR,
    leads_said,
    moved_said,
    needs,
    readers_of_draft,
    section_names,
    where,
)

NOBODY_LEADS: Final = "Nobody is named who leads"
NEEDING: Final = (
    LookedFor.LATE,
    LookedFor.START_PASSED,
    LookedFor.UNREAD,
    LookedFor.LEAD_ENDED,
    LookedFor.MOVED_LATE,
)


@dataclass(frozen=True, slots=True)
class PlanChoice:
    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShownLevel:
    """Items of a block at one level. `leads`: said once where all of them have the same."""

    name: str
    leads: str
    actions: tuple[ShownAction, ...]


@dataclass(frozen=True, slots=True)
class ShownBlock:
    heading: str
    levels: tuple[ShownLevel, ...]


@dataclass(frozen=True, slots=True)
class PlanSection:
    """`codes`: its first and its last item, as the contents of the plan on paper have them."""

    code: str
    name: str
    codes: str
    blocks: tuple[ShownBlock, ...]


@dataclass(frozen=True, slots=True)
class ShownNeed:
    """`leads`: who does, or that nobody is named. `section`: "" where all shown is of one."""

    href: str
    code: str
    words: str
    says: str
    leads: str
    section: str


@dataclass(frozen=True, slots=True)
class CarriedInto:
    """The next plan, and how many items of this one count there."""

    title: str
    href: str
    many: int


@dataclass(frozen=True, slots=True)
class ActionPlanPage:
    """`draft_for`: who alone reads it until it is published, "" where everybody does. `before`:
    that nothing of it was in force on that day, "" where it was. `shown`, `total`:
    items; `templates`: shown beside them, no items until they are made real. `narrowed_to`: what
    alone is shown, in words, on paper too; "" for all. `counted_of`: the same of the tables, which
    tell every column whichever is looked for."""

    code: str
    title: str
    whose: str
    published: str
    period: str
    draft_for: str
    before: str
    as_at: str
    is_today: bool
    as_at_typed: str
    by_section: CountTable
    by_level: CountTable
    carried: tuple[CarriedInto, ...]
    needing: tuple[tuple[str, str, tuple[ShownNeed, ...]], ...]
    sections: tuple[PlanSection, ...]
    filters: Mapping[str, tuple[PlanChoice, ...]]
    query: str
    shown: int
    total: int
    templates: int
    is_narrow: bool
    is_none_late: bool
    narrowed_to: str
    counted_of: str
    can_write: bool
    done: str


def plan_page(
    plan: ActionPlan,
    rows: Sequence[ActionRow],
    asked: PlanAsked,
    *,
    today: dt.date,
    can_write: bool,
    done: str,
) -> ActionPlanPage:
    """`rows`: of the whole plan, or of what the region that is asked about reads of it."""
    shown, filters = narrowed(rows, asked.rows), _filters(asked)
    counted = narrowed(rows, replace(asked.rows, looked_for=None))
    return ActionPlanPage(
        code=plan.code,
        title=plan.title,
        whose=whose(plan),
        published=published_in_words(plan, today),
        period=period_in_words(plan),
        draft_for="" if plan.is_public(today) else readers_of_draft(plan.region),
        before=asked.before,
        as_at=in_words(asked.as_at),
        is_today=asked.is_today,
        as_at_typed="" if asked.is_today else asked.as_at.isoformat(),
        by_section=table_by_section(plan, counted_by_section(counted), asked),
        by_level=table_by_level(plan, counted_by_level(counted), asked),
        carried=tuple(_carried_into(rows)),
        needing=tuple(_needing(shown, asked.as_at)),
        sections=tuple(_sections(plan, shown, rows, asked)),
        filters=filters,
        query=asked.query,
        shown=sum(not one.is_template for one in shown),
        total=sum(not one.is_template for one in rows),
        templates=sum(one.is_template for one in shown),
        is_narrow=asked.is_narrow,
        is_none_late=asked.rows.looked_for in {None, LookedFor.LATE} and _is_none_late(shown),
        narrowed_to=_chosen(filters, set(filters)),
        counted_of=_chosen(filters, set(filters) - {"show"}),
        can_write=can_write,
        done=done,
    )


def _is_none_late(rows: Sequence[ActionRow]) -> bool:
    """Said of what has a day that could pass; of nothing dated nobody knows it."""
    dated = any(one.latest for row in rows if counts_in_its_plan(row) for one in row.milestones)
    return dated and not any(is_looked_for(row, LookedFor.LATE) for row in rows)


def _chosen(filters: Mapping[str, tuple[PlanChoice, ...]], names: Collection[str]) -> str:
    return "; ".join(
        one.text
        for name, choices in filters.items()
        for one in choices
        if name in names and one.is_chosen and one.value
    )


def _carried_into(rows: Sequence[ActionRow]) -> Iterator[CarriedInto]:
    into = Counter(
        (one.carried.plan, one.carried.plan_title)
        for one in rows
        if one.carried and not one.is_template
    )
    for (code, title), many in into.items():
        yield CarriedInto(title, f"/plans/{code}", many)


def _needing(
    rows: Sequence[ActionRow], on: dt.date
) -> Iterator[tuple[str, str, tuple[ShownNeed, ...]]]:
    """What waits longest stands first; items of one day in the order of the plan."""
    titles = {
        LookedFor.LATE: "What is late",
        LookedFor.START_PASSED: "Its start has passed: say whether it began",
        LookedFor.UNREAD: "Nobody can read the date: words kept",
        LookedFor.LEAD_ENDED: "A body that leads has ended: say who leads",
        LookedFor.MOVED_LATE: "Target moved after its time had passed",
    }
    is_of_several = len({one.section for one in rows}) > 1
    for one in NEEDING:
        waiting = longest_first(row for row in rows if is_looked_for(row, one))
        if waiting:
            found = tuple(_need(row, one, on, is_of_several=is_of_several) for row in waiting)
            yield one.value, titles[one], found


def _need(row: ActionRow, what: LookedFor, on: dt.date, *, is_of_several: bool) -> ShownNeed:
    place = where(row)
    words = f"{row.words} ({place})" if place else row.words
    says = f"“{row.target_words}”" if row.standing == "asked" else needs(row)
    if what is LookedFor.MOVED_LATE:
        says = " ".join(moved_said(one) for one in row.earlier_targets if one.late_since)
    return ShownNeed(
        f"#{anchor(row)}", row.code, words, says, leads_said(row, on) or NOBODY_LEADS,
        section_names()[row.section] if is_of_several else "",
    )  # fmt: skip


def _sections(
    plan: ActionPlan, shown: Sequence[ActionRow], rows: Sequence[ActionRow], asked: PlanAsked
) -> Iterator[PlanSection]:
    """Rows come in the order in which a plan is read: section by section, block by block."""
    show = shower(plan, rows, asked.as_at)
    for code, of_section in groupby(shown, key=lambda one: one.section):
        found = list(of_section)
        first, last = found[0].code, found[-1].code
        blocks = (list(some) for _, some in groupby(found, key=lambda one: one.block))
        yield PlanSection(
            code, section_names()[code], first if first == last else f"{first} to {last}",
            tuple(_block(some, show, asked.as_at) for some in blocks),
        )  # fmt: skip


def _block(rows: Sequence[ActionRow], show: Shower, on: dt.date) -> ShownBlock:
    levels = (
        _level(ActionLevel(level), list(some), show, on)
        for level, some in groupby(rows, key=lambda one: one.level)
    )
    return ShownBlock(rows[0].heading, tuple(levels))


def _level(level: ActionLevel, rows: Sequence[ActionRow], show: Shower, on: dt.date) -> ShownLevel:
    said = {leads_said(one, on) for one in rows}
    actions = tuple(map(show, rows))
    if len(rows) == 1 or len(said) > 1:
        return ShownLevel(LEVELS[level], "", actions)
    return ShownLevel(LEVELS[level], said.pop(), tuple(replace(one, leads="") for one in actions))


def _filters(asked: PlanAsked) -> dict[str, tuple[PlanChoice, ...]]:
    rows = asked.rows
    told: dict[str, tuple[PlanChoice, ...]] = {}
    if len(asked.regions) > 1:
        regions = ((one.slug, one.name) for one in asked.regions)
        told["region"] = _choices(
            "Every region", regions, asked.region.slug if asked.region else ""
        )
    if asked.areas:
        areas = ((one.slug, one.name) for one in asked.areas)
        told["area"] = _choices("Every area", areas, rows.area)
    told["section"] = _choices("Every section", section_names().items(), rows.section)
    levels = ((level.value, words) for level, words in LEVELS.items())
    told["level"] = _choices("Every level", levels, rows.level)
    wanted = ((one.value, words) for one, words in LOOKED_FOR.items())
    told["show"] = _choices("All of it", wanted, rows.looked_for)
    return told


def _choices(
    every: str, named: Iterable[tuple[str, str]], chosen: str | None
) -> tuple[PlanChoice, ...]:
    pairs = (("", every), *named)
    return tuple(PlanChoice(value, text, value == (chosen or "")) for value, text in pairs)
