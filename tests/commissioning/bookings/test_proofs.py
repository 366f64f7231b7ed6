"""Why a place went to whom it went: sealed, replayed, told for one case, and erased."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from commissioning.bookings.booking import give_up_place
from commissioning.bookings.forgetting import forget_turns
from commissioning.bookings.kinds import GivenBy, TurnStanding
from commissioning.bookings.models import Booking, TurnKey, TurnProof, TurnProofRow
from commissioning.bookings.proving import check_proof, proof_of, rows_of_proof, why_not
from commissioning.bookings.turns import TurnStep
from commissioning.lines.models import Line
from commissioning.referrals.forgetting import forget_referrals
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import record_event
from directory.acts import Act
from directory.audit.models import AuditRow
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW, TODAY
from tests.makers.lines import make_bare_line, make_terms
from tests.makers.people import actor
from tests.makers.referrals import happen


@pytest.fixture
def line(session: Session) -> Line:
    return make_bare_line(session, terms=make_terms(programme_weeks=10))


@pytest.fixture
def world(session: Session, line: Line) -> dict[str, Referral]:
    """A group of 10 weeks that starts in 28 days: its last day is 91 days from now."""
    found = {
        "first": wait_for(session, line, since=-40, order_ends=91),
        "too short": wait_for(session, line, since=-90, order_ends=90),
        "paused": wait_for(session, line, since=-80, order_ends=100),
        "later": wait_for(session, line, since=-50),
        "voluntary": wait_for(session, line, since=-60),
    }
    record_event(
        session,
        found["paused"],
        kind=EventKind.PAUSED,
        on_date=TODAY,
        reason="custody",
        by=actor(session),
        at=NOW,
    )
    return found


def given(session: Session, line: Line, world: dict[str, Referral]) -> tuple[Booking, TurnProof]:
    booking = book(session, make_group(session, line, places=1), world["first"])
    proof = proof_of(session, booking)
    assert proof is not None
    return booking, proof


def sealed(session: Session, booking: Booking) -> str:
    asked = select(AuditRow.after).where(
        AuditRow.act == Act.PLACE_BOOK.value, AuditRow.subject_id == booking.id
    )
    told = session.scalars(asked).one()
    assert told is not None
    return str(told["proof"])


def test_the_order_of_the_moment_is_kept_by_keys_alone(
    session: Session, line: Line, world: dict[str, Referral]
) -> None:
    _, proof = given(session, line, world)
    rows = rows_of_proof(session, proof)
    assert [row.standing for row in rows] == [
        TurnStanding.CANNOT_FINISH,
        TurnStanding.IN_TURN,
        TurnStanding.PAUSED,
        TurnStanding.IN_TURN,
        TurnStanding.IN_TURN,
    ]
    assert (proof.given_key, proof.given_by) == (rows[1].key, GivenBy.TURN)
    assert len({row.key for row in rows}) == 5


def test_the_sealed_proof_replays_to_the_same_order(
    session: Session, line: Line, world: dict[str, Referral]
) -> None:
    booking, proof = given(session, line, world)
    checked = check_proof(session, proof, sealed_digest=sealed(session, booking))
    assert checked.holds
    assert (checked.erased, checked.order_holds) == (0, True)


@pytest.mark.parametrize("what", ["position", "facts", "given", "standing"])
def test_a_changed_proof_is_found(
    session: Session, line: Line, world: dict[str, Referral], what: str
) -> None:
    booking, proof = given(session, line, world)
    rows = rows_of_proof(session, proof)
    if what == "position":
        rows[4].position = 99
    elif what == "facts":
        rows[3].facts = (rows[3].facts or {}) | {"is_priority": True}
    elif what == "given":
        proof.given_key = rows[3].key
    else:
        rows[2].standing = TurnStanding.IN_TURN
    session.flush()
    assert not check_proof(session, proof, sealed_digest=sealed(session, booking)).holds


def test_why_not_this_case(session: Session, line: Line, world: dict[str, Referral]) -> None:
    _, proof = given(session, line, world)
    told = why_not(session, proof, world["later"].id)
    assert told is not None
    assert (told.position, told.people, told.was_given) == (5, 5, False)
    assert told.decided_by is TurnStep.ORDER_END
    assert (told.ahead, told.passed_over) == ({TurnStep.ORDER_END: 1, TurnStep.DAY_0: 1}, 2)
    chosen = why_not(session, proof, world["first"].id)
    assert chosen is not None
    assert chosen.was_given
    elsewhere = wait_for(session, make_bare_line(session))
    assert why_not(session, proof, elsewhere.id) is None


def test_a_second_proof_keeps_the_same_keys(
    session: Session, line: Line, world: dict[str, Referral]
) -> None:
    given(session, line, world)
    keys = session.scalar(select(func.count()).select_from(TurnKey))
    book(session, make_group(session, line, places=5), world["voluntary"])
    assert session.scalar(select(func.count()).select_from(TurnKey)) == keys


def test_what_is_forgotten_names_nobody_and_stays_sealed(
    session: Session, line: Line, world: dict[str, Referral]
) -> None:
    booking, proof = given(session, line, world)
    gone = world["later"]
    happen(session, gone, EventKind.WITHDRAWN, on=0, told=NOW)
    key = session.scalar(select(TurnKey.key).where(TurnKey.referral_id == gone.id))
    _later(session, 366)
    row = session.scalars(select(TurnProofRow).where(TurnProofRow.key == key)).one()
    assert row.facts is None
    assert why_not(session, proof, gone.id) is None
    checked = check_proof(session, proof, sealed_digest=sealed(session, booking))
    assert (checked.holds, checked.erased, checked.order_holds) == (True, 1, None)


def _later(session: Session, days: int) -> None:
    at = NOW + dt.timedelta(days=days)
    forget_referrals(session, at)
    forget_turns(session, at)


def test_after_three_years_the_place_goes_with_the_referral_and_the_proof_stays(
    session: Session, line: Line, world: dict[str, Referral]
) -> None:
    booking, proof = given(session, line, world)
    give_up_place(session, booking, by=actor(session), at=NOW)
    happen(session, world["first"], EventKind.WITHDRAWN, on=0, told=NOW)
    key = proof.id
    _later(session, 366)
    _later(session, 1100)
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Booking)) == 0
    kept = session.get_one(TurnProof, key)
    assert kept.booking_id is None
    assert session.scalar(select(TurnKey.key).where(TurnKey.key == kept.given_key)) is None


def test_the_table_of_keys_is_the_only_way_back(
    session: Session, line: Line, world: dict[str, Referral]
) -> None:
    booking, proof = given(session, line, world)
    session.execute(update(TurnKey).values(salt="0" * 32))
    session.expire_all()
    assert not check_proof(session, proof, sealed_digest=sealed(session, booking)).facts_hold
