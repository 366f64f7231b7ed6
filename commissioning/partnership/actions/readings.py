"""Sums: the reading of a target into milestones, from its words and the days a file states.

The words stay as they are written; what is read stands beside them. Stated days win over what
the words seem to say, and where the two differ somebody is asked. A target that nobody can read
(“ongoing”, “in due course”) is one milestone without days: it is asked about, and never overdue.
Where somebody states its day all the same, that day stands, as theirs and not as the words’.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from commissioning.partnership.actions.periods import (
    no_such_days,
    periods_in,
    precision_of,
)
from commissioning.partnership.actions.target_periods import TargetPeriod, TargetPrecision


class MilestoneKind(enum.StrEnum):
    """What is to happen; of a `START` that has passed nothing is overdue."""

    START = "start"
    PILOT = "pilot"
    EVALUATE = "evaluate"
    ISSUE = "issue"
    APPROVE = "approve"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class ReadMilestone:
    """One event of a target. `words`: the part that tells of it. Days as in `TargetPeriod`.

    `scope`: to whom or where it is limited, as written; "" for all. `is_reported`: the words
    say that it happened already. `months_after`: counted from the milestone before it.
    """

    words: str
    kind: MilestoneKind
    earliest: dt.date | None
    latest: dt.date | None
    precision: TargetPrecision
    scope: str = ""
    is_reported: bool = False
    months_after: int | None = None

    @property
    def is_dated(self) -> bool:
        return self.earliest is not None or self.latest is not None


@dataclass(frozen=True, slots=True)
class TargetReading:
    """`asks`: what somebody should say, each a sentence; `disagrees`: how words and stated days
    differ, "" where they do not. `rests_on_stated`: that days are stated beside words which
    nobody can read, "" where the words say when."""

    milestones: tuple[ReadMilestone, ...] = ()
    asks: tuple[str, ...] = ()
    disagrees: str = ""
    rests_on_stated: str = ""


@dataclass(frozen=True, slots=True)
class StatedDays:
    """What a file states of when, beside the words; both None: it states nothing."""

    earliest: dt.date | None = None
    latest: dt.date | None = None

    @property
    def is_stated(self) -> bool:
        return self.earliest is not None or self.latest is not None


NOTHING_STATED: Final = StatedDays()
NOT_READ: Final = "nobody can read a day from “{words}”: say by when, or that it has none"
NO_SUCH_DAY: Final = "there is no {day}: say which day is meant"
COUNTS_FROM_NOTHING: Final = (
    "“{words}” counts from something that the target does not name: say what it counts from, as in"
    " “Pilot from May 2027, evaluated after 6 months”"
)
STATED_ALONE: Final = (
    "nobody can read a day from “{words}”, and {span} is stated: that day stands if it is meant,"
    " else leave it out"
)

_KINDS: Final = (
    (MilestoneKind.START, r"\b(?:begin|begins|start|starts|started|commenced?|launch(?:ed)?)\b"),
    (MilestoneKind.EVALUATE, r"\bevaluat"),
    (MilestoneKind.APPROVE, r"\bapprov"),
    (MilestoneKind.ISSUE, r"\b(?:issue[ds]?|publish|publication)"),
    (MilestoneKind.PILOT, r"\bpilot(?:s|ed|ing)?\b"),
    (MilestoneKind.COMPLETE, r"\b(?:complete|finish|in place)"),
)
"""The first that the words hold; where none does, it is to be complete."""

_BEGINNINGS: Final = {
    "issue": MilestoneKind.ISSUE,
    "publish": MilestoneKind.ISSUE,
    "evaluate": MilestoneKind.EVALUATE,
    "approve": MilestoneKind.APPROVE,
    "begin": MilestoneKind.START,
    "commence": MilestoneKind.START,
    "start": MilestoneKind.START,
}
"""Verbs with which an action begins. “Pilot” is none: it is a noun as often."""

_REPORTED: Final = re.compile(
    r"(?<!to be )\b(?:commenced|started|begun|launched|has been|have been|was|were)\b",
    re.IGNORECASE,
)
_AFTERWARDS: Final = re.compile(r"[^.;,:]*\bafter\s+[^.;,]*\b(?:months?|years?)\b", re.IGNORECASE)
_LEADING_SCOPE: Final = re.compile(
    r"(?:^for\s+(?P<whom>[^,.;]+),|^(?P<each>(?:each|every|all)\s+\w+))", re.IGNORECASE
)
_INNER_SCOPE: Final = re.compile(r"\b(?:in\s+\d+\s+\w+|across\s+all\s+\w+)", re.IGNORECASE)
_TRAILING_SCOPE: Final = re.compile(r"^(?:in|for|across|at|within|where)\s+\S.*$", re.IGNORECASE)


def read_target(
    words: str | None,
    *,
    published_on: dt.date,
    stated: StatedDays = NOTHING_STATED,
    notes: str = "",
    action: str = "",
) -> TargetReading:
    """What the target says is to happen, when.

    `notes` are the source's own, of which “start” at the beginning tells that the target is one;
    `action` may add a milestone counted from the target's (“evaluated after 6 months”).
    """
    text = " ".join((words or "").split())
    periods = periods_in(text, published_on=published_on) if text else []
    is_beside = any(one.is_read for one in periods) and not stated.is_stated
    read = _milestones(text, [one for one in periods if one.is_read or is_beside])
    asks = () if stated.is_stated else tuple(one.doubt for one in periods if one.doubt)
    disagrees = _difference(read, stated, text) if stated.is_stated else ""
    rests = _stated_alone(text, stated) if stated.is_stated and text and not read else ""
    if stated.is_stated and (disagrees or not read):
        read = (_as_stated(text, read, stated),)
    if not stated.is_stated:
        asks = (*_impossible(text, read), *asks)
    if not read and text:
        read = (_unread(text),)
        asks = asks or (NOT_READ.format(words=text),)
    read = _marked(_as_the_action_begins(action, read), notes)
    return TargetReading((*read, *_afterwards(action, read)), asks, disagrees, rests)


def _impossible(text: str, read: Sequence[ReadMilestone]) -> tuple[str, ...]:
    """What is asked of days that there are not, and of what is counted from nothing."""
    days = tuple(NO_SUCH_DAY.format(day=one) for one in no_such_days(text))
    if read and read[0].months_after is not None:
        return (*days, COUNTS_FROM_NOTHING.format(words=read[0].words))
    return days


def days_are_stated(
    words: str | None, stated: StatedDays, earliest: dt.date | None, latest: dt.date | None
) -> bool:
    """Whether the days of a milestone are those that somebody stated of a target whose words say
    no day."""
    is_theirs = stated.is_stated and (stated.earliest, stated.latest) == (earliest, latest)
    found = periods_in(words or "", published_on=dt.date(2000, 1, 1))
    return is_theirs and not any(one.is_read for one in found)


def _stated_alone(text: str, stated: StatedDays) -> str:
    return STATED_ALONE.format(words=text, span=_span_in_words(stated.earliest, stated.latest))


def _milestones(text: str, periods: Sequence[TargetPeriod]) -> tuple[ReadMilestone, ...]:
    """One for each period, with the words before it, the last with the words behind as well."""
    read, at = [], 0
    for place, period in enumerate(periods):
        is_last = place == len(periods) - 1
        ends = len(text) if is_last else period.ends
        read.append(_milestone(text[at:ends].strip(" ,;."), text[at:], period, period.ends - at))
        at = period.ends
    return tuple(read)


def _milestone(words: str, clause: str, period: TargetPeriod, ends: int) -> ReadMilestone:
    kind = MilestoneKind.START if period.is_from else _kind_in(words)
    behind = clause[ends : len(words) + 1].strip(" ,;.")
    return ReadMilestone(
        words, kind, period.earliest, period.latest, period.precision, _scope_of(words, behind),
        is_reported=kind is MilestoneKind.START and _REPORTED.search(words) is not None,
        months_after=period.months_after,
    )  # fmt: skip


def _kind_in(words: str) -> MilestoneKind:
    for kind, tells in _KINDS:
        if re.search(tells, words, re.IGNORECASE):
            return kind
    return MilestoneKind.COMPLETE


def _scope_of(words: str, behind: str) -> str:
    if behind and _TRAILING_SCOPE.match(behind):
        return behind
    if leading := _LEADING_SCOPE.search(words):
        return leading["each"] or f"for {leading['whom']}"
    inner = _INNER_SCOPE.search(words)
    return inner[0] if inner else ""


def _difference(read: Sequence[ReadMilestone], stated: StatedDays, text: str) -> str:
    """From the first milestone's first day to the last one's last day, against what is stated."""
    if not read or all(one.months_after is not None for one in read):
        return ""
    first, last = read[0].earliest, read[-1].latest
    if (first, last) == (stated.earliest, stated.latest):
        return ""
    return (
        f"“{text}” reads as {_span_in_words(first, last)}, and"
        f" {_span_in_words(stated.earliest, stated.latest)} is stated: mend the one or the other"
    )


def _span_in_words(first: dt.date | None, last: dt.date | None) -> str:
    if first == last and first is not None:
        return f"{first}"
    return " ".join(
        word
        for word in (f"from {first}" if first else "", f"to {last}" if last else "")
        if word
    ) or "no day"  # fmt: skip


def _as_stated(text: str, read: Sequence[ReadMilestone], stated: StatedDays) -> ReadMilestone:
    known = read[0] if len(read) == 1 else _unread(text)
    is_from = stated.latest is None
    return replace(
        known,
        kind=MilestoneKind.START if is_from else known.kind,
        earliest=stated.earliest,
        latest=stated.latest,
        precision=precision_of(stated.earliest, stated.latest),
        months_after=None,
    )


def _unread(text: str) -> ReadMilestone:
    return ReadMilestone(text, _kind_in(text), None, None, TargetPrecision.UNREAD)


def _as_the_action_begins(action: str, read: Sequence[ReadMilestone]) -> tuple[ReadMilestone, ...]:
    """“Issue guidance …”, “Summer 2004”: the target's words alone do not say what is to happen."""
    first = action.split(" ", 1)[0].casefold()
    kind = _BEGINNINGS.get(first)
    if kind is None or len(read) != 1 or read[0].kind is not MilestoneKind.COMPLETE:
        return tuple(read)
    is_said = re.search(dict(_KINDS)[MilestoneKind.COMPLETE], read[0].words, re.IGNORECASE)
    return tuple(read) if is_said else (replace(read[0], kind=kind),)


def _marked(read: Sequence[ReadMilestone], notes: str) -> tuple[ReadMilestone, ...]:
    """With what the source's notes say first: that the target is a start, or that it is done."""
    if not notes.casefold().startswith("start") or len(read) != 1:
        return tuple(read)
    is_reported = read[0].is_reported or "reported as done" in notes.casefold()
    return (replace(read[0], kind=MilestoneKind.START, is_reported=is_reported),)


def _afterwards(action: str, read: Sequence[ReadMilestone]) -> tuple[ReadMilestone, ...]:
    """What the action says is due some months after the target's last milestone."""
    if not read or not read[-1].is_dated:
        return ()
    found = _AFTERWARDS.search(action)
    if found is None:
        return ()
    words = found[0].strip()
    counted = periods_in(words, published_on=dt.date(2000, 1, 1))
    return tuple(
        ReadMilestone(
            words, _kind_in(words), None, None, TargetPrecision.RELATIVE,
            months_after=one.months_after,
        )
        for one in counted
        if one.months_after is not None
    )  # fmt: skip
