"""What somebody decides about a listing."""

from __future__ import annotations

from typing import Final

from wtforms import BooleanField, Form, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from directory.listings.opening import HOW_OPEN, is_more_open
from directory.places.models import Exposure
from portal.asking.options import options
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
    opens = BooleanField("It may be more open than its author asked")
    opens_because = TextAreaField(
        "Why it may be more open than its author asked",
        description="Its author and its organisation read this, and it stands in the history.",
        validators=[_SHORT_ENOUGH, nothing_of_a_person],
    )

    @property
    def why_open(self) -> str:
        """Empty where it is not ticked."""
        return (self.opens_because.data or "") if self.opens.data else ""


SEND_BACK: Final = "no"
AGAIN: Final = "again"


class OfferForm(DecisionForm):
    """Of a service that is not on offer: with the wording its author asks to offer it at all."""

    offered = RadioField(
        "Is it offered?", validators=[InputRequired("Choose whether it is offered")]
    )

    def offer(self, asked: Exposure, *, is_new: bool) -> None:
        """A new one is told of as openly as is chosen here, first as its author asks; one offered
        again as before."""
        first = sorted(HOW_OPEN, key=lambda one: one is not asked)
        ways = [(one.value, _offered_as(one, asked)) for one in first]
        if not is_new:
            ways = [(AGAIN, f"Yes, again, at the address that it had. {HOW_OPEN[asked]}")]
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


def _offered_as(one: Exposure, asked: Exposure) -> str:
    if one is asked:
        return f"Yes. Its author asks: {HOW_OPEN[one]}"
    than = "More open" if is_more_open(one, asked) else "Closer"
    return f"Yes. {than} than its author asks: {HOW_OPEN[one]}"


class ReasonForm(Form):
    based_on = HiddenField()
    reason = TextAreaField(
        "Why",
        description="It stands in the history of the listing.",
        validators=[_SHORT_ENOUGH, nothing_of_a_person],
    )
