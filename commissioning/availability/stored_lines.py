"""What is stored about lines: one reader for any set of them, in a handful of statements.

Every answer about a line comes from `LineStored`: all lines (a map, a sweep), those that serve
some areas (a court), those of some services (a card, a page). A service that is listed for areas
where it has no queue stands among them as a line about which nobody ever said anything: its
`line_id` is the service's, negative, and its `line` the service's own public key.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select
from sqlalchemy.orm import Session

from commissioning.availability.line_statements import (
    AREAS_OF_LINES,
    AREAS_OF_LISTED,
    NOTHING_SAID,
    OFFERED,
    line_statements,
)
from commissioning.dates.kept_dates import DatesBasis
from directory.delivery import DeliveryKind
from directory.places.models import Exposure
from directory.sight import Sight
from directory.unchanged import each_while_unchanged, while_unchanged

CLOSED_LINES_KEPT_DAYS = 365
"""A line that has closed is told of for so long, so that a page can say so."""


class LineStored(NamedTuple):
    """One line and what decides where it stands, for whoever asked.

    `is_read`: they may be shown its provider, title and text.

    `requirements`, `pathways` and `eligibility` are JSON as stored: `names_in` and
    `directory.services.eligibility_records.rules_stored` read them.
    """

    line_id: int
    line: uuid.UUID
    service_id: int
    service: uuid.UUID
    delivery_kind: DeliveryKind
    exposure: Exposure
    is_generated: bool
    title: str
    programme: str | None
    setting: str
    requirements: str
    pathways: str
    eligibility: str
    is_read: bool
    target_days: int | None
    closed_on: dt.date | None
    dates_confirmed_on: dt.date | None
    vacancies_confirmed_on: dt.date | None
    dates_by_file_alone_on: dt.date | None
    vacancies_by_file_alone_on: dt.date | None
    last_received_on: dt.date | None
    answered_on: dt.date | None
    forecast_as_of: dt.date | None
    forecast_reason: str | None
    by_1_in_10: dt.date | None
    likely_start: dt.date | None
    by_9_in_10: dt.date | None
    people_above_places: int | None

    @property
    def is_only_listed(self) -> bool:
        """A service that is listed for areas where it has no queue."""
        return self.line_id < 0


class LineShown(NamedTuple):
    """What an open row says beside; by the internal id of the line."""

    line_id: int
    telephone: str | None
    email: str | None
    who_for: str | None
    provider: str | None
    provider_telephone: str | None
    waiting: int
    in_progress: int
    facts_version: int
    answered_version: int
    median_wait_days: int | None
    wait_people: int
    wait_level: str | None
    wait_sentence: str | None
    completed_recently: int
    ended_recently: int
    rows_set_aside: int
    forecast_basis: DatesBasis | None


class LineDetail(NamedTuple):
    """Long lists, decoded only for a question about an order."""

    line_id: int
    distribution: list[Any] | None
    forecast_basis: DatesBasis | None
    within_orders: Mapping[str, Any] | None


def lines_serving(
    session: Session, area_ids: Sequence[int], *, today: dt.date, sight: Sight
) -> Sequence[LineStored]:
    """Each line that serves any of the areas, by title."""
    return while_unchanged(session, _serving, tuple(area_ids), today=today, sight=sight)


def _serving(
    session: Session, area_ids: Sequence[int], *, today: dt.date, sight: Sight
) -> Sequence[LineStored]:
    """Each line once in memory, whatever areas it serves."""
    said, asked = line_statements(sight), _asked(today, area_ids=area_ids)
    lines = [*_stored(session, said.serving, asked), *_listed(session, said.listed_serving, asked)]
    known = each_while_unchanged(session, _as_read, lines)
    return tuple(known[line] for line in lines)


def _as_read(_session: Session, lines: Sequence[LineStored]) -> Mapping[LineStored, LineStored]:
    return {line: line for line in lines}


def lines_behind(
    session: Session,
    area_ids: Sequence[int],
    requirements: Sequence[str],
    *,
    today: dt.date,
    sight: Sight,
) -> list[LineStored]:
    """As `lines_serving`, but only lines behind one of the requirements, by key."""
    said = line_statements(sight)
    asked = _asked(today, area_ids=area_ids, requirements=requirements)
    return [*_stored(session, said.behind, asked), *_listed(session, said.listed_behind, asked)]


def lines_of_services(
    session: Session, service_ids: Iterable[int], *, today: dt.date, sight: Sight
) -> list[LineStored]:
    """Every line of these services, by name within each."""
    keys = list(service_ids)
    found = each_while_unchanged(session, _by_service, keys, today=today, sight=sight)
    return [line for lines in found.values() for line in lines]


def _by_service(
    session: Session, service_ids: Sequence[int], *, today: dt.date, sight: Sight
) -> dict[int, list[LineStored]]:
    said, asked = line_statements(sight), _asked(today, service_ids=service_ids)
    listed = _listed(session, said.listed_of_services, asked)
    found: defaultdict[int, list[LineStored]] = defaultdict(list)
    for line in (*_stored(session, said.of_services, asked), *listed):
        found[line.service_id].append(line)
    return found


def all_lines(session: Session, *, today: dt.date, sight: Sight) -> list[LineStored]:
    """Every line of the country, by its key."""
    said, asked = line_statements(sight), _asked(today)
    return [*_stored(session, said.all_lines, asked), *_listed(session, said.listed_all, asked)]


def requirements_offered(session: Session) -> frozenset[str]:
    """Those that a service stands behind or somebody spoke of: nothing else is searched for."""
    return frozenset(session.scalars(OFFERED))


def shown_of(session: Session, line_ids: Sequence[int], *, sight: Sight) -> dict[int, LineShown]:
    return each_while_unchanged(session, _shown_of, line_ids, sight=sight)


def _shown_of(session: Session, line_ids: Sequence[int], *, sight: Sight) -> dict[int, LineShown]:
    said = line_statements(sight)
    rows = _rows(session, line_ids, said.shown, said.shown_of_listed)
    return {row[0]: LineShown(*row) for row in rows}


def detail_of(session: Session, line_ids: Sequence[int], *, sight: Sight) -> dict[int, LineDetail]:
    said = line_statements(sight)
    rows = _rows(session, line_ids, said.detail, said.detail_of_listed)
    return {row[0]: LineDetail(*row) for row in rows}


def areas_by_line(
    session: Session, line_ids: Sequence[int], *, today: dt.date
) -> dict[int, tuple[int, ...]]:
    """The internal ids of the areas that each line serves; of a listed service, without one.

    Many a line serves the whole country: what one court's lines serve, the next court's do.
    """
    return each_while_unchanged(session, _areas_of, line_ids, today)


def _areas_of(
    session: Session, line_ids: Sequence[int], today: dt.date
) -> dict[int, tuple[int, ...]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for line_id, area_id in (
        session.connection().execute(AREAS_OF_LINES, {"line_ids": line_ids}).all()
    ):
        found[line_id].append(area_id)
    if listed := [-key for key in line_ids if key < 0]:
        asked = {"service_ids": listed, "today": today}
        for service_id, area_id in session.connection().execute(AREAS_OF_LISTED, asked).all():
            found[-service_id].append(area_id)
    return {key: tuple(found[key]) for key in line_ids}


@lru_cache(maxsize=4096)
def names_in(stored: str) -> tuple[str, ...]:
    """Requirements or pathways from their stored form: the same few lists stand in most lines."""
    return tuple(json.loads(stored))


def _asked(today: dt.date, **more: Any) -> dict[str, Any]:
    return {"since": today - dt.timedelta(days=CLOSED_LINES_KEPT_DAYS), "today": today, **more}


def _stored(session: Session, statement: Select[Any], asked: dict[str, Any]) -> list[LineStored]:
    return [LineStored(*row) for row in session.connection().execute(statement, asked).all()]


def _listed(session: Session, statement: Select[Any], asked: dict[str, Any]) -> list[LineStored]:
    rows = session.connection().execute(statement, asked).all()
    return [LineStored(-row[0], row[1], *row, *NOTHING_SAID) for row in rows]


def _rows(
    session: Session, line_ids: Sequence[int], of_lines: Select[Any], of_listed: Select[Any]
) -> list[Any]:
    rows = list(session.connection().execute(of_lines, {"line_ids": line_ids}).all())
    if listed := [-key for key in line_ids if key < 0]:
        rows += session.connection().execute(of_listed, {"service_ids": listed}).all()
    return rows
