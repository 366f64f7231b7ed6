"""What a row says of a known agreement, lot or volume otherwise than it is kept: refused, never
passed over, where a file does not change it. An empty cell says nothing of these."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from commissioning.agreements.models import Agreement
from commissioning.errors import CommissioningError
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.clock import day_in_words
from directory.exchange.working import Row

TAKE_BACK: Final = (
    "where it was mistyped, take back the file that brought it (`imports`, `undo-import`)"
)
_SIX_DIGITS: Final = 1e-6
"""To which the portal writes a weight in a file."""


class RecordedOtherwise(CommissioningError):
    """The agreement is known with another wording or provider, which a file does not change."""

    def __init__(self, agreement: Agreement, column: str) -> None:
        self.agreement = agreement
        self.column = column
        super().__init__(f"the agreement {agreement.external_id} is recorded with another one")


class KeptOtherwise(CommissioningError):
    """A fact of a known agreement or lot that stays as the first file told it."""

    def __init__(self, of: str, column: str, kept: object) -> None:
        self.column = column
        words = column.replace("_", " ")
        stands = f"without a {words}" if kept is None else f"with the {words} {kept}"
        super().__init__(
            f"{of} is kept {stands}, and no later file changes that: leave the cell empty;"
            f" {TAKE_BACK}"
        )


class LeftOut(CommissioningError):
    """A file names some of those that are kept: it takes nobody out, and must not look so."""

    def __init__(self, agreement: Agreement, column: str, missing: Collection[str]) -> None:
        self.column = column
        super().__init__(
            f"{agreement.external_id} has {', '.join(missing)} too, and a file takes nobody out:"
            " name all of them, or leave the cell empty"
        )


class NobodyPassesOn(CommissioningError):
    """Work is passed on by the prime alone."""

    column = "subcontractors"

    def __init__(self, agreement: Agreement) -> None:
        super().__init__(
            f"the agreement {agreement.external_id} is kept without a provider, so that nobody"
            " passes work on: name the provider in the file that brings the agreement"
        )


class LotOfAnother(CommissioningError):
    """A lot stays in its agreement."""

    column = "lot"

    def __init__(self, lot: Lot, agreement: Agreement) -> None:
        super().__init__(
            f"the lot {lot.external_id} belongs to another agreement than {agreement.external_id}:"
            " give this one an identifier of its own"
        )


class LotNotNamed(CommissioningError):
    """The row speaks of a lot of an agreement that has several, without naming it."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        super().__init__(
            f"lot: the agreement {agreement.external_id} has several; add the column and say which"
        )


class LotBuysAnother(CommissioningError):
    """A lot belongs to one queue."""

    column = "line"

    def __init__(self, lot: Lot, kept: str) -> None:
        super().__init__(
            f"the lot {lot.external_id} buys the line {kept}: give another line a lot of its own,"
            " or send it as `agreement-lines`"
        )


class VolumeOtherwise(CommissioningError):
    """A volume changes by a variation, which keeps what was bought before; its period stays."""

    def __init__(self, lot: Lot, known: CommissionedVolume, bought: float | None, row: Row) -> None:
        self.lot = lot
        if known.ends_on != row["volume_to"]:
            self.column = "volume_to"
            super().__init__(
                f"the volume of the lot {lot.external_id} ends on {day_in_words(known.ends_on)},"
                f" and its period stays: write that day; {TAKE_BACK}"
            )
            return
        self.column = "quantity"
        bought_words = "another volume" if bought is None else f"{bought:,g}"
        super().__init__(
            f"quantity: the lot {lot.external_id} has {bought_words} for this period. To change it"
            " write in the column `varied_from` the day from which the new quantity holds:"
            f" {known.starts_on} where it was wrong from the first day"
        )


class ProfileOtherwise(CommissioningError):
    """A variation changes how many, not how they spread."""

    column = "profile"

    def __init__(self, lot: Lot, kept: Sequence[float] | None) -> None:
        spread = "by days" if kept is None else "|".join(f"{weight:g}" for weight in kept)
        super().__init__(
            f"the volume of the lot {lot.external_id} is spread {spread}, and its profile stays,"
            " since a variation changes only how many: leave the cell empty to keep it;"
            f" {TAKE_BACK}"
        )


class NothingToVary(CommissioningError):
    """A variation of a volume that nobody bought yet."""

    column = "varied_from"

    def __init__(self, lot: Lot) -> None:
        super().__init__(
            f"the lot {lot.external_id} has no volume of this unit and first day yet: send it"
            " without `varied_from` first"
        )


def refuse_kept_otherwise(of: str, row: Row, kept: Mapping[str, Any]) -> None:
    """`kept` by column, as the cell would read. Raises `KeptOtherwise`."""
    for column, value in kept.items():
        if row.get(column) not in (None, value):
            raise KeptOtherwise(of, column, value)


def refuse_other_profile(lot: Lot, known: CommissionedVolume, told: Sequence[float] | None) -> None:
    """Raises `ProfileOtherwise`."""
    if not told:
        return
    kept = known.profile or ()
    is_same = len(kept) == len(told) and all(
        math.isclose(one, other, abs_tol=_SIX_DIGITS) for one, other in zip(kept, told, strict=True)
    )
    if not is_same:
        raise ProfileOtherwise(lot, known.profile)
