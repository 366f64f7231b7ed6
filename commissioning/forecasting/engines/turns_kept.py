"""In which order people are really taken: by the rule that was declared, or by the other one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from commissioning.forecasting.engines.durations import Days, Flags
from commissioning.forecasting.engines.queue_people import NEVER
from commissioning.forecasting.engines.rates import Share
from commissioning.forecasting.engines.records import LineRecords

LOOKING_BACK_DAYS = 364
USUAL_OUT_OF_TURN = 0.08
PRIOR_PICKS = 25.0
READY_FOR_DAYS = 8
STAYED_FOR_DAYS = 14
"""Only whoever had long been ready, and stayed on the list, was really passed over."""
DECLARED_IS_PRACTISED = math.log(99)
ONE_PICK_SAYS = math.log(0.85 / 0.15)
"""Log odds: about one service in a hundred does not do as declared, and one pick in seven is made
for a reason of its own."""


@dataclass(frozen=True, slots=True)
class TurnsKept:
    """`out_of_turn` is the share of starts given to somebody although another came before them."""

    priority_goes_first: bool
    out_of_turn: Share


def turns_kept(line: LineRecords) -> TurnsKept:
    people = _People(line)
    priority_first = people.priority_goes_first
    return TurnsKept(priority_first, people.out_of_turn(priority_first=priority_first))


class _People:
    """Everybody whose day of being ready is known, as arrays, and the starts of the last year.

    Somebody who has missed an offered start may have been passed over for that, and is left out of
    those who stayed.
    """

    def __init__(self, line: LineRecords) -> None:
        known = [r for r in line.referrals if r.inducted is not None]
        self._line = line
        self._received = np.array([r.received for r in known], dtype=np.int64)
        self._is_priority = np.array([r.priority == "priority" for r in known], dtype=bool)
        self._ready = np.array([r.inducted or 0 for r in known], dtype=np.int64)
        self._started = _days([r.started for r in known])
        self._gone = _days([r.withdrawn for r in known])
        self._has_missed = np.array([r.missed_starts > 0 for r in known], dtype=bool)

    @cached_property
    def _picks(self) -> list[int]:
        lately = (self._started > self._line.as_of - LOOKING_BACK_DAYS) & (self._started < NEVER)
        return [int(pick) for pick in np.flatnonzero(lately)]

    def _stayed(self, pick: int, *, ready_for: int = 1, stayed_for: int = 0) -> Flags:
        """Who was ready when that pick was made and was still waiting after it."""
        day = int(self._started[pick])
        stayed = (self._ready <= day - ready_for) & (self._started > day)
        return np.asarray(stayed & (self._gone > day + stayed_for) & ~self._has_missed)

    @property
    def priority_goes_first(self) -> bool:
        """As declared, unless the picks that could tell say otherwise.

        Telling is a priority person taken before a standard one who was received earlier, and a
        standard person taken before a priority one who was received later.
        """
        declared = self._line.service.allocation == "priority_then_date"
        odds = DECLARED_IS_PRACTISED if declared else -DECLARED_IS_PRACTISED
        return odds + ONE_PICK_SAYS * sum(self._tellings()) > 0

    def _tellings(self) -> Iterator[int]:
        for pick in self._picks:
            stayed = self._stayed(pick, ready_for=READY_FOR_DAYS, stayed_for=STAYED_FOR_DAYS)
            if self._is_priority[pick]:
                earlier = self._received < self._received[pick]
                yield int((stayed & ~self._is_priority & earlier).any())
            else:
                later = self._received > self._received[pick]
                yield -int((stayed & self._is_priority & later).any())

    def out_of_turn(self, *, priority_first: bool) -> Share:
        passed_over = choices = 0
        for pick in self._picks:
            stayed = self._stayed(pick)
            choices += bool(stayed.any())
            before = self._received < self._received[pick]
            if priority_first:
                same = self._is_priority == self._is_priority[pick]
                before = np.where(same, before, self._is_priority)
            passed_over += bool((stayed & before).any())
        times = passed_over + USUAL_OUT_OF_TURN * PRIOR_PICKS
        return Share(times + 1e-9, choices + PRIOR_PICKS + 2e-9)


def _days(days: list[int | None]) -> Days:
    return np.array([NEVER if day is None else day for day in days], dtype=np.int64)
