"""What the forms of a plan have alike: lines, words, and the tick of a post or a body."""

from __future__ import annotations

from typing import Any

from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.asking.options import options
from portal.asking.typed import tidy

LONGEST_LINE = 300
LONGEST_TEXT = 2000


def line(label: str, *, needs: str = "", description: str = "") -> Any:
    """Any: an unbound field, of which WTForms tells no type."""
    validators = [InputRequired(needs)] if needs else []
    longest = Length(max=LONGEST_LINE, message=f"Use at most {LONGEST_LINE} characters")
    return StringField(label, [*validators, longest], filters=[tidy], description=description)


def words(label: str, *, needs: str = "", description: str = "") -> Any:
    validators = [InputRequired(needs)] if needs else []
    longest = Length(max=LONGEST_TEXT, message=f"Use at most {LONGEST_TEXT:,} characters")
    return TextAreaField(label, [*validators, longest], filters=[tidy], description=description)


def bodies_tick() -> Any:
    """Asked where a name reads as that of a person."""
    return SelectMultipleField(
        "A post or a body",
        choices=options([("yes", "Yes: it is a post or a body, and nobody’s name")]),
        validate_choice=False,
    )
