"""Refusals about evaluations."""

from __future__ import annotations

from commissioning.errors import CommissioningError


class EvaluationImpossible(CommissioningError):
    """It says something that cannot be; `field` is the one to change, of the finding with that
    `place` from 0, None where it is no finding's."""

    def __init__(self, field: str, reason: str, *, place: int | None = None) -> None:
        self.field, self.place = field, place
        super().__init__(reason)


class EvaluationChangedMeanwhile(CommissioningError):
    def __init__(self) -> None:
        super().__init__("Somebody changed this evaluation meanwhile. Look at it again, then send.")
