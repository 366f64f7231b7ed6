"""What somebody decides about a listing."""

from __future__ import annotations

from wtforms import Form, HiddenField, TextAreaField
from wtforms.validators import Length

from portal.asking.typed import nothing_of_a_person

LONGEST_REASON = 1000
_SHORT_ENOUGH = Length(max=LONGEST_REASON, message="Write at most 1,000 characters")


class DecisionForm(Form):
    draft_version = HiddenField()
    reason = TextAreaField(
        "Why what is not ticked goes back",
        description="Its author reads this. Say what to change.",
        validators=[_SHORT_ENOUGH, nothing_of_a_person],
    )


class ReasonForm(Form):
    based_on = HiddenField()
    reason = TextAreaField(
        "Why",
        description="It stands in the history of the listing.",
        validators=[_SHORT_ENOUGH, nothing_of_a_person],
    )
