"""Whether people are taken in the order of the list."""

from __future__ import annotations

from dataclasses import dataclass

from commissioning.availability.engines.rates import Share
from commissioning.availability.engines.records import LineRecords
from commissioning.availability.facts import Referral

LOOKING_BACK_DAYS = 364
USUAL_OUT_OF_TURN = 0.08
PRIOR_PICKS = 25.0


def out_of_turn(line: LineRecords) -> Share:
    """The share of starts given to somebody although another was ready and came before them.

    Somebody who has missed an offered start may have been passed over for that, and is left out.
    """
    priority_first = line.service.allocation == "priority_then_date"
    since = line.as_of - LOOKING_BACK_DAYS
    candidates = [_Ready.of(r, priority_first) for r in line.referrals if r.inducted is not None]
    picks = [one for one in candidates if one.started is not None and one.started > since]
    passed_over = choices = 0
    for pick in picks:
        others = [other for other in candidates if other is not pick and other.stayed_after(pick)]
        choices += bool(others)
        passed_over += any(other.turn < pick.turn for other in others)
    return Share(passed_over + USUAL_OUT_OF_TURN * PRIOR_PICKS + 1e-9, choices + PRIOR_PICKS + 2e-9)


@dataclass(frozen=True, slots=True)
class _Ready:
    turn: tuple[bool, int, str]
    ready: int
    started: int | None
    gone: int | None
    has_missed: bool

    @classmethod
    def of(cls, referral: Referral, priority_first: bool) -> _Ready:
        comes_later = priority_first and referral.priority == "standard"
        return cls(
            turn=(comes_later, referral.received, ""),
            ready=referral.inducted or 0,
            started=referral.started,
            gone=referral.withdrawn,
            has_missed=referral.missed_starts > 0,
        )

    def stayed_after(self, pick: _Ready) -> bool:
        """Was ready when that pick was made and was still waiting the day after."""
        day = pick.started or 0
        return (
            not self.has_missed
            and self.ready < day
            and (self.started is None or self.started > day)
            and (self.gone is None or self.gone > day)
        )
