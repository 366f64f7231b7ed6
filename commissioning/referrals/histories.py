"""A referral told at once with its dated events, as imports and demonstrations have them.

Most histories have one of few shapes (which events, which of them on the same day), and
where a shape leads does not depend on the dates: it is folded once and remembered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from commissioning.errors import CommissioningError
from commissioning.referrals.checking import (
    ReferralFacts,
    refuse_event,
    refuse_moves,
    refuse_referral,
)
from commissioning.referrals.folding import Happened, Move, ReferralStanding, standing_of
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.particulars import NOTHING_BESIDE, Beside
from commissioning.referrals.states import reasons
from directory.clock import local_date


class HistoryEvent(NamedTuple):
    """One event after the referral was received; `recorded_at` None: with the whole."""

    kind: EventKind
    on_date: dt.date
    amount: float | None = None
    reason: str | None = None
    recorded_at: dt.datetime | None = None
    to_line_id: int | None = None

    @property
    def happened(self) -> Happened:
        return Happened(self.kind, self.on_date, self.amount, self.reason, self.to_line_id)


class History(NamedTuple):
    """One referral and what happened to it; `row` is the sender's number for it."""

    facts: ReferralFacts
    events: Sequence[HistoryEvent] = ()
    recorded_at: dt.datetime | None = None
    row: int | None = None
    beside: Beside = NOTHING_BESIDE


class RecordedCount(NamedTuple):
    """What a bulk did: referrals that were new, that gained something, that were known already.

    `corrections` are among the events; `kept_as_corrected` counts days told again that had been
    corrected since, where the correction stands. `forgotten` were passed over.
    """

    added: int = 0
    extended: int = 0
    unchanged: int = 0
    events: int = 0
    corrections: int = 0
    kept_as_corrected: int = 0
    forgotten: int = 0


class ReferralOutcome(NamedTuple):
    """The part of a `ReferralStanding` that is kept beside the referral."""

    status: ReferralStatus
    ready_on: dt.date | None
    started_on: dt.date | None
    ended_on: dt.date | None
    left_on: dt.date | None
    missed_starts: int
    attended: Sequence[tuple[dt.date, float]]
    moves: Sequence[Move] = ()


def outcome_of(history: History, *, at: dt.datetime, today: dt.date) -> ReferralOutcome:
    """Where the history leads; raises the refusals of the one-by-one door.

    `at` is when it is recorded where it does not say so itself, `today` its local date.
    """
    recorded_at = history.recorded_at
    refuse_referral(history.facts, today=local_date(recorded_at) if recorded_at else today)
    bare = _need_nothing()
    for event in history.events:
        kind, on_date, amount, reason, told_at, _ = event
        if (kind, amount, reason, told_at) not in bare or on_date > today:
            recorded = local_date(told_at) if told_at else today
            refuse_event(event.happened, today=recorded)
    if any(event.to_line_id is not None for event in history.events):
        return _by_fold(history)
    return _by_shape(history) or _by_fold(history)


@cache
def _need_nothing() -> frozenset[tuple[EventKind, None, None, None]]:
    """Events told without amount, reason and instant of which only the date is to be checked."""
    required = {kind for kind, known in reasons().items() if known.is_required}
    plain = frozenset(EventKind) - required - {EventKind.CORRECTED}
    return frozenset((kind, None, None, None) for kind in plain)


def needs_only_a_day(kind: EventKind) -> bool:
    """Whether such an event may be told without amount, reason and instant of its own."""
    return (kind, None, None, None) in _need_nothing()


def happened_in(history: History) -> list[Happened]:
    received = Happened(EventKind.RECEIVED, history.facts.received_on)
    return [received, *(event.happened for event in history.events)]


def _by_fold(history: History) -> ReferralOutcome:
    standing = standing_of(happened_in(history))
    refuse_moves(standing, first_line_id=history.facts.line_id)
    return ReferralOutcome(*(getattr(standing, name) for name in ReferralOutcome._fields))


class Shape(NamedTuple):
    """Where a shape leads: places are numbers of distinct days, `attended` of events."""

    status: ReferralStatus
    ready: int
    started: int
    ended: int
    left: int
    missed_starts: int
    attended: tuple[int, ...]


_NEVER: Final = -1


def _by_shape(history: History) -> ReferralOutcome | None:
    """None where the events are not told in order, or cannot all be true."""
    latest = history.facts.received_on
    days: list[dt.date | None] = [latest]
    steps = []
    for event in history.events:
        day = event[1]
        if day < latest:
            return None
        if day > latest:
            latest = day
            days.append(day)
        steps.append((event[0], len(days)))
    shape = shape_of(tuple(steps))
    if shape is None:
        return None
    days.append(None)  # where `_NEVER` leads
    attended = [
        (event.on_date, event.amount or 0.0)
        for event in (history.events[place] for place in shape.attended)
    ]
    return ReferralOutcome(
        shape.status,
        days[shape.ready],
        days[shape.started],
        days[shape.ended],
        days[shape.left],
        shape.missed_starts,
        attended,
    )


@lru_cache(maxsize=4096)
def shape_of(steps: tuple[tuple[EventKind, int], ...]) -> Shape | None:
    """Fold the steps (what, on the how-manieth day) on days 1, 2, 3… of the calendar.

    The referral was received on day 1; None where the steps cannot all be true.
    """
    happened = [Happened(EventKind.RECEIVED, dt.date.fromordinal(1))]
    happened += [Happened(kind, dt.date.fromordinal(day)) for kind, day in steps]
    try:
        standing = standing_of(happened)
    except CommissioningError:
        return None
    return _led_to(standing, steps)


def _led_to(standing: ReferralStanding, steps: tuple[tuple[EventKind, int], ...]) -> Shape:
    days = (standing.ready_on, standing.started_on, standing.ended_on, standing.left_on)
    ready, started, ended, left = (_NEVER if day is None else day.toordinal() - 1 for day in days)
    attended = tuple(place for place, (kind, _) in enumerate(steps) if kind is EventKind.ATTENDED)
    return Shape(standing.status, ready, started, ended, left, standing.missed_starts, attended)
