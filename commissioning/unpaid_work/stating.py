"""What of travel a line credits, as whoever buys it says."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.unpaid_work.errors import TravelRuleImpossible
from commissioning.unpaid_work.hours import HOUR, LONGEST_TRAVEL, QUARTER, TravelFigures
from commissioning.unpaid_work.models import TravelRule
from commissioning.unpaid_work.queries import session_minutes_of, travel_in_force
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person

FIELDS: Final = ("own", "most")


def state_travel_rule(
    session: Session, line: Line, figures: TravelFigures, *, by: Person, at: dt.datetime
) -> bool:
    """From now on; what was credited before stays. False where it stood so already.

    Raises `TravelRuleImpossible`.
    """
    if session_minutes_of(session, line.id) is None:
        raise TravelRuleImpossible("own", "Travel is credited to unpaid work alone.")
    for field, minutes in zip(FIELDS, figures, strict=True):
        if not 0 <= minutes <= LONGEST_TRAVEL or minutes % QUARTER:
            most = LONGEST_TRAVEL // HOUR
            raise TravelRuleImpossible(field, f"Enter hours from 0 to {most}, in quarters.")
    before = travel_in_force(session, line.id)
    if before.is_stated and before.figures == figures:
        return False
    rule = TravelRule(
        line_id=line.id, own=figures.own, most=figures.most, recorded_at=at, recorded_by_id=by.id
    )
    session.add(rule)
    session.flush()
    record_act(
        session, Act.TRAVEL_RULE_STATE, rule, by=by, at=at,
        before=before.figures._asdict(), after=figures._asdict() | {"line_id": line.id},
    )  # fmt: skip
    session.flush()
    return True
