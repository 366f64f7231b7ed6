"""What the list of plans shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commissioning.partnership.actions.holding import PlanHolds
from commissioning.partnership.actions.models import ActionLevel, ActionPlan
from portal.formatting import between, counted, in_words, joined
from portal.plans.words import readers_of_draft

NATIONAL = "England and Wales"


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """`holds`: how many items of each level, those carried on, and templates; `late`: how many
    are, "" for none."""

    href: str
    title: str
    published: str
    period: str
    holds: str
    late: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class PlansOf:
    """Whose they are, the newest first."""

    whose: str
    plans: tuple[ShownPlan, ...]


@dataclass(frozen=True, slots=True)
class PlansPage:
    """`without`: the regions of which none is published. `waiting`: one's own that are not
    published yet, and `draft_for` who alone reads them."""

    groups: tuple[PlansOf, ...]
    without: str
    waiting: tuple[ShownPlan, ...]
    draft_for: str
    can_begin: bool
    can_send_file: bool
    done: str


def plans_page(
    plans: Sequence[ActionPlan],
    own: Sequence[ActionPlan],
    held: Mapping[int, PlanHolds],
    regions: Iterable[str],
    *,
    today: dt.date,
    can_begin: bool,
    can_send_file: bool,
    done: str,
) -> PlansPage:
    by_region: dict[str, list[ActionPlan]] = {}
    for plan in plans:
        by_region.setdefault(whose(plan), []).append(plan)
    names = sorted(by_region, key=lambda name: (name != NATIONAL, name))
    shown = {plan.id for plan in plans}
    waiting = [plan for plan in own if plan.id not in shown]
    return PlansPage(
        tuple(
            PlansOf(name, tuple(_shown(plan, held, today) for plan in by_region[name]))
            for name in names
        ),
        str(joined(without))
        if (without := [one for one in regions if one not in by_region])
        else "",
        tuple(_shown(plan, held, today) for plan in waiting),
        readers_of_draft(waiting[0].region) if waiting else "",
        can_begin,
        can_send_file,
        done,
    )


def whose(plan: ActionPlan) -> str:
    return NATIONAL if plan.region is None else plan.region.name


def published_in_words(plan: ActionPlan, today: dt.date) -> str:
    verb = "Published on" if plan.is_public(today) else "To be published on"
    return f"{verb} {in_words(plan.published_on)}"


def period_in_words(plan: ActionPlan) -> str:
    """ "from 1 April 2026 to 31 March 2027"; "" where none is stated."""
    first, last = plan.from_date, plan.to_date
    if first is not None and last is not None:
        return f"from {between(first, last)}"
    if first is not None:
        return f"from {in_words(first)}"
    return "" if last is None else f"to {in_words(last)}"


def _shown(plan: ActionPlan, held: Mapping[int, PlanHolds], today: dt.date) -> ShownPlan:
    found = held[plan.id]
    told = [f"{found.items[one]} {one.value}" for one in ActionLevel if found.items[one]]
    items = f"{counted(sum(found.items.values()), 'item')}: {', '.join(told)}" if told else ""
    templates = (
        f"{counted(found.templates, 'template')} for each region or area to make real"
        if found.templates
        else ""
    )
    carried = f"{counted(found.carried, 'item')} carried into another plan" if found.carried else ""
    return ShownPlan(
        f"/plans/{plan.code}", plan.title, published_in_words(plan, today), period_in_words(plan),
        "; ".join(one for one in (items, carried, templates) if one) or "no item yet",
        f"{found.late} late" if found.late else "", plan.is_public(today),
    )  # fmt: skip
