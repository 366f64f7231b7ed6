"""An alert comes by the rule, goes once the variance is back inside, and does not flap between."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume, vary_volume
from commissioning.agreements.models import Agreement
from commissioning.agreements.signing import state_term
from commissioning.desk.alerting import AlertMoved, move_alerts
from commissioning.desk.models import AlertSide, VolumeAlert
from commissioning.lines.figures import DayCount, FigureChange, count
from commissioning.lines.models import Line
from commissioning.volumes.account import alert_spells
from commissioning.volumes.alerts import alert
from commissioning.volumes.delivered import delivered_by_month
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from commissioning.volumes.queries import volumes_by_id
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.models import Person
from tests.makers.agreements import make_lot
from tests.makers.days import NOW
from tests.makers.lines import make_bare_line

FIRST, LAST = dt.date(2026, 4, 1), dt.date(2027, 3, 31)

YEAR = (
    # month, delivered in it, by the first of the next: what moved
    (dt.date(2026, 4, 1), 12, ""),          # 12 of 10: 20 % over, one month alone
    (dt.date(2026, 5, 1), 12, "over came"),  # 24 of 20: two months past the tolerance
    (dt.date(2026, 6, 1), 10, ""),          # 34 of 30: 13 % over, still past it
    (dt.date(2026, 7, 1), 7, "over went"),  # 41 of 40: back inside
    (dt.date(2026, 8, 1), 10, ""),          # 51 of 50
    (dt.date(2026, 9, 1), 3, ""),           # 54 of 60: 10 % under is within the tolerance
    (dt.date(2026, 10, 1), 1, "under came"),  # 55 of 70: 21 % under, twice the tolerance at once
    (dt.date(2026, 11, 1), 12, ""),         # 67 of 80: 16 % under
    (dt.date(2026, 12, 1), 16, "under went"),  # 83 of 90: 8 % under
)  # fmt: skip
"""120 bought, ten a month."""


@pytest.fixture
def line(session: Session, importer: Person) -> Line:
    line = make_bare_line(session)
    commission_volume(
        session,
        make_lot(session, line),
        unit=VolumeUnit.START,
        quantity=120,
        profile=[1 / 12] * 12,
        starts_on=FIRST,
        ends_on=LAST,
        by=importer,
        at=NOW,
    )
    return line


def deliver(session: Session, line: Line, month: dt.date, started: int, *, day: int = 15) -> None:
    change = FigureChange(line.id, days={month.replace(day=day): DayCount(started=started)})
    count(session, [change], at=NOW)


def said_of(moved: list[AlertMoved]) -> str:
    return " ".join(f"{one.kind.value} {'went' if one.has_gone else 'came'}" for one in moved)


def after(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=32)).replace(day=1)


def test_a_year_in_which_alerts_came_and_went(
    session: Session, line: Line, importer: Person
) -> None:
    for month, started, moves in YEAR:
        deliver(session, line, month, started)
        today = after(month)
        moved = move_alerts(session, today=today, by=importer, at=NOW)
        assert said_of(moved) == moves, f"on {today}"
        assert move_alerts(session, today=today, by=importer, at=NOW) == []
    kept = session.scalars(select(VolumeAlert).order_by(VolumeAlert.id)).all()
    assert [(one.side.value, one.came_on, one.went_on) for one in kept] == [
        ("over", dt.date(2026, 6, 1), dt.date(2026, 8, 1)),
        ("under", dt.date(2026, 11, 1), dt.date(2027, 1, 1)),
    ]
    acts = session.scalars(select(AuditRow.act).order_by(AuditRow.id)).all()
    moves_kept = [one for one in acts if one in {Act.ALERT_COME.value, Act.ALERT_GO.value}]
    assert moves_kept == ["alert:come", "alert:go", "alert:come", "alert:go"]


def test_the_account_tells_the_same_months(session: Session, line: Line) -> None:
    for month, started, _ in YEAR:
        deliver(session, line, month, started)
    [key] = session.scalars(select(CommissionedVolume.id))
    on = dt.date(2026, 12, 31)
    months = delivered_by_month(session, [key], on=on)[key]
    volume = volumes_by_id(session, [key])[key]
    spells = alert_spells(volume, months, on)
    assert [(one.direction.value, one.came, one.went) for one in spells] == [
        ("over", dt.date(2026, 5, 31), dt.date(2026, 7, 31)),
        ("under", dt.date(2026, 10, 31), dt.date(2026, 12, 31)),
    ]


JUNE = (
    (dt.date(2026, 6, 11), 9, True, "over came"),  # 29 of 23.3: twice the tolerance at once
    (dt.date(2026, 6, 21), 1, False, ""),  # 30 of 26.7: 12.5 %, it would not come, and stays
    (dt.date(2026, 7, 1), 1, False, "over went"),  # 31 of 30
)
"""Started since the row before, whether the rule would raise it now, and what moved."""


@pytest.mark.parametrize(
    ("ends_on", "moves"), [(None, "running_out came"), (dt.date(2027, 1, 31), "")]
)
def test_that_it_runs_out_is_told_once_and_not_after_the_end(
    session: Session, line: Line, importer: Person, ends_on: dt.date | None, moves: str
) -> None:
    """11 a month are a tenth over, which is no alert; 110 of 120 are used up by 25.5 February."""
    [volume] = session.scalars(select(CommissionedVolume))
    agreement = session.get_one(Agreement, session.get_one(Lot, volume.lot_id).agreement_id)
    state_term(session, agreement, starts_on=FIRST, ends_on=ends_on, by=importer, at=NOW)
    month = FIRST
    for _ in range(9):  # to December: 57 days ahead
        deliver(session, line, month, 11)
        month = after(month)
        assert said_of(move_alerts(session, today=month, by=importer, at=NOW)) == ""
    deliver(session, line, month, 11)  # 26 days ahead, and weeks before the end
    assert said_of(move_alerts(session, today=after(month), by=importer, at=NOW)) == moves


def test_that_it_runs_out_stands_until_it_lasts_and_comes_again(
    session: Session, line: Line, importer: Person
) -> None:
    [volume] = session.scalars(select(CommissionedVolume))
    month = FIRST
    for started in (11,) * 10 + (4,):
        deliver(session, line, month, started)
        month = after(month)
        move_alerts(session, today=month, by=importer, at=NOW)
    assert volume.told_running_out_on == dt.date(2027, 2, 1), "18 March is as near"
    vary_volume(session, volume, from_date=month, quantity=240, by=importer, at=NOW)
    moved = move_alerts(session, today=dt.date(2027, 3, 2), by=importer, at=NOW)
    assert said_of(moved) == "running_out went"
    deliver(session, line, month, 30, day=1)  # 144 of 130
    moved = move_alerts(session, today=dt.date(2027, 3, 3), by=importer, at=NOW)
    assert said_of(moved) == "over came running_out came"
    assert move_alerts(session, today=dt.date(2027, 3, 4), by=importer, at=NOW) == []


def test_silence_brings_no_alert_and_takes_away_one_that_rests_on_it(
    session: Session, line: Line, importer: Person
) -> None:
    """As expected in April and May; nobody told of June, July and August."""
    for month in (FIRST, dt.date(2026, 5, 1)):
        deliver(session, line, month, 10)
    today = dt.date(2026, 9, 2)
    assert move_alerts(session, today=today, by=importer, at=NOW) == []
    [volume] = session.scalars(select(CommissionedVolume))
    came_on = dt.date(2026, 8, 1)
    session.add(VolumeAlert(volume_id=volume.id, side=AlertSide.UNDER, came_on=came_on))
    session.flush()
    assert said_of(move_alerts(session, today=today, by=importer, at=NOW)) == "under went"


def test_it_does_not_flap_within_a_month(session: Session, line: Line, importer: Person) -> None:
    for month in (dt.date(2026, 4, 1), dt.date(2026, 5, 1)):
        deliver(session, line, month, 10)
    [key] = session.scalars(select(CommissionedVolume.id))
    for today, started, would_come, moves in JUNE:
        deliver(session, line, dt.date(2026, 6, 1), started)
        on = today - dt.timedelta(days=1)
        months = delivered_by_month(session, [key], on=on)[key]
        assert (alert(volumes_by_id(session, [key])[key], months, on) is not None) is would_come
        moved = move_alerts(session, today=today, by=importer, at=NOW)
        assert said_of(moved) == moves, f"on {today}"


def test_a_month_of_a_volume_is_what_its_days_say(
    session: Session, line: Line, importer: Person
) -> None:
    """Bought for part of a month after delivery began: only the days within count."""
    deliver(session, line, FIRST, 4)
    late = commission_volume(
        session, make_lot(session, line), unit=VolumeUnit.START, quantity=5,
        starts_on=dt.date(2026, 4, 16), ends_on=dt.date(2026, 6, 30), by=importer, at=NOW,
    )  # fmt: skip
    assert delivered_by_month(session, [late.id], on=LAST) == {late.id: {}}
    count(
        session,
        [FigureChange(line.id, days={dt.date(2026, 4, 16): DayCount(started=2)})],
        at=NOW,
    )
    assert delivered_by_month(session, [late.id], on=LAST) == {late.id: {FIRST: 2.0}}
    assert delivered_by_month(session, [late.id], on=dt.date(2026, 3, 31)) == {late.id: {}}
    assert late.used == 2
