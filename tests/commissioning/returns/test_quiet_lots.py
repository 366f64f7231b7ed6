"""Of which lots of a month one word says that nothing happened: a table by hand, and the answer."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.lines.weekly_totals import WeekCount, keep_week
from commissioning.returns.answering import say_it_is_right, send
from commissioning.returns.deciding import accept
from commissioning.returns.delivered import both_by_month
from commissioning.returns.errors import FiguresUnfit, ReturnMoved
from commissioning.returns.figures import untold_lots
from commissioning.returns.models import (
    FigureBasis,
    MonthlyReturn,
    ReturnCounter,
    ReturnFigure,
    ReturnState,
)
from commissioning.returns.parts import ALWAYS, LotPart
from commissioning.returns.queries import figures_in_force, share_untyped
from commissioning.volumes.models import VolumeUnit
from directory.audit.models import AuditRow
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.returns import FEBRUARY, Supplied, happened_in_february, supplied

REFERRED, ACCEPTED = ReturnCounter.REFERRED, ReturnCounter.ACCEPTED
STARTED, COMPLETED = ReturnCounter.STARTED, ReturnCounter.COMPLETED
HOURS = ReturnCounter.HOURS
MUST = (REFERRED, STARTED, COMPLETED)
NONE: tuple[ReturnCounter, ...] = ()


@pytest.mark.parametrize(
    ("recorded", "partly", "said", "stands"),
    [
        (NONE, NONE, NONE, "quiet"),
        (MUST, NONE, NONE, "told"),
        ((*MUST, ACCEPTED), NONE, NONE, "told"),
        (NONE, NONE, MUST, "told"),  # typed, or “nothing happened” of it before
        ((REFERRED, STARTED), NONE, (COMPLETED,), "told"),
        (NONE, (STARTED,), NONE, "begun"),  # a week of the month is told
        ((REFERRED, STARTED), NONE, NONE, "begun"),  # weekly totals never tell who completed
        (NONE, NONE, (STARTED,), "begun"),  # one figure was typed and kept
        ((ACCEPTED,), NONE, NONE, "begun"),
    ],
)
def test_what_is_quiet_and_what_is_begun(
    recorded: tuple[ReturnCounter, ...],
    partly: tuple[ReturnCounter, ...],
    said: tuple[ReturnCounter, ...],
    stands: str,
) -> None:
    lot = LotPart(7, "seven", "Mentoring", 70, ALWAYS)
    of = [{(7, counter) for counter in each} for each in (recorded, said, partly)]
    found = untold_lots([lot], of[0], of[1], partly=of[2])
    assert found.quiet == ((lot,) if stands == "quiet" else ())
    assert found.begun == ((lot,) if stands == "begun" else ())


def test_hours_are_asked_for_where_they_are_bought() -> None:
    lot = LotPart(7, "seven", "Unpaid work", 70, (*ALWAYS, HOURS))
    assert untold_lots([lot], {(7, counter) for counter in MUST}).begun == (lot,)


def test_of_two_lots_of_one_line_the_second_is_never_quiet() -> None:
    """All that is recorded of the line stands under the first."""
    first = LotPart(7, "seven", "Mentoring", 70, ALWAYS)
    second = LotPart(8, "eight", "Mentoring", None, ALWAYS, shares_line=True)
    alone = LotPart(9, "nine", "Kent", None, ALWAYS)
    found = untold_lots([first, second, alone], {(7, counter) for counter in MUST})
    assert (found.quiet, found.begun) == ((alone,), (second,))


@pytest.fixture
def world(session: Session) -> Supplied:
    """The prime's: mentors, of whom it is recorded, and two lines of which nothing is."""
    found = supplied(session)
    happened_in_february(session, found.lines[0])
    for title in ("Work club", "Debt advice"):
        found.deliver(title, found.prime)
    return found


def answer(world: Supplied, one: MonthlyReturn, *named: int, seen: int = 1) -> None:
    say_it_is_right(
        world.session, one, seen=seen, by=world.person("Olive"), at=NOW,
        nothing_on=[str(world.lots[place].public_id) for place in named],
    )  # fmt: skip


def kept(session: Session) -> tuple[int, int]:
    rows = len(session.scalars(select(AuditRow.id)).all())
    return rows, len(session.scalars(select(ReturnFigure.id)).all())


def test_one_answer_tells_what_is_recorded_and_where_nothing_happened(world: Supplied) -> None:
    """Of three lots and twelve figures nobody types one; 0 of the quiet ones counts as used."""
    session, one = world.session, world.ask(world.prime)
    answer(world, one, 2, 3)
    figures = figures_in_force(session, [one.id])[one.id]
    told = [
        [figures[lot.id, counter] for counter in ALWAYS]
        for lot in world.lots
        if lot.id != world.lots[1].id
    ]
    assert [[row.value for row in lot] for lot in told] == [[3, 2, 2, 0], [0] * 4, [0] * 4]
    assert [{row.basis for row in lot} for lot in told] == [
        {FigureBasis.CASES}, {FigureBasis.NOTHING_HAPPENED}, {FigureBasis.NOTHING_HAPPENED},
    ]  # fmt: skip
    assert share_untyped(figures.values()) == 1.0
    send(session, one, seen=one.version, by=world.person("Olive"), at=NOW)
    accept(session, one, seen=one.version, by=world.person("Carla"), at=NOW)
    bought = commission_volume(
        session, world.lots[2], unit=VolumeUnit.START, quantity=10, starts_on=dt.date(2026, 4, 1),
        ends_on=dt.date(2027, 3, 31), by=actor(session), at=NOW,
    )  # fmt: skip
    february = both_by_month(session, [bought.id], on=TODAY)[bought.id][FEBRUARY]
    assert (february.recorded, february.counts) == (None, 0)


def test_a_quiet_lot_that_was_not_named_is_asked_for(world: Supplied) -> None:
    one = world.ask(world.prime)
    before = kept(world.session)
    with pytest.raises(FiguresUnfit, match=r"Debt advice.*0 where nobody did"):
        answer(world, one, 2)
    assert kept(world.session) == before


def test_what_was_recorded_since_the_page_was_shown_refuses_the_whole(world: Supplied) -> None:
    session, one = world.session, world.ask(world.prime)
    week = WeekCount(received=1, started=1, completed=0)
    keep_week(session, world.lines[3], FEBRUARY, week, by=actor(session), at=NOW)
    before = kept(session)
    with pytest.raises(FiguresUnfit, match=r"Debt advice.*since you opened this page"):
        answer(world, one, 2, 3)
    assert kept(session) == before
    assert one.state is ReturnState.NOT_STARTED


def test_a_lot_that_is_not_ones_own_is_refused(world: Supplied) -> None:
    """The subcontractor's stands under the same agreement."""
    one = world.ask(world.prime)
    before = kept(world.session)
    with pytest.raises(FiguresUnfit, match="no longer part of this return"):
        answer(world, one, 1, 2, 3)
    assert kept(world.session) == before


def test_who_clicks_twice_is_told_and_changes_nothing(world: Supplied) -> None:
    one = world.ask(world.prime)
    answer(world, one, 2, 3)
    before = kept(world.session)
    with pytest.raises(ReturnMoved, match="Olive did something"):
        answer(world, one, 2, 3)
    assert kept(world.session) == before
