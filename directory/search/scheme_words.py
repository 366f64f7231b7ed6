"""By which words people ask for a kind of scheme, from `rules/scheme_words.csv`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from directory.rules.tables import rows_of
from directory.schemes.models import SchemeKind
from directory.search.synonyms import Stems, phrases_in, phrases_of, stems_of


@cache
def kinds_by_phrase() -> Mapping[Stems, SchemeKind]:
    rows = rows_of("scheme_words.csv")
    return {
        stems_of(phrase): SchemeKind(row["kind"])
        for row in rows
        for phrase in phrases_in(row["words"])
    }


@cache
def scheme_names() -> Mapping[SchemeKind, str]:
    return {SchemeKind(row["kind"]): row["name"] for row in rows_of("scheme_words.csv")}


def schemes_meant(stems: Sequence[str]) -> tuple[SchemeKind, ...]:
    """The kinds of scheme that the words of a question name."""
    found = phrases_of(stems, kinds_by_phrase())
    return tuple(dict.fromkeys(kind for _, kind in found if kind is not None))
