"""What the page of one plan shows: how much of it is what, what is late, and every item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from commissioning.partnership.actions.counting import (
    LevelCount,
    LookedFor,
    counted_by_level,
    is_looked_for,
    narrowed,
)
from commissioning.partnership.actions.links_shown import LinkRow
from commissioning.partnership.actions.models import ActionLevel, ActionPlan
from commissioning.partnership.actions.rows import ActionRow
from portal.formatting import in_words
from portal.plans.asked import PlanAsked
from portal.plans.pages import period_in_words, published_in_words, whose
from portal.plans.words import (
    KINDS_OF_LINK,
    LEVELS,
    LOOKED_FOR,
    covered_names,
    leads_said,
    needs,
    reading,
    section_names,
    standing_of_milestone,
    state_said,
    tag_of,
    where,
)

NEEDING: Final = (LookedFor.LATE, LookedFor.START_PASSED, LookedFor.UNREAD)


@dataclass(frozen=True, slots=True)
class PlanChoice:
    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShownReading:
    """`words` as written where there are several, else "": the target says them."""

    public_id: str
    words: str
    reading: str
    says: str
    is_pressing: bool


@dataclass(frozen=True, slots=True)
class ShownLink:
    """`href` "" where there is no page of it."""

    public_id: str
    kind: str
    name: str
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownAction:
    """`words` "" where the heading above says them. `answers`: codes and addresses of the items
    that it answers, where that is not plain from where it stands."""

    anchor: str
    href: str
    code: str
    words: str
    where: str
    tag: str
    colour: str
    state: str
    evidence: str
    target: str
    readings: tuple[ShownReading, ...]
    leads: str
    links: tuple[ShownLink, ...]
    answers: tuple[tuple[str, str], ...]


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
    code: str
    name: str
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
class ActionPlanPage:
    code: str
    title: str
    whose: str
    published: str
    period: str
    is_public: bool
    as_at: str
    is_today: bool
    as_at_typed: str
    counts: tuple[ShownCount, ...]
    needing: tuple[tuple[str, str, tuple[ShownNeed, ...]], ...]
    sections: tuple[PlanSection, ...]
    filters: Mapping[str, tuple[PlanChoice, ...]]
    query: str
    shown: int
    total: int
    is_narrow: bool
    can_write: bool
    done: str
    columns: tuple[str, ...] = (
        "Agreed", "Under way", "Done", "Late", "Start has passed", "Without a date",
    )  # fmt: skip


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
    shown = narrowed(rows, asked.rows)
    return ActionPlanPage(
        code=plan.code,
        title=plan.title,
        whose=whose(plan),
        published=published_in_words(plan, today),
        period=period_in_words(plan),
        is_public=plan.is_public(today),
        as_at=in_words(asked.as_at),
        is_today=asked.is_today,
        as_at_typed="" if asked.is_today else asked.as_at.isoformat(),
        counts=tuple(_count(plan, one, asked) for one in counted_by_level(rows)),
        needing=tuple(_needing(shown)),
        sections=tuple(_sections(plan, shown, rows, asked)),
        filters=_filters(asked),
        query=asked.query,
        shown=len(shown),
        total=len(rows),
        is_narrow=asked.is_narrow,
        can_write=can_write,
        done=done,
    )


def _count(plan: ActionPlan, one: LevelCount, asked: PlanAsked) -> ShownCount:
    looked_for = (
        (one.agreed, None), (one.under_way, LookedFor.UNDER_WAY), (one.done, LookedFor.DONE),
        (one.late, LookedFor.LATE), (one.start_passed, LookedFor.START_PASSED),
        (one.undated, LookedFor.UNDATED),
    )  # fmt: skip
    name = "Together" if one.level is None else LEVELS[one.level]
    return ShownCount(
        name,
        tuple((many, _alone(plan, asked, one.level, what, many)) for many, what in looked_for),
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
    titles = {
        LookedFor.LATE: "What is late",
        LookedFor.START_PASSED: "Its start has passed: say whether it began",
        LookedFor.UNREAD: "Nobody can read the date: words kept",
    }
    for one in NEEDING:
        found = tuple(_need(row) for row in rows if is_looked_for(row, one))
        if found:
            yield one.value, titles[one], found


def _need(row: ActionRow) -> ShownNeed:
    place = where(row)
    words = f"{row.words} ({place})" if place else row.words
    says = f"“{row.target_words}”" if row.standing == "asked" else needs(row)
    return ShownNeed(f"#{anchor(row)}", row.code, words, says)


def anchor(row: ActionRow) -> str:
    return f"action-{row.public_id}"


def _sections(
    plan: ActionPlan, shown: Sequence[ActionRow], rows: Sequence[ActionRow], asked: PlanAsked
) -> Iterator[PlanSection]:
    """Of one section after the other, the blocks in the order of the plan."""
    show = shower(plan, rows, asked.as_at)
    for code, name in section_names().items():
        of_section = [one for one in shown if one.section == code]
        blocks: dict[str, list[ActionRow]] = {}
        for one in of_section:
            blocks.setdefault(one.block, []).append(one)
        if blocks:
            yield PlanSection(
                code, name, tuple(_block(some, show, asked.as_at) for some in blocks.values())
            )


Shower = Callable[[ActionRow], ShownAction]


def _block(rows: Sequence[ActionRow], show: Shower, on: dt.date) -> ShownBlock:
    ordered = sorted(rows, key=lambda one: list(ActionLevel).index(ActionLevel(one.level)))
    levels = (
        _level(ActionLevel(level), list(some), show, on)
        for level, some in groupby(ordered, key=lambda one: one.level)
    )
    return ShownBlock(rows[0].heading, tuple(levels))


def _level(level: ActionLevel, rows: Sequence[ActionRow], show: Shower, on: dt.date) -> ShownLevel:
    said = {leads_said(one, on) for one in rows}
    actions = tuple(map(show, rows))
    if len(rows) == 1 or len(said) > 1:
        return ShownLevel(LEVELS[level], "", actions)
    return ShownLevel(LEVELS[level], said.pop(), tuple(map(_without_leads, actions)))


def _without_leads(one: ShownAction) -> ShownAction:
    return ShownAction(
        one.anchor, one.href, one.code, one.words, one.where, one.tag, one.colour, one.state,
        one.evidence, one.target, one.readings, "", one.links, one.answers,
    )  # fmt: skip


def shower(plan: ActionPlan, rows: Sequence[ActionRow], on: dt.date) -> Shower:
    """Shows a row among `rows`, in which it is looked up what it answers."""
    by_code = {one.code: one for one in rows}
    nationals: dict[str, list[str]] = {}
    for one in rows:
        if one.level == ActionLevel.NATIONAL:
            nationals.setdefault(one.block, []).append(one.code)

    def show(row: ActionRow) -> ShownAction:
        tag, colour = tag_of(row)
        is_plain = list(row.parents) == nationals.get(row.block)
        above = [by_code[code] for code in row.parents if code in by_code]
        return ShownAction(
            anchor(row), href_of(plan.code, row), row.code,
            "" if row.words == row.heading else row.words, where(row), tag, colour,
            state_said(row), row.evidence, row.target_words, tuple(readings_of(row)),
            leads_said(row, on), tuple(map(shown_link, row.links)),
            () if is_plain else tuple((one.code, href_of(plan.code, one)) for one in above),
        )  # fmt: skip

    return show


def href_of(plan: str, row: ActionRow) -> str:
    return f"/plans/{plan}/actions/{row.public_id}"


def readings_of(row: ActionRow) -> Iterator[ShownReading]:
    pressing = {"overdue", "start_passed", "asked"}
    is_closed = row.standing == "closed"
    for one in row.milestones:
        yield ShownReading(
            str(one.public_id),
            one.words if len(row.milestones) > 1 else "",
            reading(one),
            standing_of_milestone(one),
            one.standing in pressing and not is_closed,
        )


def shown_link(one: LinkRow) -> ShownLink:
    name = one.name
    if one.what == "coverage":
        name = f"{covered_names().get(one.key, one.key)} in {one.name}"
    return ShownLink(str(one.public_id), KINDS_OF_LINK[one.what], name, _href(one), one.words)


def _href(one: LinkRow) -> str:
    match one.what:
        case "action":
            return f"/plans/{one.plan}/actions/{one.key}"
        case "service":
            return f"/services/{one.key}"
        case "agreement":
            return f"/desk/agreements/{one.key}"
        case "coverage":
            query = urlencode({"requirement": one.key, "region": one.region})
            return f"/coverage?{query}#region-{one.region}"
    return f"/areas/{one.region}/{one.area}"


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
