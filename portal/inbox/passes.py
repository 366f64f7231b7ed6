"""Bringing the kept turns level with what happened, in every round."""

from __future__ import annotations

from functools import partial

from commissioning.moves.keeping import AT_ONCE, level_moves
from portal.running.transactions import in_writing
from portal.running.work import Clock, Pass, PassBegun, Turn


def level_some(clock: Clock) -> bool:
    """Whether there may be more."""
    at = clock()
    return in_writing(lambda session: level_moves(session, at=at)) >= AT_ONCE


PASSES = (
    Pass("inbox.moves", Turn.WHEN_QUIET, lambda clock: PassBegun(partial(level_some, clock))),
)
