"""Whatever changes a booking, an offer, a hold or a group: who is due, brought level after it, is
who is due by the records alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import give_up_place, pass_on_offers, raise_places
from commissioning.bookings.holding import book_held_place, hold_place, release_hold
from commissioning.bookings.models import PlaceOffer
from commissioning.bookings.offering import answer_offer, offer_places
from commissioning.bookings.queries import standing_booking
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.moves.keeping import level_moves, moves_worked_out
from commissioning.moves.models import KeptMove
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.recording import correct_event, record_event
from commissioning.registers.calling_off import call_off_session
from commissioning.registers.cancelling import cancel_group, revive_group
from commissioning.registers.moving import move_to_group
from commissioning.registers.queries import sessions_of
from directory.clock import local_date
from directory.people.roles import OrganisationKind
from tests.makers.accounts import make_organisation
from tests.makers.bookings import book, wait_for
from tests.makers.days import NOW, day
from tests.makers.groups import make_group
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.makers.referrals import happen


class Walk:
    """Two groups, one place left in each, three who wait; five minutes pass before each verb."""

    def __init__(self, session: Session) -> None:
        self.session, self.at, self.by = session, NOW, actor(session)
        self.line: Line = make_bare_line(session)
        self.group, self.other = (self._group(days) for days in (28, 35))
        self.first, self.second, self.third = (
            wait_for(session, self.line, since=since) for since in (-40, -30, -20)
        )
        self.other.places = 2
        book(session, self.other, wait_for(session, self.line, since=-50))
        self.team = make_organisation(session, OrganisationKind.COURT_TEAM)

    def _group(self, days: int) -> Group:
        return make_group(self.session, self.line, start=day(days), places=1)

    def book(self) -> None:
        book(self.session, self.group, self.first, at=self.at)

    def give_up(self) -> None:
        booking = standing_booking(self.session, self.first.id)
        assert booking is not None
        give_up_place(self.session, booking, by=self.by, at=self.at)

    def offer(self) -> None:
        offer_places(self.session, self.group, by=self.by, at=self.at)
        assert self.offers

    @property
    def offers(self) -> list[PlaceOffer]:
        return list(self.session.scalars(select(PlaceOffer).where(PlaceOffer.answer.is_(None))))

    def _answer(self, *, accepts: bool) -> None:
        answer_offer(
            self.session, self.offers[0], accepts=accepts, request_id="yes", by=self.by, at=self.at
        )

    def accept(self) -> None:
        self._answer(accepts=True)

    def refuse(self) -> None:
        self._answer(accepts=False)

    def let_it_pass(self) -> None:
        self.at += dt.timedelta(days=6)
        pass_on_offers(self.session, by=self.by, at=self.at)

    def cancel(self) -> None:
        assert cancel_group(self.session, self.group, by=self.by, at=self.at) is not None

    def revive(self) -> None:
        assert revive_group(self.session, self.group, by=self.by, at=self.at) is not None

    def call_off_first(self) -> None:
        call_off_session(
            self.session, sessions_of(self.session, self.group.id)[0], by=self.by, at=self.at
        )

    def move(self) -> None:
        booking = standing_booking(self.session, self.first.id)
        assert booking is not None
        move_to_group(self.session, booking, self.other, request_id="move", by=self.by, at=self.at)

    def enlarge(self) -> None:
        raise_places(
            self.session, self.group, places=2, reason="more rooms", by=self.by, at=self.at
        )

    def withdraw(self) -> None:
        happen(self.session, self.first, EventKind.WITHDRAWN, on=0, told=self.at)

    def pass_on(self) -> None:
        pass_on_offers(self.session, by=self.by, at=self.at)

    def undo_withdrawal(self) -> None:
        asked = select(ReferralEvent).where(ReferralEvent.kind == EventKind.WITHDRAWN)
        correct_event(
            self.session, self.session.scalars(asked).one(), by=self.by, at=self.at,
            replacement_kind=None,
        )  # fmt: skip

    def pause(self) -> None:
        record_event(
            self.session, self.first, kind=EventKind.PAUSED, on_date=local_date(self.at),
            by=self.by, at=self.at, reason="illness",
        )  # fmt: skip

    def hold(self) -> None:
        self.other.places = 8
        self.held = hold_place(
            self.session, self.other, hearing_on=local_date(self.at), organisation=self.team,
            request_id="h", by=self.by, at=self.at,
        )  # fmt: skip

    def release(self) -> None:
        release_hold(self.session, self.held, organisation=self.team, by=self.by, at=self.at)

    def book_held(self) -> None:
        new = wait_for(self.session, self.line, since=0)
        book_held_place(
            self.session, self.held, new, organisation=self.team, request_id="held", by=self.by,
            at=self.at,
        )  # fmt: skip


W = Walk
WALKS: Final[dict[str, tuple[Callable[[Walk], None], ...]]] = {
    "an offer goes with its group and comes back": (W.offer, W.cancel, W.revive, W.accept),
    "under a pause": (W.offer, W.pause, W.cancel, W.revive),
    "a booking goes with its group and comes back": (W.book, W.cancel, W.revive, W.give_up),
    "a booking comes back after an end": (
        W.book, W.withdraw, W.pass_on, W.undo_withdrawal, W.pass_on
    ),
    "an offer is refused, passes on and is accepted": (W.offer, W.refuse, W.let_it_pass, W.accept),
    "from group to group": (W.book, W.call_off_first, W.move, W.pass_on, W.enlarge),
    "held and released": (W.hold, W.release),
    "held and booked": (W.hold, W.book_held),
}  # fmt: skip


@pytest.mark.parametrize("verbs", WALKS.values(), ids=WALKS)
def test_kept_is_what_the_records_say(
    session: Session, verbs: tuple[Callable[[Walk], None], ...]
) -> None:
    walk = Walk(session)
    for verb in (lambda _: None, *verbs):
        walk.at += dt.timedelta(minutes=5)
        verb(walk)
        session.flush()
        session.expire_all()
        walk.at += dt.timedelta(minutes=5)
        level_moves(session, at=walk.at)
        kept = _kept(session)
        every = session.scalars(select(Referral.id)).all()
        anew = {
            key: (one.due.stage.name, one.due.by)
            for key, one in moves_worked_out(session, every, today=local_date(walk.at)).items()
            if one.due is not None
        }
        assert kept == anew, verb.__name__
        assert level_moves(session, at=walk.at) == 0, "brought level once, it is"


def _kept(session: Session) -> dict[int, tuple[str, dt.date | None]]:
    return {row.referral_id: (row.stage, row.due_on) for row in session.scalars(select(KeptMove))}
