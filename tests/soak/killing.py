"""One run of a command that is killed at a statement, run again, and what is left after each."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.dates.models import LineForecast
from commissioning.dates.working_out import due_lines
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import state_capacity
from commissioning.lines.models import LineFigures
from directory.clock import local_date
from portal.dates.passes import Answering
from portal.running.transactions import in_reading, in_writing
from portal.worker import utc_now
from tests.makers.people import actor
from tests.soak.processes import Portal, Watched
from tests.soak.records import lines_of, write_capacity, write_referrals
from tests.soak.recounting import (
    broken_pages,
    imports_recorded,
    referrals_without_events,
    wrong_figures,
)
from tests.soak.serving import counts_seen_by
from tests.soak.statements import Statement, aim

REFERRALS, CAPACITY, WORKER = "import referrals", "import capacity", "worker"
ROWS = {REFERRALS: 120, CAPACITY: 24}
"""Few enough that the dates of all lines, worked out twice a run, take a second or two."""

Counts = Mapping[str, Any]


class Row(NamedTuple):
    """One line of the table that the test prints."""

    run: int
    seed: int
    victim: str
    statement: int
    of: int
    in_write: bool
    outcome: str


@dataclass(slots=True)
class Ground:
    """The database under test, and how many statements each victim begins when left alone."""

    portal: Portal
    whole: dict[str, Sequence[Statement]] = field(default_factory=dict)
    imported: list[str] = field(default_factory=list)

    def rehearse(self, victims: Sequence[str]) -> None:
        """After what a worker does once a day, which no run finds to do again."""
        self.portal.command("worker", "--once")
        for number, victim in enumerate(dict.fromkeys(victims)):
            done = self.portal.watched(*self.arguments(victim, seed=-1 - number))
            assert done.returncode == 0, done.output
            self.whole[victim] = done.statements
            self.answer_everything()

    def arguments(self, victim: str, *, seed: int) -> tuple[str, ...]:
        """The command line, its file written or its work laid out before."""
        if victim == WORKER:
            in_writing(lambda session: say_something_of_each_line(session, seed))
            return ("worker", "--once")
        path = self.portal.folder / f"{victim.replace(' ', '-')}-{seed}.csv"
        write = write_referrals if victim == REFERRALS else write_capacity
        write(path, seed=seed, rows=ROWS[victim])
        self.imported.append(hashlib.sha256(path.read_bytes()).hexdigest())
        return ("import", victim.split()[1], str(path))

    def kill(self, victim: str, *, seed: int, at: int | None) -> tuple[Watched, tuple[str, ...]]:
        arguments = self.arguments(victim, seed=seed)
        kill_at = aim(self.whole[victim], seed=seed) if at is None else at
        return self.portal.watched(*arguments, kill_at=kill_at), arguments

    def counts(self) -> Counts:
        return in_reading(counts_seen_by)

    def answer_everything(self) -> None:
        """In this process: a command of its own would spend most of its time on starting."""
        Answering(utc_now).until_nothing_is_due()


def say_something_of_each_line(session: Session, seed: int) -> None:
    """A fact that moves the date of every line, so that the worker has all of them to answer."""
    at = dt.datetime.now(dt.UTC)
    for number, line in enumerate(lines_of(session)):
        state_capacity(
            session,
            line,
            measure=CapacityMeasure.PLACES,
            from_date=local_date(at),
            value=1 + (seed + number) % 11,
            stated_by="The provider",
            stated_on=local_date(at),
            by=actor(session),
            at=at,
        )


def refuse_damage() -> None:
    """What must hold after every kill, whoever died and wherever."""
    faults: list[Any] = in_reading(
        lambda session: [
            *wrong_figures(session),
            *broken_pages(session),
            *["a referral without events"] * referrals_without_events(session),
            *half_kept_answers(session),
        ]
    )
    assert faults == []


def half_kept_answers(session: Session) -> list[str]:
    """Lines that speak by an answer that is not theirs, or say they are answered and are not."""
    wrong = []
    for figures in session.scalars(select(LineFigures)):
        for key in (figures.standard_forecast_id, figures.priority_forecast_id):
            answer = session.get(LineForecast, key) if key else None
            if key and (answer is None or answer.line_id != figures.line_id):
                wrong.append(f"line {figures.line_id} speaks by the answer {key} of another")
            if answer and answer.facts_version > figures.answered_version:
                wrong.append(f"line {figures.line_id} speaks by an answer it does not know of")
    return wrong


def refuse_loss(ground: Ground) -> None:
    """What must hold once the same command has run to its end and the worker after it."""
    assert in_reading(imports_recorded) == ground.imported
    today = local_date(dt.datetime.now(dt.UTC))
    assert in_reading(lambda session: due_lines(session, as_of=today, limit=100)) == []
    assert in_reading(answers_told_twice) == []


def answers_told_twice(session: Session) -> list[tuple[int, str, int]]:
    """Rows of history are added only when the facts have changed: one for each version."""
    rows = session.execute(
        select(
            LineForecast.line_id,
            LineForecast.priority,
            LineForecast.facts_version,
        )
        .group_by(LineForecast.line_id, LineForecast.priority, LineForecast.facts_version)
        .having(func.count() > 1)
    )
    return [(line_id, str(priority), version) for line_id, priority, version in rows]


def one_run(
    ground: Ground,
    victim: str,
    *,
    run: int,
    seed: int,
    at: int | None = None,
    between: Callable[[], None] = lambda: None,
) -> Row:
    """Kill, look, run again, look: nothing lost and nothing half-visible.

    The seed says at which statement, unless `at` does as `watched` understands it;
    `between` may kill others.
    """
    before = ground.counts()
    died, arguments = ground.kill(victim, seed=seed, at=at)
    assert died.was_killed, (victim, seed, died.returncode, died.output)
    refuse_damage()
    left = ground.counts()
    between()
    ground.portal.command(*arguments)
    if victim != WORKER:
        ground.answer_everything()
    after = ground.counts()
    refuse_damage()
    refuse_loss(ground)
    outcome = all_or_nothing(victim, before, left, after)
    last = died.statements[-1]
    of = len(ground.whole.get(victim, ()))
    return Row(run, seed, victim, last.number, of, last.is_in_write, outcome)


def all_or_nothing(victim: str, before: Counts, left: Counts, after: Counts) -> str:
    if victim == WORKER:
        # Its work was laid out before it started, and it changes none of the counts.
        assert left == after
        return "answered again"
    assert left in (before, after), (before, left, after)
    gained = "referrals" if victim == REFERRALS else "statements"
    assert after[gained] - before[gained] == ROWS[victim]
    assert after["imports"] - before["imports"] == 1
    return "none of it, then all" if left == before else "all of it, then the same"


def table(rows: Sequence[Row]) -> str:
    lines = [" run  seed  victim            statement  in write?  before the second run"]
    lines += [
        f"{row.run:>4} {row.seed:>5}  {row.victim:<17}{row.statement:>5} of {row.of:<5}"
        f"{'yes' if row.in_write else 'no':>7}     {row.outcome}"
        for row in rows
    ]
    inside = sum(row.in_write for row in rows)
    return "\n".join([*lines, f"{inside} of {len(rows)} died inside a write transaction"])


def victims_of(runs: int) -> list[str]:
    return [(REFERRALS, WORKER, CAPACITY)[run % 3] for run in range(runs)]
