"""What somebody typed into a field: one line, a whole number, an order's length, a home."""

from __future__ import annotations

from typing import Final

from wtforms import Field, ValidationError

from directory.errors import DirectoryError
from portal.asking.homes import Home, WholePostcode, home_of

LONGEST_ORDER_MONTHS: Final = 36
DAYS_A_MONTH: Final = 365.25 / 12
MOST_DIGITS: Final = 3
FEWEST_HOURS, MOST_HOURS = 40, 300
"""Of an unpaid work requirement (Sentencing Act 2020 Schedule 9 Part 1)."""


def tidy(text: str | None) -> str:
    """On one line, with single spaces."""
    return " ".join((text or "").split())


def whole_number(text: str | None, *, least: int = 1, most: int) -> int | None:
    """From `least` to `most`, both counted; None for anything else."""
    if not text or not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        return None
    number = int(text)
    return number if least <= number <= most else None


def order_days(months: str | None) -> int | None:
    """The days of an order of so many months; None where they are not a length of an order."""
    number = whole_number(months, most=LONGEST_ORDER_MONTHS)
    return None if number is None else round(number * DAYS_A_MONTH)


def check_order_months(field: Field) -> None:
    if order_days(field.data) is None:
        raise ValidationError(f"Enter a number of months from 1 to {LONGEST_ORDER_MONTHS}")


def unpaid_hours(text: str | None) -> int | None:
    """None where a court may not order so many."""
    return whole_number(text, least=FEWEST_HOURS, most=MOST_HOURS)


def check_unpaid_hours(field: Field) -> None:
    if unpaid_hours(field.data) is None:
        raise ValidationError(f"Enter hours from {FEWEST_HOURS} to {MOST_HOURS}")


def home_in(field: Field) -> Home:
    """Where the postcode in a field lies; of a whole one no more than the first half is left."""
    try:
        return home_of(field.data)
    except WholePostcode as more:
        field.data = more.first_half
        raise ValidationError(str(more)) from more
    except DirectoryError as refusal:
        raise ValidationError(str(refusal)) from refusal
