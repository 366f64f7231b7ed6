"""What is said of an item after it was carried follows into the next plan until that is published.

Until then the item counts where it was agreed, and whoever leads it says there how it stands; from
the day of publication on it is said in the next plan alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.models import (
    ActionLead,
    ActionMilestone,
    ActionNote,
    ActionPlan,
    PlanAction,
)
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person

LEAD_FACTS: Final = (
    "place", "name", "post", "is_lead", "provider_id", "organisation_id", "from_date",
    "until_date", "note",
)  # fmt: skip
NOTE_FACTS: Final = (
    "state", "noted_on", "places", "note", "evidence", "recorded_at", "recorded_by_id",
)  # fmt: skip


def drafts_of(session: Session, action_id: int, *, today: dt.date) -> Sequence[PlanAction]:
    """The item as it was carried into plans that are not published yet, one after the other."""
    asked = (
        select(PlanAction)
        .join(ActionPlan, ActionPlan.id == PlanAction.plan_id)
        .where(PlanAction.carried_from_id == action_id, ActionPlan.published_on > today)
        .order_by(PlanAction.id)
    )
    found: list[PlanAction] = []
    for one in session.scalars(asked).all():
        found += [one, *drafts_of(session, one.id, today=today)]
    return found


def note_follows(session: Session, said: ActionNote, *, by: Person, at: dt.datetime) -> None:
    """Of the day on which it was said."""
    for action in drafts_of(session, said.action_id, today=local_date(at)):
        told = {name: getattr(said, name) for name in NOTE_FACTS}
        copy = ActionNote(action_id=action.id, **told)
        session.add(copy)
        session.flush()
        after = {"action": action.code, "state": said.state.value, "noted_on": said.noted_on}
        record_act(session, Act.PLAN_ACTION_STATE, copy, by=by, at=at, after=after)


def meeting_follows(
    session: Session,
    milestone: ActionMilestone,
    before: dt.date | None,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    """Where the same milestone stands there, and nobody said another day of it. `before`: the day
    that was said until now."""
    for action in drafts_of(session, milestone.action_id, today=local_date(at)):
        same = select(ActionMilestone).where(
            ActionMilestone.action_id == action.id,
            ActionMilestone.words == milestone.words,
            ActionMilestone.kind == milestone.kind,
            ActionMilestone.place == milestone.place,
        )
        copy = session.scalar(same)
        if copy is None or copy.met_on != before:
            continue
        copy.met_on, copy.evidence = milestone.met_on, milestone.evidence
        session.flush()
        after = {"met_on": copy.met_on, "evidence": copy.evidence}
        record_act(
            session, Act.MILESTONE_MEET, copy, by=by, at=at,
            before={"met_on": before} if before else None, after=after,
        )  # fmt: skip


def lead_follows(
    session: Session,
    lead: ActionLead,
    replaces: ActionLead | None,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    """With whom they follow, where that lead leads there as well and nobody followed them yet."""
    for action in drafts_of(session, lead.action_id, today=local_date(at)):
        old = None if replaces is None else _same_lead(session, action, replaces)
        if replaces is not None and old is None:
            continue
        told = {name: getattr(lead, name) for name in LEAD_FACTS}
        copy = ActionLead(action_id=action.id, recorded_at=at, recorded_by_id=by.id, **told)
        session.add(copy)
        session.flush()
        if old is not None:
            old.until_date, old.successor_id = lead.from_date, copy.id
            session.flush()
        after = {"action": action.code, "name": lead.name, "post": lead.post}
        record_act(session, Act.ACTION_LEAD_SET, copy, by=by, at=at, after=after)


def _same_lead(session: Session, action: PlanAction, lead: ActionLead) -> ActionLead | None:
    asked = select(ActionLead).where(
        ActionLead.action_id == action.id,
        ActionLead.successor_id.is_(None),
        ActionLead.place == lead.place,
        ActionLead.from_date.is_(lead.from_date)
        if lead.from_date is None
        else ActionLead.from_date == lead.from_date,
    )
    return session.scalars(asked).first()
