"""After any verbs in any order the kept figures equal a recount from the events."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.errors import CommissioningError
from commissioning.lines.figures import COUNTED, DayCount
from commissioning.lines.models import Line, LineDay, LineFigures
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.recording import correct_event, receive_referral, record_event
from commissioning.referrals.recounting import Recount, recount
from commissioning.referrals.waits import waits_of_line
from commissioning.volumes.delivered import delivered_by_month
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from commissioning.waiting.lists import incomplete
from directory.people.models import Person
from tests.makers.agreements import make_lot
from tests.makers.days import NOW
from tests.makers.lines import make_bare_line
from tests.thoroughness import examples

FIRST = dt.date(2027, 1, 24)
"""So that what happens falls into two months."""
REASONS = {EventKind.PAUSED: "custody", EventKind.TRANSFERRED: "moved_home"}
LIKELY = [
    EventKind.STARTED, EventKind.ATTENDED, EventKind.COMPLETED, EventKind.WITHDRAWN,
    EventKind.TRANSFERRED, EventKind.TRANSFERRED,
]  # fmt: skip


def line_with_volumes(session: Session, by: Person) -> Line:
    line = make_bare_line(session)
    lot = make_lot(session, line)
    for unit in VolumeUnit:
        commission_volume(
            session,
            lot,
            unit=unit,
            quantity=10,
            starts_on=FIRST,
            ends_on=FIRST + dt.timedelta(days=9),
            by=by,
            at=NOW,
        )
    return line


def kept(session: Session, line: Line) -> Recount:
    figures = session.get_one(LineFigures, line.id)
    days = {
        row.day: DayCount._make(getattr(row, name) for name in COUNTED)
        for row in session.scalars(select(LineDay).where(LineDay.line_id == line.id))
    }
    volumes = session.scalars(
        select(CommissionedVolume).join(Lot).where(Lot.line_id == line.id)
    ).all()
    delivered = delivered_by_month(session, [volume.id for volume in volumes], on=NOW.date())
    assert {one.id: one.used for one in volumes} == {
        key: pytest.approx(sum(months.values())) for key, months in delivered.items()
    }
    return Recount(
        figures.waiting,
        figures.waiting_priority,
        figures.in_progress,
        {day: counted for day, counted in days.items() if any(counted)},
        delivered,
    )


def since(session: Session, line: Line) -> tuple[dt.date | None, dt.date | None]:
    """Longest and half, of waits as the lists reckon them, each person asked anew."""
    waits = waits_of_line(session, line.id, census=NOW.date()).values()
    waiting = incomplete(list(waits))
    days = (waiting.longest_days, waiting.median_days)
    longest, half = (None if one is None else NOW.date() - dt.timedelta(days=one) for one in days)
    return longest, half


def kept_since(session: Session, line: Line) -> tuple[dt.date | None, dt.date | None]:
    figures = session.get_one(LineFigures, line.id)
    return figures.longest_waiting_since, figures.half_waiting_since


def act(session: Session, rng: random.Random, line: Line, other: Line, by: Person) -> bool:
    """One verb with random facts; False where it was refused. `other` is where transfers lead."""
    ours = Referral.line_id.in_([line.id, other.id])
    referrals = session.scalars(select(Referral).where(ours).order_by(Referral.id)).all()
    day = FIRST + dt.timedelta(days=rng.randrange(14))
    kind = rng.choice([*EventKind, *LIKELY * 4])
    amount = rng.choice([None, 3.5, 7.25]) if kind is EventKind.ATTENDED else None
    reason = REASONS.get(kind)
    to_line = rng.choice([None, line, other])
    try:
        if not referrals or rng.random() < 0.2:
            receive_referral(
                session,
                line,
                reference=f"R-{line.id}-{len(referrals)}",
                basis=rng.choice([Basis.LICENCE, Basis.COMMUNITY_ORDER]),
                received_on=FIRST + dt.timedelta(days=rng.randrange(5)),
                sentenced_on=FIRST - dt.timedelta(days=rng.randrange(5)),
                is_priority=rng.random() < 0.4,
                by=by,
                at=NOW,
            )
        elif rng.random() < 0.75:
            referral = rng.choice(referrals)
            record_event(
                session,
                referral,
                kind=kind,
                on_date=day,
                amount=amount,
                reason=reason,
                to_line=to_line if kind is EventKind.TRANSFERRED else None,
                by=by,
                at=NOW,
            )
        else:
            events = session.scalars(
                select(ReferralEvent)
                .where(ReferralEvent.referral_id == rng.choice(referrals).id)
                .order_by(ReferralEvent.id)
            ).all()
            event = rng.choice(events)
            put = rng.choice([None, kind, event.kind])
            correct_event(
                session,
                event,
                replacement_kind=put if put is not EventKind.CORRECTED else None,
                on_date=day,
                amount=amount if put is EventKind.ATTENDED else None,
                reason=REASONS.get(put) if put is not None else None,
                to_line=to_line if put is EventKind.TRANSFERRED else None,
                by=by,
                at=NOW,
            )
    except CommissioningError:
        return False
    return True


@pytest.mark.parametrize("seed", [3, 5, 7])
def test_figures_equal_a_recount(session: Session, importer: Person, seed: int) -> None:
    rng = random.Random(seed)
    line, other = (line_with_volumes(session, importer) for _ in range(2))
    done = [act(session, rng, line, other, importer) for _ in range(100)]
    assert sum(done) > 30
    counted = [recount(session, one.id) for one in (line, other)]
    assert [kept(session, one) for one in (line, other)] == counted
    assert [kept_since(session, one) for one in (line, other)] == [
        since(session, one) for one in (line, other)
    ]
    assert sum(one.in_progress + one.waiting for one in counted) > 0
    assert all(one.days for one in counted)


@pytest.mark.sqlite
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(
    max_examples=examples(50),
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rng=st.randoms(use_true_random=False), steps=st.integers(1, 25))
def test_figures_equal_a_recount_whatever_happens(
    session: Session, importer: Person, rng: random.Random, steps: int
) -> None:
    line, other = (line_with_volumes(session, importer) for _ in range(2))
    for _ in range(steps):
        act(session, rng, line, other, importer)
    for one in (line, other):
        assert kept(session, one) == recount(session, one.id)
        assert kept_since(session, one) == since(session, one)


@pytest.mark.soak
@pytest.mark.sqlite
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_hundred_thousand_random_events_leave_every_figure_equal(
    session: Session, importer: Person
) -> None:
    rng, recorded, pairs = random.Random(12), 0, 0
    while recorded < 100_000:
        line, other = (line_with_volumes(session, importer) for _ in range(2))
        recorded += sum(act(session, rng, line, other, importer) for _ in range(800))
        pairs += 1
        for one in (line, other):
            assert kept(session, one) == recount(session, one.id)
            assert kept_since(session, one) == since(session, one)
        session.expunge_all()
        importer = session.merge(importer)
    assert pairs > 100
