"""By what order places of a line are given, as its commissioner says, and what was said before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.errors import RuleImpossible
from commissioning.bookings.models import PlaceRule
from commissioning.bookings.queries import newest_rule, rule_of
from commissioning.bookings.turns import RuleInForce, TurnStep
from commissioning.lines.models import Line
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person

MOST_ANSWER_DAYS: Final = 20


def state_place_rule(
    session: Session,
    line: Line,
    *,
    steps: Sequence[TurnStep],
    held_percent: int,
    answer_days: int,
    by: Person,
    at: dt.datetime,
    based_on: str | None = None,
) -> PlaceRule:
    """From now on; places given before keep the rule that stands in their proof.

    `based_on`: the version (`RuleInForce.version`) that whoever states it had before them; None:
    whatever it is. What holds already is stated no second time.
    """
    _refuse_impossible(steps, held_percent, answer_days)
    before = rule_of(session, line.id)
    if (
        same := _stated_already(session, line, before, steps, held_percent, answer_days)
    ) is not None:
        return same
    if based_on is not None and based_on != before.version:
        raise RuleImpossible(
            "steps", "Somebody stated another rule since: look at what holds now, and state yours."
        )
    rule = PlaceRule(
        line_id=line.id,
        steps="|".join(steps),
        held_percent=held_percent,
        answer_days=answer_days,
        recorded_at=at,
        recorded_by_id=by.id,
    )
    session.add(rule)
    session.flush()
    record_act(
        session,
        Act.PLACE_RULE_STATE,
        rule,
        by=by,
        at=at,
        before=_facts("|".join(before.steps), before.held_percent, before.answer_days),
        after=_facts(rule.steps, held_percent, answer_days) | {"line_id": line.id},
    )
    session.flush()
    return rule


def _refuse_impossible(steps: Sequence[TurnStep], held_percent: int, answer_days: int) -> None:
    if not steps or TurnStep.KEY in steps or len(set(steps)) != len(steps):
        raise RuleImpossible("steps", "Choose each step once, at least one.")
    if not 0 <= held_percent <= 100:
        raise RuleImpossible("held_percent", "Enter a share from 0 to 100 %.")
    if not 1 <= answer_days <= MOST_ANSWER_DAYS:
        raise RuleImpossible("answer_days", f"Enter working days from 1 to {MOST_ANSWER_DAYS}.")


def _facts(steps: str, held_percent: int, answer_days: int) -> dict[str, object]:
    return {"steps": steps, "held_percent": held_percent, "answer_days": answer_days}


def _stated_already(
    session: Session,
    line: Line,
    before: RuleInForce,
    steps: Sequence[TurnStep],
    held_percent: int,
    answer_days: int,
) -> PlaceRule | None:
    """The second click, or the same word again."""
    same = (tuple(steps), held_percent, answer_days)
    if before.stated_at is None or same != (
        before.steps, before.held_percent, before.answer_days
    ):  # fmt: skip
        return None
    return newest_rule(session, line.id)


class RuleStated(NamedTuple):
    """What was said of a line's places, when and by whom."""

    steps: tuple[TurnStep, ...]
    held_percent: int
    answer_days: int
    stated_at: dt.datetime
    stated_by: str


def rules_stated(session: Session, line_id: int) -> list[RuleStated]:
    """The newest first: it holds; each of the others held until the next was stated."""
    rows = session.execute(
        select(PlaceRule, Person.name)
        .join(Person, Person.id == PlaceRule.recorded_by_id)
        .where(PlaceRule.line_id == line_id)
        .order_by(PlaceRule.recorded_at.desc(), PlaceRule.id.desc())
    )
    return [
        RuleStated(
            tuple(TurnStep(name) for name in rule.steps.split("|")),
            rule.held_percent,
            rule.answer_days,
            rule.recorded_at,
            name,
        )
        for rule, name in rows
    ]
