"""How long one person has waited, as at a census date.

Day 0 is the day of sentence for a requirement made by a court, otherwise the day on which the
referral was received. Breach does not end an order and a transfer keeps its day 0, so neither is
a leaving and neither appears here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from commissioning.errors import CommissioningError
from directory.clock import day_in_words

DAYS_IN_WEEK = 7


class Outcome(Enum):
    """Where a wait stood at the census."""

    STARTED = "started"
    LEFT = "left"
    """Withdrawn as unsuitable, order revoked or expired, died, or moved out of the country."""
    WAITING = "waiting"


class ImpossibleWait(CommissioningError, ValueError):
    """Dates that cannot all be true; `field` names the one to look at first."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Wait:
    """One person's wait in calendar days, day 0 not counted.

    `adjusted_days` leaves out the pauses (custody, illness). It stands beside `days`, labelled,
    and never replaces it: the NHS abolished patient pauses in 2015 because they hid waits.
    """

    days: int
    outcome: Outcome
    adjusted_days: int

    @property
    def weeks(self) -> int:
        """Whole weeks waited, rounded down."""
        return self.days // DAYS_IN_WEEK

    def is_within_weeks(self, weeks: int) -> bool:
        """126 days is within 18 weeks, 127 is not."""
        return self.days <= DAYS_IN_WEEK * weeks


def day_zero(*, referral_received: date, sentenced: date | None, made_by_court: bool) -> date:
    """The day on which the clock starts; sentence to referral is shown apart."""
    if not made_by_court:
        return referral_received
    if sentenced is None:
        raise ImpossibleWait("sentenced", "a requirement made by a court needs the day of sentence")
    if referral_received < sentenced:
        raise ImpossibleWait(
            "referral_received",
            f"the referral ({day_in_words(referral_received)}) is before the sentence"
            f" ({day_in_words(sentenced)})",
        )
    return sentenced


def wait_of(
    received: date,
    *,
    started: date | None,
    left: date | None,
    pauses: Sequence[tuple[date, date | None]],
    census: date,
    ended: date | None = None,
) -> Wait:
    """The wait from `received` (day 0) to the start, the leaving or the census.

    What lies after the census has not happened yet, so a booked start does not stop the clock.
    `left` is leaving the list without a start; `ended` is leaving after one, and is only checked.
    `pauses` are half-open (from, to), an open one running to the census; pass none that were for
    the provider's own reasons, for those never adjust a wait.
    """
    started = _if_happened(started, census)
    left = _if_happened(left, census)
    _refuse_impossible(received, started, left, ended, census)
    stop = started or left or census
    outcome = Outcome.STARTED if started else Outcome.LEFT if left else Outcome.WAITING
    days = (stop - received).days
    return Wait(days, outcome, days - _paused_days(pauses, received, stop))


def _if_happened(day: date | None, census: date) -> date | None:
    return day if day is not None and day <= census else None


def _refuse_impossible(
    received: date, started: date | None, left: date | None, ended: date | None, census: date
) -> None:
    if received > census:
        raise ImpossibleWait(
            "received", f"{day_in_words(received)} is after the census, {day_in_words(census)}"
        )
    for field, day in (("started", started), ("left", left)):
        if day is not None and day < received:
            raise ImpossibleWait(
                field,
                f"{day_in_words(day)} is before the referral was received,"
                f" {day_in_words(received)}",
            )
    if started is not None and left is not None:
        raise ImpossibleWait(
            "left",
            f"the record says both started ({day_in_words(started)})"
            f" and left before starting ({day_in_words(left)})",
        )
    if started is not None and ended is not None and ended < started:
        raise ImpossibleWait(
            "ended", f"{day_in_words(ended)} is before the start, {day_in_words(started)}"
        )


def _paused_days(pauses: Iterable[tuple[date, date | None]], received: date, stop: date) -> int:
    """Days in the union of the pauses, as far as they fall within the clock."""
    paused = 0
    counted_to = received
    for begins, ends in sorted((begins, _pause_end(begins, ends)) for begins, ends in pauses):
        first, last = max(begins, counted_to), min(ends, stop)
        if last > first:
            paused += (last - first).days
            counted_to = last
    return paused


def _pause_end(begins: date, ends: date | None) -> date:
    if ends is not None and ends < begins:
        raise ImpossibleWait(
            "pauses",
            f"a pause ends ({day_in_words(ends)}) before it begins ({day_in_words(begins)})",
        )
    return date.max if ends is None else ends
