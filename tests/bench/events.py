"""An event with every figure that moves with it, beside its rows and commit alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import TypeVar
from unittest import mock

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.referrals import recording
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral
from directory.people.queries import SystemActor, system_actor
from portal.running.transactions import in_writing
from tests.bench.databases import Databases, now, portal_on
from tests.bench.measuring import Measured, milliseconds, timed_once
from tests.bench.records import Size

T = TypeVar("T")

GOAL = 1.5


def event_recorded(databases: Databases, size: Size, *, events: int, rounds: int = 5) -> Measured:
    """Starts of people who wait, which move every figure; turn by turn with and without them."""
    app = portal_on(databases.copy_of(size, "events"))
    waiting = _waiting(app, 2 * events * rounds)
    told, alone = list[float](), list[float]()
    for first in range(0, len(waiting) - 2 * events + 1, 2 * events):
        with_figures, without = waiting[first:][:events], waiting[first + events :][:events]
        told.append(timed_once(partial(_start_all, app, with_figures))[1].cpu)
        with ExitStack() as left_out:
            for name in ("count", "keep_waiting_since"):
                left_out.enter_context(mock.patch.object(recording, name, _nothing))
            alone.append(timed_once(partial(_start_all, app, without))[1].cpu)
    ours, peer = min(told) / events, min(alone) / events
    return Measured(
        "An event with its figures, beside its rows and commit alone",
        str(size),
        milliseconds(ours),
        milliseconds(peer),
        ours / peer,
        goal=f"≤ {GOAL}",
        is_met=ours / peer <= GOAL,
    )


def _nothing(*_: object, **__: object) -> None:
    """Nothing is counted."""


def _waiting(app: Flask, people: int) -> list[int]:
    def asked(session: Session) -> list[int]:
        waits = Referral.status == ReferralStatus.WAITING
        by_line = select(Referral.id).where(waits, Referral.received_on < now().date())
        return list(session.scalars(by_line.order_by(Referral.id).limit(people)))

    return _in_writing(app, asked)


def _start_all(app: Flask, keys: list[int]) -> None:
    """Each in a transaction of its own, as somebody records it."""
    for key in keys:
        _in_writing(app, partial(_start, key=key, at=now()))


def _start(session: Session, *, key: int, at: dt.datetime) -> None:
    by = system_actor(session, SystemActor.DEMONSTRATION)
    referral = session.get_one(Referral, key)
    recording.record_event(
        session, referral, kind=EventKind.STARTED, on_date=at.date(), by=by, at=at
    )


def _in_writing(app: Flask, work: Callable[[Session], T]) -> T:
    with app.app_context():
        return in_writing(work)
