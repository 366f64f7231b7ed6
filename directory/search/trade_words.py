"""Words of the trade that are right though few listings have them, from `rules/trade_words.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from directory.rules.tables import rows_of
from directory.search.synonyms import LONGEST_PHRASE, Stems, phrases_in, stems_of, synonym_words
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
    return tuple(dict.fromkeys(_meant(stems)))


def _meant(stems: Sequence[str]) -> Iterable[str]:
    known, at = pathways_by_phrase(), 0
    while at < len(stems):
        ends = range(min(len(stems), at + LONGEST_PHRASE), at, -1)
        end = next((end for end in ends if tuple(stems[at:end]) in known), 0)
        yield from known.get(tuple(stems[at:end]), ())
        at = end or at + 1
