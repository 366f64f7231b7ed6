"""What can be done to a return where it stands, and by which side: `states.csv`."""

from __future__ import annotations

import enum
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from commissioning.returns.errors import ReturnRefused
from commissioning.returns.models import ReturnState
from directory.rules.tables import RuleTableBroken, rows_of

FOLDER: Final = Path(__file__).parent


class ReturnAct(enum.StrEnum):
    ANSWER = "answer"
    SIGN = "sign"
    SEND = "send"
    REPORT = "report"
    CORRECT = "correct"
    SEND_BACK = "send_back"
    ACCEPT = "accept"


class Side(enum.StrEnum):
    PROVIDER = "provider"
    COMMISSIONER = "commissioner"


EITHER: Final = "either"


class ReturnStep(NamedTuple):
    """`to_state` None: it cannot be done, and `refusal` says why."""

    to_state: ReturnState | None
    who: str
    refusal: str

    def is_for(self, side: Side) -> bool:
        return self.to_state is not None and self.who in (side.value, EITHER)


@cache
def steps() -> dict[tuple[ReturnState, ReturnAct], ReturnStep]:
    found = {}
    for row in rows_of("states.csv", folder=FOLDER):
        to_state = ReturnState(row["to_state"]) if row["to_state"] else None
        if (to_state is None) == (not row["refusal"]):
            raise RuleTableBroken(f"states.csv, {row['state']} {row['act']}: a state or a refusal")
        key = ReturnState(row["state"]), ReturnAct(row["act"])
        found[key] = ReturnStep(to_state, row["who"], row["refusal"])
    return found


def state_after(state: ReturnState, act: ReturnAct, side: Side) -> ReturnState:
    """Raises `ReturnRefused`."""
    step = steps()[state, act]
    if step.to_state is None:
        raise ReturnRefused(step.refusal)
    if not step.is_for(side):
        raise ReturnRefused(f"Only the {step.who} can do this to a return.")
    return step.to_state


def may_be_done(state: ReturnState, act: ReturnAct, side: Side) -> bool:
    return steps()[state, act].is_for(side)
