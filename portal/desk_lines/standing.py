"""What of a line is to be decided, and under which agreements it runs, as the desk says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from commissioning.desk.desk_rows import DeskRow
from portal.lines.agreement_words import agreement_words, also_counted_words


@dataclass(frozen=True, slots=True)
class ShownAgreement:
    title: str
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class DeskLineStanding:
    """`agreements` empty: none is known here."""

    needs: tuple[str, ...]
    agreements: tuple[ShownAgreement, ...]
    also_counted: tuple[str, ...] = ()


def standing_of(rows: Sequence[DeskRow], *, on: dt.date) -> DeskLineStanding:
    """Each said once, whatever number of volumes the line has."""
    needs = dict.fromkeys(need.words for row in rows for need in row.needs)
    agreements = dict.fromkeys(
        ShownAgreement(
            row.stored.agreement_title or "",
            f"/desk/agreements/{row.stored.agreement}",
            agreement_words(row.stored.agreement_kind, row.stored.ends_on, on=on),
        )
        for row in rows
        if row.stored.agreement is not None
    )
    also = dict.fromkeys(words for row in rows if (words := also_counted_words(row)))
    return DeskLineStanding(tuple(needs), tuple(agreements), tuple(also))
