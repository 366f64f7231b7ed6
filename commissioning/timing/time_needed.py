"""How long an intervention takes from its first session to its last."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TimeNeeded:
    """Days from the start to the finish, the day of the start counting as day 0.

    `usual_days` is what half of the people need, `nine_in_ten_days` what nine in ten need at most.
    `sessions` and `hours` are what has to be attended, None where it is not counted so.
    Where nothing is known there is no TimeNeeded at all: never one of zero days.
    """

    usual_days: int
    nine_in_ten_days: int
    sessions: int | None
    hours: float | None
    says: str
