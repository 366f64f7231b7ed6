"""A month's figures as a plain table: what is derived in it, one row a lot, and read again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from commissioning.returns.derived import FigureKey
from commissioning.returns.errors import FiguresUnfit
from commissioning.returns.figures import number_typed
from commissioning.returns.models import LONGEST_REASON, MonthlyReturn, ReturnCounter
from commissioning.returns.parts import LotPart
from directory.free_words import number_or_place_in

MONTH, AGREEMENT, PART, KEY, WHY = "Month", "Agreement", "Part", "Part number", "Why it differs"
COUNTERS: Final[Mapping[str, ReturnCounter]] = {
    "Referred": ReturnCounter.REFERRED,
    "Accepted": ReturnCounter.ACCEPTED,
    "Started": ReturnCounter.STARTED,
    "Completed": ReturnCounter.COMPLETED,
    "Hours": ReturnCounter.HOURS,
}
HEADINGS: Final = (MONTH, AGREEMENT, PART, KEY, *COUNTERS, WHY)
NEEDED: Final = (MONTH, KEY)
ROWS_LOOKED_AT: Final = 500
MONTH_FORMS: Final = ("%Y-%m", "%Y-%m-%d", "%d/%m/%Y", "%B %Y", "%b %Y", "%b-%y")


@dataclass(slots=True)
class FileFigures:
    told: dict[FigureKey, float] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)


def sheet_of(
    one: MonthlyReturn, lots: Iterable[LotPart], values: Mapping[FigureKey, float]
) -> list[list[str | float]]:
    """With its headings; an empty cell is not known."""
    rows: list[list[str | float]] = [list(HEADINGS)]
    for lot in lots:
        cells: list[str | float] = [
            f"{one.month:%Y-%m}",
            one.agreement.title,
            lot.name,
            lot.public_id,
        ]
        figures = [values.get((lot.lot_id, counter), "") for counter in COUNTERS.values()]
        cells += [
            int(one) if isinstance(one, float) and one == int(one) else one for one in figures
        ]
        rows.append([*cells, ""])
    return rows


def figures_in(
    rows: Iterator[Sequence[str]], one: MonthlyReturn, lots: Iterable[LotPart]
) -> FileFigures:
    """Raises `FiguresUnfit` with every row and column that cannot be taken."""
    headings = [cell.strip().casefold() for cell in next(rows, [])]
    places = {
        name: headings.index(name.casefold()) for name in HEADINGS if name.casefold() in headings
    }
    missing = [name for name in NEEDED if name not in places]
    if missing:
        raise _unfit(f"The file has no column “{missing[0]}”: begin with the table offered here.")
    by_key = {lot.public_id: lot for lot in lots}
    found, problems = FileFigures(), list[str]()
    for number, cells in enumerate(rows, start=2):
        if number > ROWS_LOOKED_AT:
            raise _unfit(f"The file has more than {ROWS_LOOKED_AT} rows.")
        row = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        if any(row.values()):
            problems += _take(found, row, number, one, by_key)
    if not problems and not found.told:
        problems.append("No figure stands in the file.")
    if problems:
        raise _unfit(*problems)
    return found


def _take(
    found: FileFigures,
    row: Mapping[str, str],
    number: int,
    one: MonthlyReturn,
    by_key: Mapping[str, LotPart],
) -> Iterator[str]:
    month, lot = _month(row[MONTH]), by_key.get(row[KEY])
    if month != one.month:
        told = f"{month:%B %Y}" if month else f"“{row[MONTH][:30]}”"
        yield f"Row {number}: it is of {told}, and this return is of {one.month:%B %Y}."
    if lot is None:
        yield f"Row {number}: “{row[KEY][:40]}” is no part of this return."
    if month != one.month or lot is None:
        return
    for name, counter in COUNTERS.items():
        typed = row.get(name, "")
        value = number_typed(typed, counter) if typed else None
        if typed and (value is None or counter not in lot.counters):
            yield f"Row {number}, {name}: “{typed[:20]}” is no figure of this part."
        elif value is not None:
            found.told[lot.lot_id, counter] = value
    reason = row.get(WHY, "")
    if len(reason) > LONGEST_REASON:
        yield f"Row {number}, {WHY}: it is longer than {LONGEST_REASON} characters."
    elif what := number_or_place_in(reason):
        yield f"Row {number}, {WHY}: it holds {what}; take it out."
    elif reason:
        found.reasons[lot.lot_id] = reason


def _month(cell: str) -> dt.date | None:
    """However a spreadsheet writes it, also as a day of it."""
    for form in MONTH_FORMS:
        try:
            day = dt.datetime.strptime(cell.partition(" 00:00")[0], form)  # noqa: DTZ007
            return day.date().replace(day=1)
        except ValueError:
            continue
    return None


def _unfit(*problems: str) -> FiguresUnfit:
    """All of them stand under the file's input."""
    return FiguresUnfit({"file": " ".join(problems[:10])})
