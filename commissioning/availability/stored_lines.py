"""What is stored about lines: one reader for any set of them, in a handful of statements.

Every answer about a line comes from `LineStored`: all lines (a map, a sweep), those that serve
some areas (a court), those of some services (a card, a page).
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, Text, bindparam, cast, or_, select
from sqlalchemy.orm import Session

from commissioning.dates.models import LineForecast
from commissioning.lines.models import Line, LineArea, LineFigures, LineTerms
from directory.delivery import DeliveryKind
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Programme, Service, ServiceState

CLOSED_LINES_KEPT_DAYS = 365
"""A line that has closed is told of for so long, so that a page can say so."""


class LineStored(NamedTuple):
    """One line and what decides where it stands; the fields are the columns of `_DECIDING`.

    `requirements` and `pathways` are JSON as stored: `names_in` reads them.
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
    target_days: int | None
    closed_on: dt.date | None
    dates_confirmed_on: dt.date | None
    vacancies_confirmed_on: dt.date | None
    last_received_on: dt.date | None
    forecast_as_of: dt.date | None
    forecast_reason: str | None
    by_1_in_10: dt.date | None
    likely_start: dt.date | None
    by_9_in_10: dt.date | None


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
    eligibility: list[Any]
    forecast_basis: Mapping[str, Any] | None  # Any: JSON, read by `commissioning.dates`


class LineDetail(NamedTuple):
    """Long lists, decoded only for a question about a person or an order."""

    line_id: int
    eligibility: list[Any]
    distribution: list[Any] | None
    forecast_basis: Mapping[str, Any] | None


_DECIDING = (
    Line.id,
    Line.public_id,
    Service.id,
    Service.public_id,
    Service.delivery_kind,
    Service.exposure,
    Service.is_generated,
    ListingRevision.title,
    Programme.name,
    ListingRevision.setting,
    cast(ListingRevision.requirements, Text),
    cast(ListingRevision.pathways, Text),
    LineTerms.target_days,
    LineTerms.closed_on,
    LineFigures.dates_confirmed_on,
    LineFigures.vacancies_confirmed_on,
    LineFigures.last_received_on,
    LineForecast.as_of,
    LineForecast.reason,
    LineForecast.by_1_in_10,
    LineForecast.likely_start,
    LineForecast.by_9_in_10,
)
_SHOWN = (
    Line.id,
    ListingRevision.telephone,
    ListingRevision.email,
    ListingRevision.who_for,
    Provider.name,
    Provider.telephone,
    LineFigures.waiting,
    LineFigures.in_progress,
    LineFigures.facts_version,
    LineFigures.answered_version,
    LineFigures.median_wait_days,
    LineFigures.wait_people,
    LineFigures.wait_level,
    LineFigures.wait_sentence,
    LineFigures.completed_recently,
    LineFigures.ended_recently,
    ListingRevision.eligibility,
    LineForecast.basis,
)
_DETAIL = (
    Line.id,
    ListingRevision.eligibility,
    LineForecast.distribution,
    LineForecast.basis,
)

_LINE_IDS: BindParameter[int] = bindparam("line_ids", expanding=True)


def lines_serving(
    session: Session, area_ids: Sequence[int], *, today: dt.date
) -> list[LineStored]:
    """Each open or restricted line that serves any of the areas, by title."""
    asked = {"area_ids": area_ids, "since": today - dt.timedelta(days=CLOSED_LINES_KEPT_DAYS)}
    return _stored(session, _SERVING, asked)


def lines_of_services(session: Session, service_ids: Iterable[int]) -> list[LineStored]:
    """Every line of these services, by name."""
    return _stored(session, _OF_SERVICES, {"service_ids": list(service_ids)})


def all_lines(session: Session, *, today: dt.date) -> list[LineStored]:
    """Every open or restricted line of the country, by its key."""
    return _stored(session, _ALL, {"since": today - dt.timedelta(days=CLOSED_LINES_KEPT_DAYS)})


def shown_of(session: Session, line_ids: Sequence[int]) -> dict[int, LineShown]:
    rows = session.execute(_SHOWN_OF, {"line_ids": line_ids})
    return {row[0]: LineShown(*row) for row in rows}


def detail_of(session: Session, line_ids: Sequence[int]) -> dict[int, LineDetail]:
    rows = session.execute(_DETAIL_OF, {"line_ids": line_ids})
    return {row[0]: LineDetail(*row) for row in rows}


def _stored(session: Session, statement: Select[Any], asked: dict[str, Any]) -> list[LineStored]:
    return [LineStored(*row) for row in session.execute(statement, asked)]


@lru_cache(maxsize=4096)
def names_in(stored: str) -> tuple[str, ...]:
    """Requirements or pathways from their stored form: the same few lists stand in most lines."""
    return tuple(json.loads(stored))


def _published(*columns: Any) -> Select[Any]:
    """Built once: saying it anew for every page would cost more than asking."""
    return (
        select(*columns)
        .select_from(Line)
        .join(Service, Service.id == Line.service_id)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .join(LineFigures, LineFigures.line_id == Line.id)
        .join(LineTerms, LineTerms.id == LineFigures.terms_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .outerjoin(Programme, Programme.id == Service.programme_id)
        .outerjoin(LineForecast, LineForecast.id == LineFigures.standard_forecast_id)
        .where(
            Service.state == ServiceState.PUBLISHED,
            Service.exposure != Exposure.CONFIDENTIAL,
        )
    )


_AREA_IDS: BindParameter[int] = bindparam("area_ids", expanding=True)
_STILL_TOLD_OF = or_(LineTerms.closed_on.is_(None), LineTerms.closed_on > bindparam("since"))
_IN_THE_AREAS = Line.id.in_(
    select(LineArea.line_id).where(LineArea.local_delivery_unit_id.in_(_AREA_IDS))
)
_ALL = _published(*_DECIDING).where(_STILL_TOLD_OF).order_by(Line.id)
_SERVING = (
    _published(*_DECIDING)
    .where(_IN_THE_AREAS, _STILL_TOLD_OF)
    .order_by(ListingRevision.title, Line.id)
)
_OF_SERVICES = (
    _published(*_DECIDING)
    .where(Line.service_id.in_(bindparam("service_ids", expanding=True)))
    .order_by(Line.service_id, Line.name, Line.id)
)
_SHOWN_OF = _published(*_SHOWN).where(Line.id.in_(_LINE_IDS))
_DETAIL_OF = _published(*_DETAIL).where(Line.id.in_(_LINE_IDS))
