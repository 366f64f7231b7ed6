"""What the page of one plan shows: how much of it is what, what is late, and every item."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from commissioning.partnership.actions.counting import (
    LevelCount,
    LookedFor,
    counted_by_level,
    is_looked_for,
    longest_first,
    narrowed,
)
from commissioning.partnership.actions.models import ActionLevel, ActionPlan
from commissioning.partnership.actions.rows import ActionRow
from portal.formatting import in_words
from portal.plans.asked import PlanAsked
from portal.plans.pages import period_in_words, published_in_words, whose
from portal.plans.shown_items import Shower, ShownAction, anchor, shower
from portal.plans.words import (
    LEVELS,
    LOOKED_FOR,
    leads_said,
    needs,
    readers_of_draft,
    section_names,
    where,
)

NEEDING: Final = (LookedFor.LATE, LookedFor.START_PASSED, LookedFor.UNREAD)


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
    href: str
    code: str
    words: str
    says: str


@dataclass(frozen=True, slots=True)
class ShownCount:
    """Each number with the address of the same alone, "" for none."""

    name: str
    numbers: tuple[tuple[int, str], ...]


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
    alone is shown, in words, on paper too; "" for all."""

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
    columns: tuple[str, ...]
    counts: tuple[ShownCount, ...]
    carried: tuple[CarriedInto, ...]
    needing: tuple[tuple[str, str, tuple[ShownNeed, ...]], ...]
    sections: tuple[PlanSection, ...]
    filters: Mapping[str, tuple[PlanChoice, ...]]
    query: str
    shown: int
    total: int
    templates: int
    is_narrow: bool
    narrowed_to: str
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
    shown, counts = narrowed(rows, asked.rows), counted_by_level(rows)
    columns, filters = _columns(counts), _filters(asked)
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
        columns=tuple(name for name, _, _ in columns),
        counts=tuple(_count(plan, one, asked, columns) for one in counts),
        carried=tuple(_carried_into(rows)),
        needing=tuple(_needing(shown)),
        sections=tuple(_sections(plan, shown, rows, asked)),
        filters=filters,
        query=asked.query,
        shown=sum(not one.is_template for one in shown),
        total=sum(not one.is_template for one in rows),
        templates=sum(one.is_template for one in shown),
        is_narrow=asked.is_narrow,
        narrowed_to="; ".join(
            one.text
            for choices in filters.values()
            for one in choices
            if one.is_chosen and one.value
        ),
        can_write=can_write,
        done=done,
    )


def _carried_into(rows: Sequence[ActionRow]) -> Iterator[CarriedInto]:
    into = Counter(
        (one.carried.plan, one.carried.plan_title)
        for one in rows
        if one.carried and not one.is_template
    )
    for (code, title), many in into.items():
        yield CarriedInto(title, f"/plans/{code}", many)


Column = tuple[str, LookedFor | None, Callable[[LevelCount], int]]
"""Its heading, what it counts (None: whatever was agreed), and how many of a level are so."""

COLUMNS: Final[tuple[Column, ...]] = (
    ("Agreed", None, lambda one: one.agreed),
    ("Under way", LookedFor.UNDER_WAY, lambda one: one.under_way),
    ("Done", LookedFor.DONE, lambda one: one.done),
    ("Late", LookedFor.LATE, lambda one: one.late),
    ("Start has passed", LookedFor.START_PASSED, lambda one: one.start_passed),
    ("Without a date", LookedFor.UNDATED, lambda one: one.undated),
)
IF_ANY: Final[tuple[Column, ...]] = (
    ("Carried on", LookedFor.CARRIED, lambda one: one.carried),
    ("Templates", LookedFor.TEMPLATE, lambda one: one.templates),
)


def _columns(counts: Sequence[LevelCount]) -> tuple[Column, ...]:
    """What a plan has none of needs no column of its own."""
    return (*COLUMNS, *(one for one in IF_ANY if any(map(one[2], counts))))


def _count(
    plan: ActionPlan, one: LevelCount, asked: PlanAsked, columns: Sequence[Column]
) -> ShownCount:
    name = "Together" if one.level is None else LEVELS[one.level]
    told = ((many_of(one), what) for _, what, many_of in columns)
    return ShownCount(
        name, tuple((many, _alone(plan, asked, one.level, what, many)) for many, what in told)
    )


def _alone(
    plan: ActionPlan,
    asked: PlanAsked,
    level: ActionLevel | None,
    what: LookedFor | None,
    many: int,
) -> str:
    if not many or (level is None and what is None):
        return ""
    region = asked.region.slug if asked.region and len(asked.regions) > 1 else ""
    as_at = "" if asked.is_today else asked.as_at.isoformat()
    told = {"region": region, "level": level or "", "show": what or "", "as_at": as_at}
    query = urlencode({name: value for name, value in told.items() if value})
    return f"/plans/{plan.code}?{query}#items"


def _needing(rows: Sequence[ActionRow]) -> Iterator[tuple[str, str, tuple[ShownNeed, ...]]]:
    """What waits longest stands first; items of one day in the order of the plan."""
    titles = {
        LookedFor.LATE: "What is late",
        LookedFor.START_PASSED: "Its start has passed: say whether it began",
        LookedFor.UNREAD: "Nobody can read the date: words kept",
    }
    for one in NEEDING:
        found = tuple(map(_need, longest_first(row for row in rows if is_looked_for(row, one))))
        if found:
            yield one.value, titles[one], found


def _need(row: ActionRow) -> ShownNeed:
    place = where(row)
    words = f"{row.words} ({place})" if place else row.words
    says = f"“{row.target_words}”" if row.standing == "asked" else needs(row)
    return ShownNeed(f"#{anchor(row)}", row.code, words, says)


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
