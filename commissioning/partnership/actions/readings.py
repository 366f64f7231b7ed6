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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from commissioning.partnership.actions.clauses import Clause, clauses_of
from commissioning.partnership.actions.periods import (
    no_such_days,
    periods_in,
    precision_of,
)
from commissioning.partnership.actions.reported import (
    CHANGED,
    TargetTelling,
    is_changed,
    told_of,
)
from commissioning.partnership.actions.target_periods import TargetPrecision
from commissioning.partnership.actions.years_alone import days_left_over


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
    say that it happened already. `months_after`: counted from the milestone before it. `other`:
    the days of another reading that the words allow. `is_year_guessed`: they name no year.
    """

    words: str
    kind: MilestoneKind
    earliest: dt.date | None
    latest: dt.date | None
    precision: TargetPrecision
    scope: str = ""
    is_reported: bool = False
    months_after: int | None = None
    other: tuple[dt.date | None, dt.date | None] | None = None
    is_year_guessed: bool = False

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

_NOT_OF_A_PERIOD: Final = r"(?!\s+of\s+(?:the\s+)?(?:\S+\s+)?(?:\d|$))"
_KINDS: Final = (
    (
        MilestoneKind.START,
        rf"\b(?:begin|begins|start{_NOT_OF_A_PERIOD}|starts|started|commenced?|launch(?:ed)?)\b",
    ),
    (MilestoneKind.EVALUATE, r"\bevaluat"),
    (MilestoneKind.APPROVE, r"\bapprov"),
    (MilestoneKind.ISSUE, r"\b(?:issue[ds]?|publish|publication)"),
    (MilestoneKind.PILOT, r"\bpilot(?:s|ed|ing)?\b"),
    (MilestoneKind.COMPLETE, r"\b(?:complete|finish|in place|roll(?:ed|ing)?[\s-]?outs?\b)"),
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

_AFTER_ANOTHER: Final = re.compile(
    r"\b(?:after|following|subject\s+to|depending\s+on|based\s+on|building\s+on)\s+"
    r"(?:(?:the|a|an|results|evaluation|of)\s+)*(?:pilot|evaluat|approv)\w*",
    re.IGNORECASE,
)
"""What is to be before: it is not what happens in the period."""

_AFTERWARDS: Final = re.compile(r"[^.;,:]*\bafter\s+[^.;,]*\b(?:months?|years?)\b", re.IGNORECASE)


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
    read, asks = _read(text, published_on, is_stated=stated.is_stated)
    if stated.is_stated:
        read, asks = _as_they_agree(read, stated, text), ()
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
    read, _ = _read(" ".join((words or "").split()), dt.date(2000, 1, 1), is_stated=True)
    return is_theirs and not read


def _stated_alone(text: str, stated: StatedDays) -> str:
    return STATED_ALONE.format(words=text, span=_span_in_words(stated.earliest, stated.latest))


def _read(
    text: str, published_on: dt.date, *, is_stated: bool
) -> tuple[tuple[ReadMilestone, ...], tuple[str, ...]]:
    """The milestones of which a day is read, or is asked about beside such ones; and what is asked.

    Of what is written as done and is still to come nothing is read.
    """
    periods, asks = [], []
    for clause in clauses_of(text, periods_in(text, published_on=published_on)):
        period = clause.period
        if doubt := told_of(clause, published_on=published_on).asks:
            period = period.unread(doubt.format(words=clause.words))
        elif is_changed(clause):
            period = period.unread(CHANGED.format(words=clause.words))
        periods.append(period)
        asks += [period.doubt] if period.doubt else []
    is_beside = any(one.is_read for one in periods) and not is_stated
    if is_beside and not no_such_days(text):
        asks += days_left_over(periods, text)
    kept = clauses_of(text, [one for one in periods if one.is_read or is_beside])
    return tuple(_milestone(one, published_on) for one in kept), tuple(asks)


def _milestone(clause: Clause, published_on: dt.date) -> ReadMilestone:
    period = clause.period
    return ReadMilestone(
        clause.words, MilestoneKind.START if period.is_from else _kind_of(clause), period.earliest,
        period.latest, period.precision, clause.scope,
        is_reported=told_of(clause, published_on=published_on) is TargetTelling.AS_DONE,
        months_after=period.months_after, other=period.other,
        is_year_guessed=period.is_year_guessed,
    )  # fmt: skip


def _kind_of(clause: Clause) -> MilestoneKind:
    """What is said before the period, else what is said behind it."""
    head = _AFTER_ANOTHER.sub("", clause.head)
    found = (_kind_said(one) for one in (head, clause.tail, clause.head))
    return next((one for one in found if one is not None), MilestoneKind.COMPLETE)


def _kind_said(words: str) -> MilestoneKind | None:
    for kind, tells in _KINDS:
        if re.search(tells, words, re.IGNORECASE):
            return kind
    return None


def _kind_in(words: str) -> MilestoneKind:
    return _kind_said(words) or MilestoneKind.COMPLETE


def _as_they_agree(
    read: tuple[ReadMilestone, ...], stated: StatedDays, text: str
) -> tuple[ReadMilestone, ...]:
    """Of what the words allow, what the stated days say: the other reading of “by March 2027”, the
    year that “at the end of June” does not name. As it is read where they say neither."""
    day = stated.latest or stated.earliest
    ways = [read]
    if day is not None and any(one.is_year_guessed for one in read):
        ways.append(_read(text, dt.date(day.year, 1, 1), is_stated=True)[0])
    for way in ways:
        for chosen in (way, *_others(way)):
            if not _difference(chosen, stated, text):
                return _with_the_open_ends(chosen, stated)
    return read


def _with_the_open_ends(
    read: tuple[ReadMilestone, ...], stated: StatedDays
) -> tuple[ReadMilestone, ...]:
    """What is stated of an end that the words leave open: the first day of “by June 2027”."""
    if not read or any(one.months_after is not None for one in read):
        return read
    read = (_filled(read[0], stated.earliest, read[0].latest), *read[1:])
    return (*read[:-1], _filled(read[-1], read[-1].earliest, stated.latest))


def _filled(read: ReadMilestone, first: dt.date | None, last: dt.date | None) -> ReadMilestone:
    days = read.earliest or first, read.latest or last
    if days == (read.earliest, read.latest):
        return read
    return replace(read, earliest=days[0], latest=days[1], precision=precision_of(*days))


def _others(read: tuple[ReadMilestone, ...]) -> Iterator[tuple[ReadMilestone, ...]]:
    """With the first, or the last, in its other reading."""
    for at in {0, len(read) - 1} if read else ():
        if other := read[at].other:
            first, last = other
            how = precision_of(first, last)
            turned = replace(read[at], earliest=first, latest=last, precision=how)
            yield (*read[:at], turned, *read[at + 1 :])


def _difference(read: Sequence[ReadMilestone], stated: StatedDays, text: str) -> str:
    """From the first milestone's first day to the last one's last day, against what is stated."""
    if not read or all(one.months_after is not None for one in read):
        return ""
    first, last = read[0].earliest, read[-1].latest
    if _fits(stated, first, last, read):
        return ""
    return (
        f"“{text}” reads as {_span_in_words(first, last)}, and"
        f" {_span_in_words(stated.earliest, stated.latest)} is stated: mend the one or the other"
    )


def _fits(
    stated: StatedDays,
    first: dt.date | None,
    last: dt.date | None,
    read: Sequence[ReadMilestone],
) -> bool:
    """Who states one end says nothing of the other, and may state an end that the words leave
    open, so far as the days stay in their order."""
    begins, ends = stated.earliest or first, stated.latest or last
    if any(one.months_after is not None for one in read):
        return (begins, ends) == (first, last)
    in_order = [
        (begins, read[0].latest or (ends if len(read) == 1 else None)),
        (read[-1].earliest or (begins if len(read) == 1 else None), ends),
    ]
    return (
        begins == (first or begins)
        and ends == (last or ends)
        and all(one is None or other is None or one <= other for one, other in in_order)
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
