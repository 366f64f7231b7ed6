"""The counts of a scheme period by period, as page, CSV and JSON tell them, and their reading."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.partnership.cohorts.counts import COUNT_NAMES, LABELS
from commissioning.partnership.cohorts.periods import CohortPeriod
from commissioning.partnership.cohorts.reading import (
    CohortTrend,
    gaps_between,
    is_current,
    places_use,
    trend_of,
    trend_of_rounded,
)
from commissioning.partnership.cohorts.told import CohortTold, beside
from commissioning.partnership.cohorts.withholding import (
    CohortShown,
    Shown,
    shown_exactly,
    shown_withheld,
)

EXACT: Final = "exact"
ROUNDED: Final = "to the nearest 5; from 1 to 7 withheld, and what would tell them"
HEADINGS: Final = ("Period", *LABELS.values(), "Said by", "Said on", "Version", "Counts are")


@dataclass(frozen=True, slots=True)
class CohortRow:
    """`shown` is None of a month between others that nobody told; then `told` is too."""

    period: CohortPeriod
    shown: Shown | None
    told: CohortTold | None


@dataclass(frozen=True, slots=True)
class CohortReading:
    """Of the newest period. `places` says how they are used, "" where it cannot be said; what is
    not exact is never more than the counts shown say."""

    row: CohortRow
    is_current: bool
    places: str
    trend: CohortTrend | None


def cohort_rows(told: Sequence[CohortTold], *, is_exact: bool) -> list[CohortRow]:
    """The newest period first, as `told` has them; months between them that nobody told too."""
    rows = [
        CohortRow(
            one.row.period,
            shown_exactly(one.row.counts)
            if is_exact
            else shown_withheld(one.row.counts, one.row.period, beside(told, one.row)),
            one,
        )
        for one in told
    ]
    gaps = [CohortRow(one, None, None) for one in gaps_between(row.period for row in rows)]
    return sorted([*rows, *gaps], key=lambda one: one.period.last_day, reverse=True)


def reading_of(
    rows: Sequence[CohortRow], *, is_exact: bool, today: dt.date
) -> CohortReading | None:
    """None where nothing is told. The trend is that of the source and length of the newest."""
    if not rows or rows[0].shown is None or rows[0].told is None:
        return None
    newest, source = rows[0], rows[0].told.row.source_key
    ends = {
        one.period: one.shown["on_scheme"].value
        for one in rows
        if one.shown is not None
        and one.told is not None
        and one.told.row.source_key == source
        and one.period.months == newest.period.months
    }
    return CohortReading(
        newest, is_current(newest.period, today=today), _places(newest, is_exact=is_exact),
        trend_of(ends) if is_exact else trend_of_rounded(ends),
    )  # fmt: skip


def cells_of(row: CohortRow, *, is_exact: bool) -> tuple[str, ...]:
    """In the order of `HEADINGS`."""
    if row.shown is None or row.told is None:
        return row.period.code, *("not told" for _ in COUNT_NAMES), "", "", "", ""
    counts = (one.words if one.value is None else f"{one.value}" for one in _in_order(row.shown))
    said = row.told.row
    return (
        row.period.code, *counts, said.source, said.stated_on.isoformat(), f"{said.version}",
        EXACT if is_exact else ROUNDED,
    )  # fmt: skip


def as_json(rows: Sequence[CohortRow], *, is_exact: bool) -> str:
    return json.dumps([_plain(one, is_exact=is_exact) for one in rows], ensure_ascii=False)


def _in_order(shown: Shown) -> Iterator[CohortShown]:
    for name in COUNT_NAMES:
        yield shown[name]


def _places(row: CohortRow, *, is_exact: bool) -> str:
    if row.shown is None:
        return ""
    places, people = row.shown["places"], row.shown["on_scheme"]
    if is_exact:
        read = places_use(places.value, people.value)
        return read.words if read is not None else ""
    if places.value is None or people.value is None:
        return ""
    return f"{people.words} on {places.value} places"


def _plain(row: CohortRow, *, is_exact: bool) -> dict[str, object]:
    period = row.period
    plain: dict[str, object] = {
        "period": period.code, "first_day": period.first_day.isoformat(),
        "last_day": period.last_day.isoformat(), "is_told": row.shown is not None,
    }  # fmt: skip
    if row.shown is None or row.told is None:
        return plain
    said = row.told.row
    return plain | {
        "counts": {name: one.value for name, one in row.shown.items()},
        "not_told": [name for name, one in row.shown.items() if not one.is_told],
        "withheld": [name for name, one in row.shown.items() if one.is_withheld],
        "counts_are": EXACT if is_exact else ROUNDED,
        "said_by": said.source, "said_on": said.stated_on.isoformat(), "version": said.version,
    }  # fmt: skip
