"""What is stored about the lines that serve some areas, read in a handful of statements."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import BindParameter, Date, Row, Select, bindparam, case, or_, select
from sqlalchemy.orm import Session

from commissioning.dates.models import LineForecast
from commissioning.groups.models import CapacityMeasure, CapacityStatement, Closure
from commissioning.lines.models import Line, LineArea, LineFigures, LineTerms
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.delivery import DeliveryKind
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.services.models import (
    Confirmation,
    ListingRevision,
    Programme,
    Service,
    ServiceState,
)

AnyRow = Row[Any]
"""Its columns are named in the statement beside it."""

StoredLine = Row[Any]
"""One row of `stored_lines`: the columns of `_COLUMNS`, by name, and of `_DETAILS` if asked."""

CONFIRMED_ON = case(
    (Service.delivery_kind == DeliveryKind.BED, LineFigures.vacancies_confirmed_on),
    else_=LineFigures.dates_confirmed_on,
).label("confirmed_on")
"""The clock by which a line is judged: a bed by its vacancies, the rest by their dates."""

_COLUMNS = (
    Line.id.label("line_id"),
    Line.public_id.label("line"),
    Service.id.label("service_id"),
    Service.public_id.label("service"),
    Service.delivery_kind,
    Service.exposure,
    Service.is_generated,
    ListingRevision.title,
    Programme.name.label("programme"),
    ListingRevision.telephone,
    ListingRevision.email,
    ListingRevision.who_for,
    Provider.name.label("provider"),
    Provider.telephone.label("provider_telephone"),
    LineTerms.target_days,
    LineTerms.closed_on,
    LineFigures.waiting,
    LineFigures.facts_version,
    LineFigures.answered_version,
    LineFigures.answered_on,
    CONFIRMED_ON,
    LineFigures.median_wait_days,
    LineFigures.wait_people,
    LineFigures.wait_level,
    LineFigures.wait_sentence,
    LineFigures.completed_recently,
    LineFigures.ended_recently,
    LineForecast.as_of.label("forecast_as_of"),
    LineForecast.status.label("forecast_status"),
    LineForecast.reason.label("forecast_reason"),
    LineForecast.basis.label("forecast_basis"),
    LineForecast.by_1_in_10,
    LineForecast.likely_start,
    LineForecast.by_9_in_10,
    LineForecast.start_within_order,
)

_DETAILS = (ListingRevision.eligibility, LineForecast.distribution)
"""Long lists, decoded only for a question about a person or a shorter order."""


def stored_lines(
    session: Session, area_ids: Sequence[int], *, today: dt.date, in_detail: bool = False
) -> Sequence[StoredLine]:
    """One row for each open or restricted line that serves any of the areas, by title.

    A line that has closed is kept for a year, so that a page can say so. Services
    with only confidential sites are left out by the statement itself.
    """
    statement = _SERVING_IN_DETAIL if in_detail else _SERVING
    since = today - dt.timedelta(days=365)
    return session.execute(statement, {"area_ids": area_ids, "since": since}).all()


def stored_lines_of(
    session: Session, service_ids: Iterable[int], *, in_detail: bool = False
) -> Sequence[StoredLine]:
    """Every line of these services, by name."""
    statement = _OF_SERVICES_IN_DETAIL if in_detail else _OF_SERVICES
    return session.execute(statement, {"service_ids": list(service_ids)}).all()


def _published(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(Line)
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


def _serving(*columns: Any) -> Select[Any]:
    """Built once: saying it anew for every page would cost more than asking."""
    areas: BindParameter[int] = bindparam("area_ids", expanding=True)
    serving = select(LineArea.line_id).where(LineArea.local_delivery_unit_id.in_(areas))
    return (
        _published(select(*columns))
        .where(
            Line.id.in_(serving),
            or_(LineTerms.closed_on.is_(None), LineTerms.closed_on > bindparam("since")),
        )
        .order_by(ListingRevision.title, Line.id)
    )


def _of_services(*columns: Any) -> Select[Any]:
    return (
        _published(select(*columns))
        .where(Line.service_id.in_(bindparam("service_ids", expanding=True)))
        .order_by(Line.service_id, Line.name, Line.id)
    )


_OF_SERVICES = _of_services(*_COLUMNS)
_OF_SERVICES_IN_DETAIL = _of_services(*_COLUMNS, *_DETAILS)
_SERVING = _serving(*_COLUMNS)
_SERVING_IN_DETAIL = _serving(*_COLUMNS, *_DETAILS)


_LINE_IDS: BindParameter[int] = bindparam("line_ids", expanding=True)
_SERVICE_IDS: BindParameter[int] = bindparam("service_ids", expanding=True)
_TODAY = bindparam("today", type_=Date)

_AREAS = select(LineArea.line_id, LineArea.local_delivery_unit_id).where(
    LineArea.line_id.in_(_LINE_IDS)
)

_VOLUMES = (
    select(
        Lot.line_id,
        CommissionedVolume.unit,
        CommissionedVolume.quantity,
        CommissionedVolume.used,
        CommissionedVolume.starts_on,
        CommissionedVolume.ends_on,
    )
    .join(CommissionedVolume, CommissionedVolume.lot_id == Lot.id)
    .where(
        Lot.line_id.in_(_LINE_IDS),
        CommissionedVolume.starts_on <= _TODAY,
        CommissionedVolume.ends_on >= _TODAY,
    )
    .order_by(CommissionedVolume.ends_on.desc(), CommissionedVolume.id.desc())
)

_CAPACITY = (
    select(CapacityStatement.line_id, CapacityStatement.value)
    .where(
        CapacityStatement.line_id.in_(_LINE_IDS),
        CapacityStatement.measure == bindparam("measure", type_=CapacityStatement.measure.type),
        CapacityStatement.from_date <= _TODAY,
    )
    .order_by(CapacityStatement.from_date, CapacityStatement.recorded_at, CapacityStatement.id)
)

_CLOSURES = (
    select(Closure.line_id, Closure.reason)
    .where(
        Closure.line_id.in_(_LINE_IDS),
        Closure.from_date <= _TODAY,
        Closure.to_date >= _TODAY,
        Closure.withdrawn_at.is_(None),
    )
    .order_by(Closure.id)
)

_CLOSURES_AHEAD = (
    select(Closure.line_id, Closure.from_date, Closure.to_date)
    .where(
        Closure.line_id.in_(_LINE_IDS),
        Closure.to_date >= _TODAY,
        Closure.withdrawn_at.is_(None),
    )
    .order_by(Closure.from_date, Closure.id)
)

_CONFIRMATIONS = (
    select(Confirmation.service_id, Confirmation.confirmed_by, Confirmation.confirmed_on)
    .where(
        Confirmation.service_id.in_(_SERVICE_IDS),
        Confirmation.fact_kind == bindparam("fact_kind"),
    )
    .order_by(Confirmation.confirmed_on, Confirmation.id)
)


def areas_by_line(session: Session, line_ids: Sequence[int]) -> dict[int, list[int]]:
    """The internal ids of all the areas that each line serves."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for line_id, area_id in session.execute(_AREAS, {"line_ids": line_ids}):
        found[line_id].append(area_id)
    return found


