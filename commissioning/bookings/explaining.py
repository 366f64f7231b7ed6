"""Why a place went to one case and not to another, from the order of that moment. Pure."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from commissioning.bookings.kinds import GivenBy, TurnStanding
from commissioning.bookings.turns import WANTS, TurnFacts, TurnStep, decided_by


class WhyNotGiven(enum.StrEnum):
    """What kept a case from the place: one reason, the one that decided.

    `place_left`: booked in turn while a place was left for everybody in turn, this case among them.
    `rung_before`: by telephone, where nobody had answered for this case as often or oftener.
    """

    GIVEN = "given"
    HELD = "held"
    PASSED_OVER = "passed_over"
    CAME_AFTER = "came_after"
    OFFERED_BEFORE = "offered_before"
    PLACE_LEFT = "place_left"
    SILENT = "silent"
    RUNG_BEFORE = "rung_before"


class HowGiven(enum.StrEnum):
    """By what a place was given, as the order of that moment bears it out.

    Of places that were booked: `in_turn`, nobody with a claim stood before; `after_turn`, a place
    was left for everybody who did; `out_of_turn`, the case itself was not in turn (not accepted,
    silent, said no), and a place was left for everybody who was; `set_apart`, although the group
    ends after the order does.
    """

    IN_TURN = "in_turn"
    AFTER_TURN = "after_turn"
    OUT_OF_TURN = "out_of_turn"
    SET_APART = "set_apart"
    OFFER = "offer"
    TELEPHONE = "telephone"
    HOLD = "hold"


def how_given(rows: Iterable[StoodThen], given: StoodThen, given_by: GivenBy) -> HowGiven:
    if given_by is not GivenBy.TURN:
        return HowGiven(given_by.value)
    if given.standing is TurnStanding.CANNOT_FINISH:
        return HowGiven.SET_APART
    if given.standing is not TurnStanding.IN_TURN:
        return HowGiven.OUT_OF_TURN
    before = (row for row in rows if row.position < given.position)
    has_claims = any(row.standing is TurnStanding.IN_TURN for row in before)
    return HowGiven.AFTER_TURN if has_claims else HowGiven.IN_TURN


class StoodThen(NamedTuple):
    """A row of the order; `facts` None: erased."""

    position: int
    key: str
    standing: TurnStanding
    facts: TurnFacts | None


@dataclass(frozen=True, slots=True)
class WhyNotThisCase:
    """How one case stood when a place went to somebody, it or another.

    `decided_by`: the step by which the case that got it came first, where that was the reason.
    `ahead` counts who stood before it with a claim, by the step that put them there; `untold` of
    them no longer have their facts; `passed_over` stood before it without a claim.
    """

    position: int
    people: int
    standing: TurnStanding
    reason: WhyNotGiven
    decided_by: TurnStep | None
    ahead: Mapping[TurnStep, int]
    untold: int
    passed_over: int

    @property
    def was_given(self) -> bool:
        return self.reason is WhyNotGiven.GIVEN


def explained(
    rows: Sequence[StoodThen],
    asked: StoodThen,
    given: StoodThen,
    *,
    given_by: GivenBy,
    steps: Sequence[TurnStep],
) -> WhyNotThisCase:
    reason = _reason(asked, given, given_by)
    before = [row for row in rows if row.position < asked.position]
    claims = [row for row in before if row.standing is TurnStanding.IN_TURN or row is given]
    told = [step for row in claims if (step := _step(row, asked, steps)) is not None]
    counted = {step: told.count(step) for step in (*steps, TurnStep.KEY) if step in told}
    return WhyNotThisCase(
        asked.position,
        len(rows),
        asked.standing,
        reason,
        _step(given, asked, steps) if reason is WhyNotGiven.CAME_AFTER else None,
        counted,
        len(claims) - len(told),
        len(before) - len(claims),
    )


def _reason(asked: StoodThen, given: StoodThen, given_by: GivenBy) -> WhyNotGiven:
    if asked.key == given.key:
        return WhyNotGiven.GIVEN
    if given_by is GivenBy.HOLD:
        return WhyNotGiven.HELD
    if asked.standing not in WANTS:
        return WhyNotGiven.PASSED_OVER
    if given_by is GivenBy.TURN and given.standing is not TurnStanding.IN_TURN:
        return WhyNotGiven.PLACE_LEFT
    if given.position < asked.position:
        return WhyNotGiven.CAME_AFTER
    return _though_before(asked, given, given_by)


def _though_before(asked: StoodThen, given: StoodThen, given_by: GivenBy) -> WhyNotGiven:
    """Why a case that stood before the one that got it did not."""
    if asked.standing is TurnStanding.PASSED_ON_HERE:
        both = given.standing is TurnStanding.PASSED_ON_HERE
        return WhyNotGiven.RUNG_BEFORE if both else WhyNotGiven.SILENT
    return WhyNotGiven.OFFERED_BEFORE if given_by is GivenBy.OFFER else WhyNotGiven.PLACE_LEFT


def _step(before: StoodThen, after: StoodThen, steps: Sequence[TurnStep]) -> TurnStep | None:
    if before.facts is None or after.facts is None:
        return None
    return decided_by(before.facts, after.facts, steps)
