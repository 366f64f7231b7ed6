"""Reading one field of an untrusted document: a plain value comes back or a complaint is raised.

Messages name the path (`services[2].opened_on`) and never repeat the value, which may be enormous.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from commissioning.forecasting.errors import ForecastInputError

# A document is whatever JSON gives; its shape is unknown until this module has looked at it.
Fields = Mapping[Any, Any]
Word = TypeVar("Word", bound=str)


def missing(path: str) -> ForecastInputError:
    return ForecastInputError("missing_field", f"{path} is missing")


def wrong(path: str, expected: str) -> ForecastInputError:
    return ForecastInputError("invalid_value", f"{path} must be {expected}")


@lru_cache(maxsize=4096)
def _ordinal(text: str) -> int | None:
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None


class FieldReader:
    """The fields of one object of the document, at a known path."""

    __slots__ = ("fields", "path")

    def __init__(self, fields: object, path: str) -> None:
        if not isinstance(fields, Mapping):
            raise wrong(path or "the document", "an object")
        self.fields: Fields = fields
        self.path = path

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def required(self, name: str) -> Any:  # checked by the caller: JSON has no static shape
        found = self.fields.get(name)
        if found is None:
            raise missing(self.at(name))
        return found

    def text(self, name: str) -> str:
        found = self.required(name)
        if not isinstance(found, str) or not found:
            raise wrong(self.at(name), "text")
        return found

    def word(self, name: str, allowed: Sequence[Word]) -> Word:
        found = self.required(name)
        for word in allowed:
            if isinstance(found, str) and found == word:
                return word
        raise wrong(self.at(name), "one of " + ", ".join(allowed))

    def day(self, name: str) -> int:
        """The date as an ordinal."""
        return day_of(self.required(name), self.at(name))

    def day_or_none(self, name: str) -> int | None:
        return None if self.fields.get(name) is None else self.day(name)

    def whole(self, name: str, *, least: int) -> int:
        found = self.required(name)
        if type(found) is not int or found < least:
            raise wrong(self.at(name), f"a whole number, {least} or more")
        return found

    def whole_or_none(self, name: str, *, least: int) -> int | None:
        return None if self.fields.get(name) is None else self.whole(name, least=least)

    def whole_or_null(self, name: str, *, least: int) -> int | None:
        """The field must be there; null says that nobody stated it."""
        if name not in self.fields:
            raise missing(self.at(name))
        return self.whole_or_none(name, least=least)

    def number(self, name: str, *, above: float | None = None) -> float:
        """A finite number, not negative; larger than `above` where that is given."""
        found = self.required(name)
        number = _finite(found)
        if number is None or number < 0 or (above is not None and number <= above):
            limit = "0 or more" if above is None else f"more than {above:g}"
            raise wrong(self.at(name), f"a number, {limit}")
        return number

    def number_or_none(self, name: str) -> float | None:
        return None if self.fields.get(name) is None else self.number(name)

    def items(self, name: str) -> Iterator[tuple[str, object]]:
        """Path and value of each item of a list that may be absent."""
        if self.fields.get(name) is None:
            return iter(())
        return self.required_items(name)

    def required_items(self, name: str) -> Iterator[tuple[str, object]]:
        found = self.required(name)
        path = self.at(name)
        if not isinstance(found, list | tuple):
            raise wrong(path, "a list")
        return ((f"{path}[{position}]", item) for position, item in enumerate(found))


def day_of(found: object, path: str) -> int:
    """The ordinal of a YYYY-MM-DD text; other ISO forms (20260302, 2026-W10-1) are refused."""
    ordinal = _ordinal(found) if isinstance(found, str) else None
    if ordinal is None:
        raise wrong(path, "a date such as 2026-03-02")
    return ordinal


def _finite(found: object) -> float | None:
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    try:
        number = float(found)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