def volumes_by_line(
    session: Session, line_ids: Sequence[int], *, today: dt.date
) -> dict[int, AnyRow]:
    """The commissioned volume whose period holds today; of several, the one that ends first."""
    rows = session.execute(_VOLUMES, {"line_ids": line_ids, "today": today})
    return {row.line_id: cast(AnyRow, row) for row in rows}


def capacity_by_line(
    session: Session, line_ids: Sequence[int], *, measure: CapacityMeasure, today: dt.date
) -> dict[int, float]:
    """The newest statement in force today; a line without one is not in the answer."""
    if not line_ids:
        return {}
    asked = {"line_ids": line_ids, "measure": measure, "today": today}
    return dict(session.execute(_CAPACITY, asked).all())


def closures_by_line(
    session: Session, line_ids: Sequence[int], *, today: dt.date
) -> dict[int, str | None]:
    """The reason of a closure that covers today, by line."""
    rows = session.execute(_CLOSURES, {"line_ids": line_ids, "today": today})
    return dict(rows.all())


def closures_ahead(
    session: Session, line_ids: Sequence[int], *, today: dt.date
) -> dict[int, list[tuple[dt.date, dt.date]]]:
    """First and last day of each closure that has not ended, by line."""
    found: defaultdict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    for line_id, first, last in session.execute(
        _CLOSURES_AHEAD, {"line_ids": line_ids, "today": today}
    ):
        found[line_id].append((first, last))
    return found


def newest_confirmations(
    session: Session, service_ids: Sequence[int], fact_kind: str
) -> dict[int, AnyRow]:
    asked = {"service_ids": service_ids, "fact_kind": fact_kind}
    rows = session.execute(_CONFIRMATIONS, asked)
    return {row.service_id: cast(AnyRow, row) for row in rows}
