"""What an item says is changed, or made real for one region or area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session
from wtforms import SelectField

from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.lead_words import asked_of_leads
from commissioning.partnership.actions.making_real import make_real, real_of
from commissioning.partnership.actions.models import (
    ActionLevel,
)
from commissioning.partnership.actions.planning import facts_of, revise_action
from commissioning.partnership.actions.readings import StatedDays
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit, Region
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.plans.fields import bodies_tick, words
from portal.plans.kept_item import REAL, KeptItem
from portal.plans.of_item_form import OfItemForm
from portal.plans.writing import refuse_disagreeing_days


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
    leads_are_bodies = bodies_tick()
    notes = words("Remarks")

    def offer(self, item: KeptItem) -> None:
        typed = self.lead_and_partners.data
        if typed == item.action.lead_words or not asked_of_leads(typed):
            del self.leads_are_bodies

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

    def write(self, session: Session, item: KeptItem, *, by: Person, at: dt.datetime) -> None:
        kept = facts_of(session, item.action)
        facts = replace(
            kept,
            words=self.action.data,
            target_words=self.target_text.data,
            stated=StatedDays(self.target_from.data, self.target_to.data),
            lead_words=self.lead_and_partners.data,
            remarks=self.notes.data,
            leads_are_bodies="leads_are_bodies" in self and bool(self.leads_are_bodies.data),
        )
        refuse_disagreeing_days(facts, item.plan, kept)
        revise_action(session, item.action, facts, by=by, at=at)


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

    def write(self, session: Session, item: KeptItem, *, by: Person, at: dt.datetime) -> None:
        make_real(session, item.action, region=_of(item), area=self._area(item), by=by, at=at)

    def read_at(self, item: KeptItem) -> str:
        return self.said_at(item)

    def _area(self, item: KeptItem) -> LocalDeliveryUnit | None:
        return next((one for one in item.areas() if one.slug == self.area.data), None)


def _of(item: KeptItem) -> Region:
    """Who may make real has a region."""
    if item.region is None:
        raise PlanRefused("", "Only a region makes an item real, for itself.")
    return item.region
