"""Who was rung back on which number, before anything that they tell is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from wtforms import Form, RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from directory.listings.calling import HeldNumber
from portal.asking.options import options
from portal.asking.typed import a_name_or_post

LONGEST_NAME: Final = 120
RUNG: Final = "yes"


class RingBackForm(Form):
    """`number` is one of those that the portal holds; `has_rung` that it was rung back."""

    number = RadioField(
        "Which of these did you ring back?", [InputRequired("Choose the number that you rang back")]
    )
    told_by = StringField(
        "Who answered for the provider",
        [
            InputRequired("Enter who answered for the provider"),
            Length(max=LONGEST_NAME, message="Write at most 120 characters"),
            a_name_or_post,
        ],
        description="Name or post, such as duty manager. It stands beside what you record.",
    )
    has_rung = SelectMultipleField(
        "Rung back",
        [InputRequired("Ring the number back first, and say that you did")],
        choices=options(
            [(RUNG, "I rang this number back myself, and what follows was told to me there")]
        ),
    )

    @property
    def was_rung(self) -> bool:
        return RUNG in (self.has_rung.data or ())


def ring_back_form(held: Sequence[HeldNumber], typed: Any = None) -> RingBackForm:
    form = RingBackForm(typed)
    form.number.choices = options((one.number, _named(one)) for one in held)
    return form


def _named(held: HeldNumber) -> str:
    whose = "the number that readers see" if held.is_of_listing else "the provider’s own number"
    return f"{held.number}, {whose}"
