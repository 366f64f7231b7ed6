"""Places booked through the verb, proof written, beside bare commits of the same database.

Eight processes at once, each on a line of its own, as offices of different areas are: nobody waits
for another's group. The bare commit writes one row through the same door. Both take turns, several
times, and the middle share counts. Alone: `python -m tests.bench.booking`.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineArea
from directory.delivery import DeliveryKind
from directory.places.models import LocalDeliveryUnit
from portal.running.transactions import in_writing
from tests.bench import table
from tests.bench.databases import postgresql_here
from tests.bench.measuring import Measured
from tests.databases import KINDS
from tests.makers.bookings import publish_soon, wait_now
from tests.makers.lines import make_line, make_terms
from tests.soak.booking import IN_TURNS, MEASURED, RACE, now
from tests.soak.databases import copied, opened
from tests.soak.processes import Portal

GOAL_SHARE: Final = 0.4
GOAL_WORST: Final = 1.0


@dataclass(frozen=True, slots=True)
class Round:
    """Commits and places a second, and the longest wait for a place."""

    bare: float
    booked: float
    worst: float

    @property
    def share(self) -> float:
        return self.booked / self.bare


def booking_rates(
    *, processes: int, each: int, rounds: int, kinds: Sequence[str] = KINDS
) -> Iterator[Measured]:
    size = f"{processes} processes, {each} each, {rounds} times"
    for kind in kinds:
        with postgresql_here():
            done = _rounds(kind, processes, each, rounds)
        yield from _measured(kind, done, size)


def _rounds(kind: str, processes: int, each: int, rounds: int) -> list[Round]:
    """By the same processes on one database: what a run costs is otherwise their starting."""
    with tempfile.TemporaryDirectory() as folder, copied(kind, Path(folder)) as url:
        portal = Portal(url, Path(folder))
        with opened(url, portal.folder):
            in_writing(lambda session: _lines(session, number=processes * rounds, each=each + 1))
        bare, booked = _run(portal, processes, each, rounds)
    return [
        Round(_a_second(rows), _a_second(places), max(one["worst_seconds"] for one in places))
        for rows, places in zip(bare, booked, strict=True)
    ]


def _lines(session: Session, *, number: int, each: int) -> None:
    """A line, a group and people who wait, for each process in each round: no queue is shorter than
    another."""
    known = session.scalars(select(Line).where(Line.external_id == "queue-01")).one()
    areas = [_area_of(session, known)]
    for one in range(number):
        line = make_line(
            session, areas=areas, kind=DeliveryKind.CLOSED_GROUP, terms=make_terms(), at=now()
        )
        publish_soon(session, line, external_id=f"{RACE}-{one}", places=each, at=now())
        for person in range(each):
            wait_now(session, line, reference=f"R{one}-{person}", days=each - person, at=now())


def _area_of(session: Session, line: Line) -> LocalDeliveryUnit:
    asked = select(LocalDeliveryUnit).join(
        LineArea, LineArea.local_delivery_unit_id == LocalDeliveryUnit.id
    )
    return session.scalars(asked.where(LineArea.line_id == line.id)).one()


Half = list[dict[str, Any]]
"""What each process said of its half of a round."""


def _run(portal: Portal, processes: int, each: int, rounds: int) -> tuple[list[Half], ...]:
    """Of each round, in order: of bare commits, and of places. All wait for all between halves, so
    that the first to speak of a half speak of the same one."""
    started = portal.start("tests.soak.booking", IN_TURNS, str(processes), str(each), str(rounds))
    assert started.ended() == 0, started.said
    told = [json.loads(line) for line in started.said.splitlines() if '"done"' in line]
    assert [one["done"] for one in told] == [each] * processes * rounds * 2, started.said
    return tuple(_halves([one for one in told if one["how"] == how], processes) for how in MEASURED)


def _halves(told: Half, processes: int) -> list[Half]:
    return [told[first : first + processes] for first in range(0, len(told), processes)]


def _measured(kind: str, done: Sequence[Round], size: str) -> Iterator[Measured]:
    """The round of the middle share, and the worst wait of all."""
    middle = sorted(done, key=lambda one: one.share)[len(done) // 2]
    worst = max(one.worst for one in done)
    yield Measured(
        f"Places booked, beside bare commits ({kind})",
        size,
        f"{middle.booked:,.0f} a second",
        f"{middle.bare:,.0f} a second",
        middle.share,
        goal=f"≥ {GOAL_SHARE:.0%} of them",
        is_met=middle.share >= GOAL_SHARE,
    )
    yield Measured(
        f"Longest wait for a place among others who book ({kind})",
        size,
        "",
        wall=f"{worst:.2f} s",
        goal=f"≤ {GOAL_WORST:.0f} s",
        is_met=worst <= GOAL_WORST,
    )


def _a_second(said: list[dict[str, Any]]) -> float:
    return float(sum(one["done"] for one in said) / max(one["seconds"] for one in said))


if __name__ == "__main__":
    print(table.plain(list(booking_rates(processes=8, each=16, rounds=3))))
    sys.exit(0)
