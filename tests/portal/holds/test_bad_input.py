"""What officers type of places and cannot mean: each a plain sentence, and nothing half done."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking, Hold, PlaceOffer
from commissioning.referrals.models import ReferralEvent
from commissioning.registers.cancelling import cancel_group
from directory.audit.models import AuditRow
from tests.makers.accounts import LoggedIn
from tests.makers.bookings import make_group
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.portal.holds.conftest import GroupAtPreston
from tests.portal.holds.test_hold_pages import HEARING, held

KEPT = (Booking, Hold, PlaceOffer, ReferralEvent, AuditRow)

Sent = tuple[str, dict[str, str]]


def cancelled_group(preston: GroupAtPreston) -> list[Sent]:
    preston.waits("CASE-0001")
    cancel_group(preston.session, preston.group, by=actor(preston.session), at=NOW)
    preston.session.commit()
    book = {"reference": "CASE-0001", "request_id": "b"}
    return [(f"{preston.path}/book", book), (f"{preston.path}/hold", HEARING)]


def one_request_for_two_people(preston: GroupAtPreston) -> list[Sent]:
    preston.waits("CASE-0001", since=-60)
    preston.waits("CASE-0002", since=-50)
    path = f"{preston.path}/book"
    return [
        (path, {"reference": "CASE-0001", "request_id": "one"}),
        (path, {"reference": "CASE-0002", "request_id": "one"}),
    ]


def last_place_twice(preston: GroupAtPreston) -> list[Sent]:
    preston.waits("CASE-0001", since=-60)
    preston.waits("CASE-0002", since=-50)
    small = make_group(preston.session, preston.line, places=1)
    preston.session.commit()
    path = f"/places/{small.public_id}/book"
    return [
        (path, {"reference": "CASE-0001", "request_id": "one"}),
        (path, {"reference": "CASE-0002", "request_id": "two"}),
    ]


def a_place_for_somebody_who_has_one(preston: GroupAtPreston) -> list[Sent]:
    preston.waits("CASE-0001")
    later = make_group(preston.session, preston.line, start=60)
    preston.session.commit()
    return [
        (f"{preston.path}/book", {"reference": "CASE-0001", "request_id": "one"}),
        (f"/places/{later.public_id}/book", {"reference": "CASE-0001", "request_id": "two"}),
    ]


def somebodys_number(preston: GroupAtPreston) -> list[Sent]:
    return [(f"{preston.path}/book", {"reference": "A1234BC", "request_id": "one"})]


TABLE = [
    (cancelled_group, 0, "the group was cancelled or has run"),
    (one_request_for_two_people, 1, "This form was sent before for something else"),
    (last_place_twice, 1, "No place is left"),
    (a_place_for_somebody_who_has_one, 1, "This person has a place already"),
    (somebodys_number, 0, "No referral with this reference is known in your areas"),
]
"""What is sent one after the other; how many of them are done; what the others are told."""


@pytest.mark.parametrize(("making", "done", "says"), TABLE)
def test_what_cannot_be_is_refused_in_a_sentence(
    officer: LoggedIn,
    preston: GroupAtPreston,
    making: Callable[[GroupAtPreston], list[Sent]],
    done: int,
    says: str,
) -> None:
    every = making(preston)
    for path, fields in every[:done]:
        assert officer.post(named(preston.session, path), fields).status_code == 303
    stood = as_it_stands(preston.session)
    for path, fields in every[done:]:
        refused = officer.post(named(preston.session, path), fields)
        assert refused.status_code == 422
        assert says in " ".join(refused.text.split())
        assert as_it_stands(preston.session) == stood


def test_a_click_done_twice_is_answered_as_once(officer: LoggedIn, preston: GroupAtPreston) -> None:
    preston.waits("CASE-0001")
    sent = {"reference": "CASE-0001", "request_id": "one"}
    first, again = (officer.post(f"{preston.path}/book", sent) for _ in range(2))
    assert (first.status_code, again.location) == (303, first.location)
    hold = held(officer, preston)
    stood = as_it_stands(preston.session)
    for what in ("book", "renew"):
        assert officer.post(f"/holds/{hold.public_id}/{what}").status_code == 422
        assert officer.post(f"/holds/{uuid.uuid4()}/{what}").status_code == 404
    assert as_it_stands(preston.session) == stood


def named(session: Session, path: str) -> str:
    """`of-…` is the place of that referral."""
    before, of, rest = path.partition("of-")
    if not of:
        return path
    key, _, after = rest.partition("/")
    booking = session.scalars(select(Booking).where(Booking.referral_id == int(key))).one()
    return f"{before}{booking.public_id}/{after}"


def as_it_stands(session: Session) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(of)) for of in KEPT]
