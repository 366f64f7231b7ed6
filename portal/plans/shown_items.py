"""How one item of a plan is shown, wherever it stands: with its readings, leads and links."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from commissioning.partnership.actions.links_shown import LinkRow
from commissioning.partnership.actions.models import ActionLevel, ActionPlan
from commissioning.partnership.actions.rows import ActionRow
from directory.schemes.addresses import scheme_slug
from portal.plans.words import (
    KINDS_OF_LINK,
    covered_names,
    leads_said,
    moved_said,
    reading,
    standing_of_milestone,
    state_said,
    tag_of,
    where,
)


@dataclass(frozen=True, slots=True)
class ShownReading:
    """`words` as written where there are several, else "": the target says them."""

    public_id: str
    words: str
    reading: str
    says: str
    is_pressing: bool
    evidence: str


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
    that it answers, where that is not plain from where it stands. `carried`: title of the plan in
    which it goes on, and its address there; "" where it counts here. `moved`: what its target said
    before, the oldest first."""

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
    moved: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    carried: tuple[str, str]


def anchor(row: ActionRow) -> str:
    return f"action-{row.public_id}"


Shower = Callable[[ActionRow], ShownAction]


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
            tuple(map(moved_said, row.earlier_targets)),
            () if is_plain else tuple((one.code, href_of(plan.code, one)) for one in above),
            _carried(row),
        )  # fmt: skip

    return show


def href_of(plan: str, row: ActionRow) -> str:
    return _page(plan, row.public_id)


def _page(plan: str, public_id: uuid.UUID) -> str:
    return f"/plans/{plan}/actions/{public_id}"


def _carried(row: ActionRow) -> tuple[str, str]:
    gone = row.carried
    return ("", "") if gone is None else (gone.plan_title, _page(gone.plan, gone.public_id))


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
            one.evidence,
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
        case "scheme":
            return f"/schemes/{one.area}/{scheme_slug(one.key)}"
    return f"/areas/{one.region}/{one.area}"
