"""Words of the trade that mean the same, from `rules/synonyms.csv`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from directory.rules.tables import rows_of
from directory.search.index import stem_of
from directory.search.wording import STOP_WORDS, words_of

Stems = tuple[str, ...]
"""A phrase as the index keeps it: its words without endings, stop words left out."""

LONGEST_PHRASE = 5

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ring:
    """Phrases of which any finds all the others."""

    phrases: tuple[str, ...]
    stems: tuple[Stems, ...]


@cache
def rings_by_phrase() -> dict[Stems, Ring]:
    """Every phrase with its ring; what only asks (`typed`, `welsh`) finds and is not looked for."""
    found: dict[Stems, Ring] = {}
    for row in rows_of("synonyms.csv"):
        same = phrases_in(row["same"])
        ring = Ring(same, tuple(dict.fromkeys(map(stems_of, same))))
        for phrase in (*same, *phrases_in(row["typed"]), *phrases_in(row["welsh"])):
            found.setdefault(stems_of(phrase), ring)
    return found


@cache
def synonym_words() -> frozenset[str]:
    """Every single word of the table, as written: none of them is a misspelling."""
    cells = (row[name] for row in rows_of("synonyms.csv") for name in ("same", "typed", "welsh"))
    return frozenset(
        word for cell in cells for phrase in phrases_in(cell) for word in words_of(phrase)
    )


def phrases_of(stems: Sequence[str], known: Mapping[Stems, T]) -> Iterator[tuple[int, T | None]]:
    """The words from left to right, the longest known phrase first: how many, and what it is."""
    at = 0
    while at < len(stems):
        lengths = range(min(LONGEST_PHRASE, len(stems) - at), 0, -1)
        length = next((n for n in lengths if tuple(stems[at : at + n]) in known), 0)
        yield max(1, length), known[tuple(stems[at : at + length])] if length else None
        at += max(1, length)


def stems_of(phrase: str) -> Stems:
    return tuple(stem_of(word) for word in words_of(phrase) if word not in STOP_WORDS)


def phrases_in(cell: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in cell.split(";") if phrase.strip())
