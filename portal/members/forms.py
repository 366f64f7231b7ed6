"""Letting others in, and saying who stands in for whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from wtforms import Form, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired

from directory.accounts.models import Membership
from directory.people.roles import OrganisationKind
from directory.places.models import LocalDeliveryUnit
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import tidy


class AreasForm(Form):
    """In which of the organisation's areas; no field where there is nothing to choose between."""

    areas = SelectMultipleField(
        "Areas in which they work",
        description="They see and do for these what their role allows, and nothing for the others. "
        "With all of them ticked, areas that come later are theirs too.",
        validators=[InputRequired("Choose at least one area")],
    )

    def offer_areas(self, areas: Sequence[LocalDeliveryUnit], chosen: Collection[int]) -> None:
        """Nothing chosen is all of them."""
        if not areas:
            del self.areas
            return
        self._ids = {one.slug: one.id for one in areas}
        self.areas.choices = options((one.slug, one.name) for one in areas)
        if self.areas.raw_data is None or not self.areas.raw_data:
            self.areas.data = [one.slug for one in areas if not chosen or one.id in chosen]

    def chosen(self) -> frozenset[int]:
        """Their internal ids; none where nothing was to be chosen."""
        if "areas" not in self:
            return frozenset()
        return frozenset(self._ids[slug] for slug in self.areas.data or ())


class InviteForm(AreasForm):
    email = StringField(
        "E-mail address", filters=[tidy], validators=[InputRequired("Enter an e-mail address")]
    )
    role = RadioField("What they may do", validators=[InputRequired("Choose what they may do")])

    def offer(self, kind: OrganisationKind) -> None:
        self.role.choices = options((role.value, role.words) for role in kind.roles)


class MemberRoleForm(Form):
    role = RadioField("What they may do", validators=[InputRequired("Choose what they may do")])

    def offer(self, kind: OrganisationKind) -> None:
        self.role.choices = options((role.value, role.words) for role in kind.roles)


class DeputyForm(Form):
    member = SelectField("Who is away", validators=[InputRequired("Choose who is away")])
    deputy = SelectField("Who approves meanwhile", validators=[InputRequired("Choose somebody")])
    from_day = DayMonthYear("From", validators=[InputRequired("Enter the first day")])
    until_day = DayMonthYear(
        "Until and including", validators=[InputRequired("Enter the last day")]
    )

    def offer(self, approving: list[Membership], members: list[Membership]) -> None:
        self.member.choices = options((str(one.public_id), one.person.name) for one in approving)
        self.deputy.choices = options(
            (str(one.public_id), f"{one.person.name}, {one.role.words}") for one in members
        )
