"""Somebody on the register of a session."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from commissioning.bookings.models import Booking
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.models import GroupSession, RegisterMark
from commissioning.unpaid_work.models import SessionHours


class PersonOnRegister(NamedTuple):
    """`mark` is the one that holds, None where nobody said anything yet; `hours` stand beside it
    where it is of unpaid work."""

    booking: Booking
    mark: RegisterMark | None
    is_not_required: bool
    hours: SessionHours | None = None


class MarkOfPerson(NamedTuple):
    """One of the marks ever made of somebody in a group."""

    session: GroupSession
    mark: RegisterMark
    hours: SessionHours | None


class MarkBefore(NamedTuple):
    """What stood until another mark took its place; `by` is who had said it, `changed_by` who
    said otherwise. `hours` stood beside it where it was of unpaid work."""

    outcome: MarkOutcome
    by: str
    recorded_at: dt.datetime
    changed_by: str
    hours: SessionHours | None = None
