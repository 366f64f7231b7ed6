"""“Why not this case?”, worked by hand: one reason, the one that decided."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import pytest

from commissioning.bookings.explaining import HowGiven, StoodThen, WhyNotGiven, explained, how_given
from commissioning.bookings.kinds import GivenBy, TurnStanding
from commissioning.bookings.turns import USUAL_STEPS, TurnFacts, TurnStep

JAN, FEB, JUNE = (dt.date(2027, month, 10) for month in (1, 2, 6))

PRIORITY = TurnFacts(True, None, FEB)
ENDS_SOON = TurnFacts(False, JUNE, FEB)
WAITED = TurnFacts(False, None, JAN)
PLAIN = TurnFacts(False, None, FEB)

TURN, OFFER, TELEPHONE, HOLD = GivenBy.TURN, GivenBy.OFFER, GivenBy.TELEPHONE, GivenBy.HOLD
WAITS, PAUSED, OFFERED = TurnStanding.IN_TURN, TurnStanding.PAUSED, TurnStanding.OFFERED_ALREADY
SILENT, UNHEARD = TurnStanding.PASSED_ON_HERE, TurnStanding.NOT_ACCEPTED

Rows = tuple[tuple[str, TurnFacts | None, TurnStanding], ...]


class Worked(NamedTuple):
    """The order as it stood, who got the place by what, and what is said of the case asked for."""

    rows: Rows
    asked: str
    given: str
    by: GivenBy
    reason: WhyNotGiven
    decided_by: TurnStep | None = None
    ahead: dict[TurnStep, int] = {}  # noqa: RUF012  a NamedTuple's default is never changed
    passed_over: int = 0
    untold: int = 0


FOUR: Rows = (
    ("p", PRIORITY, WAITS),
    ("e", ENDS_SOON, WAITS),
    ("w", WAITED, WAITS),
    ("z", PLAIN, WAITS),
)
WORKED = {
    "the first got it": Worked(FOUR, "p", "p", TURN, WhyNotGiven.GIVEN),
    "by priority": Worked(
        FOUR, "e", "p", TURN, WhyNotGiven.CAME_AFTER, TurnStep.PRIORITY, {TurnStep.PRIORITY: 1}
    ),
    "by the step that decided between the two, not by those of others": Worked(
        FOUR,
        "z",
        "e",
        OFFER,
        WhyNotGiven.CAME_AFTER,
        TurnStep.ORDER_END,
        {TurnStep.PRIORITY: 1, TurnStep.ORDER_END: 1, TurnStep.DAY_0: 1},
    ),
    "alike in everything": Worked(
        (("a", PLAIN, WAITS), ("b", PLAIN, WAITS)),
        "b",
        "a",
        TURN,
        WhyNotGiven.CAME_AFTER,
        TurnStep.KEY,
        {TurnStep.KEY: 1},
    ),
    "who was passed over before it has no claim": Worked(
        (("p", PRIORITY, PAUSED), ("e", ENDS_SOON, WAITS), ("z", PLAIN, WAITS)),
        "z",
        "e",
        TURN,
        WhyNotGiven.CAME_AFTER,
        TurnStep.ORDER_END,
        {TurnStep.ORDER_END: 1},
        passed_over=1,
    ),
    "paused, before the one who got it: no step decided": Worked(
        (("p", PRIORITY, PAUSED), ("e", ENDS_SOON, WAITS)), "p", "e", TURN, WhyNotGiven.PASSED_OVER
    ),
    "not accepted, after the one who got it": Worked(
        (("p", PRIORITY, WAITS), ("e", ENDS_SOON, UNHEARD)),
        "e",
        "p",
        OFFER,
        WhyNotGiven.PASSED_OVER,
        None,
        {TurnStep.PRIORITY: 1},
    ),
    "in turn and before the one who got it, of two places": Worked(
        FOUR, "p", "e", TURN, WhyNotGiven.PLACE_LEFT
    ),
    "in turn before the one who accepted an offer of an earlier day": Worked(
        (("p", PRIORITY, WAITS), ("e", ENDS_SOON, OFFERED)),
        "p",
        "e",
        OFFER,
        WhyNotGiven.OFFERED_BEFORE,
    ),
    "from a hold, whoever stood where": Worked(
        FOUR, "w", "z", HOLD, WhyNotGiven.HELD, None, {TurnStep.PRIORITY: 1, TurnStep.ORDER_END: 1}
    ),
    "nobody answered for it, and who was still to be asked came first": Worked(
        (("p", PRIORITY, SILENT), ("e", ENDS_SOON, WAITS)), "p", "e", TELEPHONE, WhyNotGiven.SILENT
    ),
    "both silent, and rung oftener": Worked(
        (("p", PRIORITY, SILENT), ("e", ENDS_SOON, SILENT)),
        "p",
        "e",
        TELEPHONE,
        WhyNotGiven.RUNG_BEFORE,
    ),
    "by hand to somebody who was not accepted, with a place for everybody in turn": Worked(
        (("p", PRIORITY, UNHEARD), ("e", ENDS_SOON, WAITS)),
        "e",
        "p",
        TURN,
        WhyNotGiven.PLACE_LEFT,
        None,
        {TurnStep.PRIORITY: 1},
    ),
    "what it was made of is forgotten": Worked(
        (("p", None, WAITS), ("e", ENDS_SOON, WAITS)),
        "e",
        "p",
        TURN,
        WhyNotGiven.CAME_AFTER,
        untold=1,
    ),
}


@pytest.mark.parametrize("worked", WORKED.values(), ids=WORKED)
def test_one_reason_is_told_and_it_is_the_one_that_decided(worked: Worked) -> None:
    rows = [
        StoodThen(position, key, standing, facts)
        for position, (key, facts, standing) in enumerate(worked.rows, 1)
    ]
    by_key = {row.key: row for row in rows}
    told = explained(
        rows, by_key[worked.asked], by_key[worked.given], given_by=worked.by, steps=USUAL_STEPS
    )
    assert (told.reason, told.decided_by) == (worked.reason, worked.decided_by)
    assert (told.ahead, told.passed_over, told.untold) == (
        worked.ahead, worked.passed_over, worked.untold,
    )  # fmt: skip


APART = TurnStanding.CANNOT_FINISH
NO = TurnStanding.REFUSED_HERE
HOW: list[tuple[list[TurnStanding], int, GivenBy, HowGiven]] = [
    ([WAITS, WAITS], 1, TURN, HowGiven.IN_TURN),
    ([PAUSED, UNHEARD, WAITS], 3, TURN, HowGiven.IN_TURN),  # nobody before it had a claim
    ([WAITS] * 12, 12, TURN, HowGiven.AFTER_TURN),  # twelve places for twelve
    ([PAUSED, WAITS, WAITS], 3, TURN, HowGiven.AFTER_TURN),
    ([WAITS, UNHEARD], 2, TURN, HowGiven.OUT_OF_TURN),
    ([UNHEARD, WAITS], 1, TURN, HowGiven.OUT_OF_TURN),
    ([NO], 1, TURN, HowGiven.OUT_OF_TURN),
    ([OFFERED, WAITS], 1, TURN, HowGiven.OUT_OF_TURN),  # of another group
    ([APART, WAITS], 1, TURN, HowGiven.SET_APART),
    ([WAITS, OFFERED], 2, OFFER, HowGiven.OFFER),
    ([WAITS, SILENT], 2, TELEPHONE, HowGiven.TELEPHONE),
    ([WAITS, APART], 2, HOLD, HowGiven.HOLD),
]


@pytest.mark.parametrize(("stood", "given", "by", "how"), HOW)
def test_how_it_was_given_is_what_the_order_bears_out(
    stood: list[TurnStanding], given: int, by: GivenBy, how: HowGiven
) -> None:
    """`given`: the position of whoever got the place."""
    rows = [StoodThen(place, str(place), one, PLAIN) for place, one in enumerate(stood, 1)]
    assert how_given(rows, rows[given - 1], by) is how
