"""What somebody types to be let in."""

from __future__ import annotations

from wtforms import Form, HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired

from directory.accounts.models import Membership


class LogInForm(Form):
    email = StringField("E-mail address", validators=[InputRequired("Enter your e-mail address")])
    password = PasswordField("Password", validators=[InputRequired("Enter your password")])
    next = HiddenField()


class RoleForm(Form):
    membership = RadioField("Act as", validators=[InputRequired("Choose one")])
    next = HiddenField()

    def offer(self, memberships: list[Membership]) -> None:
        self.membership.choices = [
            (str(one.public_id), f"{one.role.words}, {one.organisation.name}")
            for one in memberships
        ]


class CodeForm(Form):
    code = StringField(
        "Code",
        description="Six figures from your authenticator app, or one of your recovery codes.",
        validators=[InputRequired("Enter the code")],
    )
    next = HiddenField()


class SetUpForm(Form):
    code = StringField(
        "The six figures that the app shows now",
        validators=[InputRequired("Enter the six figures that the app shows")],
    )
    offered = HiddenField()
    next = HiddenField()
