"""What is kept of a turn is behind where something happened that moves it, and only there."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import give_up_place
from commissioning.bookings.models import PlaceOffer
from commissioning.bookings.offering import withdraw_offer
from commissioning.moves.keeping import is_behind, level_moves
from commissioning.moves.models import KeptMove
from commissioning.referrals.models import Referral
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW
from tests.makers.lines import make_bare_line
from tests.makers.people import actor

LATER = NOW + dt.timedelta(minutes=5)


def behind(session: Session) -> list[int]:
    joined = select(Referral.id).outerjoin(KeptMove, KeptMove.referral_id == Referral.id)
    return list(session.scalars(joined.where(is_behind()).order_by(Referral.id)))


@pytest.mark.parametrize("stage", ["to_answer_offer", "to_plan", "to_start"])
def test_an_offer_that_ended_moves_only_whoever_was_to_answer_it(
    session: Session, stage: str
) -> None:
    """The end of an offer is no event. Kept at another stage, the turn does not rest on it."""
    line, by = make_bare_line(session), actor(session)
    group, first = make_group(session, line, places=1), wait_for(session, line, since=-40)
    booking, second = book(session, group, first), wait_for(session, line, since=-30)
    give_up_place(session, booking, by=by, at=NOW)
    level_moves(session, at=NOW)
    kept = session.get_one(KeptMove, second.id)
    assert (kept.stage, behind(session)) == ("to_answer_offer", [])
    kept.stage, kept.due_on = stage, None
    session.flush()
    withdraw_offer(session, second.id, by=by, at=LATER)
    assert session.scalars(select(PlaceOffer)).one().answered_at == LATER
    assert behind(session) == ([second.id] if stage == "to_answer_offer" else [])
