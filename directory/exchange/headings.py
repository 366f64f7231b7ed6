"""Where a file's headings stand, and which of the kind's columns each names."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from directory.exchange.cells import person_in, tidied, unquoted
from directory.exchange.columns import HELP_WORD, OWN_COLUMNS, About, Kind
from directory.exchange.errors import FileRefused
from directory.exchange.forms import shown

ROWS_LOOKED_AT: Final = 20
MOST_PROBLEMS: Final = 10
MOST_GUESSED: Final = 50
"""Unknown headings of a file for which a likely one is looked for."""


@dataclass(frozen=True, slots=True)
class Headings:
    """`places` follow the kind's columns: where each stands in a row, None where it does not.

    `nameless` are the places of columns without a heading; `first_row` is the first row below,
    after a row of help.
    """

    texts: Sequence[str]
    places: Sequence[int | None]
    nameless: Sequence[int]
    others: Sequence[str]
    first_row: int

    @property
    def width(self) -> int:
        return len(self.texts)


def headings_of(top: Sequence[Sequence[str]], kind: Kind) -> Headings:
    """Found in the first rows of a file; blank ones above them are passed over.

    Raises `FileRefused`, where a row further down looks like the headings with its number.
    """
    rows = [(row, cells) for row, cells in enumerate(top, start=1) if any(map(tidied, cells))]
    if not rows:
        raise FileRefused("The file is empty.")
    row, heading = rows[0]
    heads = [plain_heading(head) for head in heading]
    known = [plain_heading(column.head) for column in kind.columns]
    if problems := list(islice(_problems_of(heads, kind), MOST_PROBLEMS)):
        _refuse_title(top, row, kind)
        raise FileRefused("; ".join(problems), row=row)
    allowed = allowed_heads(kind)
    return Headings(
        texts=heading,
        places=[heads.index(head) if head in heads else None for head in known],
        nameless=[at for at, head in enumerate(heads) if not head],
        others=[_told(head, heads) for head in heads if head and head not in allowed],
        first_row=row + 2 if is_help(top[row] if len(top) > row else ()) else row + 1,
    )


def plain_heading(text: str) -> str:
    """How headings are compared: whatever the case, quotation marks, spaces or dashes."""
    return re.sub(r"[\s_-]+", "_", unquoted(tidied(text)).casefold())


def is_help(cells: Sequence[str]) -> bool:
    """Whether the first cell that holds something begins with the word of help."""
    first = next(filter(None, map(tidied, cells)), "")
    return first.casefold().startswith(HELP_WORD.casefold())


def allowed_heads(kind: Kind) -> set[str]:
    """Headings that a file of the kind may have, as they are compared."""
    heads = [column.head for column in kind.columns]
    return {plain_heading(head) for head in (*heads, *kind.ignored, *OWN_COLUMNS)}


def _problems_of(heads: Sequence[str], kind: Kind) -> Iterator[str]:
    """One by one, as far as somebody reads: a guess at what was meant takes a while."""
    allowed = allowed_heads(kind)
    for head, times in Counter(heads).items():
        if times > 1 and head and (head in allowed or not kind.names_others):
            yield f"{_told(head, heads)} stands there twice"
    meant = heads_meant(heads, kind)
    for head in heads:
        if head and head not in allowed and not kind.names_others:
            near = f" (did you mean {meant[head]}?)" if head in meant else ""
            yield f"the column {_told(head, heads)} is not known{near}"
    called = {wanted: head for head, wanted in meant.items()} if kind.names_others else {}
    for column in kind.columns:
        if column.required and plain_heading(column.head) not in heads:
            other = called.get(column.head)
            asks = f" (is it {_told(other, heads)}? Then call it that)" if other else ""
            yield f"the column {column.head} is missing{asks}"


def heads_meant(heads: Sequence[str], kind: Kind) -> dict[str, str]:
    """For headings that are not known, which of the kind's was likely meant: one that the file
    does not have, and each once."""
    allowed = allowed_heads(kind)
    free = [one.head for one in kind.columns if plain_heading(one.head) not in heads]
    meant: dict[str, str] = {}
    for head in islice((one for one in heads if one and one not in allowed), MOST_GUESSED):
        if near := difflib.get_close_matches(head[:100], free, n=1):
            meant[head] = near[0]
            free.remove(near[0])
    return meant


def _told(head: str, heads: Sequence[str]) -> str:
    """A file without headings begins with a row of values, and they may be of a person."""
    is_of_a_person = person_in(head.upper(), About.REFERENCE) is not None
    return f"number {heads.index(head) + 1}" if is_of_a_person else shown(head)


def likely_heading_row(top: Sequence[Sequence[str]], kind: Kind) -> int | None:
    """The row that names the most of the columns, the first of several; None: all are blank."""
    allowed = allowed_heads(kind)
    named = {
        row: sum(plain_heading(cell) in allowed for cell in cells if cell)
        for row, cells in enumerate(top[:ROWS_LOOKED_AT], start=1)
        if any(map(tidied, cells))
    }
    first = next(iter(named), None)
    if first is None:
        return None
    best = max(named, key=lambda row: (named[row], -row))
    wanted = sum(column.required for column in kind.columns)
    return best if named[best] >= max(1, wanted, named[first] + 1) else first


def _refuse_title(top: Sequence[Sequence[str]], first: int, kind: Kind) -> None:
    """Where a row further down names more of the columns than the first, say so instead."""
    best = likely_heading_row(top, kind)
    if best != first:
        raise FileRefused(
            f"is not a heading; the heading seems to be row {best}: delete what is above it",
            row=first,
        )
