"""Small numbers: what may be said about people below the national level.

The usual rule (`suppress`, `banded`, `percentage`) rounds what is shown. A published
table with exact totals goes through `protect` instead. Counts of providers and
contracts, commissioned volumes and published prices are not about people and need
neither.

The two rules are never used for the same figures: a neighbour that one of them shows to the nearest
5 would narrow what the other hides.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from commissioning.monitoring.hiding import HIDDEN, Hiding, ProtectedTable

__all__ = [
    "HIDDEN",
    "SMALLEST_DENOMINATOR",
    "SMALLEST_SHOWN",
    "Band",
    "Banded",
    "ProtectedTable",
    "banded",
    "may_show_distribution",
    "nearest_five",
    "percentage",
    "protect",
    "share_in_tens",
    "suppress",
]

SMALLEST_SHOWN = 8
"""NHS Digital, 2018: counts of 1 to 7 are not shown, others rounded to the nearest 5."""

SMALLEST_DENOMINATOR = 25


class Band(enum.StrEnum):
    NONE = "none"
    FEWER_THAN_8 = "fewer than 8"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Banded:
    """A count of people as an open page says it; `about` is set for `Band.ABOUT` only."""

    band: Band
    about: int | None = None

    def __str__(self) -> str:
        return self.band.value if self.about is None else f"{self.band.value} {self.about}"


def banded(count: int) -> Banded:
    """None, fewer than 8, or about 10, 15, 20…; negative counts are refused."""
    _refuse_negative(count)
    if count == 0:
        return Banded(Band.NONE)
    if count < SMALLEST_SHOWN:
        return Banded(Band.FEWER_THAN_8)
    return Banded(Band.ABOUT, nearest_five(count))


def suppress(counts: Sequence[int]) -> list[str]:
    """Each count as it may be published: 0, `*` for 1 to 7, else to the nearest 5.

    A total is summed from the exact counts first and then given to this function,
    never summed from what is shown.
    """
    return [_suppressed(count) for count in counts]


def nearest_five(count: int) -> int:
    return (count + 2) // 5 * 5


def may_show_distribution(people: int) -> bool:
    """Whether medians, percentiles and curves of so many people may be shown."""
    return people >= SMALLEST_SHOWN


def percentage(part: int, whole: int) -> float | None:
    """Per cent, from the rounded numbers; None if either may not be said.

    The whole must be 25 or more; a part of 1 to 7 would be told by its percentage.
    """
    _refuse_negative(part)
    if part > whole:
        raise ValueError(f"{part} is not a part of {whole}")
    if whole < SMALLEST_DENOMINATOR or 0 < part < SMALLEST_SHOWN:
        return None
    rounded = nearest_five(part) if part else 0
    return 100 * rounded / nearest_five(whole)


def share_in_tens(used: int, commissioned: int) -> int | None:
    """Used of commissioned in whole tens of a per cent (932 of 800 is 120).

    None when nothing was commissioned; a half goes up.
    """
    _refuse_negative(used)
    if commissioned <= 0:
        return None
    return (20 * used + commissioned) // (2 * commissioned) * 10


def _suppressed(count: int) -> str:
    _refuse_negative(count)
    if 0 < count < SMALLEST_SHOWN:
        return HIDDEN
    return str(nearest_five(count)) if count else "0"


def _refuse_negative(count: int) -> None:
    if count < 0:
        raise ValueError(f"{count} is not a count of people")


def protect(table: Sequence[Sequence[int]], k: int) -> ProtectedTable:
    """Hide every cell of 1 to k − 1 and as many others as keep it hidden.

    By itself: what was published before and what adds it up is asked of `releases`.
    """
    hiding = Hiding(table, k)
    hiding.hide_small()
    hiding.hide_partners()
    is_safe = hiding.hide_until_unsolvable()
    return hiding.published(is_withheld=not is_safe)
