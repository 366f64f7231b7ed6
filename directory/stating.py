"""What every statement must have: words, and a day that has come."""

from __future__ import annotations

import datetime as dt

from directory.clock import day_in_words, local_date
from directory.errors import DirectoryError


class StatedAhead(DirectoryError):
    """A statement of a day that has not come yet."""

    def __init__(self, stated_on: dt.date) -> None:
        self.stated_on = stated_on
        super().__init__(
            f"Enter the day on which it was said: {day_in_words(stated_on)} has not come yet."
        )


class NotSaid(DirectoryError):
    """Something without which a statement is of no use was left empty."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"Enter {what}.")


def said(text: str, what: str) -> str:
    """The text with single spaces; `NotSaid` where nothing is left. `what` ends “Enter …”."""
    words = single_spaced(text)
    if not words:
        raise NotSaid(what)
    return words


def single_spaced(text: str) -> str:
    return " ".join(text.split())


def named_alike(one: str, other: str) -> bool:
    """Capitals and spaces make no other name."""
    return single_spaced(one).casefold() == single_spaced(other).casefold()


def day_said(stated_on: dt.date, at: dt.datetime) -> dt.date:
    """The day itself; `StatedAhead` for one after the day of `at`."""
    if stated_on > local_date(at):
        raise StatedAhead(stated_on)
    return stated_on
