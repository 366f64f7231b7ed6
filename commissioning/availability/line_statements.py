"""The statements that read lines, for whoever looks; built once, since building costs most."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

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
    union,
)

from commissioning.availability.models import ProvisionStatement
from commissioning.dates.kept_dates import STILL_ABOVE_PLACES
from commissioning.dates.models import LineForecast
from commissioning.lines.models import Line, LineArea, LineFigures, LineTerms
from directory.providers.models import Provider
from directory.services.models import (
    ListingRevision,
    Programme,
    Service,
    ServiceArea,
    ServiceRequirement,
)
from directory.services.sight import may_know_of, reads_text
from directory.sight import Sight

Columns = tuple[Any, ...]

SIGHTS_KEPT = 64
"""Statements hang on whose providers and areas are whose; most questions are anybody's."""

_LISTING: Columns = (
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
    cast(ListingRevision.eligibility, Text),
)
_OF_LINE: Columns = (
    LineTerms.target_days,
    LineTerms.closed_on,
    LineFigures.dates_confirmed_on,
    LineFigures.vacancies_confirmed_on,
    LineFigures.dates_by_file_alone_on,
    LineFigures.vacancies_by_file_alone_on,
    LineFigures.last_received_on,
    LineFigures.answered_on,
    LineForecast.as_of,
    LineForecast.reason,
    LineForecast.by_1_in_10,
    LineForecast.likely_start,
    LineForecast.by_9_in_10,
    LineForecast.basis[STILL_ABOVE_PLACES].as_integer(),
)
NOTHING_SAID = (None,) * len(_OF_LINE)
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
    LineFigures.rows_set_aside,
    LineForecast.basis,
)
_DETAIL = (
    Line.id,
    LineForecast.distribution,
    LineForecast.basis,
    LineForecast.within_orders,
)

_LINE_IDS: BindParameter[int] = bindparam("line_ids", expanding=True)
_AREA_IDS: BindParameter[int] = bindparam("area_ids", expanding=True)
_SERVICE_IDS: BindParameter[int] = bindparam("service_ids", expanding=True)
_TODAY = bindparam("today", type_=Date)

_STILL_TOLD_OF = or_(LineTerms.closed_on.is_(None), LineTerms.closed_on > bindparam("since"))
_IN_THE_AREAS = Line.id.in_(
    select(LineArea.line_id).where(LineArea.local_delivery_unit_id.in_(_AREA_IDS))
)
_BEHIND_THE_REQUIREMENTS = Service.id.in_(
    select(ServiceRequirement.service_id).where(
        ServiceRequirement.requirement.in_(bindparam("requirements", expanding=True))
    )
)
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
_LISTED_IN_THE_AREAS = Service.id.in_(
    _UNLINED.where(ServiceArea.local_delivery_unit_id.in_(_AREA_IDS))
)

AREAS_OF_LINES = select(LineArea.line_id, LineArea.local_delivery_unit_id).where(
    LineArea.line_id.in_(_LINE_IDS)
)
AREAS_OF_LISTED = select(ServiceArea.service_id, ServiceArea.local_delivery_unit_id).where(
    ServiceArea.service_id.in_(_SERVICE_IDS), *_SERVED_TODAY, _WITHOUT_A_LINE
)
OFFERED = union(select(ServiceRequirement.requirement), select(ProvisionStatement.requirement))
"""Requirements that some service stands behind, or of which somebody said something."""


@dataclass(frozen=True, slots=True)
class LineStatements:
    """Lines, and services listed for areas where they have no line (`listed_…`)."""

    all_lines: Select[Any]
    serving: Select[Any]
    behind: Select[Any]
    of_services: Select[Any]
    listed_all: Select[Any]
    listed_serving: Select[Any]
    listed_behind: Select[Any]
    listed_of_services: Select[Any]
    shown: Select[Any]
    shown_of_listed: Select[Any]
    detail: Select[Any]
    detail_of_listed: Select[Any]


@lru_cache(maxsize=SIGHTS_KEPT)
def line_statements(sight: Sight) -> LineStatements:
    listing = (*_LISTING, reads_text(sight))
    lines = _lines(sight, (Line.id, Line.public_id, *listing, *_OF_LINE))
    listed = _listed(sight, listing).where(Service.id.in_(_UNLINED)).order_by(Service.id)
    listed_serving = (
        _listed(sight, listing)
        .where(_LISTED_IN_THE_AREAS)
        .order_by(ListingRevision.title, Service.id)
    )
    of_listed = _listed(sight, (-Service.id,)).where(Service.id.in_(_SERVICE_IDS))
    return LineStatements(
        all_lines=lines.where(_STILL_TOLD_OF).order_by(Line.id),
        serving=lines.where(_IN_THE_AREAS, _STILL_TOLD_OF).order_by(ListingRevision.title, Line.id),
        behind=lines.where(_IN_THE_AREAS, _STILL_TOLD_OF, _BEHIND_THE_REQUIREMENTS).order_by(
            Line.id
        ),
        of_services=lines.where(Line.service_id.in_(_SERVICE_IDS)).order_by(
            Line.service_id, Line.name, Line.id
        ),
        listed_all=listed,
        listed_serving=listed_serving,
        listed_behind=listed_serving.where(_BEHIND_THE_REQUIREMENTS),
        listed_of_services=listed.where(Service.id.in_(_SERVICE_IDS)),
        shown=_lines(sight, _SHOWN).where(Line.id.in_(_LINE_IDS)),
        shown_of_listed=of_listed.add_columns(*_CONTACT, *_NO_FIGURES),
        detail=_lines(sight, _DETAIL).where(Line.id.in_(_LINE_IDS)),
        detail_of_listed=of_listed.add_columns(null(), null(), null()),
    )


_NO_FIGURES: Columns = (
    *(literal(0) for _ in range(4)),
    null(),
    literal(0),
    null(),
    null(),
    literal(0),
    literal(0),
    literal(0),
    null(),
)
"""In the columns of `_SHOWN` that a service without a line has nothing to say in."""


def _lines(sight: Sight, columns: Columns) -> Select[Any]:
    joined = select(*columns).select_from(Line).join(Service, Service.id == Line.service_id)
    return (
        _public(sight, joined)
        .join(LineFigures, LineFigures.line_id == Line.id)
        .join(LineTerms, LineTerms.id == LineFigures.terms_id)
        .outerjoin(LineForecast, LineForecast.id == LineFigures.standard_forecast_id)
    )


def _listed(sight: Sight, columns: Columns) -> Select[Any]:
    return _public(sight, select(*columns).select_from(Service))


def _public(sight: Sight, statement: Select[Any]) -> Select[Any]:
    return (
        statement.join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .outerjoin(Programme, Programme.id == Service.programme_id)
        .where(*may_know_of(sight))
    )
