"""Saying where an action stands on a day, and that a milestone was met: it follows into drafts of a
next plan, as `following` has it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.partnership.actions.checking import checked_day, checked_words
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.following import meeting_follows, note_follows
from commissioning.partnership.actions.models import (
    ActionMilestone,
    ActionNote,
    ActionPlan,
    PlanAction,
)
from commissioning.partnership.actions.standings import ActionState
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person


def say_state(
    session: Session,
    action: PlanAction,
    state: ActionState,
    *,
    noted_on: dt.date,
    places: str = "",
    note: str = "",
    evidence: str = "",
    by: Person,
    at: dt.datetime,
) -> ActionNote:
    """Added beside what was said before; the newest of a day counts.

    Raises `PlanRefused` for a day before the plan or still to come, a pilot without its places,
    one that was stopped or superseded without why, and one that is done without evidence.
    """
    plan = session.get_one(ActionPlan, action.plan_id)
    day = checked_day("noted_on", noted_on, plan, at)
    needs_places = "where it is piloted" if state is ActionState.PILOTING else ""
    is_given_up = state in {ActionState.STOPPED, ActionState.SUPERSEDED}
    needs_proof = "what shows that it is done" if state is ActionState.DONE else ""
    said = ActionNote(
        action_id=action.id,
        state=state,
        noted_on=day,
        places=checked_words("places", places, needs=needs_places),
        note=checked_words("note", note, needs="why it goes no further" if is_given_up else ""),
        evidence=checked_words("evidence", evidence, needs=needs_proof),
        recorded_at=at,
        recorded_by_id=by.id,
    )
    session.add(said)
    session.flush()
    after = {"action": action.code, "state": state.value, "noted_on": day}
    record_act(session, Act.PLAN_ACTION_STATE, said, by=by, at=at, after=after)
    note_follows(session, said, by=by, at=at)
    return said


def meet_milestone(
    session: Session,
    milestone: ActionMilestone,
    *,
    met_on: dt.date,
    evidence: str = "",
    by: Person,
    at: dt.datetime,
) -> None:
    """Or corrects on which day it was; the same said twice changes nothing.

    Raises `PlanRefused` for a day still to come, one before the plan, or the first of those that it
    was carried on from, and one before what it is counted from.
    """
    if met_on != milestone.met_on:
        checked_day("met_on", met_on, _first_plan(session, milestone), at)
    _refuse_before_other(session, milestone, met_on)
    proof = checked_words("evidence", evidence)
    before_day = milestone.met_on
    before = {"met_on": before_day, "evidence": milestone.evidence}
    after = {"met_on": met_on, "evidence": proof}
    if before == after:
        return
    milestone.met_on, milestone.evidence = met_on, proof
    session.flush()
    record_act(
        session, Act.MILESTONE_MEET, milestone, by=by, at=at,
        before=before if before["met_on"] else None, after=after,
    )  # fmt: skip
    meeting_follows(session, milestone, before_day, by=by, at=at)


def _first_plan(session: Session, milestone: ActionMilestone) -> ActionPlan:
    """In which the item was agreed, before whichever it was carried on into."""
    item = session.get_one(PlanAction, milestone.action_id)
    while item.carried_from_id is not None:
        item = session.get_one(PlanAction, item.carried_from_id)
    return session.get_one(ActionPlan, item.plan_id)


def _refuse_before_other(session: Session, milestone: ActionMilestone, met_on: dt.date) -> None:
    if milestone.counted_from_id is None:
        return
    other = session.get_one(ActionMilestone, milestone.counted_from_id)
    if other.met_on is None:
        raise PlanRefused("met_on", f"Say first when this was met: {other.words}.")
    if met_on < other.met_on:
        raise PlanRefused("met_on", f"Enter a day after {other.met_on}, when that was met.")
