"""Who may take back what and until when; and what follows of a place, an offer and a decline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.closing import close_seats
from commissioning.bookings.giving_back import place_back
from commissioning.bookings.models import Booking, PlaceOffer
from commissioning.cases.beside_cases import declines
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.moves.errors import NotTakenBack
from commissioning.moves.queries import of_line, open_moves
from commissioning.moves.taking_back import (
    LastWord,
    WhoSays,
    last_words,
    refuse_taking_back,
    said_today,
    take_back,
    word_to_take_back,
    words_to_take_back,
)
from commissioning.referrals.folding import Happened
from commissioning.referrals.kinds import (
    Basis,
    DecidedBy,
    EventKind,
    Party,
    ReferralStatus,
    WhatFollows,
)
from commissioning.referrals.models import Referral, ReferralCase, ReferralEvent
from commissioning.referrals.recording import record_event
from commissioning.referrals.saying import Decline, decline
from commissioning.registers.models import RegisterStart
from directory.accounts.models import Membership
from directory.people.models import Person
from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import make_member, make_organisation
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW, TODAY, day
from tests.makers.lines import make_bare_line
from tests.makers.people import actor

YESTERDAY = NOW - dt.timedelta(days=1)
LATE_TONIGHT = dt.datetime(2027, 3, 2, 23, 59, tzinfo=dt.UTC)


def word(kind: EventKind, said_at: dt.datetime = NOW, **more: bool) -> LastWord:
    facts = {"is_own": True, "is_correction": False, "is_of_register": False} | more
    return LastWord(1, 1, Happened(kind, TODAY), said_at, "Ada", **facts)


@pytest.mark.parametrize(
    ("kind", "party", "said_at", "more", "says"),
    [
        (EventKind.ACCEPTED, Party.PROVIDER, NOW, {}, None),
        (EventKind.DECLINED, Party.PROVIDER, NOW, {}, None),
        (EventKind.STARTED, Party.PROVIDER, NOW, {}, None),
        (EventKind.COMPLETED, Party.PROVIDER, NOW, {}, None),
        (EventKind.WITHDRAWN, Party.OFFICER, NOW, {}, None),
        (EventKind.TERMINATED, Party.OFFICER, LATE_TONIGHT, {}, None),
        (EventKind.DECLINED, Party.OFFICER, NOW, {}, "not taken back here"),
        (EventKind.TERMINATED, Party.PROVIDER, NOW, {}, "not taken back here"),
        (EventKind.RECEIVED, Party.OFFICER, NOW, {}, "Withdraw the referral instead."),
        (EventKind.BOOKED, Party.OFFICER, NOW, {}, "Give the place up first."),
        (EventKind.OFFERED, Party.PROVIDER, NOW, {}, "A place was offered to them since."),
        (EventKind.ATTENDED, Party.PROVIDER, NOW, {}, "Change the mark on the register"),
        (EventKind.STARTED, Party.PROVIDER, NOW, {"is_of_register": True}, "stands on a register"),
        (EventKind.ACCEPTED, Party.PROVIDER, NOW, {"is_correction": True}, "is itself a correct"),
        (EventKind.WITHDRAWN, Party.OFFICER, NOW, {"is_own": False}, "not your organisation’s"),
        (EventKind.WITHDRAWN, Party.OFFICER, YESTERDAY, {}, "only on the day"),
    ],
)
def test_who_takes_back_what_and_until_when(
    kind: EventKind, party: Party, said_at: dt.datetime, more: dict[str, bool], says: str | None
) -> None:
    if says is None:
        refuse_taking_back(word(kind, said_at, **more), party, today=TODAY)
        return
    with pytest.raises(NotTakenBack, match=says):
        refuse_taking_back(word(kind, said_at, **more), party, today=TODAY)


@dataclass(slots=True)
class Told:
    """Somebody with the one place of a group, what is said of them, and by whom."""

    session: Session
    member: Membership
    line: Line
    group: Group
    referral: Referral
    booking: Booking

    @property
    def by(self) -> Person:
        return self.member.person

    def who(self, party: Party) -> WhoSays:
        return WhoSays(party, self.member.organisation_id)

    def say(self, kind: EventKind, *, on: int = 0, reason: str | None = None) -> str:
        with close_seats(self.session, [self.referral.id], kind, by=self.by, at=NOW):
            record_event(
                self.session, self.referral, kind=kind, on_date=day(on), reason=reason,
                by=self.by, at=NOW,
            )  # fmt: skip
        return self.seen

    @property
    def seen(self) -> str:
        keys, own = [self.referral.id], self.member.organisation_id
        return last_words(self.session, keys, organisation_id=own)[self.referral.id].seen

    @property
    def newest(self) -> int:
        of = ReferralEvent
        asked = select(of.id).where(of.referral_id == self.referral.id).order_by(of.id.desc())
        return self.session.scalars(asked.limit(1)).one()

    def back(self, seen: str, party: Party = Party.OFFICER) -> bool:
        news = take_back(self.session, self.referral, seen, self.who(party), by=self.by, at=NOW)
        self.session.refresh(self.booking)
        return news


@pytest.fixture
def told(session: Session) -> Told:
    organisation = make_organisation(session, OrganisationKind.COURT_TEAM)
    member = make_member(session, Role.OFFENDER_MANAGER, organisation=organisation)
    line = make_bare_line(session)
    group, first = make_group(session, line, places=1), wait_for(session, line, since=-40)
    return Told(session, member, line, group, first, book(session, group, first))


def test_a_withdrawal_taken_back_gives_the_place_back_once(told: Told) -> None:
    event = told.say(EventKind.WITHDRAWN, reason="unsuitable")
    back = place_back(told.session, told.referral, status=ReferralStatus.WAITING, at=NOW)
    assert back is not None
    assert (back.starts_on, back.is_free) == (told.group.planned_start, True)
    assert [told.back(event), told.back(event)] == [True, False]
    assert (told.referral.status, told.booking.left_on) == (ReferralStatus.WAITING, None)
    assert (told.referral.received_on, told.group.booked) == (day(-40), 1)
    [move] = open_moves(told.session, of_line(told.group.line_id), today=TODAY)
    assert (move.referral_id, move.stage) == (told.referral.id, "to_start")


def test_a_place_offered_to_somebody_else_meanwhile_stays_theirs(told: Told) -> None:
    wait_for(told.session, told.line, since=-30)
    event = told.say(EventKind.WITHDRAWN, reason="unsuitable")
    back = place_back(told.session, told.referral, status=ReferralStatus.WAITING, at=NOW)
    assert back is not None
    assert not back.is_free
    told.back(event)
    [offer] = told.session.scalars(select(PlaceOffer))
    assert (offer.answer, offer.referral_id != told.referral.id) == (None, True)
    assert (told.referral.status, told.booking.left_on) == (ReferralStatus.WAITING, TODAY)


def test_whoever_is_under_way_again_stands_on_the_register_again(told: Told) -> None:
    told.say(EventKind.STARTED)
    event = told.say(EventKind.COMPLETED)
    told.session.refresh(told.booking)
    left_on: dt.date | None = told.booking.left_on
    assert left_on == day(1)
    back = place_back(told.session, told.referral, status=ReferralStatus.IN_PROGRESS, at=NOW)
    assert back is not None
    assert back.is_free
    assert told.back(event, Party.PROVIDER)
    assert told.referral.status is ReferralStatus.IN_PROGRESS
    assert (told.booking.left_on, told.group.booked) == (None, 1)


def test_of_two_words_the_last_is_taken_back_first(told: Told) -> None:
    paused = told.say(EventKind.PAUSED, reason="illness")
    resumed = told.say(EventKind.RESUMED)
    with pytest.raises(NotTakenBack, match="Since you looked"):
        told.back(paused)
    assert told.back(resumed)
    assert told.back(paused)


def test_a_start_told_by_a_register_is_changed_there(told: Told) -> None:
    event = told.say(EventKind.STARTED)
    told.session.add(RegisterStart(referral_id=told.referral.id, event_id=told.newest))
    told.session.flush()
    with pytest.raises(NotTakenBack, match="Change the mark on the register"):
        told.back(event, Party.PROVIDER)


def declined(told: Told, follows: WhatFollows) -> str:
    said = Decline(
        on_date=TODAY, reason="full", decided_by=DecidedBy.PROVIDER, follows=follows
    )  # fmt: skip
    decline(told.session, told.referral, said, by=told.by, at=NOW)
    return told.seen


def test_what_followed_a_decline_goes_with_it(session: Session, told: Told) -> None:
    """And of a second decline its own word counts: nothing more follows, so nobody is due."""
    told.referral = wait_for(session, told.line, since=-9, is_accepted=False)
    event = declined(told, WhatFollows.OFFERED_ELSEWHERE)
    assert declines(session, [told.referral.id])[told.referral.id].event_id == told.newest
    assert told.back(event, Party.PROVIDER)
    assert declines(session, [told.referral.id]) == {}
    [move] = [
        one for one in open_moves(session, of_line(told.line.id), today=TODAY)
        if one.referral_id == told.referral.id
    ]  # fmt: skip
    assert move.stage == "to_answer"
    declined(told, WhatFollows.ENDED)
    assert declines(session, [told.referral.id])[told.referral.id].event_id == told.newest
    moves = open_moves(session, of_line(told.line.id), today=TODAY)
    assert told.referral.id not in {one.referral_id for one in moves}


def test_who_was_referred_to_the_queue_again_goes_on_there(session: Session, told: Told) -> None:
    event = told.say(EventKind.WITHDRAWN, reason="unsuitable")
    again = wait_for(session, told.line, since=0, basis=Basis.VOLUNTARY, reference="C-1/2")
    for one in (told.referral, again):
        session.add(ReferralCase(referral_id=one.id, reference="C-1"))
    session.flush()
    with pytest.raises(NotTakenBack, match="referred to this queue again on 2 March 2027"):
        told.back(event)
    assert told.referral.status is ReferralStatus.WITHDRAWN


def test_only_its_own_organisation_is_offered_it_and_only_today(told: Told) -> None:
    event = told.say(EventKind.WITHDRAWN, reason="unsuitable")
    keys, own = [told.referral.id], told.who(Party.OFFICER)
    others = WhoSays(Party.OFFICER, make_organisation(
        told.session, OrganisationKind.COURT_TEAM, "Another").id)  # fmt: skip
    session, such = told.session, of_line(told.line.id)
    assert words_to_take_back(session, keys, own, today=TODAY)[keys[0]].seen == event
    assert [one.seen for one in said_today(session, such, own, today=TODAY, most=9)] == [event]
    assert words_to_take_back(session, keys, others, today=TODAY) == {}
    assert words_to_take_back(session, keys, own, today=day(1)) == {}
    assert said_today(session, such, own, today=day(1), most=9) == []
    with pytest.raises(NotTakenBack, match="not your organisation’s"):
        word_to_take_back(session, told.referral, others, today=TODAY)


def test_another_persons_act_is_no_word_of_theirs(told: Told) -> None:
    record_event(
        told.session, told.referral, kind=EventKind.BREACHED, on_date=TODAY,
        by=actor(told.session), at=NOW,
    )  # fmt: skip
    with pytest.raises(NotTakenBack, match="not your organisation’s"):
        told.back(told.seen)
