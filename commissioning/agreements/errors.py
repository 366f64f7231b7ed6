"""Refusals about agreements, lots and volumes."""

from __future__ import annotations

import datetime as dt

from commissioning.errors import CommissioningError
from directory.clock import day_in_words


class AgreementEndsBeforeStart(CommissioningError):
    field = "ends_on"

    def __init__(self, starts_on: dt.date, ends_on: dt.date) -> None:
        self.starts_on = starts_on
        self.ends_on = ends_on
        super().__init__(
            f"It cannot end on {day_in_words(ends_on)}: it starts on {day_in_words(starts_on)}."
        )


class SharesImpossible(CommissioningError):
    """Funders' shares lie above 0 and up to 1, and together do not pass 1."""

    field = "share"

    def __init__(self, total: float) -> None:
        self.total = total
        super().__init__(
            "Each funder’s share must be above 0, and the shares together at most 100%;"
            f" these come to {total:.0%}."
        )


class AgreementImpossible(CommissioningError):
    """An agreement says something that cannot be; `field` is the one to change."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


class VolumeImpossible(CommissioningError):
    """A commissioned volume says something that cannot be; `field` is the one to change."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


class VolumeAlreadyCommissioned(CommissioningError):
    def __init__(self, lot_external_id: str, unit: str, starts_on: dt.date) -> None:
        self.lot_external_id = lot_external_id
        self.unit = unit
        self.starts_on = starts_on
        super().__init__(
            f"The lot “{lot_external_id}” already has a volume of {unit}s"
            f" from {day_in_words(starts_on)}; vary that one."
        )


class LotHasLine(CommissioningError):
    """A lot belongs to one queue; its used volume would change meaning with another."""

    def __init__(self, lot_external_id: str) -> None:
        self.lot_external_id = lot_external_id
        super().__init__(f"The lot “{lot_external_id}” already belongs to another line.")


def refuse_backwards(starts_on: dt.date | None, ends_on: dt.date | None) -> None:
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise AgreementEndsBeforeStart(starts_on, ends_on)
