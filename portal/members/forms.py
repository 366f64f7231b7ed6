"""Letting others in, and saying who stands in for whom."""

from __future__ import annotations

from wtforms import Form, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from directory.accounts.models import Membership
from directory.people.roles import OrganisationKind
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import tidy

KINDS = {
    OrganisationKind.PROVIDER: "A provider of services",
    OrganisationKind.COURT_TEAM: "A probation team of a court or an area",
    OrganisationKind.PROBATION_REGION: "A probation region",
    OrganisationKind.PRISON: "A prison",
    OrganisationKind.HEALTH_OR_COUNCIL: "A body of health or a council",
    OrganisationKind.JUDICIARY: "Magistrates or judges",
    OrganisationKind.NATIONAL: "A national body",
}


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


class OrganisationForm(Form):
    """Every kind is offered; whether it is within reach is for the change to say."""

    name = StringField(
        "Its name, as members will read it",
        filters=[tidy],
        validators=[
            InputRequired("Enter a name"),
            Length(max=200, message="Use at most 200 characters"),
        ],
    )
    kind = RadioField(
        "What it is",
        choices=options((kind.value, words) for kind, words in KINDS.items()),
        validators=[InputRequired("Choose what it is")],
    )
    place = StringField(
        "Which one",
        description="The name or code by which this portal knows the provider, the region, the "
        "court, the area or the prison. For health and councils the areas, by commas. "
        "For the judiciary and national bodies nothing.",
        filters=[tidy],
    )
