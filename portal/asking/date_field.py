"""A date typed as day, month and year, the month in figures or by its name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from babel.dates import get_month_names
from wtforms import Field
from wtforms.validators import StopValidation

from directory.naming import NameList

PARTS = ("day", "month", "year")
EARLIEST_YEAR = 1900
SPOKEN: Final = ("en_GB", "cy")
"""The languages in which a month may be named, whatever the page is in."""

WANTED: Final = {
    "day": "must include a day in figures",
    "month": "must include a month, in figures or by its name, like 3 or March",
    "year": "must include a year in figures",
}

_FIGURES: Final = re.compile(r"[0-9]{1,4}")
_ORDINAL: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)", re.IGNORECASE)


class DayMonthYear(Field):
    """Three inputs named `field-day`, `field-month`, `field-year`; `data` is a date or None.

    Left wholly empty it is None and passes, unless a validator wants it.
    """

    data: dt.date | None

    def __init__(self, label: str, validators: Iterable[Any] = (), **words: Any) -> None:
        super().__init__(label, tuple(validators), **words)
        self.typed: Mapping[str, str] = dict.fromkeys(PARTS, "")
        self.part_at_fault = "day"

    @property
    def error_target(self) -> str:
        """The id that the error summary links to."""
        return f"{self.id}-{self.part_at_fault}"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the parts; a date given by the program fills them."""
        self.process_errors = []
        self.data = data if isinstance(data, dt.date) else None  # WTForms has a value for "unset"
        if self.data is not None:
            self.typed = {part: str(getattr(self.data, part)) for part in PARTS}
        if formdata is not None and any(f"{self.name}-{part}" in formdata for part in PARTS):
            self.typed = {
                part: str(formdata.get(f"{self.name}-{part}", "")).strip() for part in PARTS
            }
            try:
                self.data = _read(self.typed)
            except _Fault as fault:
                self.part_at_fault = fault.part
                self.process_errors = [f"{str(self.label.text).removesuffix(OPTIONAL)} {fault}"]
        self.raw_data = [" ".join(self.typed.values()).strip()]

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation  # they stand already; nothing else is worth asking


OPTIONAL: Final = " (optional)"
"""Ends a label; in a sentence about what was typed it has no place."""


class _Fault(ValueError):
    """The part that cannot be read, and the end of a sentence that begins with the label."""

    def __init__(self, part: str, words: str) -> None:
        self.part = part
        super().__init__(words)


def _read(typed: Mapping[str, str]) -> dt.date | None:
    if not any(typed.values()):
        return None
    figures = {part: _figures(part, typed[part]) for part in PARTS}
    for part, number in figures.items():
        if number is None:
            raise _Fault(part, WANTED[part])
    day, month, year = (number or 0 for number in figures.values())
    if year < EARLIEST_YEAR:
        raise _Fault("year", "must have a year of four figures")
    try:
        return dt.date(year, month, day)
    except ValueError:
        part = "day" if 1 <= month <= 12 else "month"
        raise _Fault(part, "must be a real date, like 16 3 2027") from None


def _figures(part: str, word: str) -> int | None:
    """Of "3rd" 3, of "Sept." 9; None for what cannot be read as that part."""
    if _FIGURES.fullmatch(word):
        return int(word)
    if part == "month":
        return months_by_name().called(word).only
    ordinal = _ORDINAL.fullmatch(word) if part == "day" else None
    return int(ordinal.group(1)) if ordinal else None


@cache
def months_by_name() -> NameList[int]:
    """Each month, from 1, by its names; three letters are enough, and a slip is read."""
    return NameList(
        (name, number)
        for language in SPOKEN
        for number, name in get_month_names("wide", locale=language).items()
    )


def day_in(field: DayMonthYear) -> dt.date:
    """Of a field that must be filled and was checked. Raises `ValueError` of any other."""
    if field.data is None:
        raise ValueError(field.name)
    return field.data
