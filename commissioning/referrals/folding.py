"""From a referral's events to where it stands; the events may come in any order.

Events count by the day on which they happened. Within one day they are taken in the
order of `EventKind`, each as soon as the state table allows it, so that the answer
does not depend on the order in which they were recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from commissioning.referrals.errors import (
    EventBeforeAnother,
    EventRefused,
    NotAllowedNow,
    NotReceived,
)
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.states import (
    NEW,
    WAITING_STATES,
    Transition,
    provider_kinds,
    status_of,
    transitions,
)


class RecordedEvent(NamedTuple):
    """A stored event, its columns in the order of `queries.event_columns`."""

    id: int
    kind: EventKind
    on_date: dt.date
    amount: float | None
    reason: str | None
    corrects_id: int | None
    replacement_kind: str | None
    recorded_at: dt.datetime
    to_line_id: int | None = None


class Happened(NamedTuple):
    """An event that counts: neither corrected nor itself a bare correction.

    `to_line_id` belongs to a transfer that moves the person to another queue.
    """

    kind: EventKind
    on_date: dt.date
    amount: float | None = None
    reason: str | None = None
    to_line_id: int | None = None


class Pause(NamedTuple):
    """Half-open: `to_date` is the first day again counted, None while it lasts."""

    from_date: dt.date
    to_date: dt.date | None
    reason: str | None


class Move(NamedTuple):
    """From that day the person is on another line; what was counted before stays where it was."""

    on_date: dt.date
    to_line_id: int


class ReferralStanding(NamedTuple):
    """Where a referral stands. `left_on` is leaving before the start, `ended_on` after it.

    `is_accepted`: the provider accepted it, or went further.
    """

    state: str
    status: ReferralStatus
    is_accepted: bool
    received_on: dt.date
    ready_on: dt.date | None
    started_on: dt.date | None
    ended_on: dt.date | None
    left_on: dt.date | None
    missed_starts: int
    sessions_attended: int
    hours_worked: float
    attended: tuple[tuple[dt.date, float], ...]
    pauses: tuple[Pause, ...]
    moves: tuple[Move, ...] = ()

    def line_at(self, kind: EventKind, on_date: dt.date, *, first: int) -> int:
        """The line on which such an event of that day counts; `first` received the referral."""
        moved = [
            move.to_line_id
            for move in self.moves
            if (move.on_date, RANK[EventKind.TRANSFERRED]) < (on_date, RANK[kind])
        ]
        return moved[-1] if moved else first

    def line_now(self, *, first: int) -> int:
        """The line on whose list the person is; day 0 moves with them."""
        return self.moves[-1].to_line_id if self.moves else first


FOLDED: Final = (
    "status",
    "received_on",
    "ready_on",
    "started_on",
    "ended_on",
    "left_on",
    "missed_starts",
    "sessions_attended",
    "hours_worked",
)
"""What is kept beside the referral of where it stands."""

RANK: Final = {kind: place for place, kind in enumerate(EventKind)}
_AFTER_START: Final = {EventKind.ATTENDED, EventKind.COMPLETED, EventKind.DROPPED_OUT}


def fold(
    events: Iterable[RecordedEvent], *, known_at: dt.datetime | None = None
) -> ReferralStanding:
    """Where the referral stands, counting only what had been recorded by `known_at`.

    Raises `EventRefused` where the events cannot all be true.
    """
    return standing_of(counting(events, known_at=known_at))


def counting(
    events: Iterable[RecordedEvent], *, known_at: dt.datetime | None = None
) -> list[Happened]:
    """The events that count by then: a correction silences one and may put another instead."""
    known = [event for event in events if known_at is None or event.recorded_at <= known_at]
    return [as_counted(event) for event in counted_rows(known)]


def counted_rows(events: Iterable[RecordedEvent]) -> list[RecordedEvent]:
    """The same as they are stored, in their order."""
    known = list(events)
    corrected = {event.corrects_id for event in known}
    return [event for event in known if event.id not in corrected and _says(event)]


def as_counted(event: RecordedEvent) -> Happened:
    """What the event says happened; a correction says what it puts in place."""
    kind = EventKind(event.replacement_kind) if event.replacement_kind else event.kind
    return Happened(kind, event.on_date, event.amount, event.reason, event.to_line_id)


def standing_of(happened: Iterable[Happened]) -> ReferralStanding:
    """Where events that all count leave the referral; refuses as `fold` does."""
    ordered = sorted(happened, key=_place)
    course = _Course(ordered)
    for _, same_day in groupby(ordered, key=itemgetter(1)):
        course.take_day(list(same_day))
    return course.standing()


def as_recorded(happened: Iterable[Happened]) -> list[Happened]:
    """Day by day, and within one in the order in which they come, as far as the state table allows
    it; for reading alone. Where it allows none, in the order of `EventKind`."""
    told = list(happened)
    ordered = sorted(told, key=itemgetter(1))
    course = _Course(ordered)
    try:
        for _, same_day in groupby(ordered, key=itemgetter(1)):
            course.take_day(list(same_day))
    except EventRefused:
        return sorted(told, key=_place)
    return course.taken


def _place(event: Happened) -> tuple[dt.date, int, float, str, int]:
    kind, on_date, amount, reason, to_line_id = event
    return on_date, RANK[kind], amount or 0.0, reason or "", to_line_id or 0


def _says(event: RecordedEvent) -> bool:
    return event.kind is not EventKind.CORRECTED or event.replacement_kind is not None


class _Course:
    """The walk through the state table, one day after another."""

    def __init__(self, ordered: list[Happened]) -> None:
        self.ordered = ordered
        self.state = NEW
        self.taken: list[Happened] = []
        self.on: dict[EventKind, dt.date] = {}
        self.missed_starts = 0
        self.attended: list[tuple[dt.date, float]] = []
        self.pauses: list[Pause] = []
        self.moves: list[Move] = []

    def take_day(self, pending: list[Happened]) -> None:
        while pending:
            event = next((event for event in pending if self.allows(event)), None)
            if event is None:
                raise self.refusal_of(pending[0])
            pending.remove(event)
            self.take(event)

    def step(self, event: Happened) -> Transition:
        return transitions()[self.state, event.kind]

    def allows(self, event: Happened) -> bool:
        step = self.step(event)
        return step.to_status is not None and self.meets(step.needs)

    def meets(self, needs: str) -> bool:
        match needs:
            case "paused":
                return self.is_paused
            case "not paused":
                return not self.is_paused
            case "not ready before":
                return EventKind.READY not in self.on
            case "not accepted before":
                return not self.is_accepted
        return True

    @property
    def is_accepted(self) -> bool:
        return not provider_kinds().isdisjoint(self.on)

    @property
    def is_paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1].to_date is None

    def take(self, event: Happened) -> None:
        self.state = self.step(event).to_status or self.state
        self.taken.append(event)
        self.on[event.kind] = event.on_date
        match event.kind:
            case EventKind.MISSED_START:
                self.missed_starts += 1
            case EventKind.ATTENDED:
                self.attended.append((event.on_date, event.amount or 0.0))
            case EventKind.PAUSED:
                self.pauses.append(Pause(event.on_date, None, event.reason))
            case EventKind.RESUMED:
                self.pauses[-1] = self.pauses[-1]._replace(to_date=event.on_date)
            case EventKind.TRANSFERRED if event.to_line_id is not None:
                self.moves.append(Move(event.on_date, event.to_line_id))

    def refusal_of(self, event: Happened) -> EventRefused:
        first = EventKind.RECEIVED if self.state == NEW else EventKind.STARTED
        later = [other.on_date for other in self.ordered if other.kind is first]
        is_early = self.state == NEW or (
            self.state in WAITING_STATES and event.kind in _AFTER_START
        )
        if is_early and later:
            return EventBeforeAnother(event.kind, event.on_date, first, later[0])
        return NotAllowedNow(event.kind, event.on_date, self.state, self.step(event).refusal)

    def standing(self) -> ReferralStanding:
        if EventKind.RECEIVED not in self.on:
            raise NotReceived
        terminated_on = self.on.get(EventKind.TERMINATED)
        has_started = EventKind.STARTED in self.on
        return ReferralStanding(
            state=self.state,
            status=status_of(self.state),
            is_accepted=self.is_accepted,
            received_on=self.on[EventKind.RECEIVED],
            ready_on=self.on.get(EventKind.READY),
            started_on=self.on.get(EventKind.STARTED),
            ended_on=self.on.get(EventKind.COMPLETED)
            or self.on.get(EventKind.DROPPED_OUT)
            or (terminated_on if has_started else None),
            left_on=self.on.get(EventKind.WITHDRAWN)
            or self.on.get(EventKind.DECLINED)
            or (None if has_started else terminated_on),
            missed_starts=self.missed_starts,
            sessions_attended=len(self.attended),
            hours_worked=sum((hours for _, hours in self.attended), 0.0),
            attended=tuple(self.attended),
            pauses=tuple(self.pauses),
            moves=tuple(self.moves),
        )
