"""Events enter by one door: the referral, its line's figures and the audit move together."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.lines.models import Line, LineDay, LineFigures
from commissioning.referrals.errors import (
    AlreadyCorrected,
    EventBeforeAnother,
    NotAllowedNow,
    NotHappenedYet,
    NotReceived,
    ReasonRefused,
    ReferenceTaken,
    ReferralImpossible,
)
from commissioning.referrals.folding import fold
from commissioning.referrals.kinds import Basis, EventKind, ReferralStatus
from commissioning.referrals.models import Referral
from commissioning.referrals.queries import recorded_events
from commissioning.referrals.recording import correct_event, receive_referral, record_event
from commissioning.referrals.states import NEW, transitions
from commissioning.volumes.models import VolumeUnit
from directory.audit.models import AuditRow
from directory.people.models import Person
from tests.makers.agreements import make_lot
from tests.makers.days import NOW
from tests.makers.lines import make_bare_line
from tests.makers.referrals import events_of

LATER = NOW + dt.timedelta(hours=1)
RECEIVED = dt.date(2027, 1, 4)


@pytest.fixture
def line(session: Session) -> Line:
    return make_bare_line(session)


@pytest.fixture
def referral(session: Session, line: Line, importer: Person) -> Referral:
    return receive(session, line, importer)


def receive(session: Session, line: Line, by: Person, **facts: Any) -> Referral:
    usual: dict[str, Any] = {
        "reference": "R-1",
        "basis": Basis.COMMUNITY_ORDER,
        "received_on": RECEIVED,
        "at": NOW,
    }
    return receive_referral(session, line, by=by, **(usual | facts))


def happen(
    session: Session, referral: Referral, by: Person, kind: str, day: dt.date, **facts: Any
) -> Referral:
    usual: dict[str, Any] = {"at": LATER}
    return record_event(
        session, referral, kind=EventKind(kind), on_date=day, by=by, **(usual | facts)
    )


def people(session: Session, line: Line) -> tuple[int, int, int]:
    figures = session.get_one(LineFigures, line.id)
    return figures.waiting, figures.waiting_priority, figures.in_progress


def day_of(session: Session, line: Line, day: dt.date) -> LineDay:
    return session.get_one(LineDay, (line.id, day))


def test_received_referral_waits(session: Session, line: Line, importer: Person) -> None:
    referral = receive(session, line, importer, is_priority=True)
    assert referral.status is ReferralStatus.WAITING
    assert people(session, line) == (1, 1, 0)
    assert day_of(session, line, RECEIVED).referred == 1


def test_start_ends_the_wait_and_completion_the_place(
    session: Session, line: Line, referral: Referral, importer: Person
) -> None:
    start, end = dt.date(2027, 2, 1), dt.date(2027, 3, 1)
    happen(session, referral, importer, "started", start)
    assert people(session, line) == (0, 0, 1)
    happen(session, referral, importer, "completed", end)
    assert people(session, line) == (0, 0, 0)
    assert (referral.started_on, referral.ended_on) == (start, end)
    assert day_of(session, line, start).started == 1
    assert day_of(session, line, end).completed == 1


def test_audit_names_the_referral_by_key_never_by_reference(
    session: Session, referral: Referral, importer: Person
) -> None:
    happen(session, referral, importer, "accepted", RECEIVED)
    rows = session.scalars(select(AuditRow).where(AuditRow.subject_kind == "referral")).all()
    assert [row.act for row in rows] == ["referral:receive", "referral:record"]
    assert {row.subject_id for row in rows} == {referral.id}
    assert not any("R-1" in str((row.before, row.after)) for row in rows)


def test_every_event_makes_the_line_due(
    session: Session, line: Line, referral: Referral, importer: Person
) -> None:
    before = session.get_one(LineFigures, line.id).facts_version
    happen(session, referral, importer, "ready", RECEIVED)
    assert session.get_one(LineFigures, line.id).facts_version == before + 1


def test_breach_and_transfer_do_not_end_the_wait(
    session: Session, line: Line, referral: Referral, importer: Person
) -> None:
    happen(session, referral, importer, "breached", RECEIVED)
    happen(session, referral, importer, "transferred", RECEIVED, reason="moved_home")
    assert referral.status is ReferralStatus.WAITING
    assert people(session, line) == (1, 0, 0)


@pytest.mark.parametrize(
    ("unit", "delivered"),
    [
        (VolumeUnit.ORDER, 1),
        (VolumeUnit.REFERRAL, 1),
        (VolumeUnit.START, 1),
        (VolumeUnit.COMPLETION, 0),  # completed the day after the period
        (VolumeUnit.HOUR, 7.5),  # the second session is outside the period
    ],
)
@pytest.mark.parametrize("bought_first", [True, False])
def test_volume_used_counts_what_was_delivered_in_its_period(
    session: Session,
    line: Line,
    importer: Person,
    unit: VolumeUnit,
    delivered: float,
    bought_first: bool,
) -> None:
    lot = make_lot(session, line)
    period: dict[str, Any] = {"starts_on": RECEIVED, "ends_on": dt.date(2027, 2, 28)}

    def buy() -> Any:
        return commission_volume(
            session, lot, unit=unit, quantity=800, by=importer, at=NOW, **period
        )

    volume = buy() if bought_first else None
    referral = receive(session, line, importer)
    happen(session, referral, importer, "started", dt.date(2027, 2, 27))
    happen(session, referral, importer, "attended", dt.date(2027, 2, 28), amount=7.5)
    happen(session, referral, importer, "attended", dt.date(2027, 3, 1), amount=6)
    happen(session, referral, importer, "completed", dt.date(2027, 3, 1))
    assert (volume or buy()).used == delivered


@pytest.mark.parametrize(
    ("kind", "day", "facts", "refusal"),
    [
        ("accepted", dt.date(2027, 1, 3), {}, EventBeforeAnother),  # before it was received
        ("accepted", dt.date(2027, 3, 3), {}, NotHappenedYet),  # tomorrow
        ("completed", dt.date(2027, 2, 1), {}, NotAllowedNow),
        ("paused", dt.date(2027, 2, 1), {}, ReasonRefused),
        ("withdrawn", dt.date(2027, 2, 1), {"reason": "breached"}, ReasonRefused),
        ("received", dt.date(2027, 2, 1), {}, NotAllowedNow),
        ("corrected", dt.date(2027, 2, 1), {}, NotAllowedNow),
    ],
)
def test_event_that_cannot_be_is_refused_and_leaves_nothing(
    session: Session,
    line: Line,
    referral: Referral,
    importer: Person,
    kind: str,
    day: dt.date,
    facts: dict[str, Any],
    refusal: type[Exception],
) -> None:
    before = session.get_one(LineFigures, line.id).facts_version
    with pytest.raises(refusal):
        happen(session, referral, importer, kind, day, **facts)
    assert len(events_of(session, referral.id)) == 1
    assert session.get_one(LineFigures, line.id).facts_version == before


WAYS = {
    "received": (),
    "accepted": ("accepted",),
    "ready": ("ready",),
    "offered": ("offered",),
    "booked": ("booked",),
    "started": ("started",),
    "completed": ("started", "completed"),
    "dropped_out": ("started", "dropped_out"),
    "withdrawn": ("withdrawn",),
    "declined": ("declined",),
    "terminated": ("terminated",),
}
"""To each state of the table but the one before anything was recorded."""


@pytest.mark.parametrize("state", WAYS)
def test_each_forbidden_step_is_refused_in_its_own_sentence(
    session: Session, referral: Referral, importer: Person, state: str
) -> None:
    for number, kind in enumerate(WAYS[state]):
        happen(session, referral, importer, kind, dt.date(2027, 2, 1 + number))
    forbidden = {
        kind: step.refusal
        for (from_state, kind), step in transitions().items()
        if from_state == state and step.to_status is None
    }
    assert {known for known, _ in transitions()} == {NEW, *WAYS}
    stood = len(events_of(session, referral.id))
    for kind, sentence in forbidden.items():
        reason = "illness" if kind is EventKind.PAUSED else None
        with pytest.raises(NotAllowedNow) as refused:
            happen(session, referral, importer, kind.value, dt.date(2027, 2, 9), reason=reason)
        assert sentence in str(refused.value)
        assert "R-1" not in str(refused.value)
    assert len(events_of(session, referral.id)) == stood


def test_event_just_before_midnight_in_summer_belongs_to_the_local_day(
    session: Session, referral: Referral, importer: Person
) -> None:
    just_after_midnight = dt.datetime(2027, 6, 30, 23, 5, tzinfo=dt.UTC)
    happen(session, referral, importer, "accepted", dt.date(2027, 7, 1), at=just_after_midnight)
    assert len(events_of(session, referral.id)) == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"reference": "John Smith"}, "reference"),
        ({"reference": ""}, "reference"),
        ({"reference": "x" * 41}, "reference"),
        ({"sentenced_on": dt.date(2027, 1, 5)}, "received_on"),
        ({"sentenced_on": dt.date(2027, 3, 3), "basis": Basis.PRE_COURT}, "sentenced_on"),
        ({"hours_ordered": 0}, "hours_ordered"),
    ],
)
def test_impossible_referral_is_refused_by_field(
    session: Session, line: Line, importer: Person, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(ReferralImpossible) as refused:
        receive(session, line, importer, **facts)
    assert refused.value.field == field


def test_reference_is_taken_once_and_the_refusal_does_not_repeat_it(
    session: Session, line: Line, referral: Referral, importer: Person
) -> None:
    with pytest.raises(ReferenceTaken) as refused:
        receive(session, line, importer)
    assert "R-1" not in str(refused.value)


def test_correction_moves_the_figures_and_what_was_known_stays_known(
    session: Session, line: Line, referral: Referral, importer: Person
) -> None:
    wrong, right = dt.date(2027, 2, 1), dt.date(2027, 2, 8)
    happen(session, referral, importer, "started", wrong)
    started = events_of(session, referral.id)[-1]
    correct_event(
        session,
        started,
        replacement_kind=EventKind.STARTED,
        on_date=right,
        by=importer,
        at=LATER + dt.timedelta(hours=1),
    )
    assert referral.started_on == right
    assert (day_of(session, line, wrong).started, day_of(session, line, right).started) == (0, 1)
    known_then = [
        event for event in recorded_events(session, referral.id) if event.recorded_at <= LATER
    ]
    assert fold(known_then).started_on == wrong
    assert people(session, line) == (0, 0, 1)


def test_correction_may_take_an_event_away(
    session: Session, line: Line, referral: Referral, importer: Person
) -> None:
    happen(session, referral, importer, "withdrawn", dt.date(2027, 2, 1))
    withdrawn = events_of(session, referral.id)[-1]
    correct_event(session, withdrawn, replacement_kind=None, by=importer, at=LATER)
    assert referral.status is ReferralStatus.WAITING
    assert people(session, line) == (1, 0, 0)
    with pytest.raises(AlreadyCorrected):
        correct_event(session, withdrawn, replacement_kind=None, by=importer, at=LATER)


def test_correction_may_be_corrected(
    session: Session, referral: Referral, importer: Person
) -> None:
    received = events_of(session, referral.id)[0]
    for day in (dt.date(2027, 1, 5), dt.date(2027, 1, 6)):
        newest = events_of(session, referral.id)[-1]
        correct_event(
            session,
            newest,
            replacement_kind=EventKind.RECEIVED,
            on_date=day,
            by=importer,
            at=LATER,
        )
    assert referral.received_on == dt.date(2027, 1, 6)
    assert received.on_date == RECEIVED


def test_referral_cannot_be_corrected_into_nothing(
    session: Session, referral: Referral, importer: Person
) -> None:
    [received] = events_of(session, referral.id)
    with pytest.raises(NotReceived):
        correct_event(session, received, replacement_kind=None, by=importer, at=LATER)
