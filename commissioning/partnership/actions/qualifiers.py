"""Sums: what the words beside a period make of it: “by”, “from”, “until”, “week commencing”.

Words that turn it in a way which is in no table, such as “early”, “not in” or “3 months before”,
leave it unread: somebody is asked.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Final

from commissioning.partnership.actions.target_periods import TargetPeriod, TargetPrecision
from commissioning.partnership.actions.year_parts import NO_DAYS, without_half_brackets
from directory.clock import day_in_words

_NOT_AFTER: Final = r"(?:no|not)\s+(?:after|beyond|past)"
_BY: Final = (
    r"by|(?:on|by)\s+or\s+before|before\s+or\s+(?:on|by)|(?:no|not)\s+later\s+than|(?:at\s+(?:the\s+)?(?:very\s+)?)?latest"
    r"(?:\s+(?:by|in|on))?"
)
_TO_THE_END: Final = r"until|till|up\s+to"
_BEGUN: Final = (
    r"(?:\s+(?:to|be|start|started|starting|begin|begun|commence|happen|due|expected|available"
    r"|planned|possible|ready|live|in\s+place|take\s+place|go\s+live|open|launch|launched|complete"
    r"|completed|done|needed|required)){0,3}"
)
_NEGATED: Final = (
    rf"(?:not?|never|cannot|can['’]?t|won['’]?t|nothing){_BEGUN}"
    r"\s+(?:before|earlier\s+than|sooner\s+than|until|till|up\s+to|prior\s+to|ahead\s+of)"
)
_FROM: Final = (
    r"from|since|w\.?e\.?f\.?|(?:in|during|from)\s+or\s+after|as\s+(?:from|of)|with\s+effect\s+from|on\s+or\s+after|(?:starting|beginning|commencing)"
    r"(?:\s+(?:in|on|from))?|(?:at\s+(?:the\s+)?(?:very\s+)?)?earliest(?:\s+(?:by|in|on|from))?"
)
_BEFORE: Final = r"before|prior\s+to|ahead\s+of|in\s+advance\s+of"
_AFTER: Final = r"(?:only\s+)?(?:after|following|beyond|past|later\s+than)"
_END: Final = r"\s+(?:the\s+)?end(?:[\s-]+of)?"
_START: Final = r"\s+(?:the\s+)?(?:start|beginning)\s+of"
_DAY_NAME: Final = r"(?:(?:on\s+)?(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,?\s+)?"
_QUALIFIED: Final = re.compile(
    rf"(?:\b(?P<from_end>(?:{_NEGATED}|{_FROM}){_END})"
    rf"|\b(?P<not_before>(?:{_NEGATED})(?:{_START})?|(?:{_FROM}){_START})"
    rf"|\b(?P<by_end>(?:{_BY}|{_TO_THE_END}|{_BEFORE}){_END}|(?:{_NOT_AFTER})(?:{_END})?|up\s+to\s+and\s+including|through"
    r"|(?:in|during)\s+or\s+before|before\s+or\s+(?:in|during))"
    rf"|\b(?P<by_start>by{_START})"
    rf"|\b(?P<by>{_BY})"
    rf"|\b(?P<until>{_TO_THE_END})"
    rf"|\b(?P<before>(?:{_BEFORE})(?:{_START})?)"
    rf"|\b(?P<past>(?:{_AFTER})(?:{_END})?)"
    r"|\b(?P<at_end>(?:at\s+)?the\s+end\s+of|at\s+end(?:\s+of)?|end(?:\s+of)?)"
    rf"|\b(?P<since>{_FROM}))"
    rf"[\s-]+(?:the\s+)?(?:(?:calendar\s+)?year\s+)?{_DAY_NAME}$",
    re.IGNORECASE,
)
_AT_LATEST: Final = re.compile(
    r"[\s,]*\(?(?:and\s+)?(?:(?:at\s+(?:the\s+)?(?:very\s+)?)?latest|or\s+(?:earlier|before|sooner))"
    r"\b\)?",
    re.IGNORECASE,
)
_ONWARDS: Final = re.compile(
    r"[\s,]*\(?(?:(?:at\s+(?:the\s+)?(?:very\s+)?)?earliest|(?:(?:and|or)\s+)?onwards?"
    r"|(?:and|or)\s+(?:later|after|afterwards|beyond)|(?:[–-]\s*)?(?:and\s+)?(?:then\s+)?ongoing)"
    r"\b\)?",
    re.IGNORECASE,
)
_ROUGHLY: Final = re.compile(
    r"[\s,]*\(?(?:or\s+(?:thereabouts|so|when|whenever|once|as\s+soon)|approx(?:imately)?|at\s+around)\b",
    re.IGNORECASE,
)
_HALF_SAID: Final = re.compile(
    r"(?:\b(?:mid(?:dle)?|early|earlier|late|later|latter|around|about|circa|c\.|approx(?:imately)?\.?"
    r"|roughly|near(?:er|ly)?|towards?(?:\s+the\s+end(?:\s+of)?)?|in\s+time\s+for)"
    r"(?:[\s-]+(?:in|of))?"
    r"|\b(?:half|part|third|quarter|middle|start|beginning|turn)\s+of"
    r"|\b(?:weeks?|days?|fortnight|weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\s+(?:of|in)"
    r"|\b(?:\d+|an?|one|two|three|four|five|six|nine|twelve|some|few|several)\s+(?:working\s+)?"
    r"(?:days?|weeks?|fortnights?|months?|quarters?|years?)\s+(?:of|after|before|prior\s+to|ahead\s+of"
    r"|following|from|beyond))"
    r"[\s-]*(?:the\s+)?$",
    re.IGNORECASE,
)
"""Before a period: a part of it, or something that is counted from it."""

_LASTING: Final = re.compile(r"\b(?:for|over|lasting)\s+(?:the\s+)?(?:next\s+)?$", re.IGNORECASE)
_START_OF: Final = re.compile(r"\b(?:start|beginning)\s+of\s+(?:the\s+)?$", re.IGNORECASE)
_DENIED: Final = re.compile(
    r"\b(?:not|never|cannot|nor|unless|except|excluding|\w+n['’]t)\b[^.;:,()\d]*$", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
"""Of a first period that nothing joins to the last."""

_NOTHING: Final = re.compile(r"\b(?:no|none|nothing|nobody)\b[^.;:,()\d]*$", re.IGNORECASE)
_UP_TO: Final = re.compile(rf"(?:{_BEFORE}|{_TO_THE_END})\b", re.IGNORECASE)
_WEEK: Final = re.compile(
    r"\b(?:(?P<begins>w/?[cb]|w(?:ee)?k\s+(?:commencing|beginning|starting)"
    r"|(?<!first )(?<!second )(?<!third )(?<!fourth )(?<!last )(?<!final )week\s+of)"
    r"|(?P<ends>w/?e|w(?:ee)?k\s+ending))[.:]?\s+(?:the\s+)?(?:(?:mon|tues?|wednes|thurs?|fri|satur"
    r"|sun)(?:day)?,?\s+)?$",
    re.IGNORECASE,
)
_BOUNDS: Final = frozenset({"by", "before"})
_TO_A_DAY: Final = frozenset({"by_end", "by_start", "by", "until", "before"})
_FROM_A_DAY: Final = frozenset({"from_end", "not_before", "since", "past"})


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
        begins=said.start(), doubt=doubt if slip else period.doubt, other=None,
    )  # fmt: skip


def qualified(period: TargetPeriod, words: str, *, is_span: bool = False) -> TargetPeriod:
    """As “by”, “from” or “the end of” before it, or “onwards” behind it, turns it. Of a span from
    one period to another nothing else is turned."""
    before = words[: period.begins]
    said = _QUALIFIED.search(before)
    name = "" if said is None else next(one for one, found in said.groupdict().items() if found)
    begins = period.begins if said is None else said.start()
    whole, way = _with_what_follows(replace(period, begins=begins), words, name)
    if not period.is_read or period.latest is None:
        return period
    is_from = said is not None and said[0].strip().casefold() == "from"
    is_turned = is_span and (whole.ends > period.ends or (said is not None and not is_from))
    is_loose = period.is_bound_alone and way not in _BOUNDS
    denied = _denied(before, said)
    is_one = not is_span and period.precision is not TargetPrecision.SPAN
    is_between = is_one and _BETWEEN.search(before) is not None
    is_half = denied is not None or is_between or _is_half_said(before, said, name)
    if way is None or is_turned or is_loose or is_half:
        half = _HALF_SAID.search(before) or denied
        asked = words[half.start() if half else whole.begins : whole.ends]
        return whole.unread(NO_DAYS.format(words=without_half_brackets(asked)))
    return whole if is_span else _turned(whole, way)


def _denied(before: str, said: re.Match[str] | None) -> re.Match[str] | None:
    """“Not by June”, and “no action before June”, which tells of a start as well as of an end."""
    if said is None:
        return _DENIED.search(before)
    if said["not_before"] or said["from_end"] or said["since"]:
        return None
    denied = _DENIED.search(before[: said.start()])
    return denied or (_NOTHING.search(before[: said.start()]) if _UP_TO.match(said[0]) else None)


def _is_half_said(before: str, said: re.Match[str] | None, name: str) -> bool:
    half = _HALF_SAID.search(before)
    if half is None:
        return False
    is_lasting = _LASTING.search(before[: half.start()]) is not None
    is_start = name in {"by_start", "before", "not_before"} and _START_OF.search(before) is not None
    begins_there = said is not None and said.start() <= half.start() and is_start
    return not (begins_there or is_lasting)


def _with_what_follows(
    period: TargetPeriod, words: str, name: str
) -> tuple[TargetPeriod, str | None]:
    """The way to turn it, None where what stands before and behind it do not go together."""
    for behind, way, agree in (
        (_AT_LATEST, "by_end", _TO_A_DAY), (_ONWARDS, "not_before", _FROM_A_DAY),
    ):  # fmt: skip
        if found := behind.match(words, period.ends):
            whole = replace(period, ends=found.end())
            return whole, (name or way) if not name or name in agree else None
    return period, None if _ROUGHLY.match(words, period.ends) else name


def _turned(period: TargetPeriod, way: str) -> TargetPeriod:
    if period.latest is None or not way:
        return period
    turned = _TURNS[way](period, period.latest)
    if period.other is None or period.other[1] is None:
        return turned
    first, last = period.other
    other = _TURNS[way](replace(period, earliest=first, latest=last), last or period.latest)
    return replace(turned, other=(other.earliest, other.latest))


def _to_its_end(period: TargetPeriod, _last: dt.date) -> TargetPeriod:
    return replace(period, earliest=None)


def _to_its_start(period: TargetPeriod, last: dt.date) -> TargetPeriod:
    return replace(
        period, earliest=None, latest=period.earliest or last, precision=TargetPrecision.DAY
    )


def _before(period: TargetPeriod, last: dt.date) -> TargetPeriod:
    return replace(period, earliest=None, latest=(period.earliest or last) - dt.timedelta(1))


def _at_its_end(period: TargetPeriod, last: dt.date) -> TargetPeriod:
    return replace(period, earliest=last, precision=TargetPrecision.DAY)


def _after(period: TargetPeriod, last: dt.date) -> TargetPeriod:
    return replace(period, earliest=last + dt.timedelta(1), latest=None)


def _from(period: TargetPeriod, _last: dt.date) -> TargetPeriod:
    return replace(period, latest=None, is_from=True)


def _from_its_end(period: TargetPeriod, last: dt.date) -> TargetPeriod:
    return replace(period, earliest=last, latest=None, precision=TargetPrecision.DAY, is_from=True)


def _until(period: TargetPeriod, _last: dt.date) -> TargetPeriod:
    """A month may be meant whole, or only up to it."""
    if period.precision is not TargetPrecision.MONTH or period.earliest is None:
        return replace(period, earliest=None)
    doubt = period.doubt or f"until {day_in_words(period.earliest)} is the other reading"
    return replace(period, earliest=None, doubt=doubt, other=(None, period.earliest))


def _by(period: TargetPeriod, last: dt.date) -> TargetPeriod:
    """By a month: by its first day, as Probation Circular 48/2004 reads “by April 2005”."""
    if period.precision is not TargetPrecision.MONTH:
        return replace(period, earliest=None)
    doubt = period.doubt or f"by the end of {last:%B %Y} is the other reading"
    return replace(
        period, earliest=None, latest=period.earliest, precision=TargetPrecision.DAY, doubt=doubt,
        other=(None, last),
    )  # fmt: skip


_TURNS: Final = {
    "by_end": _to_its_end, "by_start": _to_its_start, "by": _by, "until": _until,
    "before": _before, "at_end": _at_its_end, "past": _after, "not_before": _from, "since": _from,
    "from_end": _from_its_end,
}  # fmt: skip
