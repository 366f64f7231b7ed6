"""Refusals about beds and who stays in them; none says a case reference."""

from __future__ import annotations

from commissioning.errors import CommissioningError


class BedRefused(CommissioningError):
    """`field` is the one to change, "" where none would help."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)
