"""Saying how a group stands now, never below what was promised of its places."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.bookings.seats import lock_group, places_now
from commissioning.groups.errors import PlacesTaken
from commissioning.groups.models import Group, GroupStatement, GroupStatus
from commissioning.groups.publishing import state_group
from directory.people.models import Person


def restate_group(
    session: Session,
    group: Group,
    *,
    current_start: dt.date,
    status: GroupStatus,
    places: int,
    started: int | None,
    by: Person,
    at: dt.datetime,
) -> GroupStatement:
    """As `state_group`, for every door at which somebody says how many places there are.

    Raises `PlacesTaken` also where fewer would be left than are booked, held and offered; where
    they were cut before, whatever else is said of the group can be said.
    """
    lock_group(session, group)
    now = places_now(session, group, at=at)
    is_cut = status is GroupStatus.PLANNED and places < now.places
    if is_cut and places < now.booked + now.held + now.offered:
        raise PlacesTaken(places, booked=now.booked, held=now.held, offered=now.offered)
    return state_group(
        session, group, current_start=current_start, status=status, places=places,
        started=started, by=by, at=at,
    )  # fmt: skip
