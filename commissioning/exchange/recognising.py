"""A file that came as something else: which kind and layout its headings are of, by name."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

from commissioning.exchange.kinds import KINDS
from directory.exchange.cells import tidied
from directory.exchange.columns import Kind
from directory.exchange.errors import FileRefused
from directory.exchange.headings import ROWS_LOOKED_AT, plain_heading
from directory.exchange.surveys import Survey

MOST_OF_THEM: Final = 0.6
"""The share of a file's headings that a kind must know, and of a kind's own that must be there."""

IN_WORDS: Final = {
    "rm-performance": "the performance report of 27 columns",
    "open-referral": "a file of Open Referral",
    "hmpps": "a list as HM Prison and Probation Service publishes it",
}


def likely_kind(surveyed: Survey, sent_as: Kind | None = None) -> Kind | None:
    """Another than what it was sent as; nothing is taken by it: somebody reads and decides."""
    heads = _headings(surveyed)
    own = 0.0 if sent_as is None else _share(heads, sent_as)
    likely = max(KINDS, key=lambda kind: (_share(heads, kind), kind is sent_as))
    is_likelier = likely is not sent_as and _share(heads, likely) > max(own, MOST_OF_THEM)
    return likely if is_likelier else None


def looks_like(likely: Kind | None, path: Path) -> str:
    """A sentence that names the kind with the command that takes it; "" where none is."""
    if likely is None:
        return ""
    what = IN_WORDS.get(likely.layout, f"a file of {likely.name}")
    layout = f" --layout {likely.layout}" if likely.layout else ""
    file = shlex.quote(str(path))
    return f"It looks like {what}: `import {likely.name} {file}{layout}` takes that."


@contextmanager
def likely_kind_told(surveyed: Survey, sent_as: Kind) -> Iterator[None]:
    """A file refused as a whole, with what it looks like where it came as something else."""
    try:
        yield
    except FileRefused as refusal:
        if not (likely := looks_like(likely_kind(surveyed, sent_as), surveyed.path)):
            raise
        raise FileRefused(
            f"{likely} As a file of {sent_as.name} it is refused: {refusal}"
        ) from refusal


def _headings(surveyed: Survey) -> list[str]:
    top = islice(surveyed.rows(), ROWS_LOOKED_AT)
    first: Sequence[str] = next((row for row in top if any(map(tidied, row))), ())
    return [head for head in map(plain_heading, first) if head]


def _share(heads: Sequence[str], kind: Kind) -> float:
    """Of the file's headings, or of the kind's needed ones, whichever fewer are there."""
    known = set(_known(kind))
    needed = [plain_heading(column.head) for column in kind.columns if column.required]
    if not heads or not needed:
        return 0.0
    of_the_file = sum(head in known for head in heads) / len(heads)
    return min(of_the_file, sum(head in heads for head in needed) / len(needed))


def _known(kind: Kind) -> Iterator[str]:
    yield from (plain_heading(column.head) for column in kind.columns)
    yield from map(plain_heading, kind.ignored)
