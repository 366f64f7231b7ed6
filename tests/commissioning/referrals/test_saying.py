"""Who may say what of a referral, and what a decline says besides."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import LineFigures
from commissioning.referrals.errors import (
    LineServesElsewhere,
    NotAllowedNow,
    NotTheirsToSay,
    ReasonRefused,
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
from commissioning.referrals.models import Referral, ReferralDecline
from commissioning.referrals.queries import recorded_events
from commissioning.referrals.recording import receive_referral
from commissioning.referrals.saying import Decline, decline, open_to, say, transfer
from commissioning.referrals.states import who_may
from directory.places.models import LocalDeliveryUnit
from tests.makers.days import NOW, TODAY, day
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area

OFFICER, PROVIDER = Party.OFFICER, Party.PROVIDER

WHO = {
    "received": {OFFICER},
    "accepted": {PROVIDER},
    "assessment_arranged": {PROVIDER},
    "assessment_missed": {PROVIDER},
    "assessment_attended": {PROVIDER},
    "declined": {PROVIDER},
    "ready": {PROVIDER},
    "offered": {PROVIDER},
    "booked": {OFFICER, PROVIDER},
    "missed_start": {PROVIDER},
    "started": {PROVIDER},
    "attended": {PROVIDER},
    "paused": {OFFICER, PROVIDER},
    "resumed": {OFFICER, PROVIDER},
    "breached": {OFFICER},
    "transferred": {OFFICER},
    "end_asked": {OFFICER},
    "completed": {PROVIDER},
    "dropped_out": {PROVIDER},
    "withdrawn": {OFFICER, PROVIDER},
    "terminated": {OFFICER},
    "corrected": set(),
}


@pytest.mark.parametrize(("kind", "parties"), WHO.items())
def test_each_event_is_the_word_of_those_whose_it_is(kind: str, parties: set[Party]) -> None:
    assert who_may("received", EventKind(kind)) == parties
    assert who_may("no such state", EventKind(kind)) == parties


def refer_here(session: Session, *, reference: str = "P-1") -> Referral:
    area = make_area(session)
    line = make_line(session, areas=[area])
    return receive_referral(
        session, line, reference=reference, basis=Basis.LICENCE, received_on=day(-20), home=area,
        by=actor(session), at=NOW,
    )  # fmt: skip


# What was said before, and on which day (0 is today); what is said after it; refused in which
# words, "" where it is recorded.
SAME_DAY = [
    ("withdrawn 0", "accepted 0", "has already ended: it was withdrawn"),
    ("withdrawn 0", "ready 0", "has already ended: it was withdrawn"),
    ("withdrawn 0", "offered 0", "has already ended: it was withdrawn"),
    ("withdrawn 0", "booked 0", "has already ended: it was withdrawn"),
    ("declined 0", "accepted 0", "has already ended: it was declined"),
    ("accepted 0, started 0", "booked 0", "has already started"),
    ("accepted -3, started -3, completed 0", "ready 0", "has already ended: it was completed"),
    ("withdrawn -1", "accepted -1", "has already ended: it was withdrawn"),
    ("withdrawn -1", "accepted 0", "has already ended: it was withdrawn"),
    # Told late of a day before, and in order on one day.
    ("withdrawn 0", "accepted -1", ""),
    ("accepted 0, ready 0, booked 0", "withdrawn 0", ""),
    # What happened that day, told after the end.
    ("withdrawn 0", "assessment_attended 0", ""),
    ("withdrawn 0", "missed_start 0", ""),
    ("accepted -3, started -3, completed 0", "attended 0", ""),
    ("accepted 0, started 0", "attended 0", ""),
]


@pytest.mark.sqlite
@pytest.mark.parametrize(("before", "then", "refused"), SAME_DAY)
def test_no_step_towards_a_start_is_said_on_the_day_it_was_over(
    session: Session, before: str, then: str, refused: str
) -> None:
    referral = refer_here(session)
    for told in before.split(", "):
        tell_of(session, referral, told)
    stood = len(recorded_events(session, referral.id))
    if not refused:
        tell_of(session, referral, then)
        return
    with pytest.raises(NotAllowedNow, match=refused):
        tell_of(session, referral, then)
    assert len(recorded_events(session, referral.id)) == stood


REASONS = {"withdrawn": "unsuitable", "declined": "unsuitable"}


def tell_of(session: Session, referral: Referral, told: str) -> None:
    """Such as `withdrawn 0`."""
    kind, days = told.split()
    happened = Happened(EventKind(kind), day(int(days)), reason=REASONS.get(kind))
    say(session, referral, happened, party=PROVIDER, by=actor(session), at=NOW)


def test_an_officer_cannot_accept_and_a_provider_cannot_breach(session: Session) -> None:
    referral, by = refer_here(session), actor(session)
    with pytest.raises(NotTheirsToSay, match="only the provider of the service can say so"):
        say(session, referral, Happened(EventKind.ACCEPTED, TODAY), party=OFFICER, by=by, at=NOW)
    with pytest.raises(NotTheirsToSay, match="only the officers of the case can say so"):
        say(session, referral, Happened(EventKind.BREACHED, TODAY), party=PROVIDER, by=by, at=NOW)


def test_what_the_table_forbids_is_refused_in_its_own_words(session: Session) -> None:
    with pytest.raises(NotAllowedNow, match="has not started yet"):
        say(
            session, refer_here(session), Happened(EventKind.COMPLETED, TODAY), party=PROVIDER,
            by=actor(session), at=NOW,
        )  # fmt: skip


def test_what_is_open_to_whom_follows_the_referral(session: Session) -> None:
    referral, by = refer_here(session), actor(session)
    assert set(open_to(session, referral, OFFICER)) == {
        EventKind.BOOKED, EventKind.PAUSED, EventKind.BREACHED, EventKind.TRANSFERRED,
        EventKind.END_ASKED, EventKind.WITHDRAWN, EventKind.TERMINATED,
    }  # fmt: skip
    custody = Happened(EventKind.PAUSED, TODAY, reason="custody")
    say(session, referral, custody, party=OFFICER, by=by, at=NOW)
    assert EventKind.RESUMED in open_to(session, referral, OFFICER)
    assert EventKind.PAUSED not in open_to(session, referral, PROVIDER)
    gone = Happened(EventKind.WITHDRAWN, TODAY, reason="recalled")
    say(session, referral, gone, party=OFFICER, by=by, at=NOW)
    assert open_to(session, referral, OFFICER) == open_to(session, referral, PROVIDER) == ()


def test_a_decline_says_why_whose_decision_it_was_and_what_follows(session: Session) -> None:
    referral = refer_here(session)
    said = Decline(
        on_date=TODAY,
        reason="full",
        decided_by=DecidedBy.PROVIDER,
        follows=WhatFollows.OFFERED_ELSEWHERE,
    )
    decline(session, referral, said, by=actor(session), at=NOW)
    assert referral.status is ReferralStatus.DECLINED
    kept = session.scalars(select(ReferralDecline)).one()
    assert (kept.decided_by, kept.follows) == (DecidedBy.PROVIDER, WhatFollows.OFFERED_ELSEWHERE)


def test_a_decline_without_a_reason_of_the_table_is_refused_whole(session: Session) -> None:
    said = Decline(on_date=TODAY, reason="", decided_by=DecidedBy.COURT, follows=WhatFollows.ENDED)
    with pytest.raises(ReasonRefused):
        decline(session, refer_here(session), said, by=actor(session), at=NOW)
    assert session.scalars(select(ReferralDecline)).all() == []


def people(session: Session, line_id: int) -> int:
    figures = session.get_one(LineFigures, line_id, populate_existing=True)
    return figures.waiting


def test_a_transfer_keeps_day_0_and_counts_the_person_once(session: Session) -> None:
    referral, by = refer_here(session), actor(session)
    home = session.get_one(LocalDeliveryUnit, referral.home_local_delivery_unit_id)
    first, second = referral.line_id, make_line(session, areas=[home])
    transfer(session, referral, second, on_date=TODAY, reason="changed_provider", by=by, at=NOW)
    assert (people(session, first), people(session, second.id)) == (0, 1)
    assert referral.received_on == day(-20)


def test_nobody_is_transferred_to_a_queue_that_does_not_serve_their_home(
    session: Session,
) -> None:
    referral = refer_here(session)
    elsewhere = make_area(session, slug="leeds")
    other = make_line(session, areas=[elsewhere])
    with pytest.raises(LineServesElsewhere, match="takes nobody who will live in"):
        transfer(
            session, referral, other, on_date=TODAY, reason="moved_home", by=actor(session), at=NOW
        )
    assert people(session, referral.line_id) == 1
