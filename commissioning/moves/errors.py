"""Refusals about turns; none of them says a case reference."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from commissioning.errors import CommissioningError
from directory.clock import day_in_words


class MoveRefused(CommissioningError):
    """Something of the turn itself that cannot be."""


class RowChanged(CommissioningError):
    """The row was shown before somebody else did something; `did` says what."""

    def __init__(self, did: str, on_date: dt.date, by: str) -> None:
        super().__init__(
            f"It was changed meanwhile: {did} on {day_in_words(on_date)}, recorded by {by}."
            " Look at it again before you go on."
        )


class NotTakenBack(CommissioningError):
    """Something said cannot be taken back, and what to do instead."""


class TakenBackAlready(NotTakenBack):
    """Nothing was recorded since, and what was said before it is nobody's to take back now."""

    def __init__(self, said: str, on_date: dt.date) -> None:
        super().__init__(
            f"“{said}” was taken back on {day_in_words(on_date)} already. Nothing was recorded"
            " since: there is nothing more to take back."
        )


class RefusedAct(NamedTuple):
    public_id: uuid.UUID
    refusal: CommissioningError


class ActsRefused(CommissioningError):
    """Nothing of what was asked may stay: the caller rolls back and shows each refusal."""

    def __init__(self, refused: Sequence[RefusedAct], asked: int) -> None:
        self.refused = tuple(refused)
        self.asked = asked
        super().__init__(f"{len(refused)} of the {asked} could not be recorded; none was.")
