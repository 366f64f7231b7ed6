"""Sums: whether a target says that it was met already: “completed May 2026”.

Of a time after the plan's publication the same words tell of nothing that happened: “piloted in
2005” is a target in a plan of 2004. Whether “completed May 2027” is one, nobody can tell.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from typing import Final

from commissioning.partnership.actions.clauses import Clause

NOT_YET: Final = (
    "“{words}” tells of a time after the plan was published: write by when it is to be, or say of"
    " the item that it is done"
)
_ENDED: Final = r"(?:completed|done|finished|achieved)"
CHANGED: Final = "“{words}” tells of a day that was changed: write only the one that holds now"
_CHANGED: Final = re.compile(
    r"\b(?:(?:was|were|originally|previously|formerly|initially)"
    r"(?:\s+(?:due|set|planned|agreed|expected))*(?:\s+(?:by|in|on|for|as))?"
    r"|(?:revised|moved|delayed|slipped|deferred|postponed|extended|(?:brought|put|pushed)\s+"
    r"(?:forward|back))(?:\s+(?:from|to|until|till|by))?)\s*$",
    re.IGNORECASE,
)
_DONE: Final = (
    rf"(?:{_ENDED}|delivered|implemented|introduced|published|issued|approved|evaluated|piloted"
    r"|agreed|closed|signed(?:\s+off)?|held|rolled[\s-]out|met|commenced|started|begun|launched)"
)
_HELD: Final = r"(?:it\s+)?(?:was|were|has\s+been|have\s+been)"
_IN: Final = r"(?:\s+in\s+full)?[\s,.:–-]*(?:\b(?:in|on|during))?\s*(?:the\s+)?"
_FIRST: Final = re.compile(
    rf"\W*(?:(?:{_HELD}|already|now|fully|all|and)\s+)*{_DONE}{_IN}\(?", re.IGNORECASE
)
_SAID: Final = re.compile(rf"\b{_HELD}\s+(?:\w+\s+)?{_DONE}{_IN}$", re.IGNORECASE)
_NOUN_AND_DONE: Final = re.compile(
    rf"(?<!\bbe )(?<!\bbeing )(?<!\bget )(?<!\bis )(?<!\bare )(?<!\bnot )(?<!\bonce )(?<!\bwhen )"
    rf"\b{_DONE}{_IN}$",
    re.IGNORECASE,
)
_IN_PART: Final = re.compile(
    r"\b(?:part(?:ly|ially)?|nearly|almost|mostly|half|should|if|unless|per\s?cent)\b|\d\s?%",
    re.IGNORECASE,
)
IN_PART: Final = (
    "“{words}” says that it was done in part, or on a condition: say by when it is to be done"
)
_ENDS: Final = re.compile(rf"\b{_ENDED}\b", re.IGNORECASE)
_BEHIND: Final = re.compile(rf"[\s,:(–-]*(?:{_HELD}\s+|already\s+)?{_DONE}[\s).]*", re.IGNORECASE)


def is_changed(clause: Clause) -> bool:
    """Whether the period is said to have held, or to hold, instead of another."""
    return _CHANGED.search(clause.head) is not None


class TargetTelling(enum.Enum):
    """`DOUBTFUL`: in words of what happened, of a time after the plan's publication. `IN_PART`:
    of some of it alone."""

    AS_TARGET = enum.auto()
    AS_DONE = enum.auto()
    DOUBTFUL = enum.auto()
    IN_PART = enum.auto()

    @property
    def asks(self) -> str:
        """For the words; "" where nothing is asked."""
        return {TargetTelling.DOUBTFUL: NOT_YET, TargetTelling.IN_PART: IN_PART}.get(self, "")


def told_of(clause: Clause, *, published_on: dt.date) -> TargetTelling:
    """Only of a time that is named without “by” or “from”: “completed by May 2026” is a target."""
    first, last = clause.period.earliest, clause.period.latest
    if first is None or last is None:
        return TargetTelling.AS_TARGET
    is_plain = _FIRST.fullmatch(clause.head) or _BEHIND.fullmatch(clause.tail)
    is_done = is_plain or _SAID.search(clause.head) or _NOUN_AND_DONE.search(clause.head)
    if is_done and first <= published_on:
        is_in_part = _IN_PART.search(clause.head) is not None
        return TargetTelling.IN_PART if is_in_part else TargetTelling.AS_DONE
    is_end = _ENDS.search(f"{clause.head} {clause.tail}") is not None
    is_told = is_plain or _SAID.search(clause.head)
    return TargetTelling.DOUBTFUL if is_told and is_end else TargetTelling.AS_TARGET
