"""What is said of one item: where it stands, that a milestone was met, who leads."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from commissioning.partnership.actions.lead_words import asked_of_leads
from commissioning.partnership.actions.leading import LeadFacts, set_lead
from commissioning.partnership.actions.models import (
    ActionLead,
    ActionMilestone,
)
from commissioning.partnership.actions.queries import notes_of_action
from commissioning.partnership.actions.saying import meet_milestone, say_state
from commissioning.partnership.actions.standings import ActionState
from directory.people.models import Person
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.plans.fields import bodies_tick, line, words
from portal.plans.kept_item import KeptItem
from portal.plans.of_item_form import OfItemForm
from portal.plans.words import STATES, reading


class StateForm(OfItemForm):
    title, button, done = "Say where it stands", "Say it", "state"
    says = (
        "What was said before stays readable. The newest of a day counts. What is under way or"
        " being piloted has begun by that day: where it began earlier, say at its milestone when."
    )
    state = RadioField(
        "State",
        [InputRequired("Choose where it stands")],
        choices=options([(one.value, text) for one, text in STATES.items()]),
    )
    noted_on = DayMonthYear("On which day", [InputRequired("Enter the day of which you speak")])
    places = line("Where it is piloted", description="For a pilot alone.")
    note = words("Note", description="Bodies and posts alone, nobody by name.")
    evidence = words("Evidence", description="What shows it. Needed where it is done.")

    def fill(self, item: KeptItem, asked: Mapping[str, str]) -> None:
        self.noted_on.process(None, item.today)

    def is_said(self, item: KeptItem) -> bool:
        newest = next(iter(notes_of_action(item.session, item.action)), None)
        return newest is not None and (
            newest.state.value, newest.noted_on, newest.places or "", newest.note or "",
            newest.evidence or "",
        ) == (
            self.state.data, self.noted_on.data, self.places.data, self.note.data,
            self.evidence.data,
        )  # fmt: skip

    def write(self, session: Session, item: KeptItem, *, by: Person, at: dt.datetime) -> None:
        say_state(
            session, item.action, ActionState(self.state.data),
            noted_on=self.noted_on.data or dt.date.max, places=self.places.data,
            note=self.note.data, evidence=self.evidence.data, by=by, at=at,
        )  # fmt: skip


class MetForm(OfItemForm):
    title, button, done = "Say that a milestone was met", "Say it", "met"
    says = "Said again with another day, it corrects which day it was."
    milestone = RadioField("Milestone", [InputRequired("Choose the milestone")])
    met_on = DayMonthYear("On which day", [InputRequired("Enter the day on which it was met")])
    evidence = words("Evidence (optional)", description="What shows it.")

    def offer(self, item: KeptItem) -> None:
        named = [
            (str(one.public_id), f"“{one.words}”: {reading(one)}") for one in item.row.milestones
        ]
        self.milestone.choices = options(named)

    def fill(self, item: KeptItem, asked: Mapping[str, str]) -> None:
        """The only one there is need not be chosen."""
        known = [str(one.public_id) for one in item.row.milestones]
        self.milestone.data = known[0] if len(known) == 1 else asked.get("milestone", "")

    def is_said(self, item: KeptItem) -> bool:
        told = (self.milestone.data, self.met_on.data, self.evidence.data)
        known = {(str(one.public_id), one.met_on, one.evidence) for one in item.row.milestones}
        return told in known

    def write(self, session: Session, item: KeptItem, *, by: Person, at: dt.datetime) -> None:
        asked = select(ActionMilestone).where(
            ActionMilestone.action_id == item.action.id,
            ActionMilestone.public_id == uuid.UUID(self.milestone.data),
        )
        milestone = session.scalars(asked).one()
        meet_milestone(
            session, milestone, met_on=self.met_on.data or dt.date.max,
            evidence=self.evidence.data, by=by, at=at,
        )  # fmt: skip


class LeadForm(OfItemForm):
    title, button, done = "Name who leads, or a successor", "Name them", "lead"
    says = "A body, a post of it, or both; nobody by name."
    name = line("Body")
    post = line("Post", description="Like area manager.")
    is_body = bodies_tick()
    role = RadioField(
        "They",
        [InputRequired("Choose whether they lead")],
        choices=options([("leads", "lead"), ("partner", "are a partner")]),
    )
    replaces = SelectField("Whom they follow (optional)", default="")
    from_date = DayMonthYear("From which day", description="Needed where they follow somebody.")
    note = words("Note (optional)", description="Who is still to be named, for example.")

    def offer(self, item: KeptItem) -> None:
        if not (asked_of_leads(self.name.data) or asked_of_leads(self.post.data)):
            del self.is_body
        now = [one for one in item.row.leads if one.until_date is None]
        named = [(str(one.public_id), one.words) for one in now]
        self.replaces.choices = options([("", "Nobody"), *named])

    def is_said(self, item: KeptItem) -> bool:
        told = (self.name.data, self.post.data, self.role.data == "leads", self.from_date.data)
        return told in {(one.name, one.post, one.is_lead, one.from_date) for one in item.row.leads}

    def write(self, session: Session, item: KeptItem, *, by: Person, at: dt.datetime) -> None:
        facts = LeadFacts(
            self.name.data,
            self.post.data,
            self.role.data == "leads",
            note=self.note.data,
            is_body="is_body" in self and bool(self.is_body.data),
        )
        set_lead(
            session, item.action, facts, from_date=self.from_date.data,
            replaces=self._followed(item), by=by, at=at,
        )  # fmt: skip

    def _followed(self, item: KeptItem) -> ActionLead | None:
        if not self.replaces.data:
            return None
        asked = select(ActionLead).where(ActionLead.public_id == uuid.UUID(self.replaces.data))
        return item.session.scalars(asked).one()
