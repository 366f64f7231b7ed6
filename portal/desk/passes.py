"""Counting again, for the desk, the people of lines whose facts or day moved on."""

from __future__ import annotations

from functools import partial

from commissioning.desk.attention import AT_ONCE, count_attention
from directory.clock import local_date
from portal.running.transactions import in_writing
from portal.running.work import Clock, Pass, PassBegun, Turn


def count_some(clock: Clock) -> bool:
    """Whether there may be more."""
    today = local_date(clock())
    return in_writing(lambda session: count_attention(session, today=today)) >= AT_ONCE


PASSES = (
    Pass(
        "desk.attention",
        Turn.WHEN_QUIET,
        lambda clock: PassBegun(partial(count_some, clock)),
    ),
)
