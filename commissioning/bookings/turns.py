"""Whose turn it is: cases and a rule in, an order out. Pure.

The rule is a row of steps; the first step in which two cases differ says who stands before whom,
and a random key where none does. Who cannot be offered the place keeps their position and is passed
over with the reason, also while the provider has not accepted them; who can no longer finish before
their order ends is set apart for the officer.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from commissioning.bookings.kinds import OfferAnswer, TurnStanding

_WEEK: Final = dt.timedelta(days=7)


class TurnStep(enum.StrEnum):
    PRIORITY = "priority"
    ORDER_END = "order_end"
    DAY_0 = "day_0"
    KEY = "key"


USUAL_STEPS: Final = (TurnStep.PRIORITY, TurnStep.ORDER_END, TurnStep.DAY_0)
"""Where the commissioner has said nothing else; what is alike in all of them goes by the key."""

BY_DATE_STEPS: Final = (TurnStep.DAY_0,)


class RuleInForce(NamedTuple):
    """How places of a line are given; `stated_at` None: nobody said, so as usual."""

    steps: tuple[TurnStep, ...]
    held_percent: int
    answer_days: int
    stated_at: dt.datetime | None = None

    @property
    def version(self) -> str:
        """What a form carries, so that nobody states over what they have not seen."""
        return "usual" if self.stated_at is None else self.stated_at.isoformat()


@dataclass(frozen=True, slots=True)
class TurnFacts:
    """What the order is made of. `order_ends_on` None: voluntary, or nobody said."""

    is_priority: bool
    order_ends_on: dt.date | None
    day_0: dt.date

    def told(self) -> dict[str, object]:
        """As it is kept in a proof."""
        ends = self.order_ends_on
        return {
            "is_priority": self.is_priority,
            "order_ends_on": None if ends is None else ends.isoformat(),
            "day_0": self.day_0.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """Somebody who waits, by their key. `answered` is their last answer about this group;
    `is_accepted`: by the provider, who otherwise has still to say whether it takes them."""

    key: str
    facts: TurnFacts
    is_paused: bool = False
    has_offer: bool = False
    gave_up_here: bool = False
    answered: OfferAnswer | None = None
    is_accepted: bool = True

    def standing(self, last_day: dt.date | None) -> TurnStanding:
        """`last_day` of the group, None where nobody knows it: then nobody is set apart."""
        ends = self.facts.order_ends_on
        if last_day is not None and ends is not None and ends < last_day:
            return TurnStanding.CANNOT_FINISH
        if self.is_paused:
            return TurnStanding.PAUSED
        if self.gave_up_here:
            return TurnStanding.GAVE_UP_HERE
        if self.has_offer:
            return TurnStanding.OFFERED_ALREADY
        answered = _AFTER_ANSWER.get(self.answered, TurnStanding.IN_TURN)
        if answered in WANTS and not self.is_accepted:
            return TurnStanding.NOT_ACCEPTED
        return answered


def last_day_of(start: dt.date, weeks: int | None) -> dt.date | None:
    """Of a group that meets once a week; None where nobody said for how long."""
    return None if weeks is None else start + _WEEK * (weeks - 1)


WANTS: Final = frozenset({TurnStanding.IN_TURN, TurnStanding.PASSED_ON_HERE})
"""Would take a place and may be given it. Silence is no refusal: who did not answer still waits."""


_AFTER_ANSWER: Final = {
    OfferAnswer.REFUSED: TurnStanding.REFUSED_HERE,
    OfferAnswer.PASSED_ON: TurnStanding.PASSED_ON_HERE,
    OfferAnswer.NOT_REACHED: TurnStanding.PASSED_ON_HERE,
    OfferAnswer.ACCEPTED: TurnStanding.IN_TURN,
    OfferAnswer.WITHDRAWN: TurnStanding.IN_TURN,
    None: TurnStanding.IN_TURN,
}


@dataclass(frozen=True, slots=True)
class TurnOrder:
    """A case at its position, from 1."""

    position: int
    case: WaitingCase
    standing: TurnStanding

    @property
    def is_in_turn(self) -> bool:
        return self.standing is TurnStanding.IN_TURN


def turns(
    cases: Iterable[WaitingCase], *, steps: Sequence[TurnStep], last_day: dt.date | None
) -> tuple[TurnOrder, ...]:
    """Everybody who waits, first whose turn it is, whoever is passed over among them."""
    ordered = sorted(cases, key=lambda case: _rank(case, steps))
    return tuple(
        TurnOrder(position, case, case.standing(last_day))
        for position, case in enumerate(ordered, 1)
    )


def next_in_turn(order: Sequence[TurnOrder], places: int) -> tuple[TurnOrder, ...]:
    """To whom so many places go."""
    return tuple(turn for turn in order if turn.is_in_turn)[: max(0, places)]


def next_to_ring(order: Sequence[TurnOrder], rung: Mapping[str, int]) -> TurnOrder | None:
    """Whom to ring about a place: first whose turn it is; once nobody is in turn any more, again
    whoever did not answer, the least often rung first. `rung`: how often, by key.

    Who said no, gave a place of the group up, is paused or cannot finish is not rung.
    """
    in_turn = next_in_turn(order, 1)
    silent = [turn for turn in order if turn.standing is TurnStanding.PASSED_ON_HERE]
    again = sorted(silent, key=lambda turn: (rung.get(turn.case.key, 0), turn.position))
    return next(iter((*in_turn, *again)), None)


def ahead_of(order: Sequence[TurnOrder], key: str) -> int:
    """How many have a better claim: those in turn before; whoever was passed over comes after all.

    Paused people have no claim of their own: ask before.
    """
    [asked] = [turn for turn in order if turn.case.key == key]
    return sum(
        turn.is_in_turn and (not asked.is_in_turn or turn.position < asked.position)
        for turn in order
        if turn is not asked
    )


def decided_by(before: TurnFacts, after: TurnFacts, steps: Sequence[TurnStep]) -> TurnStep:
    """In which step the one came to stand before the other."""
    for step in steps:
        if _value(before, step) != _value(after, step):
            return step
    return TurnStep.KEY


def _rank(case: WaitingCase, steps: Sequence[TurnStep]) -> tuple[object, ...]:
    return (*(_value(case.facts, step) for step in steps), case.key)


def _value(facts: TurnFacts, step: TurnStep) -> object:
    match step:
        case TurnStep.PRIORITY:
            return not facts.is_priority
        case TurnStep.ORDER_END:
            return facts.order_ends_on or dt.date.max
        case TurnStep.DAY_0:
            return facts.day_0
        case TurnStep.KEY:
            return 0
