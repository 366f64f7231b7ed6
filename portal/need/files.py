"""Need beside provision for a spreadsheet: what the page says, area by area."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Final

from portal.need.pages import (
    NeedFacts,
    combinations,
    gaps,
    need_rows,
    searched_in_vain,
    shown_double,
)

HEADINGS: Final = (
    "Area", "Kind", "What", "Referred", "Declined: no place or no staff", "Starts missed",
    "Orders or searches", "Bought", "Since", "As at", "Demonstration",
)  # fmt: skip


def need_as_rows(facts: NeedFacts, as_at: dt.datetime) -> Iterator[tuple[object, ...]]:
    """`*`: 1 to 7; other counts of people to the nearest 5."""
    generated = "generated figures" if facts.coverage.has_generated_figures else ""
    ending = (facts.since.isoformat(), as_at.isoformat(timespec="seconds"), generated)
    yield HEADINGS
    for area in facts.areas:
        for row in need_rows(facts, [area]):
            counts = (row.referred, row.turned_away, row.missed_starts)
            paid = "; ".join(row.bought)
            yield (area.name, "need", row.name, *counts, "", paid, *ending)
        for one in combinations(facts.orders.get(area.id, Counter())):
            yield (area.name, "one order", one.requirements, "", "", "", one.orders, "", *ending)
    for found in searched_in_vain(facts):
        blank = ("", "", "")
        yield (found.area, "searched in vain", found.words, *blank, found.times, "", *ending)
    for gap in gaps(facts):
        for name, _href in gap.areas:
            yield (name, f"gap: {gap.kind}", gap.name, "", "", "", "", "", *ending)
    for double in facts.doubles:
        shown = shown_double(double, facts.areas)
        paid = "; ".join(f"{one.name}, {one.provider}: {one.days}" for one in shown.purchases)
        yield (shown.areas, "bought twice", shown.what, "", "", "", "", paid, *ending)
