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
    in_part = [
        f"{month(day)}: {part_words(one)}"
        for day, one in both
        if one.recorded is not None and one.counts_as_returned
    ]
    if in_part:
        yield "Recorded in part", f"{'; '.join(in_part)}."
    differing = [words for day, one in both if (words := _difference(day, one))]
    if differing:
        told = "; ".join(differing)
        yield "Records and returns differ", f"{told}. What is recorded counts."


def part_words(one: UsedInMonth) -> str:
    """Of a month of which weeks tell only a part."""
    return (
        f"{_number(one.recorded)} recorded of part of the month, {_number(one.returned)} returned,"
        " which counts"
    )


def _difference(day: dt.date, one: UsedInMonth) -> str:
    more = one.returned_more_by
    if not more or one.counts_as_returned or one.recorded is None or one.returned is None:
        return ""
    side = "more" if more > 0 else "fewer"
    return (
        f"{month(day)}: {_number(one.recorded)} recorded, {_number(one.returned)} returned,"
        f" {_number(abs(more))} {side}"
    )


def _number(units: float | None) -> str:
    """Hours may be parts."""
    return "" if units is None else f"{units:,.2f}".rstrip("0").rstrip(".")
