"""What probation answers to a court."""

from __future__ import annotations

from wtforms import BooleanField, Form, TextAreaField
from wtforms.validators import InputRequired, Length

from commissioning.partnership.liaison.free_wording import LONGEST_ANSWER
from portal.asking.typed import tidy

SHORTER = Length(max=LONGEST_ANSWER, message=f"Use {LONGEST_ANSWER:,} characters or fewer")


class LiaisonAnswerForm(Form):
    answer = TextAreaField(
        "Your answer",
        description="Whoever asked reads it by their reference. Name nobody and no case. Names of "
        "courts, areas and services may stand in it; other words have no capital letter inside a "
        "sentence.",
        filters=[tidy],
        validators=[InputRequired("Write the answer"), SHORTER],
    )
    what_changed = TextAreaField(
        "What changed because of it (optional)", filters=[tidy], validators=[SHORTER]
    )
    is_shown = BooleanField("Show the answer to everybody on the page of the court")
