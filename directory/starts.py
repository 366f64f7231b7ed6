"""What counts as the start of each requirement, as `rules/starts.csv` says."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cache

from directory.errors import NotKnown
from directory.rules.tables import Row, rows_of

FIRST_SUPERVISION_APPOINTMENT = "first_supervision_appointment"
"""The row of the order itself, shown before its requirements."""


class StartEvent(enum.StrEnum):
    FIRST_CREDITED_HOURS = "first_credited_hours"
    FIRST_SESSION = "first_session"
    FIRST_APPOINTMENT = "first_appointment"
    FIRST_ACTIVITY = "first_activity"
    FIRST_TEST = "first_test"
    FIRST_NIGHT = "first_night"
    DAY_OF_SENTENCE = "day_of_sentence"


class PreGroup(enum.StrEnum):
    """Whether a session before the group counts as the start; only programmes have one."""

    COUNTED = "counted"
    NOT_COUNTED = "not_counted"
    NOT_SAID = "not_said"


@dataclass(frozen=True, slots=True)
class StartRule:
    """`programme` is None in the rule for every programme that has none of its own."""

    requirement: str
    programme: str | None
    event: StartEvent
    pre_group: PreGroup | None
    explanation: str


@cache
def start_rules() -> tuple[StartRule, ...]:
    return tuple(_rule(row) for row in rows_of("starts.csv"))


@cache
def codes_with_a_start() -> tuple[str, ...]:
    """What a line can stand behind: the first supervision appointment, then each requirement."""
    return tuple(_by_requirement())


def start_of(requirement: str, *, programme: str | None = None) -> StartRule:
    """The programme's own rule, or else the requirement's; `NotKnown` without either."""
    rules = _by_requirement().get(requirement)
    if not rules:
        raise NotKnown("start of a requirement", requirement)
    return rules.get(programme) or rules[None]


@cache
def _by_requirement() -> dict[str, dict[str | None, StartRule]]:
    """Each requirement's rules by programme; None is for any other."""
    found: dict[str, dict[str | None, StartRule]] = {}
    for rule in start_rules():
        found.setdefault(rule.requirement, {})[rule.programme] = rule
    return found


def _rule(row: Row) -> StartRule:
    return StartRule(
        requirement=row["requirement"],
        programme=row["programme"] or None,
        event=StartEvent(row["start"]),
        pre_group=PreGroup(row["pre_group"]) if row["pre_group"] else None,
        explanation=row["explanation"],
    )
