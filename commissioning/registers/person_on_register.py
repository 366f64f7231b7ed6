"""Somebody on the register of a session."""

from __future__ import annotations

from typing import NamedTuple

from commissioning.bookings.models import Booking
from commissioning.registers.models import RegisterMark


class PersonOnRegister(NamedTuple):
    """`mark` is the one that holds, None where nobody said anything yet."""

    booking: Booking
    mark: RegisterMark | None
    is_not_required: bool
