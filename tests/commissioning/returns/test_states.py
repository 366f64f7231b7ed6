"""The state table: whole, and what it promises."""

from __future__ import annotations

import itertools

import pytest

from commissioning.returns.errors import ReturnRefused
from commissioning.returns.models import ReturnState
from commissioning.returns.states import ReturnAct, Side, may_be_done, state_after, steps
from commissioning.returns.used import UsedInMonth


def test_every_state_and_act_has_its_row() -> None:
    assert set(steps()) == set(itertools.product(ReturnState, ReturnAct))


def test_nothing_is_accepted_that_was_not_sent() -> None:
    accepting = {state for state in ReturnState if steps()[state, ReturnAct.ACCEPT].to_state}
    assert accepting == {ReturnState.SENT, ReturnState.CORRECTING}
    assert not any(may_be_done(state, ReturnAct.ACCEPT, Side.PROVIDER) for state in ReturnState)


def test_what_was_accepted_is_corrected_and_never_answered_anew() -> None:
    for state in (ReturnState.ACCEPTED, ReturnState.CORRECTING):
        assert not may_be_done(state, ReturnAct.ANSWER, Side.PROVIDER)
        for side in Side:
            assert state_after(state, ReturnAct.CORRECT, side) is ReturnState.CORRECTING


def test_a_refusal_says_why() -> None:
    with pytest.raises(ReturnRefused, match="Answer the figures before"):
        state_after(ReturnState.NOT_STARTED, ReturnAct.SEND, Side.PROVIDER)
    with pytest.raises(ReturnRefused, match="Only the commissioner"):
        state_after(ReturnState.SENT, ReturnAct.ACCEPT, Side.PROVIDER)


@pytest.mark.parametrize(
    ("recorded", "returned", "counts", "more_by"),
    [
        (4.0, 6.0, 4.0, 2.0),  # cases rule; the return says two more
        (4.0, 3.0, 4.0, -1.0),
        (0.0, 2.0, 0.0, 2.0),  # nothing happened, as recorded, is a record
        (None, 6.0, 6.0, None),  # no case is recorded: the accepted return counts
        (4.0, None, 4.0, None),
        (None, None, None, None),  # not known, which is not 0
    ],
)
def test_what_counts_as_used(
    recorded: float | None, returned: float | None, counts: float | None, more_by: float | None
) -> None:
    used = UsedInMonth(recorded, returned)
    assert (used.counts, used.returned_more_by) == (counts, more_by)
