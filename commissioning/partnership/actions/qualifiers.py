"""Sums: what a word before a period makes of it: “by”, “from”, “until”, “week commencing”."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Final

from commissioning.partnership.actions.target_periods import TargetPeriod, TargetPrecision
from directory.clock import day_in_words

_BY: Final = r"by|on\s+or\s+before|(?:no|not)\s+later\s+than"
_TO_THE_END: Final = r"until|till|up\s+to"
_QUALIFIED: Final = re.compile(
    rf"(?:\b(?P<not_before>(?:no|not)\s+(?:before|earlier\s+than|sooner\s+than))"
    rf"|\b(?P<by_end>(?:{_BY}|{_TO_THE_END}|before)\s+(?:the\s+)?end(?:[\s-]+of)?)"
    rf"|\b(?P<by>{_BY})"
    rf"|\b(?P<until>{_TO_THE_END})"
    r"|\b(?P<before>before|prior\s+to|ahead\s+of)"
    r"|\b(?P<at_end>(?:at\s+)?the\s+end\s+of|at\s+end(?:\s+of)?|end(?:\s+of)?)"
    r"|\b(?P<past>after)"
    r"|\b(?P<since>from|starting(?:\s+(?:in|from))?))"
    r"[\s-]+(?:the\s+)?(?:(?:calendar\s+)?year\s+)?$",
    re.IGNORECASE,
)
_WEEK: Final = re.compile(
    r"\b(?:(?P<begins>w/?[cb]|w(?:ee)?k\s+(?:commencing|beginning|starting|of))"
    r"|(?P<ends>w/?e|w(?:ee)?k\s+ending))[.:]?\s+(?:the\s+)?(?:(?:mon|tues?|wednes|thurs?|fri|satur"
    r"|sun)(?:day)?,?\s+)?$",
    re.IGNORECASE,
)


def in_a_week(period: TargetPeriod, words: str) -> TargetPeriod:
    """Seven days from the day that a week commences on, or to the day on which it ends."""
    said = _WEEK.search(words[: period.begins])
    day = period.earliest
    if said is None or day is None or period.precision is not TargetPrecision.DAY:
        return period
    first = day if said["begins"] else day - dt.timedelta(6)
    monday = day - dt.timedelta(day.weekday())
    slip = said["begins"] and day != monday
    doubt = f"{day_in_words(day)} is a {day:%A}: if its week is meant, write {day_in_words(monday)}"
    return replace(
        period, earliest=first, latest=first + dt.timedelta(6), precision=TargetPrecision.SPAN,
        begins=said.start(), doubt=doubt if slip else period.doubt,
    )  # fmt: skip


def qualified(period: TargetPeriod, words: str) -> TargetPeriod:
    """As “by”, “from” or “the end of” before it turns it."""
    said = _QUALIFIED.search(words[: period.begins])
    last = period.latest
    if said is None or last is None:
        return period
    turn = next((turn for name, turn in _TURNS if said[name]), _from)
    return turn(replace(period, begins=said.start()), last)


def _to_its_end(period: TargetPeriod, _last: dt.date) -> TargetPeriod:
    return replace(period, earliest=None)


def _before(period: TargetPeriod, last: dt.date) -> TargetPeriod:
    return replace(period, earliest=None, latest=(period.earliest or last) - dt.timedelta(1))


def _at_its_end(period: TargetPeriod, last: dt.date) -> TargetPeriod:
    return replace(period, earliest=last, precision=TargetPrecision.DAY)


def _after(period: TargetPeriod, last: dt.date) -> TargetPeriod:
    return replace(period, earliest=last + dt.timedelta(1), latest=None)


def _from(period: TargetPeriod, _last: dt.date) -> TargetPeriod:
    return replace(period, latest=None, is_from=True)


def _until(period: TargetPeriod, _last: dt.date) -> TargetPeriod:
    """A month may be meant whole, or only up to it."""
    doubt = period.doubt
    if period.precision is TargetPrecision.MONTH and period.earliest is not None:
        doubt = doubt or f"until {day_in_words(period.earliest)} is the other reading"
    return replace(period, earliest=None, doubt=doubt)


def _by(period: TargetPeriod, last: dt.date) -> TargetPeriod:
    """By a month: by its first day, as Probation Circular 48/2004 reads “by April 2005”."""
    if period.precision is not TargetPrecision.MONTH:
        return replace(period, earliest=None)
    other = f"by the end of {last:%B %Y} is the other reading"
    return replace(
        period, earliest=None, latest=period.earliest, precision=TargetPrecision.DAY,
        doubt=period.doubt or other,
    )  # fmt: skip


_TURNS: Final = (
    ("by_end", _to_its_end), ("by", _by), ("until", _until), ("before", _before),
    ("at_end", _at_its_end), ("past", _after), ("not_before", _from),
)  # fmt: skip
