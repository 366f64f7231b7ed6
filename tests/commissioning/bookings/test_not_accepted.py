"""Nothing is offered before the provider has accepted: one rule, whoever asks whose turn it is."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import give_up_place
from commissioning.bookings.calling import call_sheet, record_call
from commissioning.bookings.errors import NotAcceptedYet
from commissioning.bookings.kinds import OfferAnswer, TurnStanding
from commissioning.bookings.proving import proof_of, why_not
from commissioning.lines.models import Line
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.recording import correct_event
from commissioning.referrals.states import accepting_kinds
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.makers.referrals import happen


@pytest.fixture
def line(session: Session) -> Line:
    return make_bare_line(session)


@pytest.fixture
def unanswered(session: Session, line: Line) -> Referral:
    """Waited longest, and the provider has said nothing yet."""
    return wait_for(session, line, since=-50, is_accepted=False)


def test_what_says_that_a_provider_accepted_follows_from_the_states() -> None:
    """Whoever is ready, was offered or booked is past it, as the table says in its refusals."""
    accepting = (EventKind.ACCEPTED, EventKind.READY, EventKind.OFFERED, EventKind.BOOKED)
    assert accepting_kinds() == frozenset(accepting)


def test_a_freed_place_passes_over_whom_the_provider_has_not_accepted(
    session: Session, line: Line, unanswered: Referral
) -> None:
    group = make_group(session, line, places=1)
    first, second = (wait_for(session, line, since=-days) for days in (40, 30))
    [offer] = give_up_place(session, book(session, group, first), by=actor(session), at=NOW)
    assert offer.referral_id == second.id


def test_the_proof_says_why_they_were_passed_over(
    session: Session, line: Line, unanswered: Referral
) -> None:
    proof = proof_of(
        session, book(session, make_group(session, line), wait_for(session, line, since=-40))
    )
    assert proof is not None
    told = why_not(session, proof, unanswered.id)
    assert told is not None
    assert (told.position, told.standing) == (1, TurnStanding.NOT_ACCEPTED)


def test_once_accepted_they_have_the_turn_that_they_kept(
    session: Session, line: Line, unanswered: Referral
) -> None:
    group = make_group(session, line, places=1)
    first = wait_for(session, line, since=-40)
    wait_for(session, line, since=-30)
    booking = book(session, group, first)
    happen(session, unanswered, EventKind.ACCEPTED, on=0, told=NOW)
    [offer] = give_up_place(session, booking, by=actor(session), at=NOW)
    assert offer.referral_id == unanswered.id


def test_an_acceptance_that_was_a_mistake_counts_no_longer(
    session: Session, line: Line, unanswered: Referral
) -> None:
    happen(session, unanswered, EventKind.ACCEPTED, on=0, told=NOW)
    accepted = select(ReferralEvent).where(
        ReferralEvent.referral_id == unanswered.id, ReferralEvent.kind == EventKind.ACCEPTED
    )
    correct_event(
        session, session.scalars(accepted).one(), replacement_kind=None, by=actor(session), at=NOW
    )
    group = make_group(session, line, places=1)
    booking = book(session, group, wait_for(session, line, since=-40))
    assert give_up_place(session, booking, by=actor(session), at=NOW) == []


def test_nobody_rings_about_them(session: Session, line: Line, unanswered: Referral) -> None:
    group = make_group(session, line, places=1, start=2)
    sheet = call_sheet(session, group, at=NOW)
    assert (sheet.next, dict(sheet.standings)) == (None, {TurnStanding.NOT_ACCEPTED: 1})
    with pytest.raises(NotAcceptedYet):
        record_call(
            session, group, unanswered, answer=OfferAnswer.ACCEPTED, request_id="c",
            by=actor(session), at=NOW,
        )  # fmt: skip


def test_by_hand_they_have_a_place_only_after_everybody_in_turn(
    session: Session, line: Line, unanswered: Referral
) -> None:
    """The state table lets an officer book from “received”: who is sentenced today has a place."""
    group = make_group(session, line, places=1)
    waits = wait_for(session, line, since=-5)
    with pytest.raises(NotAcceptedYet, match="keeps its turn"):
        book(session, group, unanswered)
    book(session, group, waits)
    book(session, make_group(session, line, places=1), unanswered)
