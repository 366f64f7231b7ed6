"""Lines from a file: how a service is delivered to the areas that it serves together."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, Final

from sqlalchemy import select

from commissioning.exchange.working import CommissioningWork
from commissioning.groups.models import CapacityMeasure, CapacityStatement
from commissioning.groups.publishing import state_capacity
from commissioning.groups.queries import capacity_of_line
from commissioning.lines.models import Allocation, Line, LineArea
from commissioning.lines.opening import NEEDED, TermsStated, open_line, state_terms, terms_of
from commissioning.lines.queries import terms_in_force
from directory.clock import day_in_words, local_date
from directory.delivery import DeliveryKind
from directory.exchange.area_names import AreaNames
from directory.exchange.columns import Column, Kind
from directory.exchange.forms import (
    CODE,
    DATE,
    Form,
    Unreadable,
    number,
    one_of,
    several,
    shown,
    text,
    whole_number,
)
from directory.exchange.names import Names
from directory.exchange.working import ADDED, REVISED, UNCHANGED, Doubts, Row, RowWork, backwards
from directory.naming import is_one_name
from directory.places.models import LocalDeliveryUnit
from directory.places.queries import all_areas
from directory.services.freshness import FactKind
from directory.services.models import ListingRevision, Service
from directory.services.serving import serve_areas

TERMS: Final = tuple(TermsStated.__slots__)
NEEDS_NO_PLACES: Final = {
    DeliveryKind.BED: "beds free are stated in a file of capacity, measure vacancies",
    DeliveryKind.DROP_IN: "nobody waits for a drop-in, so that it has no places",
    DeliveryKind.IMMEDIATE: "what takes effect at once has no places",
}


def _read_weekday(cell: str) -> int:
    days = [day.casefold() for day in calendar.day_name]
    if cell.casefold() not in days:
        raise Unreadable(f"{shown(cell)} is not a day of the week such as Tuesday")
    return days.index(cell.casefold()) + 1


WEEKDAY: Final = Form("day of the week: Tuesday", _read_weekday, choices=tuple(calendar.day_name))


class LineWork(CommissioningWork, RowWork):
    """A line is opened once; its terms may be stated anew, its service and areas may not."""

    @cached_property
    def areas(self) -> dict[str, LocalDeliveryUnit]:
        return {one.slug: one for one in all_areas(self.session, on=local_date(self.at))}

    @cached_property
    def areas_of_lines(self) -> dict[int, set[int]]:
        """Of the lines as they were before the file, by their keys."""
        served: dict[int, set[int]] = {}
        for line_id, area_id in self.session.execute(
            select(LineArea.line_id, LineArea.local_delivery_unit_id)
        ):
            served.setdefault(line_id, set()).add(area_id)
        return served

    @cached_property
    def named(self) -> dict[str, Names]:
        return {"service": self.service_names, "areas": AreaNames(self.areas)}

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        asked = sorted({column for needed in NEEDED.values() for column in needed})
        needed = (partial(self._check_needed, column) for column in asked)
        places = self._check_places, self._check_who_says
        return (_check_span, *needed, *places, self._check_service, self._check_areas)

    def _check_needed(self, column: str, row: Row) -> Doubts:
        service, is_known = self.services.get(row["service"]), row["external_id"] in self.lines
        meaning = service and NEEDED.get(service.delivery_kind, {}).get(column)
        if meaning and row.get(column) is None and (column in row or not is_known):
            yield column, f"say {meaning}"

    def _check_places(self, row: Row) -> Doubts:
        service = self.services.get(row["service"])
        if row.get("places") is not None and service and service.delivery_kind in NEEDS_NO_PLACES:
            yield "places", NEEDS_NO_PLACES[service.delivery_kind]

    def _check_who_says(self, row: Row) -> Doubts:
        service = self.services.get(row["service"])
        if row.get("places") is None or (service and service.delivery_kind in NEEDS_NO_PLACES):
            return
        if row.get("places_stated_by") is None:
            yield "places_stated_by", "say who says how many places there are"

    def _check_service(self, row: Row) -> Doubts:
        line, service = self.lines.get(row["external_id"]), self.services.get(row["service"])
        if line is not None and service is not None and line.service_id != service.id:
            yield "service", "the line is another service's queue; open a line of its own"

    def _check_areas(self, row: Row) -> Doubts:
        line = self.lines.get(row["external_id"])
        if line is None or any(slug not in self.areas for slug in row["areas"]):
            return
        if {self.areas[slug].id for slug in row["areas"]} != self.areas_of_lines.get(line.id):
            yield "areas", "a line keeps its areas: close it and open another for other areas"

    def write_row(self, row: Row) -> str:
        line = self.lines.get(row["external_id"])
        if line is None:
            self._state_places(self._open(row), row)
            return ADDED
        known = terms_in_force(self.session, line.id)
        told = {name: row[name] for name in TERMS if name in row}
        before = None if known is None else terms_of(known)
        if before is not None and told.get("opened_on", ...) is None:
            told["opened_on"] = before.opened_on
        told = _with_allocation(told)
        terms = _terms(told, local_date(self.at)) if before is None else replace(before, **told)
        state_terms(self.session, line, terms, by=self.by, at=self.at)
        if known is not None and before is not None:
            self._tell_terms(line, before, terms, known.recorded_at)
        is_restated = self._state_places(line, row)
        if is_restated or terms != before:
            return REVISED
        kind = self.services[row["service"]].delivery_kind
        if row.get("places") is not None or kind is DeliveryKind.DROP_IN:
            self.found_unchanged.line(FactKind.START_DATES, line)
        else:
            self.found_unchanged.tells_nothing(line)
        return UNCHANGED

    def _tell_terms(
        self, line: Line, before: TermsStated, terms: TermsStated, recorded_at: dt.datetime
    ) -> None:
        told = [
            (name, _plain(name, getattr(before, name)), _plain(name, getattr(terms, name)))
            for name in TERMS
        ]
        is_open = line.service_id in self.open_services
        self.tell_restated(line.external_id, told, recorded_at=recorded_at, is_open=is_open)

    def _open(self, row: Row) -> Line:
        service = self.services[row["service"]]
        areas = [self.areas[slug] for slug in row["areas"]]
        told = _with_allocation({name: row[name] for name in TERMS if name in row})
        terms = _terms(told, self.taking.as_of)
        line = open_line(
            self.session,
            service,
            external_id=row["external_id"],
            name=row.get("name") or self._named(service, areas),
            areas=areas,
            terms=terms,
            by=self.by,
            at=self.at,
        )
        serve_areas(self.session, service, areas, from_date=terms.opened_on, by=self.by, at=self.at)
        return line

    def _named(self, service: Service, areas: list[LocalDeliveryUnit]) -> str:
        """The newest wording's title and the areas, cut to what can be kept."""
        title = self.session.scalar(
            select(ListingRevision.title)
            .where(ListingRevision.service_id == service.id)
            .order_by(ListingRevision.id.desc())
            .limit(1)
        )
        return ", ".join([title or service.code, *(area.name for area in areas)])[:300]

    def _state_places(self, line: Line, row: Row) -> bool:
        """Whether the row says otherwise than what holds on the day of which the file speaks."""
        places, day = row.get("places"), self.taking.as_of
        if places is None:
            return False
        holding = [s for s in capacity_of_line(self.session, line.id) if s.from_date <= day]
        if holding and holding[-1].value == places:
            return False
        if holding and not is_one_name(holding[-1].stated_by, row["places_stated_by"]):
            self._keep_places(line, holding[-1], row)
            return False
        if holding:
            self.tell_restated(
                line.external_id,
                [("places", holding[-1].value, places)],
                recorded_at=holding[-1].recorded_at,
                is_open=line.service_id in self.open_services,
            )
        opened_on: Any = row.get("opened_on")
        state_capacity(
            self.session,
            line,
            measure=CapacityMeasure.PLACES,
            from_date=max(day, opened_on) if opened_on else day,
            value=places,
            stated_by=row["places_stated_by"],
            stated_on=day,
            by=self.by,
            at=self.at,
        )
        return True

    def _keep_places(self, line: Line, holding: CapacityStatement, row: Row) -> None:
        """Another's word stands; a new statement of places comes by `capacity`, with its day."""
        self.aside.append(
            f"{line.external_id}: kept {holding.value:g} places, stated by {holding.stated_by} on"
            f" {day_in_words(holding.stated_on)}; {row['places_stated_by']} says {row['places']:g}."
            " Where that is newer, send it as a row of `capacity`."
        )


