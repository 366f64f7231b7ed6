"""An agreement in a few words, alike on the desk and on the page of a line."""

from __future__ import annotations

import datetime as dt

from commissioning.agreements.models import AgreementKind
from commissioning.desk.desk_rows import BoughtLine, DeskRow
from commissioning.returns.used import UsedInMonth
from portal.formatting import joined, short


def agreement_words(kind: AgreementKind | None, ends_on: dt.date | None, *, on: dt.date) -> str:
    """As on the day; None: no agreement is known."""
    if kind is None:
        return "no agreement known here"
    if ends_on is None:
        return f"{kind.said}, end not known"
    return f"{kind.said}, {'ended' if ends_on < on else 'ends'} {short(ends_on)}"


def also_counted_words(row: DeskRow | BoughtLine) -> str:
    """No rule divides one queue between agreements: whoever reads of one is told of the other."""
    unit, others = row.stored.unit, [f"“{title}”" for title in row.also_counted_for]
    if unit is None or not others:
        return ""
    return f"These {unit.value}s are also counted in full for {joined(others)}."


def told_in_part_words(one: UsedInMonth) -> str:
    """Of a month of which weeks tell only a part, and an accepted return more."""
    return (
        f"{units_in_words(one.recorded)} recorded of part of the month,"
        f" {units_in_words(one.returned)} returned, which counts"
    )


def units_in_words(units: float | None) -> str:
    """Hours may be parts."""
    return "" if units is None else f"{units:,.2f}".rstrip("0").rstrip(".")
