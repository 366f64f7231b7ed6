"""Processes that ask for places at once: `python -m tests.soak.booking HOW PROCESSES TIMES`.

`book`: each referral that waits for the group is tried once, by whichever process has it.
`same`: every process sends the same request. `mixed`: they book, give up, hold, release and
promote as chance has it. Each process prints one JSON object.

`in_turns` takes a fourth word, how many rounds. In each of them they commit one small row each time
(`bare`), for comparison, and then book (`spread`), each on a line of its own that nobody has booked
on before. Both do it once uncounted, as a web worker that has been up for a while, and wait for one
another, so that none has the machine for itself; each prints an object for either half of a round,
where `first_seconds` is what the uncounted one took.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import os
import random
import sys
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.synchronize import Barrier
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import book_place, give_up_place
from commissioning.bookings.errors import PlaceRefused
from commissioning.bookings.holding import hold_place, release_hold
from commissioning.bookings.models import Booking, FailedBooking, Hold
from commissioning.bookings.offering import offer_places
from commissioning.groups.models import Group
from commissioning.referrals.models import Referral
from directory.accounts.models import Organisation
from directory.clock import local_date
from directory.people.models import Person
from portal import create_app
from portal.running.transactions import in_reading, in_writing
from tests.bench.measuring import stopwatch
from tests.makers.people import actor

Try = Callable[[Session], object]

IN_TURNS: Final = "in_turns"
MEASURED: Final = ("bare", "spread")
ALL_AT_ONCE_WITHIN: Final = 60.0

RACE: Final = "race"
"""The group that all of them want; on the lines of `spread` the number of the process follows."""


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def group_called(session: Session, name: str) -> Group:
    return session.scalars(select(Group).where(Group.external_id == name)).one()


def waiting_for(session: Session, name: str) -> list[int]:
    line_id = group_called(session, name).line_id
    asked = select(Referral.id).where(Referral.line_id == line_id).order_by(Referral.id)
    return list(session.scalars(asked))


def book(session: Session, *, group_id: int, referral_id: int, actor_id: int, request: str) -> None:
    book_place(
        session,
        session.get_one(Group, group_id),
        session.get_one(Referral, referral_id),
        request_id=request,
        by=session.get_one(Person, actor_id),
        at=now(),
    )


def give_up(session: Session, *, booking_id: int) -> None:
    give_up_place(session, session.get_one(Booking, booking_id), by=actor(session), at=now())


def hold(session: Session, *, request: str) -> None:
    hold_place(
        session,
        group_called(session, RACE),
        hearing_on=local_date(now()),
        organisation=session.scalars(select(Organisation)).one(),
        request_id=request,
        by=actor(session),
        at=now(),
    )


def release(session: Session, *, hold_id: int) -> None:
    held = session.get_one(Hold, hold_id)
    team = session.scalars(select(Organisation)).one()
    release_hold(session, held, organisation=team, by=actor(session), at=now())


def promote(session: Session) -> None:
    offer_places(session, group_called(session, RACE), by=actor(session), at=now())


def booking_for(name: str) -> Callable[..., Try]:
    """Keys are known before, as a form's are."""
    group_id = in_reading(lambda session: group_called(session, name).id)
    actor_id = in_reading(lambda session: actor(session).id)
    return partial(partial, book, group_id=group_id, actor_id=actor_id)


def commit_one_row(session: Session, *, line_id: int) -> None:
    session.add(FailedBooking(line_id=line_id, on_date=local_date(now())))


def tries(how: str, number: int, processes: int, times: int) -> Iterator[Try]:
    match how:
        case "book":
            one = booking_for(RACE)
            for referral_id in in_reading(partial(waiting_for, name=RACE))[number::processes]:
                yield one(referral_id=referral_id, request=f"r{referral_id}")
        case "same":
            one, first = booking_for(RACE), in_reading(partial(waiting_for, name=RACE))[0]
            for _ in range(times):
                yield one(referral_id=first, request="the same")
        case "spread":
            name = f"{RACE}-{number}"
            one = booking_for(name)
            for referral_id in in_reading(partial(waiting_for, name=name))[: times + 1]:
                yield one(referral_id=referral_id, request=f"r{referral_id}")
        case "bare":
            line_id = in_reading(lambda session: group_called(session, f"{RACE}-{number}").line_id)
            for _ in range(times + 1):
                yield partial(commit_one_row, line_id=line_id)
        case _:
            yield from _mixed(number, times)


def _mixed(number: int, times: int) -> Iterator[Try]:
    chance, one = random.Random(number), booking_for(RACE)
    for step in range(times):
        standing, holds, waiting = in_reading(_as_it_stands)
        request = f"{number}-{step}"
        what = chance.random()
        if what < 0.3 and standing:
            yield partial(give_up, booking_id=chance.choice(standing))
        elif what < 0.45:
            yield partial(hold, request=request)
        elif what < 0.55 and holds:
            yield partial(release, hold_id=chance.choice(holds))
        elif what < 0.6:
            yield promote
        else:
            yield one(referral_id=chance.choice(waiting), request=request)


def _as_it_stands(session: Session) -> tuple[list[int], list[int], list[int]]:
    standing = session.scalars(select(Booking.id).where(Booking.left_on.is_(None)))
    holds = session.scalars(select(Hold.id).where(Hold.released_at.is_(None)))
    return list(standing), list(holds), waiting_for(session, RACE)


def work(how: str, number: int, processes: int, times: int, all_up: Barrier) -> None:
    done = refused = 0
    worst = took = first = 0.0
    all_tries = tries(how, number, processes, times)
    if how in MEASURED:
        with stopwatch() as taken:
            in_writing(next(all_tries))
        first = taken[0].wall
        all_up.wait(ALL_AT_ONCE_WITHIN)
    for one in all_tries:
        with stopwatch() as taken:
            try:
                in_writing(one)
                done += 1
            except PlaceRefused:
                refused += 1
        worst, took = max(worst, taken[0].wall), took + taken[0].wall
    told = {"how": how, "done": done, "refused": refused, "worst_seconds": worst, "seconds": took}
    sys.stdout.write(json.dumps(told | {"first_seconds": first}) + "\n")
    sys.stdout.flush()


def work_in_turns(number: int, processes: int, times: int, rounds: int, all_up: Barrier) -> None:
    """The groups of a round follow those of the one before."""
    for first in range(0, rounds * processes, processes):
        for how in MEASURED:
            work(how, first + number, processes, times, all_up)


def main(how: str, processes: int, times: int, rounds: int = 1) -> int:
    """The number of processes that did not end well. They part from one that has the portal ready
    and no connection open."""
    started = []
    all_up = multiprocessing.Barrier(processes)
    with create_app().app_context():
        for number in range(processes):
            child = os.fork()
            if child == 0:
                if how == IN_TURNS:
                    work_in_turns(number, processes, times, rounds, all_up)
                else:
                    work(how, number, processes, times, all_up)
                return 0
            started.append(child)
        return sum(os.waitpid(child, 0)[1] != 0 for child in started)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
