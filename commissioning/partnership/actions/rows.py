"""The rows of a plan, assembled once: what its page shows, and what its CSV and JSON hold.

`plan_rows` gives one `ActionRow` for each action, as `ordering` has them; `HEADINGS` are its
fields by name in the order of the file, and `cells_of` and `as_json` turn a row into either.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.carried import CarriedAction
from commissioning.partnership.actions.ended_leads import EndedLead, ended_leads
from commissioning.partnership.actions.links_shown import ANYBODY, LinkRow, links_shown
from commissioning.partnership.actions.models import (
    ActionLead,
    ActionParent,
    ActionPlan,
    PlanAction,
)
from commissioning.partnership.actions.ordering import in_reading_order
from commissioning.partnership.actions.queries import (
    AT_ONCE,
    MovedTarget,
    StandingAction,
    StandingMilestone,
    plan_standing,
)
from commissioning.partnership.actions.readings import StatedDays, days_are_stated
from commissioning.partnership.actions.standings import ASKS, ActionStanding
from directory.clock import day_in_words
from directory.places.models import Region
from directory.sight import Sight


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """`words` as written, beside its reading; days None where it is open on that side. `is_stated`:
    somebody stated the days beside words that do not say them. `begun_on`: the day of which its
    state says that it had begun; `done_on`: that the whole item was done, where nothing is said of
    it alone; `is_late`: one of these, or the day it was met, is after its last day."""

    public_id: uuid.UUID
    words: str
    kind: str
    scope: str
    earliest: dt.date | None
    latest: dt.date | None
    precision: str
    standing: str
    met_on: dt.date | None
    evidence: str
    asks: str
    is_stated: bool
    begun_on: dt.date | None
    done_on: dt.date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class LeadRow:
    """`is_lead` None: the plan does not say who of them leads. `until_date`: followed then.
    `ended_on`: the body's last day, once it has passed; `gone_to`: what came in its place."""

    public_id: uuid.UUID
    name: str
    post: str
    is_lead: bool | None
    from_date: dt.date | None
    until_date: dt.date | None
    note: str
    ended_on: dt.date | None = None
    gone_to: str = ""

    @property
    def is_gone(self) -> bool:
        """The body is there no longer, and nobody follows it yet."""
        return self.until_date is None and (self.ended_on is not None or bool(self.gone_to))

    @property
    def words(self) -> str:
        """The post and its body, or what is known of who is still to be named."""
        return ", ".join(one for one in (self.post, self.name) if one) or self.note


