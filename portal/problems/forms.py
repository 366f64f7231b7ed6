"""What was done about a problem that a reader reported."""

from __future__ import annotations

from wtforms import BooleanField, Field, Form, TextAreaField
from wtforms.validators import InputRequired, Length

from directory.feedback.reporting import LONGEST_WORDS
from portal.asking.typed import about_nobody, nothing_of_a_person, tidy


class AnswerForm(Form):
    answer = TextAreaField(
        "What was done about it, in a sentence",
        description="Such as “The number is put right.” Whoever else keeps the page reads it; who "
        "reported it cannot be written to. Name nobody on probation and no case.",
        filters=[tidy],
        validators=[
            InputRequired("Say what was done about it, in a sentence"),
            Length(max=LONGEST_WORDS, message="Use 500 characters or fewer"),
            nothing_of_a_person,
        ],
    )
    about_nobody = BooleanField("It is about the service, not about a person")

    def validate_about_nobody(self, field: Field) -> None:
        about_nobody(self.answer, field)
