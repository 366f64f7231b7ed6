"""What stands behind an item is linked to it."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from commissioning.agreements.models import Agreement
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.linking import CoverageCell, Linked, link_action
from commissioning.partnership.actions.models import (
    PlanAction,
)
from directory.errors import NotKnown
from directory.people.models import Person
from directory.services.queries import service_by_id
from portal.asking.options import options
from portal.plans.fields import line
from portal.plans.kept_item import KeptItem
from portal.plans.of_item_form import OfItemForm
from portal.plans.words import covered_names


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

    def write(self, session: Session, item: KeptItem, *, by: Person, at: dt.datetime) -> None:
        """One that is there already stays as it is."""
        link_action(session, item.action, self._to(item), words=self.words.data, by=by, at=at)

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
