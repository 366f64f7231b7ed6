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
    StandingAction,
    StandingMilestone,
    plan_standing,
)
from commissioning.partnership.actions.readings import StatedDays, days_are_stated
from commissioning.partnership.actions.standings import ASKS
from directory.places.models import Region
from directory.sight import Sight


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """`words` as written, beside its reading; days None where it is open on that side. `is_stated`:
    somebody stated the days beside words that do not say them. `begun_on`: the day of which its
    state says that it had begun; `is_late`: that, or the day it was met, is after its last day."""

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
    is_late: bool


@dataclass(frozen=True, slots=True)
class LeadRow:
    """`is_lead` None: the plan does not say who of them leads. `until_date`: followed then."""

    public_id: uuid.UUID
    name: str
    post: str
    is_lead: bool | None
    from_date: dt.date | None
    until_date: dt.date | None
    note: str

    @property
    def words(self) -> str:
        """The post and its body, or what is known of who is still to be named."""
        return ", ".join(one for one in (self.post, self.name) if one) or self.note


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action as it stands on a day, in codes and words that need no other row. `carried`: where
    it goes on, of an item that a plan in force has taken on."""

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
    leads, parents = _leads(session, keys), _parents(session, keys)
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
        target_words=action.target_words or "",
        milestones=tuple(_milestone(action, each, as_of) for each in one.milestones),
        standing=one.standing.value,
        asks=ASKS.get(one.standing, ""),
        state=said.state.value if said else "",
        state_on=said.noted_on if said else None,
        state_places=(said and said.places) or "",
        state_note=(said and said.note) or "",
        evidence=(said and said.evidence) or "",
        links=tuple(links),
        remarks=action.remarks or "",
        carried=one.carried,
    )


def _milestone(action: PlanAction, one: StandingMilestone, as_of: dt.date) -> MilestoneRow:
    """Of a day before it was met, nothing is told of its being met."""
    kept = one.milestone
    is_met = kept.met_on is not None and kept.met_on <= as_of
    stated = StatedDays(action.target_from, action.target_to)
    return MilestoneRow(
        kept.public_id, kept.words, kept.kind.value, kept.scope or "", one.earliest, one.latest,
        kept.precision.value, one.standing.value, kept.met_on if is_met else None,
        (kept.evidence or "") if is_met else "", kept.asks or "",
        days_are_stated(action.target_words, stated, kept.earliest, kept.latest),
        one.begun_on, one.is_late,
    )  # fmt: skip


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[first : first + AT_ONCE] for first in range(0, len(keys), AT_ONCE))


def _leads(session: Session, keys: Sequence[int]) -> Mapping[int, list[LeadRow]]:
    told: defaultdict[int, list[LeadRow]] = defaultdict(list)
    for some in _batches(keys):
        asked = select(ActionLead).where(ActionLead.action_id.in_(some))
        for one in session.scalars(asked.order_by(ActionLead.place, ActionLead.id)):
            row = LeadRow(
                one.public_id, one.name or "", one.post or "", one.is_lead, one.from_date,
                one.until_date, one.note or "",
            )  # fmt: skip
            told[one.action_id].append(row)
    return told


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
    }
    return ["" if value is None else str(value) for value in told.values()]


def _lead_in_a_cell(one: LeadRow) -> str:
    """`Area manager, Northshire (until 2026-10-12)`: also of whoever led, and of who is to lead."""
    days = ", ".join(
        f"{word} {day}"
        for word, day in (("from", one.from_date), ("until", one.until_date))
        if day is not None
    )
    return f"{one.words} ({days})" if days else one.words


def _in_a_cell(one: MilestoneRow) -> str:
    """`issue from 2004-09-01 to 2004-11-30 (season): overdue`, `pilot to 2004-11-30 (season, as
    stated): begun 2004-12-24, late`."""
    first = f" from {one.earliest}" if one.earliest else ""
    last = f" to {one.latest}" if one.latest else ""
    how = f"{one.precision}, as stated" if one.is_stated else one.precision
    on = {"met": f" {one.met_on}", "begun": f" {one.begun_on}"}.get(one.standing, "")
    late = ", late" if one.is_late else ""
    return f"{one.kind}{first}{last} ({how}): {one.standing}{on}{late}"


def as_json(rows: Sequence[ActionRow]) -> str:
    """A list of objects, one a row; days as 2004-11-30, what is not known null."""
    return json.dumps([asdict(row) for row in rows], default=str, ensure_ascii=False, indent=1)
