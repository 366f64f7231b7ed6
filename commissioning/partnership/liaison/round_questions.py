"""What sentencers are asked once a year, and who may have been at a meeting, from their tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from commissioning.partnership.liaison.clock import FOLDER
from directory.rules.tables import RuleTableBroken, rows_of

LONGEST_COMMENT: Final = 500


@dataclass(frozen=True, slots=True)
class RoundQuestion:
    """`choices`: code and words of each, in the order in which they stand."""

    code: str
    words: str
    choices: tuple[tuple[str, str], ...]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(code for code, _ in self.choices)


@dataclass(frozen=True, slots=True)
class MeetingRole:
    """`side`: of the court, of probation, or another."""

    code: str
    name: str
    side: str


@cache
def questions_of_year(year: int) -> tuple[RoundQuestion, ...]:
    """The set that began last; the first also for years before it."""
    rows = rows_of("feedback_questions.csv", folder=FOLDER)
    years = sorted({int(row["from_year"]) for row in rows})
    first = max((one for one in years if one <= year), default=years[0])
    found = [
        RoundQuestion(row["code"], row["question"], _choices(row["scale"]))
        for row in rows
        if int(row["from_year"]) == first
    ]
    if len({one.code for one in found}) != len(found):
        raise RuleTableBroken(f"feedback_questions.csv names a question of {first} twice")
    return tuple(found)


@cache
def meeting_roles() -> tuple[MeetingRole, ...]:
    rows = rows_of("meeting_roles.csv", folder=FOLDER)
    return tuple(MeetingRole(row["code"], row["name"], row["side"]) for row in rows)


def _choices(scale: str) -> tuple[tuple[str, str], ...]:
    rows = rows_of("feedback_scales.csv", folder=FOLDER)
    found = tuple((row["code"], row["words"]) for row in rows if row["scale"] == scale)
    if len(found) < 2:
        raise RuleTableBroken(f"feedback_scales.csv has no scale {scale}")
    return found
