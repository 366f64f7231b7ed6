"""Weekly totals from a file: for unpaid work hours, first appointments, and whoever only counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from commissioning.exchange.working import CommissioningWork
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import state_capacity
from commissioning.groups.queries import capacity_of_line
from commissioning.lines.models import Line
from commissioning.lines.queries import kinds_by_external_id, terms_in_force
from commissioning.lines.weekly_totals import (
    GIVES_PLACES_BACK,
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
from directory.places.models import Exposure

COUNT = whole_number(0, 100_000)
STATED_BY = "Weekly totals"
NO_ENDS_TOLD = (
    "people started, and of no week is it told how many completed: each of them fills a place of"
    " the line for ever. Tell how many completed, 0 where nobody did"
)


MORE_ENDS_THAN_STARTS = (
    "{} completed, more than started in the weeks told up to then and than the line has places: a"
    " slip of the pen, or people from before the first week?"
)


class _There:
    """Of a line, week by week in a file: who can be there to complete."""

    def __init__(self, before: Mapping[dt.date, WeekCount], places: float) -> None:
        self.before = before
        self.places = places

    def have_too_many_ends(self, rows: Iterable[Row]) -> Iterator[dt.date]:
        """The weeks, each as the rows tell it beside what was told before."""
        weeks = dict(self.before)
        told_now = {row["week"]: row for row in rows}
        for week, row in told_now.items():
            silent = weeks.get(week, WeekCount())._asdict()
            weeks[week] = WeekCount(*(row.get(name, silent[name]) for name in WeekCount._fields))
        there, places = 0, self.places
        for week, count in sorted(weeks.items()):
            places = max(places, count.places or 0)
            there = max(there, 0) + (count.started or 0) - (count.completed or 0)
            if week in told_now and there < -places:
                yield week


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
        """What was looked at when it was told is not asked about when it is told again."""
        news = chunk.only({number for number, row in chunk.rows() if self._is_news(row)})
        yield from self._without_ends(news)
        yield from self._more_ends_than_starts(news)

    def _is_news(self, row: Row) -> bool:
        told = self._told_before(row["line"]).get(row["week"])
        known = (told or WeekCount())._asdict()
        return any(name in row and row[name] != known[name] for name in known)

    def _told_before(self, line: str) -> dict[dt.date, WeekCount]:
        if line not in self.before:
            self.before[line] = weeks_of_line(self.session, self.lines[line].id)
        return self.before[line]

    @cached_property
    def before(self) -> dict[str, dict[dt.date, WeekCount]]:
        """By line, as it was when the file began to be read."""
        return {}

    def _more_ends_than_starts(self, chunk: Chunk) -> Iterator[CellError]:
        """Once for each line: the first week in which more completed than can have been there."""
        of_line: dict[str, dict[dt.date, tuple[int, Row]]] = {}
        for place, row in chunk.rows():
            of_line.setdefault(row["line"], {})[row["week"]] = place, row
        for code, rows in of_line.items():
            line = self.lines[code]
            there = _There(weeks_of_line(self.session, line.id), self._places_known(line))
            week = next(there.have_too_many_ends(row for _, row in rows.values()), None)
            if week is not None:
                place, row = rows[week]
                told = MORE_ENDS_THAN_STARTS.format(row.get("completed"))
                yield CellError(place, "completed", told)

    def _places_known(self, line: Line) -> float:
        """The most that was ever stated; of unpaid work hours, as places of a session."""
        stated = [one.value for one in capacity_of_line(self.session, line.id)]
        terms = terms_in_force(self.session, line.id)
        hours = None if terms is None else terms.hours_per_session
        return max(stated, default=0.0) / (hours or 1.0)

    def _without_ends(self, chunk: Chunk) -> Iterator[CellError]:
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
        if known is not None and self.exposures[line.service_id] is Exposure.OPEN:
            values = [(name, silent[name], said) for name, said in told._asdict().items()]
            self.tell_restated(f"{line.external_id}, week of {week}", values, recorded_at=self.at)
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
