"""Refusals about plans and their actions; each says what to do instead."""

from __future__ import annotations

from commissioning.errors import CommissioningError


class PlanRefused(CommissioningError):
    """`field` is the one to change, as forms and files call it; "" where none would help."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)
