"""Which step of silence falls on which day, over Christmas, and after a worker was away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from commissioning.bank_holidays import england_and_wales
from commissioning.moves.due_move import DueMove
from commissioning.moves.silence import SilenceStep, days_of_steps, step_falls_on, steps_due
from commissioning.moves.stages import stages
from tests.commissioning.moves.test_due_move import on

REMINDED, SENDER, ESCALATED, RETURNED = SilenceStep
LAST_DAY = on(5, 1)  # received on 17 December


def due(stage: str = "to_answer", by: dt.date | None = LAST_DAY) -> DueMove:
    return DueMove(stages()[stage], on(17, 12), by, on(17, 12))


@pytest.mark.parametrize(
    ("step", "by", "day"),
    [
        (REMINDED, on(5, 1), on(31, 12)),  # Jan 4, then over New Year's Day to Dec 31
        (REMINDED, on(29, 12), on(23, 12)),  # over Boxing Day's Monday, Christmas and a weekend
        (SENDER, on(5, 1), on(5, 1)),
        (ESCALATED, on(5, 1), on(8, 1)),
        (RETURNED, on(5, 1), on(12, 1)),
        (RETURNED, on(24, 12), on(5, 1)),  # 29 30 31 | 4 5
    ],
)
def test_day_of_each_step(step: SilenceStep, by: dt.date, day: dt.date) -> None:
    assert step_falls_on(step, by, england_and_wales()) == day


@pytest.mark.parametrize(
    ("what", "today", "taken", "steps"),
    [
        ("before the reminder", on(30, 12), {}, []),
        ("its day", on(31, 12), {}, [REMINDED]),
        ("once", on(4, 1), {REMINDED: on(31, 12)}, []),
        ("the last day", on(5, 1), {REMINDED: on(31, 12)}, [SENDER]),
        ("three later", on(8, 1), {REMINDED: on(31, 12), SENDER: on(5, 1)}, [ESCALATED]),
        ("five later", on(12, 1),
         {REMINDED: on(31, 12), SENDER: on(5, 1), ESCALATED: on(8, 1)}, [RETURNED]),
        ("nobody worked for a month", on(1, 2), {}, [REMINDED, SENDER, ESCALATED]),
        ("the day after that", on(2, 2), {step: on(1, 2) for step in (REMINDED, SENDER, ESCALATED)},
         []),
        ("warned for two working days", on(3, 2),
         {step: on(1, 2) for step in (REMINDED, SENDER, ESCALATED)}, [RETURNED]),
        ("everything done", on(1, 3), {step: on(1, 2) for step in SilenceStep}, []),
    ],
)  # fmt: skip
def test_steps_due(
    what: str,
    today: dt.date,
    taken: Mapping[SilenceStep, dt.date],
    steps: list[SilenceStep],
) -> None:
    assert steps_due(due(), taken, today=today, calendar=england_and_wales()) == steps, what


@pytest.mark.parametrize(
    ("stage", "by", "most"),
    [
        ("to_plan", LAST_DAY, ESCALATED),  # assessed: whoever was seen is not sent back
        ("to_offer", None, None),  # no day, no silence
        ("to_answer_offer", LAST_DAY, None),  # the officer's turn
        ("ill", LAST_DAY, None),
    ],
)
def test_only_what_nobody_took_up_comes_back(
    stage: str, by: dt.date | None, most: SilenceStep | None
) -> None:
    taken: dict[SilenceStep, dt.date] = {}
    for after in range(40):
        today = LAST_DAY + dt.timedelta(days=after)
        for step in steps_due(due(stage, by), taken, today=today, calendar=england_and_wales()):
            taken[step] = today
    assert (list(taken)[-1] if taken else None) == most


def test_every_step_has_its_day_in_order() -> None:
    assert list(days_of_steps()) == list(SilenceStep)
    assert sorted(days_of_steps().values()) == list(days_of_steps().values())
