"""What a watched process did, read from its log, and where the next one is to die."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import NamedTuple

INSIDE_OF_TWENTY = 17
"""So many of twenty kills are aimed into a write transaction, the others anywhere."""


class Statement(NamedTuple):
    """`rows_written` by the transaction before this statement; more than 0: it is in mid-write."""

    number: int
    rows_written: int
    words: str

    @property
    def is_in_write(self) -> bool:
        return self.rows_written > 0


def statements_in(log: Path) -> list[Statement]:
    """In order; a process that was killed died before running the last one."""
    found = []
    for line in log.read_text("utf-8", errors="replace").splitlines():
        number, rows_written, words = line.split("\t", 2)
        found.append(Statement(int(number), int(rows_written), words))
    return found


def amid_first_write(whole: Sequence[Statement]) -> list[Statement]:
    """Those of the first transaction that writes, once it has written; its end is the last."""
    written = dropwhile(lambda statement: not statement.is_in_write, whole)
    return [*takewhile(lambda statement: statement.is_in_write, written)]


def aim(whole: Sequence[Statement], *, seed: int) -> int:
    """The statement at which a run with this seed dies, by the log of a run that did not.

    Never in the last fifth: a later run may have fewer lines to answer, and would end before.
    """
    dice = random.Random(seed)
    whole = whole[: len(whole) * 4 // 5]
    inside = [statement for statement in whole if statement.is_in_write]
    anywhere = dice.random() * 20 >= INSIDE_OF_TWENTY
    return dice.choice(whole if anywhere else inside).number
