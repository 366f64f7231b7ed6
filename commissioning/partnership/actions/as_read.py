"""Milestones and leads of an item as its words are read: set down, and read again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.lead_words import leads_named
from commissioning.partnership.actions.models import ActionLead, ActionMilestone, PlanAction
from commissioning.partnership.actions.readings import TargetReading
from directory.people.models import Person


def add_milestones(
    session: Session,
    action: PlanAction,
    reading: TargetReading,
    *,
    by: Person,
    at: dt.datetime,
    kept: Sequence[ActionMilestone] = (),
) -> None:
    """As the target reads; what is `kept` of an earlier reading is not added twice."""
    asks = ". ".join(one[0].upper() + one[1:] for one in reading.asks) or None
    known = {(one.words, one.kind): one for one in kept}
    before: ActionMilestone | None = None
    for place, read in enumerate(reading.milestones, start=1):
        milestone = known.get((read.words, read.kind))
        if milestone is None:
            is_counted = read.months_after is not None and before is not None
            milestone = ActionMilestone(
                action_id=action.id, place=place, words=read.words, kind=read.kind,
                scope=read.scope or None, earliest=read.earliest, latest=read.latest,
                precision=read.precision, is_reported=read.is_reported,
                counted_from_id=before.id if is_counted and before is not None else None,
                months_after=read.months_after if is_counted else None,
                asks=asks if place == 1 else None, recorded_at=at, recorded_by_id=by.id,
            )  # fmt: skip
            session.add(milestone)
            session.flush()
        before = milestone


def read_again(
    session: Session, action: PlanAction, reading: TargetReading, *, by: Person, at: dt.datetime
) -> None:
    """What was met stays, and what something that was met is counted from."""
    of_action = select(ActionMilestone).where(ActionMilestone.action_id == action.id)
    found = session.scalars(of_action.order_by(ActionMilestone.place.desc())).all()
    needed = {one.counted_from_id for one in found if one.met_on is not None}
    kept = [one for one in found if one.met_on is not None or one.id in needed]
    add_milestones(session, action, reading, by=by, at=at, kept=kept)
    for milestone in found:  # afterwards: no new one has the key of one that a file took away
        if milestone not in kept:
            session.delete(milestone)
            session.flush()


def add_leads(
    session: Session, action: PlanAction, words: str | None, *, by: Person, at: dt.datetime
) -> None:
    """Those that the words name; of those named before, who has neither day nor successor goes."""
    named = {one.words: one for one in leads_named(words)}
    known = session.scalars(select(ActionLead).where(ActionLead.action_id == action.id)).all()
    for lead in known:
        is_as_written = lead.from_date is None and lead.until_date is None
        if is_as_written and (lead.name or lead.post) not in named:
            session.delete(lead)
    standing = {lead.name or lead.post for lead in known}
    for place, (called, one) in enumerate(named.items(), start=1):
        if called not in standing:
            lead = ActionLead(
                action_id=action.id, place=place, name=one.name, post=one.post,
                recorded_at=at, recorded_by_id=by.id,
            )  # fmt: skip
            session.add(lead)
    session.flush()
