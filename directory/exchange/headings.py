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
        _refuse_title(rows, kind)
        raise FileRefused("; ".join(problems), row=row)
    allowed = _allowed(kind)
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


def _allowed(kind: Kind) -> set[str]:
    heads = [column.head for column in kind.columns]
    return {plain_heading(head) for head in (*heads, *kind.ignored, *OWN_COLUMNS)}


def _problems_of(heads: Sequence[str], kind: Kind) -> Iterator[str]:
    """One by one, as far as somebody reads: a guess at what was meant takes a while."""
    allowed = _allowed(kind)
    for head, times in Counter(heads).items():
        if times > 1 and head and (head in allowed or not kind.names_others):
            yield f"{_told(head, heads)} stands there twice"
    for head in heads:
        if head and head not in allowed and not kind.names_others:
            near = difflib.get_close_matches(head[:100], [one.head for one in kind.columns], n=1)
            meant = f" (did you mean {near[0]}?)" if near else ""
            yield f"the column {_told(head, heads)} is not known{meant}"
    for column in kind.columns:
        if column.required and plain_heading(column.head) not in heads:
            yield f"the column {column.head} is missing"


def _told(head: str, heads: Sequence[str]) -> str:
    """A file without headings begins with a row of values, and they may be of a person."""
    is_of_a_person = person_in(head.upper(), About.REFERENCE) is not None
    return f"number {heads.index(head) + 1}" if is_of_a_person else shown(head)


def _refuse_title(rows: Sequence[tuple[int, Sequence[str]]], kind: Kind) -> None:
    """Where a row further down names more of the columns than the first, say so instead."""
    allowed = _allowed(kind)
    named = {
        row: sum(plain_heading(cell) in allowed for cell in cells if cell)
        for row, cells in rows[:ROWS_LOOKED_AT]
    }
    first = rows[0][0]
    best = max(named, key=lambda row: (named[row], -row))
    wanted = sum(column.required for column in kind.columns)
    if best != first and named[best] >= max(1, wanted, named[first] + 1):
        raise FileRefused(
            f"is not a heading; the heading seems to be row {best}: delete what is above it",
            row=first,
        )
