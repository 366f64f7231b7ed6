"""What is said of one item, one form a thing; each knows the verb that it asks for.

`is_said` keeps a second click from saying it twice; `seen` keeps what somebody else said
meanwhile from being overlooked.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar, Final

from sqlalchemy import select
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from commissioning.agreements.models import Agreement
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.leading import LeadFacts, set_lead
from commissioning.partnership.actions.linking import CoverageCell, Linked, link_action
from commissioning.partnership.actions.making_real import make_real, real_of
from commissioning.partnership.actions.models import (
    ActionLead,
    ActionLevel,
    ActionMilestone,
    PlanAction,
)
from commissioning.partnership.actions.planning import facts_of, revise_action
from commissioning.partnership.actions.queries import notes_of_action
from commissioning.partnership.actions.readings import StatedDays
from commissioning.partnership.actions.saying import meet_milestone, say_state
from commissioning.partnership.actions.standings import ActionState
from directory.errors import NotKnown
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit, Region
from directory.services.queries import service_by_id
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.plans.fields import RefusedForm, line, words
from portal.plans.kept_item import REAL, KeptItem
from portal.plans.words import STATES, covered_names, reading
from portal.plans.writing import refuse_disagreeing_days


class OfItemForm(RefusedForm):
    """`done` is what the page says afterwards."""

    done: ClassVar[str]
    seen = HiddenField()

    def offer(self, item: KeptItem) -> None:
        """What there is to choose from."""

    def fill(self, item: KeptItem, asked: Mapping[str, str]) -> None:
        """What stands now, for a form that nobody has typed into."""

    def is_said(self, item: KeptItem) -> bool:
        """Whether all of it is there already."""
        return False

    def said_at(self, item: KeptItem) -> str:
        """Where what is there already is read; "" where it is still to be said."""
        return item.path if self.is_said(item) else ""

    def write(self, item: KeptItem, *, by: Person, at: dt.datetime) -> str:
        """Where it is read then."""
        raise NotImplementedError


class StateForm(OfItemForm):
    title, button, done = "Say where it stands", "Say it", "state"
    says = "What was said before stays readable. The newest of a day counts."
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

    def write(self, item: KeptItem, *, by: Person, at: dt.datetime) -> str:
        say_state(
            item.session, item.action, ActionState(self.state.data),
            noted_on=self.noted_on.data or dt.date.max, places=self.places.data,
            note=self.note.data, evidence=self.evidence.data, by=by, at=at,
        )  # fmt: skip
        return item.path


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
        self.milestone.data = asked.get("milestone", "")

    def is_said(self, item: KeptItem) -> bool:
        told = (self.milestone.data, self.met_on.data, self.evidence.data)
        known = {(str(one.public_id), one.met_on, one.evidence) for one in item.row.milestones}
        return told in known

    def write(self, item: KeptItem, *, by: Person, at: dt.datetime) -> str:
        asked = select(ActionMilestone).where(
            ActionMilestone.action_id == item.action.id,
            ActionMilestone.public_id == uuid.UUID(self.milestone.data),
        )
        milestone = item.session.scalars(asked).one()
        meet_milestone(
            item.session, milestone, met_on=self.met_on.data or dt.date.max,
            evidence=self.evidence.data, by=by, at=at,
        )  # fmt: skip
        return item.path


class LeadForm(OfItemForm):
    title, button, done = "Name who leads, or a successor", "Name them", "lead"
    says = "A body, a post of it, or both; nobody by name."
    name = line("Body")
    post = line("Post", description="Like area manager.")
    role = RadioField(
        "They",
        [InputRequired("Choose whether they lead")],
        choices=options([("leads", "lead"), ("partner", "are a partner")]),
    )
    replaces = SelectField("Whom they follow (optional)", default="")
    from_date = DayMonthYear("From which day", description="Needed where they follow somebody.")
    note = words("Note (optional)", description="Who is still to be named, for example.")

    def offer(self, item: KeptItem) -> None:
        now = [one for one in item.row.leads if one.until_date is None]
        named = [(str(one.public_id), one.words) for one in now]
        self.replaces.choices = options([("", "Nobody"), *named])

    def is_said(self, item: KeptItem) -> bool:
        told = (self.name.data, self.post.data, self.role.data == "leads", self.from_date.data)
        return told in {(one.name, one.post, one.is_lead, one.from_date) for one in item.row.leads}

    def write(self, item: KeptItem, *, by: Person, at: dt.datetime) -> str:
        facts = LeadFacts(
            self.name.data, self.post.data, self.role.data == "leads", note=self.note.data
        )
        set_lead(
            item.session, item.action, facts, from_date=self.from_date.data,
            replaces=self._followed(item), by=by, at=at,
        )  # fmt: skip
        return item.path

    def _followed(self, item: KeptItem) -> ActionLead | None:
        if not self.replaces.data:
            return None
        asked = select(ActionLead).where(ActionLead.public_id == uuid.UUID(self.replaces.data))
        return item.session.scalars(asked).one()


class LinkForm(OfItemForm):
    title, button, done = "Link what stands behind it", "Make the link", "link"
    says = "Choose what it is, then fill in the field of that alone."
    what = RadioField(
        "What it is",
        [InputRequired("Choose what it is")],
        choices=options(
            [
                ("service", "A service"),
                ("coverage", "A requirement or pathway in an area, as the map of coverage has it"),
                ("agreement", "An agreement of yours"),
                ("scheme", "A scheme of an area"),
                ("action", "Another item of this plan, for which it waits"),
            ]
        ),
    )
    service = line("Address of the service’s page", description="Like /services/… , as copied.")
    area = SelectField("Area", default="")
    covered = SelectField("Requirement or pathway", default="")
    agreement = SelectField("Agreement", default="")
    scheme = SelectField("Scheme", default="")
    other = SelectField("Other item", default="")
    words = line("In which words (optional)", description="Like “when it is available”.")

    def offer(self, item: KeptItem) -> None:
        def named(field: SelectField, pairs: list[tuple[str, str]]) -> None:
            field.choices = options([("", "Choose one"), *pairs])

        named(self.area, [(one.slug, one.name) for one in item.areas()])
        named(self.covered, list(covered_names().items()))
        named(self.agreement, [(str(one.public_id), one.title) for one in item.agreements()])
        named(self.scheme, [(str(one.id), f"{one.name}, {area}") for one, area in item.schemes()])
        others = [one for one in item.rows if one.public_id != item.row.public_id]
        named(self.other, [(str(one.public_id), f"{one.code}: {one.words[:80]}") for one in others])

    def write(self, item: KeptItem, *, by: Person, at: dt.datetime) -> str:
        """One that is there already stays as it is."""
        link_action(item.session, item.action, self._to(item), words=self.words.data, by=by, at=at)
        return item.path

    def is_said(self, item: KeptItem) -> bool:
        """A link says what it leads to, whoever else said something meanwhile."""
        try:
            to = self._to(item)
        except PlanRefused:
            return False
        key = str(getattr(to, "public_id", ""))
        if isinstance(to, CoverageCell):
            known = {(one.key, one.area) for one in item.row.links if one.what == "coverage"}
            return (to.covered, to.area.slug) in known
        return bool(key) and key in {one.key for one in item.row.links}

    def _to(self, item: KeptItem) -> Linked:
        """Raises `PlanRefused` where the field of what was chosen is empty."""
        match self.what.data:
            case "service":
                return self._service(item)
            case "coverage":
                area = next((one for one in item.areas() if one.slug == self.area.data), None)
                if area is None:
                    raise PlanRefused("area", "Choose the area")
                return CoverageCell(area, self.covered.data or "")
            case "agreement":
                return self._agreement(item)
            case "scheme":
                found = {str(one.id): one for one, _ in item.schemes()}
                if self.scheme.data not in found:
                    raise PlanRefused("scheme", "Choose the scheme")
                return found[self.scheme.data]
        return self._other(item)

    def _service(self, item: KeptItem) -> Linked:
        typed = (self.service.data or "").partition("?")[0].rstrip("/").rpartition("/")[2]
        try:
            return service_by_id(item.session, uuid.UUID(typed), sight=item.sight)
        except (ValueError, NotKnown) as unknown:
            raise PlanRefused(
                "service", "Enter the address of a service’s page, as its browser shows it"
            ) from unknown

    def _agreement(self, item: KeptItem) -> Agreement:
        for one in item.agreements():
            if str(one.public_id) == self.agreement.data:
                return one
        raise PlanRefused("agreement", "Choose the agreement")

    def _other(self, item: KeptItem) -> PlanAction:
        if not self.other.data:
            raise PlanRefused("other", "Choose the other item")
        asked = select(PlanAction).where(PlanAction.public_id == uuid.UUID(self.other.data))
        return item.session.scalars(asked).one()


class ReviseForm(OfItemForm):
    title, button, done = "Change what it says, or by when", "Change it", "revised"
    says = (
        "A changed target is read anew. Milestones that were met stay. What it said before stays"
        " in the record of changes."
    )
    action = words("What is to be done")
    target_text = words("Target, in words")
    target_from = DayMonthYear("First day, where the words do not say it (optional)")
    target_to = DayMonthYear("Last day, where the words do not say it (optional)")
    lead_and_partners = words("Lead and partners")
    notes = words("Remarks")

    def fill(self, item: KeptItem, asked: Mapping[str, str]) -> None:
        self.action.data = item.action.words
        self.target_text.data = item.action.target_words
        self.target_from.process(None, item.action.target_from)
        self.target_to.process(None, item.action.target_to)
        self.lead_and_partners.data = item.action.lead_words
        self.notes.data = item.action.remarks

    def is_said(self, item: KeptItem) -> bool:
        told = (
            self.action.data, self.target_text.data, self.target_from.data, self.target_to.data,
            self.lead_and_partners.data, self.notes.data,
        )  # fmt: skip
        kept = item.action
        return told == (
            kept.words, kept.target_words or "", kept.target_from, kept.target_to,
            kept.lead_words or "", kept.remarks or "",
        )  # fmt: skip

    def write(self, item: KeptItem, *, by: Person, at: dt.datetime) -> str:
        kept = facts_of(item.session, item.action)
        facts = replace(
            kept,
            words=self.action.data,
            target_words=self.target_text.data,
            stated=StatedDays(self.target_from.data, self.target_to.data),
            lead_words=self.lead_and_partners.data,
            remarks=self.notes.data,
        )
        refuse_disagreeing_days(facts, item.plan, kept)
        revise_action(item.session, item.action, facts, by=by, at=at)
        return item.path


class RealForm(OfItemForm):
    title, button, done = "Make it real for your region", "Make it real", REAL
    says = "It gets a target, leads and a state of its own, which you alone say."
    area = SelectField("Where", default="")

    def offer(self, item: KeptItem) -> None:
        is_local = item.action.level is ActionLevel.LOCAL
        region = "" if item.region is None else item.region.name
        first = ("", "Choose the area" if is_local else f"The whole of {region}")
        named = [(one.slug, one.name) for one in item.areas()] if is_local else []
        self.area.choices = options([first, *named])

    def said_at(self, item: KeptItem) -> str:
        known = real_of(item.session, item.action, region=_of(item), area=self._area(item))
        return "" if known is None else f"/plans/{item.plan.code}/actions/{known.public_id}"

    def write(self, item: KeptItem, *, by: Person, at: dt.datetime) -> str:
        made = make_real(
            item.session, item.action, region=_of(item), area=self._area(item), by=by, at=at
        )
        return f"/plans/{item.plan.code}/actions/{made.public_id}"

    def _area(self, item: KeptItem) -> LocalDeliveryUnit | None:
        return next((one for one in item.areas() if one.slug == self.area.data), None)


def _of(item: KeptItem) -> Region:
    """Who may make real has a region."""
    if item.region is None:
        raise PlanRefused("", "Only a region makes an item real, for itself.")
    return item.region


ITEM_FORMS: Final[Mapping[str, type[OfItemForm]]] = MappingProxyType(
    {
        "state": StateForm,
        "met": MetForm,
        "lead": LeadForm,
        "link": LinkForm,
        "revise": ReviseForm,
        REAL: RealForm,
    }
)
