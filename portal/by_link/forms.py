"""What is typed where a link of an e-mail leads, and to be sent one."""

from __future__ import annotations

from wtforms import Form, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from portal.asking.typed import nothing_of_a_person, tidy


class NewAccountForm(Form):
    name = StringField(
        "Your name",
        description="As colleagues know you: it stands beside what you change.",
        filters=[tidy],
        validators=[
            InputRequired("Enter your name"),
            Length(max=100, message="Use at most 100 characters"),
            nothing_of_a_person,
        ],
    )
    password = PasswordField(
        "Choose a password",
        description="At least 12 characters. Three or four words that do not belong together do.",
        validators=[InputRequired("Choose a password")],
    )


class NewPasswordForm(Form):
    password = PasswordField(
        "New password",
        description="At least 12 characters. Three or four words that do not belong together do.",
        validators=[InputRequired("Enter a new password")],
    )


class AddressForm(Form):
    email = StringField("E-mail address", validators=[InputRequired("Enter your e-mail address")])
