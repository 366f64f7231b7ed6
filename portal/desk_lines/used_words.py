"""What of a volume was counted from returns, and by how much returns and records differ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from commissioning.returns.used import UsedInMonth
from portal.formatting import month
from portal.lines.agreement_words import told_in_part_words, units_in_words

Both = tuple[dt.date, UsedInMonth]


def beside_words(both: Sequence[Both]) -> Iterator[tuple[str, str]]:
    """Nothing where all was recorded, and no return says anything else."""
    returned = [
        f"{month(day)}: {units_in_words(one.returned)}"
        for day, one in both
        if one.recorded is None and one.returned is not None
    ]
    if returned:
        told = "; ".join(returned)
        yield "From accepted returns", f"{told}. Nothing is recorded of these months."
    in_part = [
        f"{month(day)}: {told_in_part_words(one)}"
        for day, one in both
        if one.recorded is not None and one.counts_as_returned
    ]
    if in_part:
        yield "Recorded in part", f"{'; '.join(in_part)}."
    differing = [words for day, one in both if (words := _difference(day, one))]
    if differing:
        told = "; ".join(differing)
        yield "Records and returns differ", f"{told}. What is recorded counts."


def _difference(day: dt.date, one: UsedInMonth) -> str:
    more = one.returned_more_by
    if not more or one.counts_as_returned or one.recorded is None or one.returned is None:
        return ""
    side = "more" if more > 0 else "fewer"
    recorded, returned = units_in_words(one.recorded), units_in_words(one.returned)
    told = f"{recorded} recorded, {returned} returned, {units_in_words(abs(more))} {side}"
    return f"{month(day)}: {told}"
