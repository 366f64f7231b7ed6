"""`flask --app portal agreement-lines`: lots that join no line, to be settled by somebody."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy.orm import Session

from commissioning.agreements.matching import ProviderLikeness
from commissioning.agreements.settling import to_be_settled
from commissioning.agreements.unjoined import UnjoinedLot, unjoined_lots
from directory.clock import day_in_words
from directory.exchange.cells import formula_safe
from directory.places.queries import region_called
from portal.exchange.telling import counted, say


def tell_unjoined(session: Session, *, region: str | None, to: Path | None, today: dt.date) -> bool:
    """Count them on the screen and write the candidates to a file; False: it cannot be written.

    Raises `NotKnown` for a region that there is not.
    """
    code = None if region is None else region_called(session, region).code
    lots = unjoined_lots(session, today=today, region=code)
    _tell(lots, today)
    return to is None or _write(lots, to)


def _tell(lots: Sequence[UnjoinedLot], today: dt.date) -> None:
    click.echo(f"{counted(len(lots), 'lot')} that join no line:")
    for says, count in _accounts(lots, today).items():
        click.echo(f"  {count:>9,} {says}")


def _accounts(lots: Sequence[UnjoinedLot], today: dt.date) -> Counter[str]:
    """Each lot once by what may be its lines, and once by how its agreement ends."""
    told: Counter[str] = Counter()
    for lot in lots:
        told[_what_it_may_buy(lot)] += 1
    ends = Counter(_how_it_ends(lot.ends_on, today) for lot in lots)
    return told + Counter(dict(ends.most_common()))


def _what_it_may_buy(lot: UnjoinedLot) -> str:
    if not lot.candidates:
        return "with no line of their type on their ground"
    if lot.candidates[0].provider <= ProviderLikeness.NAMED_ALIKE:
        return "with lines of their type, ground and provider"
    return "with lines of their type and ground alone"


def _how_it_ends(ends_on: dt.date | None, today: dt.date) -> str:
    if ends_on is None:
        return "end not known"
    return "ended" if ends_on < today else f"end on {day_in_words(ends_on)}"


def _write(lots: Sequence[UnjoinedLot], path: Path) -> bool:
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            for row in to_be_settled(lots):
                writer.writerow([formula_safe(cell) for cell in row])
    except OSError as error:
        say(f"{path} cannot be written: {error.strerror}")
        return False
    click.echo(f"Write yes in the column buys where it is so, then: import agreement-lines {path}")
    return True
