"""What of a volume was counted from returns, and by how much returns and records differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from commissioning.returns.used import UsedInMonth
from portal.formatting import month

Both = tuple[dt.date, UsedInMonth]


def beside_words(both: Sequence[Both]) -> Iterator[tuple[str, str]]:
    """Nothing where all was recorded, and no return says anything else."""
    returned = [
        f"{month(day)}: {_number(one.returned)}"
        for day, one in both
        if one.recorded is None and one.returned is not None
    ]
    if returned:
        told = "; ".join(returned)
        yield "From accepted returns", f"{told}. Nothing is recorded of these months."
    differing = [words for day, one in both if (words := _difference(day, one))]
    if differing:
        told = "; ".join(differing)
        yield "Records and returns differ", f"{told}. What is recorded counts."


def _difference(day: dt.date, one: UsedInMonth) -> str:
    more = one.returned_more_by
    if not more or one.recorded is None or one.returned is None:
        return ""
    side = "more" if more > 0 else "fewer"
    return (
        f"{month(day)}: {_number(one.recorded)} recorded, {_number(one.returned)} returned,"
        f" {_number(abs(more))} {side}"
    )


def _number(units: float | None) -> str:
    """Hours may be parts."""
    return "" if units is None else f"{units:,.2f}".rstrip("0").rstrip(".")
