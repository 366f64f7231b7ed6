"""From what is stored about a line to the row that an open page may show."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy.orm import Session

from commissioning.availability.answer_types import (
    Arrangements,
    Completion,
    Contact,
    LineRow,
    Use,
    WaitShown,
)
from commissioning.availability.areas_asked import ANY_OFFICE
from commissioning.availability.beside_row import Asking, beside_row
from commissioning.availability.question import CourtQuestion
from commissioning.availability.reasons import WhyNot
from commissioning.availability.standing import Forecast, LineFacts, LineStanding, standing_of
from commissioning.availability.stored_lines import (
    StoredLine,
    areas_by_line,
    capacity_by_line,
    closures_ahead,
    closures_by_line,
    newest_confirmations,
    volumes_by_line,
)
from commissioning.dates.kept_start import KeptStart
from commissioning.dates.typical_wait import WaitLevel
from commissioning.forecasting.start_days import StartDays
from commissioning.groups.models import CapacityMeasure
from commissioning.monitoring.disclosure import banded, nearest_five, percentage, share_in_tens
from directory.delivery import DeliveryKind
from directory.places.models import Exposure
from directory.services.eligibility import Fit, fit
from directory.services.eligibility_records import from_record
from directory.services.freshness import FactKind
from directory.services.listing import restricted_title


class PlacedLine(NamedTuple):
    """A line with where it stands, which is enough to put lines in order and to count them."""

    stored: StoredLine
    line: uuid.UUID
    title: str
    is_restricted: bool
    standing: LineStanding
    forecast: Forecast | None


def placed_lines(
    session: Session, lines: Sequence[StoredLine], question: CourtQuestion, *, today: dt.date
) -> list[PlacedLine]:
    """Each line with where it stands for the order that the question is about."""
    ids = [line.line_id for line in lines]
    without = [line.line_id for line in lines if line.forecast_reason == "no_capacity"]
    beds = [line.line_id for line in lines if line.delivery_kind is DeliveryKind.BED]
    places = capacity_by_line(session, without, measure=CapacityMeasure.PLACES, today=today)
    vacancies = capacity_by_line(session, beds, measure=CapacityMeasure.VACANCIES, today=today)
    closures = closures_by_line(session, ids, today=today)
    placed = []
    for line in lines:
        forecast = _forecast(line, question)
        facts = _facts(line, forecast, places, vacancies, closures)
        standing = standing_of(facts, today=today, order_days=question.assumed_order_days)
        is_restricted = line.exposure is Exposure.RESTRICTED
        hidden = restricted_title(line.programme, line.delivery_kind) if is_restricted else None
        title = hidden or line.title
        placed.append(PlacedLine(line, line.line, title, is_restricted, standing, forecast))
    return placed


@dataclass(frozen=True, slots=True)
class RowSurroundings:
    """What stands beside the lines of some rows, each by the internal id of line or service."""

    areas: Mapping[int, Sequence[int]]
    volumes: Mapping[int, Row[Any]]
    arrangements: Mapping[int, Row[Any]]
    asking: Asking


def rows_of(
    session: Session,
    placed: Sequence[PlacedLine],
    question: CourtQuestion,
    *,
    today: dt.date,
    area_names: Mapping[int, str],
    offices: Mapping[int, Contact],
) -> dict[int, LineRow]:
    """The rows for the public by internal line id.

    `offices` by internal area id are whom to ring where a provider is not to be named.
    """
    ids = [one.stored.line_id for one in placed]
    services = [one.stored.service_id for one in placed]
    beside = RowSurroundings(
        areas=areas_by_line(session, ids),
        volumes=volumes_by_line(session, ids, today=today),
        arrangements=newest_confirmations(session, services, FactKind.TREATMENT_ARRANGEMENTS.value),
        asking=Asking(question, today, _closures_ahead(session, ids, question, today)),
    )
    return {
        one.stored.line_id: _row_of(one, beside, area_names=area_names, offices=offices)
        for one in placed
    }


def _closures_ahead(
    session: Session, line_ids: Sequence[int], question: CourtQuestion, today: dt.date
) -> Mapping[int, list[tuple[dt.date, dt.date]]]:
    """Needed only to tell whether there is time in an order that was asked about."""
    if question.order_days is None:
        return {}
    return closures_ahead(session, line_ids, today=today)


def _row_of(
    placed: PlacedLine,
    beside: RowSurroundings,
    *,
    area_names: Mapping[int, str],
    offices: Mapping[int, Contact],
) -> LineRow:
    line = placed.stored
    areas = beside.areas[line.line_id]
    serves = sorted(area_names[area] for area in areas if area in area_names)
    office = next((offices[area] for area in areas if area in offices), ANY_OFFICE)
    common = {
        "line": placed.line,
        "service": line.service,
        "title": placed.title,
        "kind": line.delivery_kind,
        "areas": tuple(serves),
        "standing": placed.standing,
        "is_restricted": placed.is_restricted,
        "is_being_worked_out": line.facts_version != line.answered_version,
        "is_generated": line.is_generated,
        "fit": _fit(line, beside.asking.question),
    }
    if placed.is_restricted:
        return LineRow(**common, contact=office, confirmed_on=None)
    return LineRow(
        **common,
        who_for=line.who_for,
        contact=_contact(line, office),
        confirmed_on=line.confirmed_on,
        provider=line.provider,
        **_figures(line, beside, placed.forecast, placed.standing),
    )


def _forecast(line: StoredLine, question: CourtQuestion) -> Forecast | None:
    if line.forecast_as_of is None:
        return None
    if question.needs_distribution:
        return StartDays.from_stored(line.distribution)
    return KeptStart.of(line)


def _facts(
    line: StoredLine,
    forecast: Forecast | None,
    places: Mapping[int, float],
    vacancies: Mapping[int, float],
    closures: Mapping[int, str | None],
) -> LineFacts:
    reason = closures.get(line.line_id)
    return LineFacts(
        kind=line.delivery_kind,
        target_days=line.target_days,
        confirmed_on=line.confirmed_on,
        closed_on=line.closed_on,
        shut_for=WhyNot.NO_STAFF if reason == WhyNot.NO_STAFF.value else None,
        places_stated=places.get(line.line_id),
        vacancies=vacancies.get(line.line_id),
        forecast=forecast,
        forecast_as_of=line.forecast_as_of,
        is_restricted=line.exposure is Exposure.RESTRICTED,
    )


def _fit(line: StoredLine, question: CourtQuestion) -> Fit | None:
    if question.about is None:
        return None
    return fit([from_record(record) for record in line.eligibility], question.about)


def _contact(line: StoredLine, office: Contact) -> Contact:
    telephone = line.telephone or line.provider_telephone
    if telephone is None and line.email is None:
        return office
    return Contact(line.provider, telephone, line.email)


def _figures(
    line: StoredLine,
    beside: RowSurroundings,
    forecast: Forecast | None,
    standing: LineStanding,
) -> dict[str, Any]:
    """The figures of an open service, banded as an open page must."""
    is_queued = line.delivery_kind.is_queued
    arrangements = beside.arrangements.get(line.service_id)
    has_dates = standing.likely_start is not None
    return {
        "basis": forecast.explanation if forecast and has_dates else None,
        "beside": beside_row(line, forecast, standing, beside.asking),
        "worked_out_on": line.forecast_as_of,
        "waiting": banded(line.waiting) if is_queued else None,
        "wait": _wait(line),
        "use": _use(beside.volumes.get(line.line_id)),
        "completion": _completion(line),
        "arrangements": Arrangements(arrangements.confirmed_by, arrangements.confirmed_on)
        if arrangements
        else None,
    }


def _wait(line: StoredLine) -> WaitShown | None:
    if line.wait_level is None:
        return None
    return WaitShown(
        line.median_wait_days,
        banded(line.wait_people),
        WaitLevel(line.wait_level),
        line.wait_sentence,
    )


def _use(volume: Row[Any] | None) -> Use | None:
    if volume is None:
        return None
    tens = share_in_tens(round(volume.used), round(volume.quantity)) if volume.quantity else None
    return Use(tens, volume.unit.value, volume.starts_on, volume.ends_on)


def _completion(line: StoredLine) -> Completion | None:
    share = percentage(line.completed_recently, line.ended_recently)
    if share is None:
        return None
    return Completion(share, nearest_five(line.ended_recently))
