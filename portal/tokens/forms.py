"""What a token for software is for, and what it may do."""

from __future__ import annotations

from wtforms import BooleanField, Form, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from portal.asking.options import options
from portal.asking.typed import nothing_of_a_person, tidy


class TokenForm(Form):
    name = StringField(
        "What it is for",
        description="So that whoever finds it in the list knows whether it is still needed.",
        filters=[tidy],
        validators=[
            InputRequired("Say what it is for"),
            Length(max=100, message="Use at most 100 characters"),
            nothing_of_a_person,
        ],
    )
    acts = SelectMultipleField(
        "What the program may do", validators=[InputRequired("Choose at least one")]
    )
    is_sandbox = BooleanField(
        "For the sandbox",
        description="What it tells is answered by the same rules and undone: nothing is kept.",
    )

    def offer(self, acts: dict[str, str]) -> None:
        self.acts.choices = options(acts.items())
