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

from sqlalchemy import (
    BindParameter,
    Date,
    Select,
    Text,
    bindparam,
    cast,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from commissioning.dates.models import LineForecast
from commissioning.lines.models import Line, LineArea, LineFigures, LineTerms
from directory.delivery import DeliveryKind
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.services.models import (
    ListingRevision,
    Programme,
    Service,
    ServiceArea,
    ServiceRequirement,
)
from directory.services.sight import Sight, may_know_of

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
    answered_on: dt.date | None
    forecast_as_of: dt.date | None
    forecast_reason: str | None
    by_1_in_10: dt.date | None
    likely_start: dt.date | None
    by_9_in_10: dt.date | None

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
    eligibility: list[Any]
    forecast_basis: Mapping[str, Any] | None  # Any: JSON, read by `commissioning.dates`


class LineDetail(NamedTuple):
    """Long lists, decoded only for a question about a person or an order."""

    line_id: int
    eligibility: list[Any]
    distribution: list[Any] | None
    forecast_basis: Mapping[str, Any] | None
    within_orders: Mapping[str, Any] | None


_LISTING: tuple[Any, ...] = (
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
)
_DECIDING: tuple[Any, ...] = (
    Line.id,
    Line.public_id,
    *_LISTING,
    LineTerms.target_days,
    LineTerms.closed_on,
    LineFigures.dates_confirmed_on,
    LineFigures.vacancies_confirmed_on,
    LineFigures.last_received_on,
    LineFigures.answered_on,
    LineForecast.as_of,
    LineForecast.reason,
    LineForecast.by_1_in_10,
    LineForecast.likely_start,
    LineForecast.by_9_in_10,
)
NOTHING_SAID = (None,) * (len(_DECIDING) - 2 - len(_LISTING))
"""What stands in the columns of a line where a service is listed without one."""

_CONTACT = (
    ListingRevision.telephone,
    ListingRevision.email,
    ListingRevision.who_for,
    Provider.name,
    Provider.telephone,
)
_SHOWN = (
    Line.id,
    *_CONTACT,
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
    LineForecast.within_orders,
)

_LINE_IDS: BindParameter[int] = bindparam("line_ids", expanding=True)


def lines_serving(session: Session, area_ids: Sequence[int], *, today: dt.date) -> list[LineStored]:
    """Each open or restricted line that serves any of the areas, by title."""
    asked = _asked(today, area_ids=area_ids)
    return [*_stored(session, _SERVING, asked), *_listed(session, _LISTED_SERVING, asked)]


def lines_behind(
    session: Session, area_ids: Sequence[int], requirements: Sequence[str], *, today: dt.date
) -> list[LineStored]:
    """As `lines_serving`, but only lines behind one of the requirements, by key."""
    asked = _asked(today, area_ids=area_ids, requirements=requirements)
    return [*_stored(session, _BEHIND, asked), *_listed(session, _LISTED_BEHIND, asked)]


def requirements_offered(session: Session) -> frozenset[str]:
    """Those that any service at all stands behind: for most of the others nothing is searched."""
    return frozenset(session.scalars(_OFFERED))


def lines_of_services(
    session: Session, service_ids: Iterable[int], *, today: dt.date
) -> list[LineStored]:
    """Every line of these services, by name."""
    asked = {"service_ids": list(service_ids)}
    listed = _listed(session, _LISTED_OF_SERVICES, asked | {"today": today})
    return [*_stored(session, _OF_SERVICES, asked), *listed]


def all_lines(session: Session, *, today: dt.date) -> list[LineStored]:
    """Every open or restricted line of the country, by its key."""
    asked = _asked(today)
    return [*_stored(session, _ALL, asked), *_listed(session, _LISTED_ALL, asked)]


def shown_of(session: Session, line_ids: Sequence[int]) -> dict[int, LineShown]:
    rows = [*session.execute(_SHOWN_OF, {"line_ids": line_ids})]
    if listed := [-key for key in line_ids if key < 0]:
        rows += session.execute(_SHOWN_OF_LISTED, {"service_ids": listed})
    return {row[0]: LineShown(*row) for row in rows}


def detail_of(session: Session, line_ids: Sequence[int]) -> dict[int, LineDetail]:
    rows = [*session.execute(_DETAIL_OF, {"line_ids": line_ids})]
    if listed := [-key for key in line_ids if key < 0]:
        rows += session.execute(_DETAIL_OF_LISTED, {"service_ids": listed})
    return {row[0]: LineDetail(*row) for row in rows}


def areas_by_line(
    session: Session, line_ids: Sequence[int], *, today: dt.date
) -> dict[int, list[int]]:
    """The internal ids of the areas that each line serves; of a listed service, without one."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for line_id, area_id in session.execute(_AREAS, {"line_ids": line_ids}):
        found[line_id].append(area_id)
    if listed := [-key for key in line_ids if key < 0]:
        asked = {"service_ids": listed, "today": today}
        for service_id, area_id in session.execute(_AREAS_OF_LISTED, asked):
            found[-service_id].append(area_id)
    return found


def _asked(today: dt.date, **more: Any) -> dict[str, Any]:
    return {"since": today - dt.timedelta(days=CLOSED_LINES_KEPT_DAYS), "today": today, **more}


def _listed(session: Session, statement: Select[Any], asked: dict[str, Any]) -> list[LineStored]:
    return [
        LineStored(-row[0], row[1], *row, *NOTHING_SAID)
        for row in session.execute(statement, asked)
    ]


def _stored(session: Session, statement: Select[Any], asked: dict[str, Any]) -> list[LineStored]:
    return [LineStored(*row) for row in session.execute(statement, asked)]


@lru_cache(maxsize=4096)
def names_in(stored: str) -> tuple[str, ...]:
    """Requirements or pathways from their stored form: the same few lists stand in most lines."""
    return tuple(json.loads(stored))


def _public(statement: Select[Any]) -> Select[Any]:
    return (
        statement.join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .outerjoin(Programme, Programme.id == Service.programme_id)
        .where(*may_know_of(Sight.ANYBODY))
    )


def _published(*columns: Any) -> Select[Any]:
    """Built once: saying it anew for every page would cost more than asking."""
    return (
        _public(select(*columns).select_from(Line).join(Service, Service.id == Line.service_id))
        .join(LineFigures, LineFigures.line_id == Line.id)
        .join(LineTerms, LineTerms.id == LineFigures.terms_id)
        .outerjoin(LineForecast, LineForecast.id == LineFigures.standard_forecast_id)
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
_BEHIND = (
    _published(*_DECIDING)
    .where(
        _IN_THE_AREAS,
        _STILL_TOLD_OF,
        Service.id.in_(
            select(ServiceRequirement.service_id).where(
                ServiceRequirement.requirement.in_(bindparam("requirements", expanding=True))
            )
        ),
    )
    .order_by(Line.id)
)
_TODAY = bindparam("today", type_=Date)
_SERVED_TODAY = (
    ServiceArea.valid_from <= _TODAY,
    or_(ServiceArea.valid_to.is_(None), ServiceArea.valid_to >= _TODAY),
)
_WITHOUT_A_LINE = ~(
    select(LineArea.line_id)
    .join(Line, Line.id == LineArea.line_id)
    .where(
        Line.service_id == ServiceArea.service_id,
        LineArea.local_delivery_unit_id == ServiceArea.local_delivery_unit_id,
    )
    .exists()
)
_UNLINED = select(ServiceArea.service_id).where(*_SERVED_TODAY, _WITHOUT_A_LINE)
_LISTED_ALL = (
    _public(select(*_LISTING).select_from(Service)).where(Service.id.in_(_UNLINED))
).order_by(Service.id)
_LISTED_SERVING = (
    _public(select(*_LISTING).select_from(Service))
    .where(Service.id.in_(_UNLINED.where(ServiceArea.local_delivery_unit_id.in_(_AREA_IDS))))
    .order_by(ListingRevision.title, Service.id)
)
_OFFERED = select(ServiceRequirement.requirement).distinct()
_OF_SERVICES = (
    _published(*_DECIDING)
    .where(Line.service_id.in_(bindparam("service_ids", expanding=True)))
    .order_by(Line.service_id, Line.name, Line.id)
)
_LISTED_BEHIND = _LISTED_SERVING.where(
    Service.id.in_(
        select(ServiceRequirement.service_id).where(
            ServiceRequirement.requirement.in_(bindparam("requirements", expanding=True))
        )
    )
)
_SERVICE_IDS: BindParameter[int] = bindparam("service_ids", expanding=True)
_LISTED_OF_SERVICES = _LISTED_ALL.where(Service.id.in_(_SERVICE_IDS))
_OF_LISTED = _public(select(-Service.id).select_from(Service)).where(Service.id.in_(_SERVICE_IDS))
_SHOWN_OF_LISTED = _OF_LISTED.add_columns(
    *_CONTACT,
    *(literal(0) for _ in range(4)),
    null(),
    literal(0),
    null(),
    null(),
    literal(0),
    literal(0),
    ListingRevision.eligibility,
    null(),
)
_DETAIL_OF_LISTED = _OF_LISTED.add_columns(ListingRevision.eligibility, null(), null(), null())
_AREAS = select(LineArea.line_id, LineArea.local_delivery_unit_id).where(
    LineArea.line_id.in_(_LINE_IDS)
)
_AREAS_OF_LISTED = select(ServiceArea.service_id, ServiceArea.local_delivery_unit_id).where(
    ServiceArea.service_id.in_(_SERVICE_IDS), *_SERVED_TODAY, _WITHOUT_A_LINE
)
_SHOWN_OF = _published(*_SHOWN).where(Line.id.in_(_LINE_IDS))
_DETAIL_OF = _published(*_DETAIL).where(Line.id.in_(_LINE_IDS))
