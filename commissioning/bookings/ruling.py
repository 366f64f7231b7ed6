"""By what order places of a line are given, as its commissioner says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from commissioning.bookings.errors import RuleImpossible
from commissioning.bookings.models import PlaceRule
from commissioning.bookings.queries import rule_of
from commissioning.bookings.turns import TurnStep
from commissioning.lines.models import Line
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person


def state_place_rule(
    session: Session,
    line: Line,
    *,
    steps: Sequence[TurnStep],
    held_percent: int,
    answer_days: int,
    by: Person,
    at: dt.datetime,
) -> PlaceRule:
    """From now on; places given before keep the rule that stands in their proof."""
    if not steps or TurnStep.KEY in steps or len(set(steps)) != len(steps):
        raise RuleImpossible("steps", "Choose each step once, at least one.")
    if not 0 <= held_percent <= 100:
        raise RuleImpossible("held_percent", "Enter a share from 0 to 100 %.")
    if answer_days < 1:
        raise RuleImpossible("answer_days", "Enter 1 working day or more.")
    before = rule_of(session, line.id)
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


def _facts(steps: str, held_percent: int, answer_days: int) -> dict[str, object]:
    return {"steps": steps, "held_percent": held_percent, "answer_days": answer_days}
