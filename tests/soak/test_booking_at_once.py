"""Several processes ask for the same places at one moment: nothing is sold twice or lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bookings.kinds import LeftReason
from commissioning.bookings.models import Booking, PlaceOffer, TurnProof
from commissioning.bookings.proving import check_proof
from commissioning.bookings.queries import places_of
from commissioning.bookings.turn_reading import sealed_digest
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.referrals.models import Referral
from directory.people.roles import OrganisationKind
from portal.running.transactions import in_reading, in_writing
from tests.makers.accounts import make_organisation
from tests.makers.bookings import publish_soon, wait_now
from tests.soak.booking import RACE, group_called, now
from tests.soak.processes import Portal
from tests.soak.recounting import wrong_figures

PLACES = 20


def make_race(session: Session, *, people: int, places: int = PLACES) -> None:
    line = session.scalars(select(Line).where(Line.external_id == "queue-01")).one()
    publish_soon(session, line, external_id=RACE, places=places, at=now())
    for number in range(people):
        wait_now(session, line, reference=f"RACE-{number:04}", days=people - number, at=now())
    make_organisation(session, OrganisationKind.COURT_TEAM)


def ask_at_once(portal: Portal, how: str, *, processes: int, times: int) -> list[dict[str, Any]]:
    started = portal.start("tests.soak.booking", how, str(processes), str(times))
    assert started.ended() == 0, started.said
    said = [json.loads(line) for line in started.said.splitlines() if '"done"' in line]
    assert len(said) == processes, started.said
    return said


def faults(session: Session) -> list[str]:
    """What may never be, of every group."""
    found = []
    for group in session.scalars(select(Group)):
        standing = session.scalars(
            select(Booking.referral_id).where(
                Booking.group_id == group.id, Booking.left_on.is_(None)
            )
        ).all()
        now_ = places_of(session, [group.id], on=now())[group.id]
        if group.booked != len(standing) or group.booked > group.places:
            found.append(f"{group.booked} booked of {group.places}, {len(standing)} stand")
        if now_.booked + now_.held + now_.offered > now_.places:
            found.append(f"more kept than there are: {now_}")
    more_than_one = (
        select(Booking.referral_id)
        .where(Booking.left_on.is_(None))
        .group_by(Booking.referral_id)
        .having(func.count() > 1)
    )
    found += [f"{key} has two places" for key in session.scalars(more_than_one)]
    back = (
        select(PlaceOffer.id)
        .join(
            Booking,
            (Booking.referral_id == PlaceOffer.referral_id)
            & (Booking.group_id == PlaceOffer.group_id),
        )
        .where(Booking.left_reason == LeftReason.GAVE_UP, PlaceOffer.offered_at > Booking.booked_at)
    )
    found += [
        f"offer {key} went back to whoever gave the place up" for key in session.scalars(back)
    ]
    return found + _proofs_that_do_not_hold(session)


def _proofs_that_do_not_hold(session: Session) -> list[str]:
    pairs = session.execute(
        select(Booking, TurnProof).join(TurnProof, TurnProof.booking_id == Booking.id)
    ).all()
    bookings = session.scalar(select(func.count()).select_from(Booking))
    found = [] if len(pairs) == bookings else [f"{len(pairs)} proofs of {bookings} places"]
    for booking, proof in pairs:
        if not check_proof(session, proof, sealed_digest=sealed_digest(session, booking)).holds:
            found.append(f"proof {proof.id} does not hold")
    return found


def taken(session: Session) -> set[str]:
    rows = session.scalars(
        select(Referral.reference)
        .join(Booking, Booking.referral_id == Referral.id)
        .where(Booking.left_on.is_(None))
    )
    return {reference or "" for reference in rows}


def race(portal: Portal, *, people: int, processes: int) -> None:
    in_writing(lambda session: make_race(session, people=people))
    said = ask_at_once(portal, "book", processes=processes, times=1)
    assert sum(one["done"] for one in said) == PLACES
    assert sum(one["refused"] for one in said) == people - PLACES
    assert in_reading(taken) == {f"RACE-{number:04}" for number in range(PLACES)}
    assert in_reading(faults) == []
    assert in_reading(wrong_figures) == []


def test_sixty_tries_on_twenty_places_give_exactly_twenty(portal: Portal, here: Flask) -> None:
    race(portal, people=60, processes=2)


@pytest.mark.soak
def test_500_tries_on_twenty_places_give_exactly_twenty(portal: Portal, here: Flask) -> None:
    race(portal, people=500, processes=8)


def test_one_request_a_hundred_times_books_once(portal: Portal, here: Flask) -> None:
    in_writing(lambda session: make_race(session, people=2))
    said = ask_at_once(portal, "same", processes=2, times=50)
    assert sum(one["done"] for one in said) == 100
    count = select(func.count()).select_from(Booking)
    assert in_reading(lambda session: session.scalar(count)) == 1
    assert in_reading(lambda session: group_called(session, RACE).booked) == 1


@pytest.mark.soak
@pytest.mark.parametrize("processes", [2, 8])
def test_promotion_withdrawal_and_hold_at_one_moment(
    portal: Portal, here: Flask, processes: int
) -> None:
    in_writing(lambda session: make_race(session, people=40, places=8))
    said = ask_at_once(portal, "mixed", processes=processes, times=60)
    assert sum(one["done"] for one in said) > 0
    assert in_reading(faults) == []
    assert in_reading(wrong_figures) == []


def test_a_little_of_promotion_withdrawal_and_hold(portal: Portal, here: Flask) -> None:
    in_writing(lambda session: make_race(session, people=12, places=4))
    ask_at_once(portal, "mixed", processes=2, times=12)
    assert in_reading(faults) == []
    assert in_reading(wrong_figures) == []