def _plain(name: str, value: Any) -> Any:
    """A day of the week as people call it."""
    is_weekday = name == "session_weekday" and value is not None
    return calendar.day_name[value - 1] if is_weekday else value


def _with_allocation(told: dict[str, Any]) -> dict[str, Any]:
    """An empty cell is the usual rule."""
    if "allocation" in told:
        told["allocation"] = told["allocation"] or Allocation.PRIORITY_THEN_DATE
    return told


def _terms(told: Mapping[str, Any], opened_on: Any) -> TermsStated:
    return TermsStated(**{**told, "opened_on": told.get("opened_on") or opened_on})


def _check_span(row: Row) -> Doubts:
    return backwards("opened_on", row.get("opened_on"), "closed_on", row.get("closed_on"))


LINES: Final = Kind(
    name="lines",
    says=(
        "One row for each queue: a service as delivered to the areas that it serves together."
        " Sent again it states the terms anew; what a column does not say stays."
    ),
    columns=(
        Column("external_id", text(200), "The line's identifier in the source", required=True),
        Column("service", text(200), "The service's identifier", required=True),
        Column("areas", several(CODE), "The areas that it serves together", required=True),
        Column("name", text(), "Empty: the service's title and the areas"),
        Column("session_weekday", WEEKDAY, "Rolling groups and unpaid work: when people meet"),
        Column("programme_weeks", whole_number(0, 520), "How many weeks a course lasts"),
        Column("sessions_required", whole_number(1, 1000), "Sessions to complete it"),
        Column("hours_per_session", number(0.5, 24), "Unpaid work: hours credited for a session"),
        Column("places", number(0, 1_000_000), "Places at one time; unpaid work: hours a week"),
        Column("places_stated_by", text(), "Who says how many places; needed beside them"),
        Column("max_new_per_session", whole_number(1, 1000), "How many may join at one session"),
        Column("min_to_run", whole_number(0, 1000), "How many a group needs in order to start"),
        Column(
            "target_days",
            whole_number(0, 1000),
            "Days from referral to start as agreed; empty is “not stated”",
        ),
        Column("allocation", one_of(Allocation), "Who is taken first; empty: priority, then date"),
        Column("opened_on", DATE, "The first day; empty: the day of which the file speaks"),
        Column("closed_on", DATE, "The first day on which it has stopped for good"),
    ),
    key=("external_id",),
    begin=LineWork,
    confirms=True,
)
