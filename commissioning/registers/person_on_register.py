"""Somebody on the register of a session."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from commissioning.bookings.models import Booking
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.models import RegisterMark


class PersonOnRegister(NamedTuple):
    """`mark` is the one that holds, None where nobody said anything yet."""

    booking: Booking
    mark: RegisterMark | None
    is_not_required: bool


class MarkBefore(NamedTuple):
    """What stood until another mark took its place; `by` is who had said it."""

    outcome: MarkOutcome
    by: str
    recorded_at: dt.datetime
