"""What a target said before it was changed, from the record of changes, so that nobody's lateness
goes with the words.

An item keeps its newest target alone; each change stands in the record of changes with what it
replaced, by whom and when. It is read backwards from what the item says now: a change that does
not lead there was taken back since, and is passed over. What an item was carried on from tells of
it too. Before its plan was published nobody was told a target, so no change of that time counts.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.models import ActionMilestone, ActionPlan, PlanAction
from commissioning.partnership.actions.readings import NOTHING_STATED, StatedDays, read_target
from directory.accounts.models import Membership, Organisation
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.clock import local_date
from directory.keeping import batches
from directory.people.permissions import roles_that_may

_OLD_DAY: Final = re.compile(r"(earliest|latest)=datetime\.date\((\d+), (\d+), (\d+)\)")
"""As days that were stated stood in the record before `told_as_text` wrote them."""


@dataclass(frozen=True, slots=True)
class SaidTarget:
    """All of an item from which its target is read. `published_on`: its plan's."""

    words: str | None
    stated: StatedDays
    remarks: str | None
    action: str
    published_on: dt.date

    @property
    def shown(self) -> tuple[str | None, StatedDays]:
        """What a reader calls the target; of the rest it is only read."""
        return self.words, self.stated


@dataclass(frozen=True, slots=True)
class EarlierTarget:
    """What it said until a day, and then. `by`: the body whose member changed it, "" for none
    that is known."""

    said: SaidTarget
    then: SaidTarget
    until: dt.date
    by: str

    def milestones(self, now: Sequence[ActionMilestone]) -> list[ActionMilestone]:
        """As it is read, of no table; what was met of it is among those that the item has `now`."""
        met = {(one.words, one.kind): one for one in now if one.met_on is not None}
        said, found = self.said, list[ActionMilestone]()
        read = read_target(
            said.words, published_on=said.published_on, stated=said.stated,
            notes=said.remarks or "", action=said.action,
        )  # fmt: skip
        for place, one in enumerate(read.milestones, start=1):
            is_counted = one.months_after is not None and bool(found)
            as_read = ActionMilestone(
                id=-place, place=place, words=one.words, kind=one.kind, scope=one.scope or None,
                public_id=uuid.uuid5(uuid.NAMESPACE_OID, repr(one)), earliest=one.earliest,
                latest=one.latest, precision=one.precision, is_reported=one.is_reported,
                months_after=one.months_after if is_counted else None,
                counted_from_id=found[-1].id if is_counted else None,
            )  # fmt: skip
            if kept := met.get((one.words, one.kind)):
                as_read.public_id, as_read.met_on = kept.public_id, kept.met_on
                as_read.evidence = kept.evidence
            found.append(as_read)
        return found


def earlier_targets(
    session: Session, actions: Sequence[PlanAction]
) -> Mapping[int, tuple[EarlierTarget, ...]]:
    """By action, the oldest first; an action that has none is not there."""
    lines = _lines_of(session, actions)
    published = _published(session, {one.plan_id for line in lines.values() for one in line})
    changes = _changes(session, [one.id for line in lines.values() for one in line])
    bodies = _bodies(session, [one for some in changes.values() for one in some])
    told: dict[int, tuple[EarlierTarget, ...]] = {}
    for key, line in lines.items():
        found = [one for item in line for one in _walked(item, changes, bodies, published)]
        if found:
            told[key] = tuple(reversed(found))
    return told


def told_as_text(stated: StatedDays) -> str:
    """As the record of changes keeps it: `2026-04-01/2026-06-30`, or `/2026-06-30` without a first
    day."""
    return f"{stated.earliest or ''}/{stated.latest or ''}"


def _stated_in(text: str) -> StatedDays:
    if "/" in text:
        first, _, last = text.partition("/")
        return StatedDays(
            dt.date.fromisoformat(first) if first else None,
            dt.date.fromisoformat(last) if last else None,
        )
    days = {name: dt.date(*map(int, day)) for name, *day in _OLD_DAY.findall(text)}
    return StatedDays(days.get("earliest"), days.get("latest")) if days else NOTHING_STATED


def _lines_of(session: Session, actions: Sequence[PlanAction]) -> Mapping[int, list[PlanAction]]:
    """Each action with those that it was carried on from, the newest first."""
    lines = {one.id: [one] for one in actions}
    while wanted := {
        key: before
        for key, line in lines.items()
        if (before := line[-1].carried_from_id) is not None
    }:
        found = {
            one.id: one
            for some in batches(wanted.values())
            for one in session.scalars(select(PlanAction).where(PlanAction.id.in_(some)))
        }
        for key, before in wanted.items():
            lines[key].append(found[before])
    return lines


def _published(session: Session, plan_ids: set[int]) -> Mapping[int, dt.date]:
    asked = select(ActionPlan.id, ActionPlan.published_on).where(ActionPlan.id.in_(plan_ids))
    return {one.id: one.published_on for one in session.execute(asked)}


def _changes(session: Session, keys: Sequence[int]) -> Mapping[int, list[AuditRow]]:
    """By action, the newest first."""
    told: defaultdict[int, list[AuditRow]] = defaultdict(list)
    asked = select(AuditRow).where(
        AuditRow.subject_kind == PlanAction.__tablename__,
        AuditRow.act == Act.PLAN_ACTION_REVISE.value,
    )
    for some in batches(keys):
        rows = asked.where(AuditRow.subject_id.in_(some)).order_by(AuditRow.id.desc())
        for row in session.scalars(rows):
            if row.subject_id is not None:
                told[row.subject_id].append(row)
    return told


def _bodies(session: Session, rows: Sequence[AuditRow]) -> Mapping[int, str]:
    """By row, the organisation for whom its actor could write plans then."""
    if not rows:
        return {}
    asked = (
        select(Membership, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.person_id.in_({one.by_id for one in rows}),
            Membership.role.in_(roles_that_may(Act.ACTION_PLAN_WRITE)),
        )
        .order_by(Membership.id)
    )
    found = [(one, name) for one, name in session.execute(asked)]
    return {
        row.id: name
        for row in rows
        for one, name in reversed(found)
        if one.person_id == row.by_id
        and one.begun_at <= row.happened_at
        and (one.ended_at is None or one.ended_at > row.happened_at)
    }


def _walked(
    item: PlanAction,
    changes: Mapping[int, Sequence[AuditRow]],
    bodies: Mapping[int, str],
    published: Mapping[int, dt.date],
) -> Iterator[EarlierTarget]:
    """The newest first."""
    stated = StatedDays(item.target_from, item.target_to)
    now = SaidTarget(item.target_words, stated, item.remarks, item.words, published[item.plan_id])
    for row in changes.get(item.id, ()):
        before, after = (_facts_in(one or {}) for one in (row.before, row.after))
        if any(getattr(now, name) != value for name, value in after.items()):
            continue
        earlier, day = replace(now, **before), local_date(row.happened_at)
        if earlier.shown != now.shown and day >= now.published_on:
            yield EarlierTarget(earlier, now, day, bodies.get(row.id, ""))
        now = earlier


def _facts_in(told: Mapping[str, Any]) -> dict[str, Any]:
    """What the record tells of `SaidTarget`, by its names there."""
    names = {"target_words": "words", "remarks": "remarks", "words": "action"}
    found = {name: told[called] for called, name in names.items() if called in told}
    if "stated" in told:
        found["stated"] = _stated_in(told["stated"])
    return found
