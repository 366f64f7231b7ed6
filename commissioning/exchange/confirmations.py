"""What a person says is still right, of a service or of a line, from a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

from commissioning.exchange.working import CommissioningWork
from commissioning.groups.queries import lines_without_a_start_ahead
from commissioning.lines.confirming import CLOCKS
from commissioning.lines.models import Line
from commissioning.lines.queries import lines_of_service, open_lines
from commissioning.lines.still_right import say_still_right
from directory.clock import local_date
from directory.exchange.columns import Column, Kind
from directory.exchange.forms import DATE, one_of, text
from directory.exchange.names import Names
from directory.exchange.working import (
    ADDED,
    UNCHANGED,
    Doubts,
    Row,
    RowWork,
    days_still_to_come,
)
from directory.services.confirming import confirm
from directory.services.freshness import FactKind

OF_LINES: Final = " or ".join(f"`{kind}`" for kind in CLOCKS)


class ConfirmationWork(CommissioningWork, RowWork):
    """What lines tell may be confirmed for all the open lines of a service at once."""

    @cached_property
    def named(self) -> dict[str, Names]:
        return {"service": self.service_names, "line": self.line_names}

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return self.check_day, _check_one_is_named, self.check_fact

    def check_day(self, row: Row) -> Doubts:
        return days_still_to_come("confirmed_on", row["confirmed_on"], local_date(self.at))

    def check_fact(self, row: Row) -> Doubts:
        kind, on = row["fact"], row["confirmed_on"]
        if any(_check_one_is_named(row)) or not self._is_known(row):
            return
        if kind not in CLOCKS:
            if row.get("line") is not None:
                yield "fact", f"{kind} is confirmed for the whole service: name that instead"
            return
        ids = [line.id for line in self._lines(row)]
        are_open = open_lines(self.session, ids, on=on)
        if not are_open:
            yield "confirmed_on", "no line is open on that day: there is nothing to confirm"
        elif kind is FactKind.START_DATES and are_open <= lines_without_a_start_ahead(
            self.session, sorted(are_open), on=on
        ):
            yield (
                "confirmed_on",
                ("no start date lies on that day or after it: send the groups that are planned"),
            )

    def _is_known(self, row: Row) -> bool:
        if row.get("line") is not None:
            return row["line"] in self.lines
        return row["service"] in self.services

    def _lines(self, row: Row) -> list[Line]:
        if row.get("line") is not None:
            return [self.lines[row["line"]]]
        return lines_of_service(self.session, self.services[row["service"]].id)

    def write_row(self, row: Row) -> str:
        return ADDED if self._is_news(row) else UNCHANGED

    def _is_news(self, row: Row) -> bool:
        kind, on, confirmed_by = row["fact"], row["confirmed_on"], row["confirmed_by"]
        service = None if row.get("service") is None else self.services[row["service"]]
        if service is not None and kind not in CLOCKS:
            return confirm(
                self.session, service, fact_kind=kind, confirmed_on=on,
                confirmed_by=confirmed_by, by=self.by, at=self.at,
            )  # fmt: skip
        lines = self._lines(row)
        right = open_lines(self.session, [line.id for line in lines], on=on)
        if kind is FactKind.START_DATES:
            right -= lines_without_a_start_ahead(self.session, sorted(right), on=on)
        news = say_still_right(
            self.session, [line for line in lines if line.id in right], kind=kind, on=on,
            confirmed_by=confirmed_by, by=self.by, at=self.at,
        )  # fmt: skip
        return news > 0


def _check_one_is_named(row: Row) -> Doubts:
    if (row.get("line") is None) == (row.get("service") is None):
        yield "service", "name either the service or the line that it is said of"


CONFIRMATIONS = Kind(
    name="confirmations",
    says=(
        "One row for each kind of fact that somebody says was still right on a day, of a service"
        f" or of one line. A line confirms {OF_LINES} for itself; named with a service, these are"
        " confirmed for all its open lines. A start date that has passed cannot be confirmed."
    ),
    columns=(
        Column("service", text(200), "The service's identifier; else name the line"),
        Column("line", text(200), "The line's identifier; else name the service"),
        Column("fact", one_of(FactKind), "What was right", required=True),
        Column("confirmed_on", DATE, "On which day", required=True),
        Column("confirmed_by", text(), "The team or body that says so", required=True),
    ),
    key=("service", "line", "fact", "confirmed_on"),
    begin=ConfirmationWork,
)
