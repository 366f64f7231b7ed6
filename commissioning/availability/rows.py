"""From what is stored about a line to the row that an open page may show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from commissioning.availability.answered import (
    Arrangements,
    Completion,
    Contact,
    CourtQuestion,
    LineRow,
    Use,
    WaitShown,
)
from commissioning.availability.kept_start import KeptStart
from commissioning.availability.line_facts import (
    StoredLine,
    areas_by_line,
    capacity_by_line,
    closures_by_line,
    newest_confirmations,
    volumes_by_line,
)
from commissioning.availability.line_status import Forecast, LineFacts, LineStanding, standing_of
from commissioning.availability.models import WhyNot
from commissioning.availability.start_days import StartDays
from commissioning.availability.typical_wait import WaitLevel
from commissioning.groups.models import CapacityMeasure
from commissioning.monitoring.disclosure import banded, nearest_five, percentage, share_in_tens
from directory.delivery import DeliveryKind
from directory.places.models import Exposure
from directory.services.eligibility import Fit, fit
from directory.services.eligibility_records import from_record
from directory.services.freshness import FactKind


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands beside the lines of one answer, each by the internal id of line or service."""

    areas: Mapping[int, Sequence[int]]
    volumes: Mapping[int, Row[Any]]
    places: Mapping[int, float]
    vacancies: Mapping[int, float]
    closures: Mapping[int, str | None]
    arrangements: Mapping[int, Row[Any]]


def surroundings_of(
    session: Session, lines: Sequence[StoredLine], *, today: dt.date
) -> Surroundings:
    ids = [line.line_id for line in lines]
    without = [line.line_id for line in lines if line.forecast_reason == "no_capacity"]
    beds = [line.line_id for line in lines if line.delivery_kind is DeliveryKind.BED]
    return Surroundings(
        areas=areas_by_line(session, ids),
        volumes=volumes_by_line(session, ids, today=today),
        places=capacity_by_line(session, without, measure=CapacityMeasure.PLACES, today=today),
        vacancies=capacity_by_line(session, beds, measure=CapacityMeasure.VACANCIES, today=today),
        closures=closures_by_line(session, ids, today=today),
        arrangements=newest_confirmations(
            session,
            [line.service_id for line in lines],
            FactKind.TREATMENT_ARRANGEMENTS.value,
        ),
    )


def row_of(
    line: StoredLine,
    beside: Surroundings,
    question: CourtQuestion,
    *,
    today: dt.date,
    area_names: Mapping[int, str],
    office: Contact,
) -> LineRow:
    """The row for the public; `office` is whom to ring where a provider is not to be named."""
    forecast = _forecast(line, question)
    standing = standing_of(
        _facts(line, beside, forecast), today=today, order_days=question.assumed_order_days
    )
    serves = sorted(area_names[area] for area in beside.areas[line.line_id] if area in area_names)
    common = {
        "line": line.line,
        "service": line.service,
        "kind": line.delivery_kind,
        "areas": tuple(serves),
        "standing": standing,
        "is_being_worked_out": line.facts_version != line.answered_version,
        "is_generated": line.is_generated,
        "fit": _fit(line, question),
    }
    if line.exposure is Exposure.RESTRICTED:
        title = restricted_title(line.programme, line.delivery_kind)
        return LineRow(**common, title=title, is_restricted=True, contact=office, confirmed_on=None)
    return LineRow(
        **common,
        title=line.title,
        who_for=line.who_for,
        is_restricted=False,
        contact=_contact(line, office),
        confirmed_on=line.confirmed_on,
        provider=line.provider,
        **_figures(line, beside, forecast, standing),
    )


def restricted_title(programme: str | None, kind: DeliveryKind) -> str:
    """What a restricted service is called: a listing's own title may name its venue."""
    if programme is not None:
        return programme
    return "Approved premises" if kind is DeliveryKind.BED else "A restricted programme"


def _forecast(line: StoredLine, question: CourtQuestion) -> Forecast | None:
    if line.forecast_as_of is None:
        return None
    if question.needs_distribution:
        return StartDays.from_stored(line.distribution)
    return KeptStart.of(line)


def _facts(line: StoredLine, beside: Surroundings, forecast: Forecast | None) -> LineFacts:
    reason = beside.closures.get(line.line_id)
    return LineFacts(
        kind=line.delivery_kind,
        target_days=line.target_days,
        confirmed_on=line.confirmed_on,
        closed_on=line.closed_on,
        shut_for=WhyNot.NO_STAFF if reason == WhyNot.NO_STAFF.value else None,
        places_stated=beside.places.get(line.line_id),
        vacancies=beside.vacancies.get(line.line_id),
        forecast=forecast,
        forecast_as_of=line.forecast_as_of,
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
    beside: Surroundings,
    forecast: Forecast | None,
    standing: LineStanding,
) -> dict[str, Any]:
    """The figures of an open service, banded as an open page must."""
    is_queued = line.delivery_kind.is_queued
    arrangements = beside.arrangements.get(line.service_id)
    has_dates = standing.likely_start is not None
    return {
        "basis": forecast.explanation if forecast and has_dates else None,
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
