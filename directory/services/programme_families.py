"""The family of a programme: what kind of offending it is about."""

from __future__ import annotations

import enum
import re
from functools import cache
from typing import Final

from directory.rules.tables import Row, RuleTableBroken, rows_of

TABLE: Final = "programme_families.csv"

_APOSTROPHES: Final = re.compile(r"['’]")
_WORDS: Final = re.compile(r"\w+")

NameKey = tuple[str, ...]


class ProgrammeFamily(enum.StrEnum):
    """`OTHER` is known to be none of the first four; an unknown programme has no family."""

    GENERAL_OFFENDING = "general_offending"
    RELATIONSHIP_VIOLENCE = "relationship_violence"
    SEXUAL_OFFENDING = "sexual_offending"
    DRIVING = "driving"
    OTHER = "other"


def family_of(programme_name: str | None) -> ProgrammeFamily | None:
    """By `rules/programme_families.csv`; None is "not known", also for no programme at all.

    Capitals and punctuation do not matter. A name that begins with the words of a row counts
    only where the row says so: a stranger's "Horizon Housing" is not guessed to be Horizon.
    """
    words = _key(programme_name or "")
    named, begun = _families()
    if words in named:
        return named[words]
    beginnings = (words[:length] for length in range(len(words) - 1, 0, -1))
    return next((begun[words] for words in beginnings if words in begun), None)


def _key(name: str) -> NameKey:
    return tuple(_WORDS.findall(_APOSTROPHES.sub("", name.casefold())))


@cache
def _families() -> tuple[dict[NameKey, ProgrammeFamily], dict[NameKey, ProgrammeFamily]]:
    """By the whole name, and by the beginning of a longer one."""
    rows = {_key(row["programme"]): _family(row) for row in rows_of(TABLE)}
    if len(rows) != len(rows_of(TABLE)):
        raise RuleTableBroken(f"{TABLE}: a programme stands in two rows")
    begun = {_key(row["programme"]) for row in rows_of(TABLE) if row["match"] == "begins"}
    return rows, {words: family for words, family in rows.items() if words in begun}


def _family(row: Row) -> ProgrammeFamily:
    if row["match"] not in {"is", "begins"}:
        raise RuleTableBroken(f"{TABLE}, {row['programme']}: “{row['match']}” is no comparison")
    return ProgrammeFamily(row["family"])
