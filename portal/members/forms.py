"""Letting others in, and saying who stands in for whom."""

from __future__ import annotations

import datetime as dt

from wtforms import Form, RadioField, SelectField, StringField
from wtforms.validators import InputRequired

from directory.accounts.models import Membership
from directory.people.roles import OrganisationKind
from portal.asking.typed import tidy


class InviteForm(Form):
    email = StringField(
        "E-mail address", filters=[tidy], validators=[InputRequired("Enter an e-mail address")]
    )
    role = RadioField("What they may do", validators=[InputRequired("Choose what they may do")])

    def offer(self, kind: OrganisationKind) -> None:
        self.role.choices = [(role.value, role.words) for role in kind.roles]


class MemberRoleForm(Form):
    role = RadioField("What they may do", validators=[InputRequired("Choose what they may do")])

    def offer(self, kind: OrganisationKind) -> None:
        self.role.choices = [(role.value, role.words) for role in kind.roles]


class DeputyForm(Form):
    member = SelectField("Who is away", validators=[InputRequired("Choose who is away")])
    deputy = SelectField("Who approves meanwhile", validators=[InputRequired("Choose somebody")])
    from_day = StringField(
        "From", description="For example 27/3/2027", validators=[InputRequired("Enter a day")]
    )
    until_day = StringField(
        "Until and including",
        description="For example 9/4/2027",
        validators=[InputRequired("Enter a day")],
    )

    def offer(self, approving: list[Membership], members: list[Membership]) -> None:
        self.member.choices = [(str(one.public_id), one.person.name) for one in approving]
        self.deputy.choices = [
            (str(one.public_id), f"{one.person.name}, {one.role.words}") for one in members
        ]

    def days(self) -> tuple[dt.date, dt.date] | None:
        """None where one of them cannot be read, and says so."""
        first, last = _day(self.from_day.data), _day(self.until_day.data)
        for field, day in ((self.from_day, first), (self.until_day, last)):
            if day is None:
                field.errors = ["Enter a day such as 27/3/2027"]
        return None if first is None or last is None else (first, last)


def _day(typed: str | None) -> dt.date | None:
    try:
        return dt.datetime.strptime((typed or "").strip(), "%d/%m/%Y").date()  # noqa: DTZ007
    except ValueError:
        return None
