"""A change supposed of one line with a long list, before and after, from its document alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from commissioning.desk.rehearsing import DemandChanged, rehearse
from tests.bench.measuring import Measured, seconds, timed_once
from tests.commissioning.forecasting.documents import (
    AS_OF,
    day,
    make_document,
    make_question,
    make_referral,
    make_service,
    make_started,
)
from tests.commissioning.forecasting.made_services import KINDS

GOAL_SECONDS = 1.0
WAITING, STARTED = 312, 300
AHEAD_DAYS = 300


def rehearsal(*, waiting: int = WAITING, started: int = STARTED, times: int) -> Iterator[Measured]:
    """Of so many repetitions the best counts, for each kind of delivery."""
    for kind in KINDS:
        cpu = min(_seconds(_long_list(kind, waiting, started)) for _ in range(times))
        yield Measured(
            f"Rehearsal of a change, {kind.replace('_', ' ')}",
            f"{waiting} waiting, {started} started",
            seconds(cpu),
            goal=f"≤ {seconds(GOAL_SECONDS)}",
            is_met=cpu <= GOAL_SECONDS,
        )


def _seconds(document: dict[str, Any]) -> float:
    until = AS_OF + dt.timedelta(days=AHEAD_DAYS)
    return timed_once(lambda: rehearse(document, DemandChanged(20), until=until))[1].cpu


def _long_list(kind: str, waiting: int, started: int) -> dict[str, Any]:
    """Somebody started every other day, three are referred a day, and one in five is not ready."""
    people = [_who_started(number) for number in range(6, 6 + started)]
    people += [_who_waits(number) for number in range(waiting)]
    asked = [
        make_question(number, id=priority, priority=priority)
        for number, priority in enumerate(("standard", "priority"))
    ]
    return make_document(make_service(kind), people, asked)


def _who_started(number: int) -> dict[str, Any]:
    days_ago, stays = number // 2, 80
    one = make_started(number, started=-days_ago, hours_ordered=70)
    if days_ago <= stays:
        return one | {"hours_worked": 30, "sessions_attended": 5}
    told = {"status": "completed", "ended": day(stays - days_ago)}
    return one | told | {"hours_worked": 70, "sessions_attended": 12}


def _who_waits(number: int) -> dict[str, Any]:
    received = day(-(number // 3))
    return make_referral(
        f"w{number}",
        received=received,
        inducted=None if number % 5 == 0 else received,
        hours_ordered=70,
        hours_worked=0,
    )
