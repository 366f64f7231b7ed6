"""Places of the fictional groups: held for hearings, booked from a hold, offered, passed on.

Each on the day on which it would have been done, through the verbs of the pages.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from commissioning.bank_holidays import england_and_wales
from commissioning.bookings.booking import give_up_place, pass_on_offers
from commissioning.bookings.holding import book_held_place, hold_place
from commissioning.bookings.models import Hold
from commissioning.bookings.queries import standing_booking
from commissioning.calendar import HolidaysNotPublished
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.referrals.sending import SendingOfficer
from directory.accounts.models import Organisation
from directory.clock import local_date
from directory.people.roles import Role
from portal.demonstration.cases_to_tell import sender_of
from portal.demonstration.groups_to_run import (
    book_cases,
    plan_demo_group,
    postpone_a_group,
    queue_of_groups,
    run_a_group,
)
from portal.demonstration.sent_cases import WaitsForPlace, days_before, send_to_wait
from portal.demonstration.things_to_do import Cast, cast_of

FULL: Final = (
    WaitsForPlace("LINNET-5120", 42, 200, first="court_set_a_day"),
    WaitsForPlace("LINNET-5121", 41, 130),
    WaitsForPlace("LINNET-5122", 40, 131),
    WaitsForPlace("LINNET-5123", 39, 132),
)
GIVES_UP: Final = 2
WAITING: Final = (
    # In custody: keeps the turn, is offered nothing.
    WaitsForPlace("LINNET-5130", 38, 140, paused_days_ago=22),
    # The order ends before the group does: for the officer to see to.
    WaitsForPlace("LINNET-5131", 25, 70),
    # Was offered the place; nobody answered, the turn is kept.
    WaitsForPlace("LINNET-5132", 36, 141),
    # Has the offer now.
    WaitsForPlace("LINNET-5133", 34, 142),
    WaitsForPlace("LINNET-5134", 33, 143),
)
FROM_HOLD: Final = WaitsForPlace("ASH-5201", 7, 330, is_new=True)


def make_places_to_give(session: Session, *, look: str, at: dt.datetime) -> bool:
    """Once, after the accounts; whether anything was made. `look` is where officers read of it."""
    cast, sender = cast_of(session), sender_of(session, Role.OFFENDER_MANAGER, at)
    court = sender_of(session, Role.COURT_OFFICER, at)
    if cast is None or sender is None or court is None:
        return False
    line = queue_of_groups(session, cast, at=at)
    if line is None:
        return False
    run_a_group(session, line, cast, sender, at=at)
    postpone_a_group(session, line, cast, sender, look=look, at=at)
    later = plan_demo_group(
        session, line, "4", cast, in_days=65, places=12, said_days_ago=14, at=at
    )
    _hold_some(session, line, later, cast, court, at=at)
    _offer_one(session, line, cast, sender, at=at)
    return True


def _offer_one(
    session: Session, line: Line, cast: Cast, sender: SendingOfficer, *, at: dt.datetime
) -> None:
    """A full group. Somebody gave their place up, whoever was offered it let the day pass."""
    group = plan_demo_group(session, line, "3", cast, in_days=37, places=4, said_days_ago=50, at=at)
    for case in WAITING:
        send_to_wait(session, line, case, cast, sender, at=at)
    booked = book_cases(session, line, group, FULL, cast, sender, days_ago=16, at=at)
    place = standing_booking(session, booked[GIVES_UP].id)
    if place is not None:
        give_up_place(session, place, by=sender.person, at=days_before(at, 6))
    pass_on_offers(session, by=cast.by, at=at)


def _hold_some(
    session: Session,
    line: Line,
    group: Group,
    cast: Cast,
    court: SendingOfficer,
    *,
    at: dt.datetime,
) -> None:
    """For a hearing today and one on the next working day; one booked, one that lapsed.

    None where no bank holidays are published for these days: nobody can then say when it lapses.
    """
    today, team = local_date(at), session.get_one(Organisation, court.reader.organisation_id)

    def held(hearing_on: dt.date, days_ago: int) -> Hold:
        return hold_place(
            session, group, hearing_on=hearing_on, organisation=team,
            request_id=f"{group.external_id}-{days_ago}", by=court.person,
            at=days_before(at, days_ago),
        )  # fmt: skip

    try:
        next_day = england_and_wales().next_working_day(today)
        held(today - dt.timedelta(days=11), 13)
        booked = held(today - dt.timedelta(days=7), 9)
        held(today, 2)
        held(next_day, 1)
    except HolidaysNotPublished:
        return
    referral = send_to_wait(session, line, FROM_HOLD, cast, court, at=at)
    book_held_place(
        session, booked, referral, organisation=team, request_id=f"{group.external_id}-booked",
        by=court.person, at=days_before(at, 6),
    )  # fmt: skip
