"""What somebody changes of their own account; what opens it asks for the password again."""

from __future__ import annotations

from wtforms import Field, Form, HiddenField, PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired

from directory.telephones import telephone_problem
from portal.asking.typed import tidy


class CurrentPasswordForm(Form):
    current = PasswordField(
        "Your password now", validators=[InputRequired("Enter the password that you have now")]
    )


class PasswordForm(CurrentPasswordForm):
    password = PasswordField(
        "New password",
        description="At least 12 characters. Three or four words that do not belong together do.",
        validators=[InputRequired("Enter a new password")],
    )


class EmailForm(CurrentPasswordForm):
    email = StringField(
        "New e-mail address",
        filters=[tidy],
        validators=[InputRequired("Enter the new e-mail address")],
    )


class FactorForm(CurrentPasswordForm):
    code = StringField(
        "The six figures that the app shows now",
        validators=[InputRequired("Enter the six figures that the app shows")],
    )
    offered = HiddenField()


class TelephoneForm(Form):
    telephone = StringField(
        "Telephone",
        description="At work, with its code. Colleagues of your organisation see it.",
        filters=[tidy],
    )

    def validate_telephone(self, field: Field) -> None:
        problem = telephone_problem(field.data) if field.data else None
        if problem is not None:
            raise ValidationError(problem[0].upper() + problem[1:])
