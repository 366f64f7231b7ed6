"""Groups, capacity and closures from a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Final

from commissioning.bookings.restating import restate_group
from commissioning.exchange.working import CommissioningWork
from commissioning.groups.checking import why_too_far
from commissioning.groups.models import (
    CapacityMeasure,
    CapacityStatement,
    Closure,
    Group,
    GroupStatement,
    GroupStatus,
)
from commissioning.groups.publishing import (
    announce_closure,
    publish_group,
    state_capacity,
)
from commissioning.groups.queries import (
    capacity_by_external_id,
    capacity_of_line,
    closure_by_external_id,
    closures_of_line,
    group_by_external_id,
    groups_of_line,
    statement_in_force,
)
from commissioning.lines.models import Line
from directory.clock import local_date
from directory.exchange.columns import About, Column, Kind
from directory.exchange.forms import DATE, number, one_of, text, whole_number
from directory.exchange.names import Names
from directory.exchange.working import (
    ADDED,
    REVISED,
    UNCHANGED,
    Doubts,
    Row,
    RowWork,
    backwards,
    days_still_to_come,
)
from directory.listings.leading_there import LeadsThere, refuse_words_leading_there
from directory.services.freshness import FactKind
from directory.services.models import Service

KEY = text(longest=160)


def _key(says: str) -> Column:
    return Column("external_id", KEY, says, required=True, holds=About.REFERENCE)


LINE = text(longest=200)
PLACES = whole_number(0, 1000)
STANDS = ("current_start", "status", "started")
"""Columns of how a group stands now, beside its places."""

SHOWS: Final[Mapping[CapacityMeasure, FactKind]] = {
    CapacityMeasure.PLACES: FactKind.START_DATES,
    CapacityMeasure.VACANCIES: FactKind.VACANCIES,
}
"""What a statement of each measure shows, as the clocks of a line have it."""


class OfLinesWork(CommissioningWork, RowWork):
    """Each row is of one line."""

    @cached_property
    def named(self) -> dict[str, Names]:
        return {"line": self.line_names}


class GroupWork(OfLinesWork):
    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return (self.check_status,)

    def check_status(self, row: Row) -> Doubts:
        start, status, started = self._stands(row)
        ran = status is GroupStatus.RAN
        if started is not None and not ran:
            yield "started", "people start a group only once it has run"
        if ran and start > local_date(self.at):
            yield "status", f"a group that starts on {start} cannot have run yet"
        if not self._is_known(row, start):
            for column in ("planned_start", "current_start"):
                day = row.get(column)
                why = day and why_too_far(day, status, today=local_date(self.at))
                if why:
                    yield column, why

    def unusual_in_row(self, row: Row) -> Doubts:
        """A planned start on a day on which the line is shut, unless it is known as it stands."""
        start, status, _started = self._stands(row)
        if status is not GroupStatus.PLANNED or self._is_known(row, start):
            return
        column = "planned_start" if row.get("current_start") is None else "current_start"
        for closure in closures_of_line(self.session, self.lines[row["line"]].id):
            if closure.from_date <= start <= closure.to_date:
                yield column, f"{start} lies within the closure {_told(closure)}"

    def _is_known(self, row: Row, start: dt.date) -> bool:
        group = group_by_external_id(self.session, external_id=row["external_id"])
        known = None if group is None else statement_in_force(self.session, group.id)
        return known is not None and (known.current_start, known.status) == (
            start,
            GroupStatus.PLANNED,
        )

    def write_row(self, row: Row) -> str:
        group = group_by_external_id(self.session, external_id=row["external_id"])
        if group is not None:
            return self._state(group, row)
        publish_group(
            self.session,
            self.lines[row["line"]],
            external_id=row["external_id"],
            planned_start=row["planned_start"],
            places=row["places"],
            current_start=row.get("current_start"),
            status=row.get("status") or GroupStatus.PLANNED,
            started=row.get("started"),
            by=self.by,
            at=self.at,
        )
        return ADDED

    def _state(self, group: Group, row: Row) -> str:
        """The date first published stays; everything else may be stated anew."""
        known = statement_in_force(self.session, group.id)
        current_start, status, started = self._stands(row)
        stated = restate_group(
            self.session,
            group,
            current_start=current_start,
            status=status,
            places=row["places"],
            started=started,
            by=self.by,
            at=self.at,
        )
        if stated is not known:
            if known is not None:
                self._tell(group, known, stated)
            return REVISED
        if (as_of := self.taking.confirmed) and _is_ahead(stated, as_of.on):
            self.found_unchanged.line(FactKind.START_DATES, self.lines[row["line"]])
        return UNCHANGED

    def _tell(self, group: Group, known: GroupStatement, stated: GroupStatement) -> None:
        told = [(name, getattr(known, name), getattr(stated, name)) for name in (*STANDS, "places")]
        line = self.session.get_one(Line, group.line_id)
        is_open = line.service_id in self.open_services
        self.tell_restated(group.external_id, told, recorded_at=known.recorded_at, is_open=is_open)

    def _stands(self, row: Row) -> tuple[dt.date, GroupStatus, int | None]:
        """As the row says; what the file has no column for stays as it was stated last."""
        told: Row = {"current_start": row["planned_start"], "status": GroupStatus.PLANNED}
        told |= {name: row[name] for name in STANDS if row.get(name) is not None}
        group = group_by_external_id(self.session, external_id=row["external_id"])
        known = None if group is None else statement_in_force(self.session, group.id)
        if known is not None:
            told |= {name: getattr(known, name) for name in STANDS if name not in row}
        if told["status"] is not GroupStatus.RAN and "started" not in row:
            told["started"] = None
        return told["current_start"], told["status"], told.get("started")


def _told(closure: Closure) -> str:
    return f"{closure.external_id}, from {closure.from_date} to {closure.to_date}"


def _is_ahead(stated: GroupStatement, on: dt.date) -> bool:
    """Planned, and to start on the day or later: of what has passed nothing can be confirmed."""
    return stated.status is GroupStatus.PLANNED and stated.current_start >= on


GROUPS = Kind(
    name="groups",
    says="One row for each run of a group with a start date. The newest row of a group holds.",
    columns=(
        _key("The group's identifier in the source"),
        Column("line", LINE, "The line's identifier", required=True),
        Column("planned_start", DATE, "The date first published", required=True),
        Column("places", PLACES, "Places in the group", required=True),
        Column("current_start", DATE, "The date as it stands now; empty: as planned"),
        Column("status", one_of(GroupStatus), "Empty: planned"),
        Column("started", PLACES, "How many people started, once it ran"),
    ),
    key=("external_id",),
    begin=GroupWork,
    confirms=True,
)


class CapacityWork(OfLinesWork):
    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return (self.check_day,)

    def check_day(self, row: Row) -> Doubts:
        return days_still_to_come("stated_on", row["stated_on"], local_date(self.at))

    def write_row(self, row: Row) -> str:
        known = capacity_by_external_id(self.session, external_id=row["external_id"])
        facts = {name: value for name, value in row.items() if name != "line"}
        line = self.lines[row["line"]]
        stated = state_capacity(self.session, line, **facts, by=self.by, at=self.at)
        if known is None:
            return ADDED
        if (as_of := self.taking.confirmed) and self._holds(stated, as_of.on):
            self.found_unchanged.line(SHOWS[stated.measure], line)
        return UNCHANGED

    def _holds(self, stated: CapacityStatement, on: dt.date) -> bool:
        """It is what holds on the day: no later statement has taken its place."""
        told = capacity_of_line(self.session, stated.line_id, measure=stated.measure)
        in_force = [one for one in told if one.from_date <= on]
        return bool(in_force) and in_force[-1].id == stated.id


CAPACITY = Kind(
    name="capacity",
    says=(
        "One row for each statement of what a line can take from a day on. A correction is a new"
        " row with an identifier of its own."
    ),
    columns=(
        _key("The statement's identifier in the source"),
        Column("line", LINE, "The line's identifier", required=True),
        Column(
            "measure",
            one_of(CapacityMeasure),
            "Places at one time (hours a week for unpaid work), or beds free",
            required=True,
        ),
        Column("from_date", DATE, "The first day on which it holds", required=True),
        Column("value", number(0, 1_000_000), "How many", required=True),
        Column("stated_by", text(), "Who said so", required=True),
        Column("stated_on", DATE, "When they said so", required=True),
    ),
    key=("external_id",),
    begin=CapacityWork,
    confirms=True,
)


class ClosureWork(OfLinesWork):
    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return (_check_span, self._check_reason)

    def _check_reason(self, row: Row) -> Doubts:
        line = self.lines.get(row["line"])
        if line is None:
            return  # refused for that
        service = self.session.get_one(Service, line.service_id)
        try:
            refuse_words_leading_there(service, row.get("reason"))
        except LeadsThere as refusal:
            yield "reason", str(refusal)

    def unusual_in_row(self, row: Row) -> Doubts:
        """Groups that are planned on a day of it."""
        if closure_by_external_id(self.session, external_id=row["external_id"]) is not None:
            return
        line_id = self.lines[row["line"]].id
        for group, stated in groups_of_line(self.session, line_id, first=row["from_date"]):
            if stated.status is GroupStatus.PLANNED and stated.current_start <= row["to_date"]:
                starts = f"the group {group.external_id} is to start on {stated.current_start}"
                yield "from_date", f"{starts}, within it"

    def write_row(self, row: Row) -> str:
        known = closure_by_external_id(self.session, external_id=row["external_id"])
        facts = {name: value for name, value in row.items() if name != "line"}
        announce_closure(self.session, self.lines[row["line"]], **facts, by=self.by, at=self.at)
        return ADDED if known is None else UNCHANGED


def _check_span(row: Row) -> Doubts:
    return backwards("from_date", row["from_date"], "to_date", row["to_date"])


CLOSURES = Kind(
    name="closures",
    says="One row for each time that a provider is shut. Bank holidays are known without it.",
    columns=(
        _key("The closure's identifier in the source"),
        Column("line", LINE, "The line's identifier", required=True),
        Column("from_date", DATE, "The first day shut", required=True),
        Column("to_date", DATE, "The last day shut", required=True),
        Column("reason", text(), "Why, for the page", holds=About.NOTE),
    ),
    key=("external_id",),
    begin=ClosureWork,
)
