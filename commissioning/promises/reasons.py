"""Why the dates of a kind or a line are said otherwise than before, for anybody to read."""

from __future__ import annotations

from commissioning.dates.recalibration import ChanceMap
from commissioning.monitoring.disclosure import SMALLEST_DENOMINATOR, nearest_five
from commissioning.promises.judging import PROMISED

MIDDLE = 0.5

WIDENED = (
    "More than 1 in 10 people started after the date told as “9 in 10 start by”, and more than "
    "chance would explain. Until that mends, a wider range is told."
)
NARROWED = (
    "Of those told the wider range, at least 9 in 10 had started by the date that they would "
    "have been told without it."
)


def of_chances(old: ChanceMap, new: ChanceMap, *, outcomes: int, share_kept: float | None) -> str:
    """What back-tests found, and what is said otherwise from now on."""
    return f"{_found(outcomes, share_kept)} {_moved(old, new)}"


def _found(outcomes: int, share_kept: float | None) -> str:
    about = f"Past days worked out again, with about {nearest_five(outcomes)} people followed"
    if share_kept is None or outcomes < SMALLEST_DENOMINATOR:
        return f"{about}."
    return f"{about}: {_in_100(share_kept)} had started by the date worked out as “9 in 10”."


def _moved(old: ChanceMap, new: ChanceMap) -> str:
    """Told at the two chances that pages say: the cautious date and the likely one."""
    parts = [
        f"worked out as {_in_100(chance)} is now said as {_in_100(new(chance))}"
        f" (before: {_in_100(old(chance))})"
        for chance in (PROMISED, MIDDLE)
        if _in_100(old(chance)) != _in_100(new(chance))
    ]
    if not parts:
        return "Chances below the cautious date were moved slightly."
    return f"A chance {'; one '.join(parts)}."


def _in_100(share: float) -> str:
    return f"{round(100 * share)} in 100"
