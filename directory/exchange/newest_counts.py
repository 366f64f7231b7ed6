"""Statements of which the newest counts, from files: what was said of a day changes nothing."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from directory.clock import local_date
from directory.exchange.columns import Column
from directory.exchange.forms import DATE, text
from directory.exchange.working import (
    ADDED,
    REVISED,
    UNCHANGED,
    Doubts,
    Row,
    RowWork,
    days_still_to_come,
)
from directory.stating import single_spaced

STATED: tuple[Column, ...] = (
    Column("stated_by", text(), "The team or body that says so, not a person", required=True),
    Column("stated_on", DATE, "When it was said", required=True),
)
OLDER = "older than what was said since: kept, not shown"


class DatedWork(RowWork):
    """`facts` are the columns that say something; `day` the one that says when."""

    facts: ClassVar[tuple[str, ...]]
    day: ClassVar[str] = "stated_on"

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return (self.check_day,)

    def check_day(self, row: Row) -> Doubts:
        return days_still_to_come(self.day, row[self.day], local_date(self.at))


class StatedWork(DatedWork):
    """Statements that stand as one, whoever makes them."""

    @abstractmethod
    def told(self, row: Row) -> Sequence[Any]:
        """What is kept of the thing that the row speaks of, the newest last."""

    @abstractmethod
    def state(self, row: Row) -> None:
        """Through the verb; each of the facts is there."""

    def write_row(self, row: Row) -> str:
        told = self.told(row)
        whole = self._whole(row, told)
        of_that_day = [one for one in told if getattr(one, self.day) == row[self.day]]
        if of_that_day and self._says(of_that_day[-1], whole):
            return UNCHANGED
        self.state(whole)
        if told and getattr(told[-1], self.day) > row[self.day]:
            self.notes[OLDER] += 1
        return REVISED if told else ADDED

    def _whole(self, row: Row, told: Sequence[Any]) -> Row:
        """Of what the file has no column for, what is known stays."""
        known = told[-1] if told else None
        silent = (name for name in self.facts if name not in row)
        whole = {name: getattr(known, name, None) for name in silent} | row
        return {name: _plain(value) for name, value in whole.items()}

    def _says(self, one: Any, row: Row) -> bool:
        return all(getattr(one, name) == row[name] for name in self.facts)


def _plain(value: Any) -> Any:
    return single_spaced(value) if type(value) is str else value
