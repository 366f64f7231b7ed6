"""After any verbs in any order the kept figures equal a recount from the events."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.errors import CommissioningError
from commissioning.lines.figures import COUNTED, DayCount
from commissioning.lines.models import Line, LineDay, LineFigures
from commissioning.referrals.kinds import Basis, EventKind, ReferralStatus
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.recording import correct_event, receive_referral, record_event
from commissioning.referrals.recounting import Recount, recount
from commissioning.referrals.states import NEW, status_of, transitions
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
POSSIBLE = {
    status: sorted(
        {
            kind
            for (state, kind), leads in transitions().items()
            if state != NEW and status_of(state) is status and leads.to_status is not None
        }
    )
    or list(EventKind)
    for status in ReferralStatus
}
"""What the state table allows in one state of each status at least; where nothing, anything."""


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


@dataclass(frozen=True, slots=True)
class Walk:
    """Random verbs on two lines, and transfers between them."""

    session: Session
    rng: random.Random
    by: Person
    line: Line
    other: Line
    referrals: list[int] = field(default_factory=list)

    @classmethod
    def begun(cls, session: Session, rng: random.Random, by: Person) -> Walk:
        line, other = (line_with_volumes(session, by) for _ in range(2))
        return cls(session, rng, by, line, other)

    def step(self) -> bool:
        """One verb with random facts; False where it was refused."""
        chance = self.rng.random()
        try:
            if not self.referrals or chance < 0.2:
                self._receive()
            elif chance < 0.8:
                self._record(self._referral())
            else:
                self._correct(self._referral())
        except CommissioningError:
            return False
        return True

    def agrees(self) -> bool:
        """Every figure of both lines as it is worked out again from the events."""
        session, lines = self.session, (self.line, self.other)
        return all(
            kept(session, one) == recount(session, one.id)
            and kept_since(session, one) == since(session, one)
            for one in lines
        )

    def _referral(self) -> Referral:
        return self.session.get_one(Referral, self.rng.choice(self.referrals))

    def _receive(self) -> None:
        received = receive_referral(
            self.session,
            self.rng.choice([self.line, self.line, self.other]),
            reference=f"R-{self.line.id}-{len(self.referrals)}",
            basis=self.rng.choice([Basis.LICENCE, Basis.COMMUNITY_ORDER]),
            received_on=FIRST + dt.timedelta(days=self.rng.randrange(5)),
            sentenced_on=FIRST - dt.timedelta(days=self.rng.randrange(5)),
            is_priority=self.rng.random() < 0.4,
            by=self.by,
            at=NOW,
        )
        self.referrals.append(received.id)

    def _record(self, referral: Referral) -> None:
        """Mostly what may come next, now and then anything."""
        kinds = POSSIBLE[referral.status] if self.rng.random() < 0.8 else list(EventKind)
        kind = self.rng.choice([*kinds, *2 * [kind for kind in LIKELY if kind in kinds]])
        record_event(
            self.session,
            referral,
            kind=kind,
            on_date=self._day(),
            amount=self._amount(kind),
            reason=REASONS.get(kind),
            to_line=self._to_line(kind),
            by=self.by,
            at=NOW,
        )

    def _correct(self, referral: Referral) -> None:
        of_referral = ReferralEvent.referral_id == referral.id
        events = self.session.scalars(
            select(ReferralEvent).where(of_referral).order_by(ReferralEvent.id)
        ).all()
        event = self.rng.choice(events)
        put = self.rng.choice([None, self.rng.choice([*EventKind, *LIKELY]), event.kind])
        correct_event(
            self.session,
            event,
            replacement_kind=put if put is not EventKind.CORRECTED else None,
            on_date=self._day(),
            amount=self._amount(put),
            reason=None if put is None else REASONS.get(put),
            to_line=self._to_line(put),
            by=self.by,
            at=NOW,
        )

    def _day(self) -> dt.date:
        return FIRST + dt.timedelta(days=self.rng.randrange(14))

    def _amount(self, kind: EventKind | None) -> float | None:
        return self.rng.choice([None, 3.5, 7.25]) if kind is EventKind.ATTENDED else None

    def _to_line(self, kind: EventKind | None) -> Line | None:
        to_line = self.rng.choice([None, self.line, self.other, self.other])
        return to_line if kind is EventKind.TRANSFERRED else None


@pytest.mark.parametrize("seed", [3, 5, 7])
def test_figures_equal_a_recount(session: Session, importer: Person, seed: int) -> None:
    walk = Walk.begun(session, random.Random(seed), importer)
    done = [walk.step() for _ in range(100)]
    assert sum(done) > 30
    assert walk.agrees()
    counted = [recount(session, one.id) for one in (walk.line, walk.other)]
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
    walk = Walk.begun(session, rng, importer)
    for _ in range(steps):
        walk.step()
    assert walk.agrees()


@pytest.mark.soak
@pytest.mark.sqlite
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_hundred_thousand_random_events_leave_every_figure_equal(
    session: Session, importer: Person
) -> None:
    rng, recorded, pairs = random.Random(12), 0, 0
    while recorded < 100_000:
        walk = Walk.begun(session, rng, importer)
        recorded += sum(walk.step() for _ in range(800))
        pairs += 1
        assert walk.agrees()
        session.expunge_all()
        importer = session.merge(importer)
    assert pairs > 100
