"""Letting others in, and saying who stands in for whom."""

from __future__ import annotations

from wtforms import Form, RadioField, SelectField, StringField
from wtforms.validators import InputRequired

from directory.accounts.models import Membership
from directory.people.roles import OrganisationKind
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import tidy


class InviteForm(Form):
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
