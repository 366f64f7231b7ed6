"""Transfers, pauses and early termination, worked by hand: one person once in every figure."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import pytest
from sqlalchemy.orm import Session

from commissioning.lines.figures import COUNTED
from commissioning.lines.models import Line, LineDay, LineFigures
from commissioning.referrals.errors import EventRefused
from commissioning.referrals.kinds import Basis, EventKind, ReferralStatus
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import correct_event, receive_referral, record_event
from commissioning.referrals.waits import waits_of_line
from commissioning.waiting.clock import Outcome
from directory.people.models import Person
from tests.makers.days import NOW
from tests.makers.lines import make_bare_line
from tests.makers.referrals import events_of

DAY_0 = dt.date(2027, 1, 4)


def after(days: int) -> dt.date:
    return DAY_0 + dt.timedelta(days)


class Scene(NamedTuple):
    """Two queues, and one person received by the first on day 3 after the sentence."""

    session: Session
    by: Person
    first: Line
    second: Line
    person: Referral

    def tell(
        self,
        kind: EventKind,
        on: int,
        *,
        reason: str | None = None,
        to_line: Line | None = None,
    ) -> None:
        record_event(
            self.session,
            self.person,
            kind=kind,
            on_date=after(on),
            reason=reason,
            to_line=to_line,
            by=self.by,
            at=NOW,
        )

    def people(self) -> list[tuple[int, int]]:
        """Waiting and in progress, of the first and the second line."""
        lines = (self.first, self.second)
        figures = [self.session.get_one(LineFigures, line.id) for line in lines]
        return [(figure.waiting, figure.in_progress) for figure in figures]

    def counted(self, line: Line) -> dict[int, str]:
        """What the days of a line gained, by days after the sentence."""
        days = self.session.query(LineDay).where(LineDay.line_id == line.id).order_by(LineDay.day)
        return {
            (day.day - DAY_0).days: " ".join(name for name in COUNTED if getattr(day, name))
            for day in days
            if any(getattr(day, name) for name in COUNTED)
        }

    def waited(self, census: int) -> list[list[tuple[int, int, Outcome]]]:
        """Days, adjusted days and outcome, of whoever each line had at the census."""
        return [
            [
                (wait.days, wait.adjusted_days, wait.outcome)
                for wait in waits_of_line(self.session, line.id, census=after(census)).values()
            ]
            for line in (self.first, self.second)
        ]


@pytest.fixture
def scene(session: Session, importer: Person) -> Scene:
    first, second = make_bare_line(session), make_bare_line(session)
    person = receive_referral(
        session,
        first,
        reference="MOVED-1",
        basis=Basis.COMMUNITY_ORDER,
        sentenced_on=DAY_0,
        received_on=after(3),
        by=importer,
        at=NOW,
    )
    return Scene(session, importer, first, second, person)


def test_a_transfer_moves_the_person_and_keeps_day_0(scene: Scene) -> None:
    scene.tell(EventKind.TRANSFERRED, 20, reason="moved_home", to_line=scene.second)
    assert scene.people() == [(0, 0), (1, 0)]
    assert scene.person.line_id == scene.second.id
    scene.tell(EventKind.STARTED, 33)
    assert scene.people() == [(0, 0), (0, 1)]
    assert (scene.counted(scene.first), scene.counted(scene.second)) == (
        {3: "referred"},
        {33: "started"},
    )


@pytest.mark.parametrize(
    ("census", "first", "second"),
    [
        (19, [(19, 19, Outcome.WAITING)], []),  # before the transfer: the first line's
        (20, [], [(20, 20, Outcome.WAITING)]),  # on its day: the second line's, from day 0
        (32, [], [(32, 32, Outcome.WAITING)]),
        (33, [], [(33, 33, Outcome.STARTED)]),
    ],
)
def test_whoever_is_moved_is_counted_once_at_every_census(
    scene: Scene, census: int, first: list[object], second: list[object]
) -> None:
    scene.tell(EventKind.TRANSFERRED, 20, to_line=scene.second)
    scene.tell(EventKind.STARTED, 33)
    assert scene.waited(census) == [first, second]


def test_there_and_back_again(scene: Scene) -> None:
    scene.tell(EventKind.TRANSFERRED, 10, to_line=scene.second)
    scene.tell(EventKind.TRANSFERRED, 20, to_line=scene.first)
    assert scene.people() == [(1, 0), (0, 0)]
    assert scene.waited(15) == [[], [(15, 15, Outcome.WAITING)]]
    assert scene.waited(25) == [[(25, 25, Outcome.WAITING)], []]


def test_a_transfer_that_never_was_puts_the_person_back(scene: Scene) -> None:
    scene.tell(EventKind.TRANSFERRED, 20, to_line=scene.second)
    moved = events_of(scene.session, scene.person.id)[-1]
    correct_event(scene.session, moved, replacement_kind=None, by=scene.by, at=NOW)
    assert scene.people() == [(1, 0), (0, 0)]
    assert (scene.person.line_id, scene.person.first_line_id) == (scene.first.id, None)


def test_a_transfer_leads_to_another_line(scene: Scene) -> None:
    with pytest.raises(EventRefused, match="on that line already"):
        scene.tell(EventKind.TRANSFERRED, 20, to_line=scene.first)
    with pytest.raises(EventRefused, match="only a transfer"):
        scene.tell(EventKind.BREACHED, 20, to_line=scene.second)
    assert scene.people() == [(1, 0), (0, 0)]


def test_passed_to_another_manager_stays_on_the_line(scene: Scene) -> None:
    scene.tell(EventKind.TRANSFERRED, 20, reason="changed_manager")
    scene.tell(EventKind.BREACHED, 21)
    assert scene.people() == [(1, 0), (0, 0)]


@pytest.mark.parametrize(
    ("reason", "resumed", "census", "adjusted"),
    [
        ("custody", 16, 30, 24),  # away from day 10 to day 15: six days of thirty
        ("illness", 16, 30, 24),
        ("custody", None, 30, 10),  # an open pause runs to the census
        ("custody", 16, 12, 10),  # what comes after the census is not counted
        ("provider", 16, 30, 30),  # their own reasons never adjust a wait
        ("custody", 10, 30, 30),  # half-open: none
    ],
)
def test_the_adjusted_wait_stands_beside_the_wait(
    scene: Scene, reason: str, resumed: int | None, census: int, adjusted: int
) -> None:
    scene.tell(EventKind.PAUSED, 10, reason=reason)
    if resumed is not None:
        scene.tell(EventKind.RESUMED, resumed)
    assert scene.waited(census) == [[(census, adjusted, Outcome.WAITING)], []]


def test_whoever_is_on_licence_waits_from_the_referral(scene: Scene) -> None:
    scene.person.basis = Basis.LICENCE  # sentenced years ago, that day is none of this wait
    scene.session.flush()
    assert scene.waited(30) == [[(27, 27, Outcome.WAITING)], []]


@pytest.mark.parametrize(
    ("started", "counted", "ended", "left"),
    [
        (None, {3: "referred", 30: "left"}, None, 30),
        (12, {3: "referred", 12: "started", 30: "terminated"}, 30, None),
    ],
)
def test_an_order_terminated_early_is_neither_completed_nor_dropped(
    scene: Scene,
    started: int | None,
    counted: dict[int, str],
    ended: int | None,
    left: int | None,
) -> None:
    if started is not None:
        scene.tell(EventKind.STARTED, started)
    scene.tell(EventKind.TERMINATED, 30)
    person = scene.person
    assert person.status is ReferralStatus.TERMINATED
    assert (person.ended_on, person.left_on) == (
        None if ended is None else after(ended),
        None if left is None else after(left),
    )
    assert scene.counted(scene.first) == counted
    assert scene.people() == [(0, 0), (0, 0)]
