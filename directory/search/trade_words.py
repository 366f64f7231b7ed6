"""Words of the trade that are right though few listings have them, from `rules/trade_words.csv`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from directory.rules.tables import rows_of
from directory.search.synonyms import Stems, phrases_in, phrases_of, stems_of, synonym_words
from directory.search.wording import words_of


@cache
def trade_words() -> frozenset[str]:
    """Every single word of this table and of the synonyms, as written."""
    named = (word for row in rows_of("trade_words.csv") for word in words_of_cell(row["words"]))
    return frozenset(named) | synonym_words()


def words_of_cell(cell: str) -> Iterator[str]:
    return (word for phrase in phrases_in(cell) for word in words_of(phrase))


@cache
def pathways_by_phrase() -> dict[Stems, tuple[str, ...]]:
    found: dict[Stems, tuple[str, ...]] = {}
    for row in rows_of("trade_words.csv"):
        for phrase in phrases_in(row["words"]) if row["pathways"] else ():
            found.setdefault(stems_of(phrase), tuple(row["pathways"].split("|")))
    return found


def pathways_meant(stems: Sequence[str]) -> tuple[str, ...]:
    """The pathways that the words of a question speak of, by the longest phrases in it."""
    found = phrases_of(stems, pathways_by_phrase())
    return tuple(dict.fromkeys(code for _, codes in found for code in codes or ()))
