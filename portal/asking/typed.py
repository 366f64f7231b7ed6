"""What somebody typed into a field: one line, a whole number, an order's length, a home."""

from __future__ import annotations

import uuid
from typing import Final

from flask_babel import gettext
from wtforms import Field, ValidationError

from directory.errors import DirectoryError
from directory.free_words import number_or_place_in
from directory.identifiers import hints_of_a_person, tells_of_a_person
from directory.limits import Limit, limit, order_months
from directory.order_length import OrderKind
from portal.asking.homes import Home, home_of

DAYS_A_MONTH: Final = 365.25 / 12
MOST_DIGITS: Final = 3
ORDER_MONTHS: Final = order_months()
UNPAID_WORK: Final = limit("unpaid_work_hours")


def tidy(text: str | None) -> str:
    """On one line, with single spaces."""
    return " ".join((text or "").split())


def asked_once(request: str | None) -> uuid.UUID:
    """The number that a form was made with; one without its own asks for something new."""
    try:
        return uuid.UUID(request or "")
    except ValueError:
        return uuid.uuid4()


def nothing_of_a_person(_form: object, field: Field) -> None:
    """A validator of free words that may be read by others; it never repeats them."""
    if field.data and (what := tells_of_a_person(field.data)):
        raise ValidationError(
            gettext(
                "This holds %(what)s: take it out; nothing here may tell who somebody is", what=what
            )
        )


def a_name_or_post(_form: object, field: Field) -> None:
    """A validator of who speaks for somebody: no number, no postcode and no case."""
    if field.data and (what := number_or_place_in(field.data)):
        raise ValidationError(
            gettext("This holds %(what)s: take it out, and enter a name or a post alone", what=what)
        )


def about_nobody(words: Field, box: Field) -> None:
    """A validator of `box`, to be ticked where what was written may tell of a person."""
    hints = list(hints_of_a_person(words.data or ""))
    if hints and not box.data:
        what = " and ".join(hints)
        raise ValidationError(
            gettext(
                "What you wrote holds %(what)s. Take it out if it tells of somebody on probation. "
                "If it belongs to the service, tick the box and send it again",
                what=what,
            )
        )


def whole_number(text: str | None, *, least: int = 1, most: int) -> int | None:
    """From `least` to `most`, both counted; None for anything else."""
    if not text or not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        return None
    number = int(text)
    return number if least <= number <= most else None


def number_within(text: str | None, allowed: Limit) -> int | None:
    return whole_number(text, least=allowed.least, most=allowed.most)


def order_days(months: str | None) -> int | None:
    """The days of an order of so many months; None where they are not a length of an order."""
    number = number_within(months, ORDER_MONTHS)
    return None if number is None else round(number * DAYS_A_MONTH)


def check_order_months(field: Field, kind: OrderKind | None = None) -> None:
    """Against what an order of the kind may have; of any kind where it was not said."""
    allowed = order_months(kind)
    if number_within(field.data, allowed) is None:
        raise ValidationError(allowed.sentence)


def unpaid_hours(text: str | None) -> int | None:
    """None where a court may not order so many."""
    return number_within(text, UNPAID_WORK)


def check_unpaid_hours(field: Field) -> None:
    if unpaid_hours(field.data) is None:
        raise ValidationError(UNPAID_WORK.sentence)


def home_in(field: Field) -> Home:
    """Where the postcode in a field lies; no more than its first half is left in the field."""
    try:
        home = home_of(field.data)
    except DirectoryError as refusal:
        raise ValidationError(str(refusal)) from refusal
    field.data = home.asked
    return home
