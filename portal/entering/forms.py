"""What somebody types to be let in."""

from __future__ import annotations

from wtforms import Form, HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired

from directory.accounts.models import Membership
from portal.asking.options import options


class StepForm(Form):
    """`next`: where they wanted to go; `kept`: what they had typed, sealed."""

    next = HiddenField()
    kept = HiddenField()


class LogInForm(StepForm):
    email = StringField("E-mail address", validators=[InputRequired("Enter your e-mail address")])
    password = PasswordField("Password", validators=[InputRequired("Enter your password")])


class RoleForm(StepForm):
    membership = RadioField("Act as", validators=[InputRequired("Choose one")])

    def offer(self, memberships: list[Membership]) -> None:
        self.membership.choices = options(
            (str(one.public_id), f"{one.role.words}, {one.organisation.name}")
            for one in memberships
        )


class CodeForm(StepForm):
    code = StringField(
        "Code",
        description="Six figures from your authenticator app, or one of your recovery codes.",
        validators=[InputRequired("Enter the code")],
    )


class SetUpForm(StepForm):
    code = StringField(
        "The six figures that the app shows now",
        validators=[InputRequired("Enter the six figures that the app shows")],
    )
    offered = HiddenField()