@dataclass(frozen=True, slots=True)
class MovedTargetRow:
    """A target `until` the day on which `by`, a body, changed it to `then`; each as written, with
    the days stated beside it. `late_since`: from which day it was late when that was done."""

    words: str
    until: dt.date
    by: str
    then: str
    late_since: dt.date | None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action as it stands on a day, in codes and words that need no other row, with the target
    that it had then. `carried`: where it goes on, of an item that a plan in force has taken on.
    `earlier_targets`: the oldest first."""

    public_id: uuid.UUID
    code: str
    parents: tuple[str, ...]
    section: str
    block: str
    heading: str
    level: str
    region: str
    region_name: str
    area: str
    area_name: str
    is_template: bool
    words: str
    lead_words: str
    leads: tuple[LeadRow, ...]
    target_words: str
    milestones: tuple[MilestoneRow, ...]
    standing: str
    asks: str
    state: str
    state_on: dt.date | None
    state_places: str
    state_note: str
    evidence: str
    links: tuple[LinkRow, ...]
    remarks: str
    carried: CarriedAction | None = None
    earlier_targets: tuple[MovedTargetRow, ...] = ()


LEAD_ENDED: Final = "a body that leads has ended: say who leads"
HEADINGS: Final = tuple(one.name for one in fields(ActionRow) if one.name != "public_id")


def plan_rows(
    session: Session,
    plan: ActionPlan,
    *,
    as_of: dt.date,
    region: Region | None = None,
    sight: Sight = ANYBODY,
) -> list[ActionRow]:
    """With a region what that region reads: national items, its own, templates not made real.

    Links lead only to services and agreements that who looks may read.
    """
    standing = plan_standing(session, plan, as_of=as_of, region=region).actions
    return rows_of(session, in_reading_order(standing), as_of=as_of, sight=sight)


def rows_of(
    session: Session,
    standing: Sequence[StandingAction],
    *,
    as_of: dt.date,
    sight: Sight = ANYBODY,
) -> list[ActionRow]:
    """In the order given; each action with what it would be shown with on its own page."""
    keys = [one.action.id for one in standing]
    leads, parents = _leads(session, keys, as_of), _parents(session, keys)
    links = links_shown(session, keys, as_of=as_of, sight=sight)
    return [
        _row(one, leads[one.action.id], parents[one.action.id], links.get(one.action.id, []), as_of)
        for one in standing
    ]


def _row(
    one: StandingAction,
    leads: list[LeadRow],
    parents: list[str],
    links: list[LinkRow],
    as_of: dt.date,
) -> ActionRow:
    action, said = one.action, one.said
    stated = StatedDays(action.target_from, action.target_to)
    words, stated = one.target.shown if one.target else (action.target_words, stated)
    return ActionRow(
        public_id=action.public_id,
        code=action.code,
        parents=tuple(parents),
        section=action.block.section,
        block=action.block.code,
        heading=action.block.heading,
        level=action.level.value,
        region=action.region.slug if action.region else "",
        region_name=action.region.name if action.region else "",
        area=action.local_delivery_unit.slug if action.local_delivery_unit else "",
        area_name=action.local_delivery_unit.name if action.local_delivery_unit else "",
        is_template=action.is_template,
        words=action.words,
        lead_words=action.lead_words or "",
        leads=tuple(leads),
        target_words=words or "",
        milestones=tuple(_milestone(words, stated, each, as_of) for each in one.milestones),
        standing=one.standing.value,
        asks="; ".join(filter(None, (ASKS.get(one.standing, ""), _asked_of_leads(one, leads)))),
        state=said.state.value if said else "",
        state_on=said.noted_on if said else None,
        state_places=(said and said.places) or "",
        state_note=(said and said.note) or "",
        evidence=(said and said.evidence) or "",
        links=tuple(links),
        remarks=action.remarks or "",
        carried=one.carried,
        earlier_targets=tuple(map(_moved_target, one.moved)),
    )


def _asked_of_leads(one: StandingAction, leads: Sequence[LeadRow]) -> str:
    """Of what is open: who leads, where those that lead are there no longer."""
    is_over = one.standing in {ActionStanding.CLOSED, ActionStanding.MET, ActionStanding.CARRIED}
    is_asked = any(lead.is_gone and lead.is_lead is not False for lead in leads)
    return LEAD_ENDED if is_asked and not is_over else ""


def _moved_target(one: MovedTarget) -> MovedTargetRow:
    said, then = (target_in_words(*told.shown) for told in (one.earlier.said, one.earlier.then))
    return MovedTargetRow(said, one.earlier.until, one.earlier.by, then, one.late_since)


def target_in_words(words: str | None, stated: StatedDays) -> str:
    """As written, with the days stated beside it; "" where there is neither."""
    first, last = stated.earliest, stated.latest
    days = " ".join(
        f"{word} {day_in_words(day)}" for word, day in (("from", first), ("to", last)) if day
    )
    return " ".join(one for one in (words or "", f"(stated: {days})" if days else "") if one)


def _milestone(
    words: str | None, stated: StatedDays, one: StandingMilestone, as_of: dt.date
) -> MilestoneRow:
    """Of a day before it was met, nothing is told of its being met."""
    kept = one.milestone
    is_met = kept.met_on is not None and kept.met_on <= as_of
    return MilestoneRow(
        kept.public_id, kept.words, kept.kind.value, kept.scope or "", one.earliest, one.latest,
        kept.precision.value, one.standing.value, kept.met_on if is_met else None,
        (kept.evidence or "") if is_met else "", kept.asks or "",
        days_are_stated(words, stated, kept.earliest, kept.latest),
        one.begun_on, one.done_on, one.is_late,
    )  # fmt: skip


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[first : first + AT_ONCE] for first in range(0, len(keys), AT_ONCE))


def _leads(session: Session, keys: Sequence[int], as_of: dt.date) -> Mapping[int, list[LeadRow]]:
    in_order = (ActionLead.place, ActionLead.id)
    found = [
        one
        for some in _batches(keys)
        for one in session.scalars(
            select(ActionLead).where(ActionLead.action_id.in_(some)).order_by(*in_order)
        )
    ]
    ended = ended_leads(session, found, as_of=as_of)
    told: defaultdict[int, list[LeadRow]] = defaultdict(list)
    for one in found:
        told[one.action_id].append(_lead(one, ended.get(one.id, EndedLead(None, ""))))
    return told


def _lead(one: ActionLead, ended: EndedLead) -> LeadRow:
    return LeadRow(
        one.public_id, one.name or "", one.post or "", one.is_lead, one.from_date, one.until_date,
        one.note or "", ended.on, ended.gone_to,
    )  # fmt: skip


def _parents(session: Session, keys: Sequence[int]) -> Mapping[int, list[str]]:
    told: defaultdict[int, list[str]] = defaultdict(list)
    for some in _batches(keys):
        asked = (
            select(ActionParent.child_id, PlanAction.code)
            .join(PlanAction, PlanAction.id == ActionParent.parent_id)
            .where(ActionParent.child_id.in_(some))
            .order_by(PlanAction.place, PlanAction.id)
        )
        for child_id, code in session.execute(asked):
            told[child_id].append(code)
    return told


def cells_of(row: ActionRow) -> list[str]:
    """In the order of `HEADINGS`, each a text; several things in one cell joined by a bar."""
    told: dict[str, object] = {name: getattr(row, name) for name in HEADINGS}
    told |= {
        "parents": "|".join(row.parents),
        "is_template": "yes" if row.is_template else "no",
        "leads": "|".join(map(_lead_in_a_cell, row.leads)),
        "milestones": "|".join(_in_a_cell(one) for one in row.milestones),
        "links": "|".join(f"{one.what}: {one.name}" for one in row.links),
        "carried": f"{row.carried.plan}: {row.carried.code}" if row.carried else "",
        "earlier_targets": "|".join(map(_moved_in_a_cell, row.earlier_targets)),
    }
    return ["" if value is None else str(value) for value in told.values()]


def _lead_in_a_cell(one: LeadRow) -> str:
    """`Area manager, Northshire (until 2026-10-12)`: also of whoever led, and of who is to lead."""
    days = [
        f"{word} {day}"
        for word, day in (
            ("from", one.from_date), ("until", one.until_date), ("ended on", one.ended_on),
            ("its work went to", one.gone_to),
        )
        if day
    ]  # fmt: skip
    return f"{one.words} ({', '.join(days)})" if days else one.words


def _in_a_cell(one: MilestoneRow) -> str:
    """`issue from 2004-09-01 to 2004-11-30 (season): overdue`, `pilot to 2004-11-30 (season, as
    stated): begun 2004-12-24, late; evidence: …`."""
    first = f" from {one.earliest}" if one.earliest else ""
    last = f" to {one.latest}" if one.latest else ""
    how = f"{one.precision}, as stated" if one.is_stated else one.precision
    day = {"met": one.met_on, "begun": one.begun_on, "closed": one.done_on}.get(one.standing)
    late = ", late" if one.is_late else ""
    shows = f"; evidence: {one.evidence}" if one.evidence else ""
    on = f" {day}" if day else ""
    return f"{one.kind}{first}{last} ({how}): {one.standing}{on}{late}{shows}"


def _moved_in_a_cell(one: MovedTargetRow) -> str:
    """`By 16 November 2026 (until 2026-12-01, late since 2026-11-17)`."""
    late = f", late since {one.late_since}" if one.late_since else ""
    by = f", changed by {one.by}" if one.by else ""
    return f"{one.words or 'no target'} (until {one.until}{by}{late})"


def as_json(rows: Sequence[ActionRow]) -> str:
    """A list of objects, one a row; days as 2004-11-30, what is not known null."""
    return json.dumps([asdict(row) for row in rows], default=str, ensure_ascii=False, indent=1)
