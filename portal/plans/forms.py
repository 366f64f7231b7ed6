"""Making a plan, adding an item, and carrying what is open into the next plan."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from wtforms import SelectField
from wtforms.validators import InputRequired

from commissioning.partnership.actions.lead_words import asked_of_leads
from commissioning.partnership.actions.models import ActionLevel, ActionPlan
from commissioning.partnership.actions.planning import ActionFacts, PlanFacts
from commissioning.partnership.actions.readings import StatedDays
from directory.places.models import LocalDeliveryUnit, Region
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.stated_form import RefusedForm
from portal.plans.fields import bodies_tick, line, words
from portal.plans.words import LEVELS, readers_of_draft, section_names

CODES = re.compile(r"[\s,;]+")


class ActionPlanForm(RefusedForm):
    title = "Make a plan"
    button = "Make the plan"
    says = "Its items are added one by one afterwards, or sent as a file."
    plan_title = line("Title", needs="Enter the title of the plan")
    plan = line(
        "Short name, for its address", needs="Enter a short name, like wales-2026",
        description="Small letters, figures and hyphens, like wales-2026.",
    )  # fmt: skip
    plan_published_on = DayMonthYear(
        "Day of publication",
        [InputRequired("Enter the day from which everybody reads it")],
    )
    plan_from = DayMonthYear("First day of its period (optional)")
    plan_to = DayMonthYear("Last day of its period (optional)")

    def tell(self, region: Region | None) -> None:
        """Who reads it when."""
        told = f"From that day on everybody reads it; before, {readers_of_draft(region)}."
        self.plan_published_on.description = told

    def facts(self, region: Region | None) -> PlanFacts:
        return PlanFacts(
            self.plan.data, self.plan_title.data, self.plan_published_on.data or dt.date.max,
            region, self.plan_from.data, self.plan_to.data,
        )  # fmt: skip


class ItemForm(RefusedForm):
    """The fields are called as the columns of a file are."""

    title = "Add an item"
    button = "Add the item"
    says = (
        "The target is read into milestones as it is written: by which day, or whether nobody can"
        " read one."
    )
    id = line("Short name", needs="Enter a short name, like A1-N", description="Like A1-N.")
    level = SelectField("Level", [InputRequired("Choose the level")], default="")
    section = SelectField("Section", [InputRequired("Choose the section")], default="")
    block = line(
        "Short name of its block (optional)",
        description="Items with the same stand beneath one heading. Left empty, it is the part"
        " of the short name before its last hyphen.",
    )
    action_title = words("Heading of the block", needs="Enter the heading of the block")
    action = words("What is to be done", description="Left empty, the heading says it.")
    parent_id = line(
        "Items above that it answers (optional)", description="Their short names, by commas."
    )
    area = SelectField("Area (optional)", description="Of a local item alone.", default="")
    target_text = words("Target, in words (optional)")
    target_from = DayMonthYear("First day, where the words do not say it (optional)")
    target_to = DayMonthYear("Last day, where the words do not say it (optional)")
    lead_and_partners = words("Lead and partners (optional)", description="Bodies and posts.")
    leads_are_bodies = bodies_tick()
    notes = words("Remarks (optional)")

    def offer(self, areas: Sequence[LocalDeliveryUnit]) -> None:
        if not asked_of_leads(self.lead_and_partners.data):
            del self.leads_are_bodies
        levels = [(one.value, text) for one, text in LEVELS.items()]
        self.level.choices = options([("", "Choose one"), *levels])
        self.section.choices = options([("", "Choose one"), *section_names().items()])
        named = [(one.slug, one.name) for one in areas]
        self.area.choices = options([("", "None, or each area"), *named])

    def facts(self, plan: ActionPlan, areas: Sequence[LocalDeliveryUnit]) -> ActionFacts:
        """Of a region's plan a regional item is of the region, and a local one of an area, where
        one was chosen; of a national plan either is a template."""
        level = ActionLevel(self.level.data)
        area = next((one for one in areas if one.slug == self.area.data), None)
        is_of_region = level is ActionLevel.REGIONAL or area is not None
        return ActionFacts(
            code=self.id.data,
            level=level,
            section=self.section.data,
            heading=self.action_title.data,
            words=self.action.data,
            block=self.block.data,
            parents=tuple(code for code in CODES.split(self.parent_id.data or "") if code),
            region=plan.region if is_of_region else None,
            area=area,
            target_words=self.target_text.data,
            stated=StatedDays(self.target_from.data, self.target_to.data),
            lead_words=self.lead_and_partners.data,
            remarks=self.notes.data,
            leads_are_bodies="leads_are_bodies" in self and bool(self.leads_are_bodies.data),
        )


class CarryForm(RefusedForm):
    title = "Carry open items into the next plan"
    button = "Carry them"
    says = (
        "What is neither done nor stopped goes on with its words, leads, milestones, links and what"
        " was said of it, of the day on which it was said. What is late stays late until the next"
        " plan says another day. From the day on which the next plan is published its items count"
        " there and no longer here. What was carried before is not carried again."
    )
    successor = SelectField("The next plan", [InputRequired("Choose the next plan")], default="")

    def offer(self, plans: Sequence[ActionPlan]) -> None:
        named = [(one.code, one.title) for one in plans]
        self.successor.choices = options([("", "Choose one"), *named])
