"""National helplines for words that no service may answer, from `rules/national_helplines.csv`.

They are told to everybody alike who asks for a refuge, so that the page says nothing about
whether there is one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from directory.rules.tables import rows_of
from directory.search.synonyms import Stems, phrases_in, phrases_of, stems_of


@dataclass(frozen=True, slots=True)
class Helpline:
    """`serves` says where and whom; the number was last looked up on `checked_on`."""

    name: str
    telephone: str
    serves: str
    note: str
    checked_on: dt.date


@cache
def helplines_by_phrase() -> Mapping[Stems, tuple[Helpline, ...]]:
    found: defaultdict[Stems, list[Helpline]] = defaultdict(list)
    for row in rows_of("national_helplines.csv"):
        checked_on = dt.date.fromisoformat(row["checked_on"])
        line = Helpline(row["name"], row["telephone"], row["serves"], row["note"], checked_on)
        for stems in dict.fromkeys(map(stems_of, phrases_in(row["words"]))):
            found[stems].append(line)
    return {stems: tuple(lines) for stems, lines in found.items()}


def helplines_meant(stems: Sequence[str]) -> tuple[Helpline, ...]:
    """The helplines for what the words of a question speak of."""
    found = phrases_of(stems, helplines_by_phrase())
    return tuple(dict.fromkeys(line for _, lines in found for line in lines or ()))
