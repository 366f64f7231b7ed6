"""One wait through breach, custody, transfer and a late start, worked by hand.

| day | what happened |
|---|---|
| 0 | sentenced |
| 3 | received by the first line |
| 10 | breached: the order goes on |
| 20 to 34 | in custody, 14 days |
| 40 | transferred to the second line, by its officer |
| 90 | accepted there, which ends no wait |
| 100 | started there |
"""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineDay, LineFigures
from commissioning.referrals.folding import Happened
from commissioning.referrals.kinds import Basis, EventKind, Party
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import receive_referral
from commissioning.referrals.saying import say, transfer
from commissioning.referrals.waits import waits_of_line
from commissioning.waiting.clock import Outcome
from tests.makers.days import NOW, day
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area

DAY_0 = -120
"""From today."""

CENSUSES = [
    # day, on which line, days, without custody, how it stands
    (15, "first", 15, 15, Outcome.WAITING),  # breach ends nothing
    (30, "first", 30, 20, Outcome.WAITING),  # ten days in custody so far
    (36, "first", 36, 22, Outcome.WAITING),  # out again
    (60, "second", 60, 46, Outcome.WAITING),  # day 0 went with the person
    (110, "second", 100, 86, Outcome.STARTED),  # the wait ended on day 100
]


def on(number: int) -> dt.date:
    return day(DAY_0 + number)


def tell(session: Session, person: Referral, kind: EventKind, number: int, why: str = "") -> None:
    officer = kind in {EventKind.BREACHED, EventKind.PAUSED, EventKind.RESUMED}
    party = Party.OFFICER if officer else Party.PROVIDER
    happened = Happened(kind, on(number), reason=why or None)
    say(session, person, happened, party=party, by=actor(session), at=NOW)


def walked(session: Session) -> tuple[Line, Line]:
    area = make_area(session)
    first, second = (make_line(session, areas=[area]) for _ in range(2))
    by = actor(session)
    person = receive_referral(
        session, first, reference="ONE-1", basis=Basis.COMMUNITY_ORDER, sentenced_on=on(0),
        received_on=on(3), home=area, by=by, at=NOW,
    )  # fmt: skip
    once_in_all(session)
    tell(session, person, EventKind.BREACHED, 10)
    tell(session, person, EventKind.PAUSED, 20, "custody")
    tell(session, person, EventKind.RESUMED, 34)
    once_in_all(session)
    transfer(session, person, second, on_date=on(40), reason="moved_home", by=by, at=NOW)
    once_in_all(session)
    tell(session, person, EventKind.ACCEPTED, 90)
    tell(session, person, EventKind.STARTED, 100)
    once_in_all(session)
    return first, second


def once_in_all(session: Session) -> None:
    """On one list, and received once, whichever of the lines is asked."""
    lists = select(func.sum(LineFigures.waiting + LineFigures.in_progress))
    assert session.scalar(lists) == 1
    assert session.scalar(select(func.sum(LineDay.referred))) == 1


@pytest.mark.parametrize(("census", "where", "days", "adjusted", "outcome"), CENSUSES)
def test_one_wait_at_five_censuses(
    session: Session, census: int, where: str, days: int, adjusted: int, outcome: Outcome
) -> None:
    lines = dict(zip(("first", "second"), walked(session), strict=True))
    waits = {
        name: list(waits_of_line(session, line.id, census=on(census)).values())
        for name, line in lines.items()
    }
    [wait] = waits.pop(where)
    assert waits.popitem()[1] == []
    assert (wait.days, wait.adjusted_days, wait.outcome) == (days, adjusted, outcome)


def test_received_and_started_are_counted_once_each_on_the_line_of_that_day(
    session: Session,
) -> None:
    first, second = walked(session)
    counted = {
        line.id: session.execute(
            select(
                func.sum(LineDay.referred), func.sum(LineDay.started), func.sum(LineDay.left)
            ).where(LineDay.line_id == line.id)
        ).one()
        for line in (first, second)
    }
    assert tuple(counted[first.id]) == (1, 0, 0)
    assert tuple(value or 0 for value in counted[second.id]) == (0, 1, 0)
