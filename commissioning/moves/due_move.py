"""Who holds the ball: of an open referral the one party due to act, what, since when, by when.

The events of a referral are walked in order; each leaves a stage, and `moves.csv` says whose turn
a stage is and on which clock. Everything here is told by values: no database, no clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

from commissioning.calendar import WorkingCalendar
from commissioning.moves.stages import (
    FROM_RECEIPT,
    DueParty,
    MoveStage,
    ServiceClock,
    stages,
    usual_levels,
)
from commissioning.referrals.kinds import WhatFollows

ONE_DAY: Final = dt.timedelta(days=1)


class MoveStep(NamedTuple):
    """An event that counts: its kind as the state table calls it, its day and its reason."""

    kind: str
    on_date: dt.date
    reason: str | None = None


class SilentReturn(NamedTuple):
    """Returned to the sender by silence, until it was sent again."""

    on_date: dt.date
    sent_again_on: dt.date | None = None


class ShutDays(NamedTuple):
    """Stated by the provider; both days included."""

    from_date: dt.date
    to_date: dt.date


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """What is known of one referral. `steps` stand in the order in which they count.

    `offers_over` are days on which an offer ended without a place (refused, withdrawn, or nobody
    answered) and none was made after it on that day. `day_0` is the day of sentence of a
    requirement made by a court, else null. Null days are days that nobody said: by which an offer
    is to be answered, on which somebody booked is to start, by which it is to be completed, from
    which the queue is closed for good.
    """

    steps: Sequence[MoveStep]
    day_0: dt.date | None = None
    levels: Mapping[ServiceClock, int] = field(default_factory=usual_levels)
    closures: Sequence[ShutDays] = ()
    came_back: Sequence[SilentReturn] = ()
    offers_over: Sequence[dt.date] = ()
    follows: WhatFollows | None = None
    answer_by: dt.date | None = None
    starts_on: dt.date | None = None
    complete_by: dt.date | None = None
    closed_on: dt.date | None = None

    def without_levels(self) -> MoveFacts:
        """The same where no clock can be counted: turns without days."""
        return replace(self, levels=MappingProxyType({}))


class StageTurn(NamedTuple):
    """From a day on the referral stands at a stage; `counted_from` is day 0 of its clock."""

    from_date: dt.date
    stage: MoveStage
    counted_from: dt.date


class DueMove(NamedTuple):
    """`by` is null where no service level sets a day; `counted_from` is day 0 of its clock."""

    stage: MoveStage
    since: dt.date
    by: dt.date | None
    counted_from: dt.date

    @property
    def party(self) -> DueParty:
        return self.stage.party

    def is_past(self, today: dt.date) -> bool:
        """The last day to keep it is over."""
        return self.by is not None and self.by < today


def due_move(facts: MoveFacts, calendar: WorkingCalendar) -> DueMove | None:
    """None: nobody is due, for the referral has ended.

    Raises `HolidaysNotPublished` where a clock runs outside the published bank holidays.
    """
    turns = turns_of(facts)
    last = turns[-1] if turns else None
    if last is None or last.stage is _ENDED:
        return None
    by = _by(facts, turns, calendar)
    return DueMove(last.stage, last.from_date, by, last.counted_from)


def _by(facts: MoveFacts, turns: Sequence[StageTurn], calendar: WorkingCalendar) -> dt.date | None:
    turn = turns[-1]
    told = {
        "to_answer_offer": facts.answer_by,
        "to_start": facts.starts_on,
        "to_finish": facts.complete_by,
    }
    if turn.stage.name in told:
        return told[turn.stage.name]
    return _last_day(facts, turn.stage.clock, turn.counted_from, calendar, turns)


def _last_day(
    facts: MoveFacts,
    clock: ServiceClock | None,
    from_date: dt.date,
    calendar: WorkingCalendar,
    turns: Sequence[StageTurn],
) -> dt.date | None:
    """Days of a stated closure are passed over, and days on which it was not theirs to act."""
    level = None if clock is None else facts.levels.get(clock)
    if level is None:
        return None
    stopped = [(one.from_date, one.to_date + ONE_DAY) for one in facts.closures]
    stopped += [
        (turn.from_date, after.from_date)
        for turn, after in pairwise(turns)
        if turn.stage.name in _STOPS_CLOCKS
    ]
    day = from_date
    for _ in range(level):
        day = calendar.next_working_day(day)
        while any(first <= day < after for first, after in stopped):
            day = calendar.next_working_day(day)
    return day


class PromisedContact(NamedTuple):
    """What the person referred was promised, and the day on which it happened."""

    by: dt.date | None
    made_on: dt.date | None

    def is_past(self, today: dt.date) -> bool:
        return self.made_on is None and self.by is not None and self.by < today


def first_contact(facts: MoveFacts, calendar: WorkingCalendar) -> PromisedContact:
    """By the clock of whoever received the referral first: a return or a transfer moves no promise.

    Raises `HolidaysNotPublished`.
    """
    received = next(step.on_date for step in facts.steps if step.kind == "received")
    made = next((step.on_date for step in facts.steps if step.kind in _CONTACTS), None)
    by = _last_day(facts, ServiceClock.FIRST_CONTACT, received, calendar, turns_of(facts))
    return PromisedContact(by, made)


def days_in_hands(facts: MoveFacts, *, until: dt.date) -> dict[DueParty, int]:
    """The days of the wait by whose they were; together they are the wait exactly.

    The wait ends with the start or with leaving before it, and runs to `until` otherwise.
    """
    turns = turns_of(facts)
    if not turns:
        return {}
    ends = min(until, next((turn.from_date for turn in turns if _is_over(turn)), until))
    held: dict[DueParty, int] = {}
    for turn, after in zip(turns, [*(turn.from_date for turn in turns[1:]), ends], strict=True):
        days = (min(after, ends) - min(turn.from_date, ends)).days
        if days > 0:
            held[turn.stage.party] = held.get(turn.stage.party, 0) + days
    return held


def _is_over(turn: StageTurn) -> bool:
    return turn.stage is _ENDED or turn.stage.name in _WAIT_IS_OVER


def turns_of(facts: MoveFacts) -> list[StageTurn]:
    """Every stage in order, from day 0 on."""
    walk = _Walk(facts)
    for step in sorted(_all_steps(facts), key=lambda step: step.on_date):
        walk.take(step)
    return walk.turns


def _all_steps(facts: MoveFacts) -> Iterator[MoveStep]:
    """Those of one day in this order: a return, sent again, the events, an offer over, a closing.

    What came back came back early in the day, before anybody said anything of it.
    """
    for one in facts.came_back:
        yield MoveStep(_CAME_BACK, one.on_date)
        if one.sent_again_on is not None:
            yield MoveStep(_SENT_AGAIN, one.sent_again_on)
    yield from facts.steps
    for day in facts.offers_over:
        yield MoveStep(_OFFER_OVER, day)
    if facts.closed_on is not None:
        yield MoveStep(_CLOSED, facts.closed_on)


_ENDED: Final = MoveStage("ended", DueParty.OFFICER, "", None, False, "")
"""Nobody is due."""

_CAME_BACK, _SENT_AGAIN, _CLOSED = "came_back", "sent_again", "queue_closed"
_OFFER_OVER: Final = "offer_over"
_PAUSES: Final = MappingProxyType({"custody": "in_custody", "illness": "ill"})
_STOPS_CLOCKS: Final = frozenset({"in_custody", "ill", "in_breach", "nobody_delivers"})
_CONTACTS: Final = frozenset(
    {"assessment_arranged", "assessment_missed", "assessment_attended", "ready", "offered",
     "booked", "missed_start", "started"}
)  # fmt: skip
_BEFORE_PLAN: Final = frozenset({"to_answer", "to_contact", "to_assess", "to_arrange_again"})
_AWAITS_START: Final = frozenset({"to_answer_offer", "to_answer_booked", "to_start"})
_WAIT_IS_OVER: Final = frozenset(
    {"to_finish", "declined_offered_elsewhere", "declined_put_right", "declined_waits_for_place"}
)
_ENDS: Final = frozenset({"completed", "dropped_out", "withdrawn", "terminated", "declined"})
_BESIDE: Final = frozenset(
    {"paused", "breached", "corrected", _CAME_BACK, _SENT_AGAIN, _CLOSED, _OFFER_OVER}
)
"""After these the court has dealt with nothing yet, and nobody has answered."""


class _Walk:
    """One step after another; `stage` is what would be due if nothing stood above it."""

    def __init__(self, facts: MoveFacts) -> None:
        self.facts = facts
        self.turns: list[StageTurn] = []
        self.stage = ""
        self.receipt = dt.date.min
        self.began = dt.date.min
        self.has_started = self.is_closed = False
        self.above = ""

    def take(self, step: MoveStep) -> None:
        if self.stage == _ENDED.name:
            return
        before = self.stage
        self.stage = self.after(step)
        if self.stage != before or step.kind in {"transferred", "missed_start", _SENT_AGAIN}:
            self.began = step.on_date
        if step.kind in {"received", "transferred", _SENT_AGAIN}:
            self.receipt = step.on_date
        self.above = self.standing_above(step)
        if self.stage:
            self.turn(step.on_date)

    def turn(self, on_date: dt.date) -> None:
        """The first begins on day 0: from there to the receipt it is the officer's to refer."""
        stage = self.now()
        day_0 = self.facts.day_0
        if not self.turns and day_0 is not None and day_0 < on_date:
            self.turns.append(StageTurn(day_0, stages()["to_refer"], day_0))
        if self.above and self.turns and self.turns[-1].stage is stage:
            return  # what goes on beneath a pause or a breach begins no new turn
        counted = self.receipt if stage.clock in FROM_RECEIPT else self.began
        if not self.turns or self.turns[-1][1:] != (stage, counted):
            self.turns.append(StageTurn(on_date, stage, counted))

    def now(self) -> MoveStage:
        if self.stage == _ENDED.name:
            return _ENDED
        waits = not self.has_started and not self.stage.startswith("declined")
        if self.is_closed and waits:
            return stages()["nobody_delivers"]
        return stages()[self.above or self.stage]

    def standing_above(self, step: MoveStep) -> str:  # noqa: PLR0911  one row an event
        match step.kind:
            case "breached":
                return "in_breach"
            case "paused":
                return _PAUSES.get(step.reason or "", self.above)
            case "queue_closed":
                self.is_closed = True
            case "came_back" if self.stage in _BEFORE_PLAN:
                return "came_back"
            case "sent_again":
                return "" if self.above == "came_back" else self.above
            case "transferred":
                self.is_closed = False
                return "" if self.above == "came_back" else self.above
        if step.kind in _BESIDE:
            return self.above
        # Whatever else happens answers; a pause lasts until somebody says that it is over.
        lasts = self.above in _PAUSES.values() and step.kind != "resumed"
        return self.above if lasts and not self.has_started else ""

    def after(self, step: MoveStep) -> str:  # noqa: C901, PLR0911, PLR0912  one row an event
        kind = step.kind
        if kind in _ENDS:
            return self.after_end(kind)
        match kind:
            case "received":
                return "to_answer"
            case "accepted" if self.stage == "to_answer":
                return "to_contact"
            case "assessment_arranged" if self.stage in _BEFORE_PLAN:
                return "to_assess"
            case "assessment_missed" if self.stage in _BEFORE_PLAN:
                return "to_arrange_again"
            case "assessment_attended" if self.stage in _BEFORE_PLAN:
                return "to_plan"
            case "accepted" | "ready" if self.stage == "to_answer_booked":
                return "to_start"
            case "ready" if self.stage not in {"to_answer_offer", "to_start", "to_finish"}:
                return "to_offer"
            case "offered":
                return "to_answer_offer"
            case "offer_over" if self.stage == "to_answer_offer":
                return "to_offer"
            case "booked" if self.stage in {"to_answer", "to_answer_booked"}:
                return "to_answer_booked"
            case "booked":
                return "to_start"
            case "missed_start" if self.stage in _AWAITS_START:
                return "to_offer"
            case "started":
                self.has_started = True
                return "to_finish"
            case "end_asked":
                return "to_agree_end"
            case "attended" if self.has_started:
                return "to_finish"
        return self.stage

    def after_end(self, kind: str) -> str:
        self.above = ""
        follows = self.facts.follows if kind == "declined" else None
        if follows is None or follows is WhatFollows.ENDED:
            return _ENDED.name
        return f"declined_{follows.value}"
