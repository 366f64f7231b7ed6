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


def areas_field() -> SelectMultipleField:
    return SelectMultipleField(
        "Areas in which they work",
        description="They see and do for these what their role allows, and nothing for the others. "
        "With all of them ticked, areas that come later are theirs too.",
        validators=[InputRequired("Choose at least one area")],
    )


class AreasForm(Form):
    """In which of the organisation's areas; no field where there is nothing to choose between."""

    areas = areas_field()

    def offer_areas(
        self, areas: Sequence[LocalDeliveryUnit], own: Collection[int], *, is_sent: bool
    ) -> None:
        """Ticked as they are, all of them where there are none; as they were sent, once sent."""
        if not areas:
            del self.areas
            return
        self._ids = {one.slug: one.id for one in areas}
        self.areas.choices = options((one.slug, one.name) for one in areas)
        if not is_sent:
            self.areas.data = [one.slug for one in areas if not own or one.id in own]

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
    areas = areas_field()  # asked after the others

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
        away = [(str(one.public_id), one.person.name) for one in approving]
        able = [(str(one.public_id), f"{one.person.name}, {one.role.words}") for one in members]
        self.member.choices = options([("", "Choose somebody"), *away])
        self.deputy.choices = options([("", "Choose somebody"), *able])
