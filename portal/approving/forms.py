"""What somebody decides about a listing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
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
MORE_OPEN: Final = "More open than its author asks, if you say why below:"
CLOSER: Final = "Closer than its author asks:"


class OfferForm(DecisionForm):
    """Of a service that is not on offer: with the wording its author asks to offer it at all."""

    offered = RadioField(
        "Is it offered?", validators=[InputRequired("Choose whether it is offered")]
    )

    lines_above: Mapping[str, str] = MappingProxyType({})
    """By choice the short line under which it and those after it stand."""

    def offer(self, asked: Exposure, *, is_new: bool) -> None:
        """A new one is told of as openly as is chosen here, first as its author asks; one offered
        again as before."""
        if not is_new:
            ways = [(AGAIN, f"Yes, again, at the address that it had. {HOW_OPEN[asked]}")]
        else:
            others = sorted((one for one in HOW_OPEN if one is not asked), key=_is_closer(asked))
            ways = [(asked.value, f"Yes. Its author asks: {HOW_OPEN[asked]}")]
            ways += [(one.value, f"Yes. {HOW_OPEN[one]}") for one in others]
            self.lines_above = _lines_above(asked, others)
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


def _is_closer(asked: Exposure) -> Callable[[Exposure], bool]:
    """Those more open stand before those that are closer."""
    return lambda one: not is_more_open(one, asked)


def _lines_above(asked: Exposure, others: Sequence[Exposure]) -> dict[str, str]:
    """At the first choice of each kind, and at sending it back, which is of neither."""
    lines: dict[str, str] = {}
    for one in others:
        line = MORE_OPEN if is_more_open(one, asked) else CLOSER
        if line not in lines.values():
            lines[one.value] = line
    return lines | {SEND_BACK: "Or not at all:"}


class ReasonForm(Form):
    based_on = HiddenField()
    reason = TextAreaField(
        "Why",
        description="It stands in the history of the listing.",
        validators=[_SHORT_ENOUGH, nothing_of_a_person],
    )
