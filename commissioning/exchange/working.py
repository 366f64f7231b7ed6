"""Works of the commissioning kinds: they share the lines and what a verb may refuse."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar

from commissioning.errors import CommissioningError
from commissioning.exchange.found_unchanged import FoundUnchanged
from commissioning.lines.models import Line
from commissioning.lines.queries import lines_by_external_id
from directory.errors import DirectoryError
from directory.exchange.found_unchanged import ConfirmingWork
from directory.exchange.working import not_kept


class CommissioningWork(ConfirmingWork):
    refusals: ClassVar[tuple[type[Exception], ...]] = (DirectoryError, CommissioningError)

    @cached_property
    def found_unchanged(self) -> FoundUnchanged:
        return FoundUnchanged()

    @cached_property
    def lines(self) -> dict[str, Line]:
        return lines_by_external_id(self.session)

    def check_line(self, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """The line named must be known; none named is fine where the column may be empty."""
        if row.get("line") is not None and row["line"] not in self.lines:
            yield "line", not_kept("line", row["line"])
