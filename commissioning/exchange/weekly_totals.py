"""Weekly totals from a file: for unpaid work hours, first appointments, and whoever only counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from commissioning.exchange.working import CommissioningWork
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import state_capacity
from commissioning.groups.queries import capacity_of_line
from commissioning.lines.models import Line
from commissioning.lines.queries import kinds_by_external_id, terms_in_force
from commissioning.lines.weekly_totals import (
    WeekCount,
    WeekImpossible,
    keep_week,
    refuse_week,
    weeks_of_line,
)
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.exchange.columns import CellError, Chunk, Column, Kind
from directory.exchange.forms import DATE, number, text, whole_number
from directory.exchange.names import Names
from directory.exchange.working import ADDED, REVISED, UNCHANGED, Doubts, Row, RowWork

COUNT = whole_number(0, 100_000)
STATED_BY = "Weekly totals"
GIVES_PLACES_BACK = frozenset(
    {DeliveryKind.ROLLING_GROUP, DeliveryKind.ONE_TO_ONE, DeliveryKind.UNPAID_WORK}
)
"""A closed group ends by its calendar; where nobody queues there are no places to give back."""
NO_ENDS_TOLD = (
    "people started, and of no week is it told how many completed: each of them fills a place of"
    " the line for ever. Tell how many completed, 0 where nobody did"
)


class WeeklyTotalsWork(CommissioningWork, RowWork):
    @cached_property
    def named(self) -> dict[str, Names]:
        return {"line": self.line_names}

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return (self.check_week,)

    def check_week(self, row: Row) -> Doubts:
        try:
            refuse_week(row["week"], today=local_date(self.at))
        except WeekImpossible as refused:
            yield refused.field, str(refused)

    def unusual(self, chunk: Chunk) -> Iterator[CellError]:
        """Once for each line of which a start is told, and neither here nor before how many end."""
        ends = {row["line"] for _, row in chunk.rows() if row.get("completed") is not None}
        for place, row in chunk.rows():
            line = row["line"]
            if row.get("started") and line not in ends and self._fills_for_ever(line):
                ends.add(line)
                yield CellError(place, "completed", NO_ENDS_TOLD)

    def _fills_for_ever(self, line: str) -> bool:
        """Whether places of that line are given back by nothing but a number completed."""
        known = weeks_of_line(self.session, self.lines[line].id).values()
        is_told = any(week.completed is not None for week in known)
        return self.kinds[line] in GIVES_PLACES_BACK and not is_told

    @cached_property
    def kinds(self) -> dict[str, DeliveryKind]:
        return kinds_by_external_id(self.session)

    def write_row(self, row: Row) -> str:
        """A column that the file does not have says nothing: what is known of it stays."""
        line, week = self.lines[row["line"]], row["week"]
        known = weeks_of_line(self.session, line.id).get(week)
        silent = (known or WeekCount())._asdict()
        told = WeekCount(*(row.get(name, silent[name]) for name in WeekCount._fields))
        kept = keep_week(self.session, line, week, told, by=self.by, at=self.at)
        if kept is None:
            return UNCHANGED
        if told.places is not None:
            self._state_places(line, week, told.places)
        return ADDED if known is None else REVISED

    def _state_places(self, line: Line, week: dt.date, places: int) -> None:
        """Places told of a week are what the line has from its Monday on.

        The capacity of unpaid work is hours a week: each place is worth those of a session.
        """
        value = float(places)
        terms = terms_in_force(self.session, line.id)
        if terms is not None and terms.hours_per_session is not None:
            value *= terms.hours_per_session
        stated = [
            statement
            for statement in capacity_of_line(self.session, line.id)
            if statement.from_date <= week
        ]
        if stated and stated[-1].value == value:
            return
        state_capacity(
            self.session,
            line,
            measure=CapacityMeasure.PLACES,
            from_date=week,
            value=value,
            stated_by=STATED_BY,
            stated_on=local_date(self.at),
            by=self.by,
            at=self.at,
        )


WEEKLY_TOTALS = Kind(
    name="weekly-totals",
    says=(
        "Counts of a line week by week, where no cases are recorded: unpaid work hours, first"
        " appointments. They are enough for a start date and for volumes, and pages say that"
        " they are totals. A week of a line is told by totals or by cases, never by both: cases"
        " count from the week after the last one told. A week sent again is corrected; sent with"
        " all its cells empty it is taken back. What a week counts falls on its Monday."
    ),
    columns=(
        Column("line", text(200), "The line's identifier", required=True),
        Column("week", DATE, "Its Monday, of a week that is over", required=True),
        Column("received", COUNT, "How many were referred; for first appointments, sentenced"),
        Column("started", COUNT, "How many started"),
        Column("completed", COUNT, "How many completed; 0 where nobody did, or places stay taken"),
        Column("waiting", COUNT, "How many waited at the end of the week"),
        Column("places", COUNT, "How many places the line had"),
        Column("hours", number(0, 1_000_000), "Unpaid work: hours credited"),
    ),
    key=("line", "week"),
    begin=WeeklyTotalsWork,
)
