"""What somebody decides about a listing."""

from __future__ import annotations

from typing import Final

from wtforms import Form, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from directory.places.models import Exposure
from portal.asking.options import options
from portal.asking.typed import nothing_of_a_person
from portal.listings.basics import HOW_OPEN

LONGEST_REASON = 1000
_SHORT_ENOUGH = Length(max=LONGEST_REASON, message="Write at most 1,000 characters")


class DecisionForm(Form):
    draft_version = HiddenField()
    reason = TextAreaField(
        "Why what is not ticked goes back",
        description="Its author reads this. Say what to change.",
        validators=[_SHORT_ENOUGH, nothing_of_a_person],
    )


SEND_BACK: Final = "no"
AGAIN: Final = "again"


class OfferForm(DecisionForm):
    """Of a service that is not on offer: with the wording its author asks to offer it at all."""

    offered = RadioField(
        "Is it offered?", validators=[InputRequired("Choose whether it is offered")]
    )

    def offer(self, *, is_new: bool) -> None:
        """A new one is told of as openly as is chosen here; one offered again as before."""
        ways = [(one.value, f"Yes. {words}") for one, words in HOW_OPEN.items()]
        if not is_new:
            ways = [(AGAIN, "Yes, again, at the address that it had")]
        self.offered.choices = options([*ways, (SEND_BACK, "No: send all of it back")])

    def exposure(self, asked: Exposure) -> Exposure | None:
        """How openly; None where it is not offered."""
        match self.offered.data:
            case "no" | None:
                return None
            case "again":
                return asked
            case chosen:
                return Exposure(chosen)


class ReasonForm(Form):
    based_on = HiddenField()
    reason = TextAreaField(
        "Why",
        description="It stands in the history of the listing.",
        validators=[_SHORT_ENOUGH, nothing_of_a_person],
    )
