"""What is recorded, read plainly and by itself: a sweep holds answers against it.

Nothing here goes through the statements or the rule that answers are made by.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from commissioning.availability.models import ProvisionStatement
from commissioning.availability.statuses import Provision
from commissioning.dates.models import LineForecast
from commissioning.groups.models import CapacityMeasure, CapacityStatement, Closure
from commissioning.lines.models import Line, LineFigures, LineTerms
from commissioning.lines.weekly_totals import lines_with_totals, people_lately, weeks_of_line
from commissioning.referrals.models import Referral
from directory.delivery import DeliveryKind
from directory.places.models import Court, CourtArea, Exposure, LocalDeliveryUnit
from directory.requirements import ADULT_AGE
from directory.services.eligibility import Attribute, Firmness
from directory.services.models import ListingRevision, Programme, Service
from directory.services.programme_families import ProgrammeFamily, family_of

PEOPLE_LATELY_DAYS: Final = 92


@dataclass(frozen=True, slots=True)
class LineRecord:
    """`is_for_everybody`: no hard rule of its own about sex or age.

    `has_people`: somebody waits or a case is still open, or somebody was referred in the last
    92 days, by cases or by totals.
    """

    service_id: int
    kind: DeliveryKind
    is_restricted: bool
    family: ProgrammeFamily | None
    is_for_everybody: bool
    closed_on: dt.date | None
    answered_on: dt.date | None
    likely_start: dt.date | None
    has_people: bool
    measured: frozenset[CapacityMeasure]
    shut_for: frozenset[str]


@dataclass(frozen=True, slots=True)
class CourtAreas:
    court: str
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Records:
    """`denied`: area and requirement of which somebody says today that it is not available."""

    lines: Mapping[uuid.UUID, LineRecord]
    denied: frozenset[tuple[str, str]]
    centres: Mapping[str, tuple[float, float]]
    courts: tuple[CourtAreas, ...]


def records(session: Session, *, today: dt.date) -> Records:
    """Of several courts that serve the same areas only the first by its address is named."""
    return Records(
        lines=_lines(session, today),
        denied=_denied(session, today),
        centres=_centres(session),
        courts=_courts(session, today),
    )


def _lines(session: Session, today: dt.date) -> dict[uuid.UUID, LineRecord]:
    people = _with_people(session, today)
    measured = _grouped(session, select(CapacityStatement.line_id, CapacityStatement.measure))
    shut = _grouped(
        session,
        select(Closure.line_id, Closure.reason).where(
            Closure.from_date <= today, Closure.to_date >= today, Closure.withdrawn_at.is_(None)
        ),
    )
    rows = session.execute(
        select(
            Line.id,
            Line.public_id,
            Service.id.label("service_id"),
            Service.delivery_kind,
            Service.exposure,
            Programme.name.label("programme"),
            Programme.is_restricted,
            ListingRevision.eligibility,
            LineTerms.closed_on,
            LineFigures.answered_on,
            LineForecast.likely_start,
        )
        .join(Service, Service.id == Line.service_id)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .join(LineFigures, LineFigures.line_id == Line.id)
        .outerjoin(LineTerms, LineTerms.id == LineFigures.terms_id)
        .outerjoin(Programme, Programme.id == Service.programme_id)
        .outerjoin(LineForecast, LineForecast.id == LineFigures.standard_forecast_id)
    )
    return {
        row.public_id: LineRecord(
            service_id=row.service_id,
            kind=row.delivery_kind,
            is_restricted=row.exposure is not Exposure.OPEN or bool(row.is_restricted),
            family=family_of(row.programme),
            is_for_everybody=not any(map(_is_narrowing, row.eligibility)),
            closed_on=row.closed_on,
            answered_on=row.answered_on,
            likely_start=row.likely_start,
            has_people=row.id in people,
            measured=frozenset(measured.get(row.id, ())),
            shut_for=frozenset(shut.get(row.id, ())),
        )
        for row in rows
    }


def _is_narrowing(rule: Mapping[str, Any]) -> bool:
    """By sex, or by an age that some adults do not have."""
    is_hard = rule.get("firmness", Firmness.HARD_STOP) == Firmness.HARD_STOP
    is_for_adults = rule.get("low", ADULT_AGE) <= ADULT_AGE and rule.get("high") is None
    is_of_age = rule["attribute"] == Attribute.AGE and not is_for_adults
    return is_hard and (rule["attribute"] == Attribute.SEX or is_of_age)


def _with_people(session: Session, today: dt.date) -> set[int]:
    """From the referrals and totals themselves, not from the figures that are kept of them."""
    since = today - dt.timedelta(days=PEOPLE_LATELY_DAYS)
    is_open = Referral.ended_on.is_(None) & Referral.left_on.is_(None)
    counted = func.sum(case((is_open | (Referral.received_on >= since), 1), else_=0))
    by_cases = session.scalars(
        select(Referral.line_id).group_by(Referral.line_id).having(counted > 0)
    )
    by_totals = (
        line_id
        for line_id in lines_with_totals(session)
        if people_lately(weeks_of_line(session, line_id).items(), since=since)
    )
    return {*by_cases, *by_totals}


def _grouped(session: Session, pairs: Any) -> dict[int, set[Any]]:
    found: defaultdict[int, set[Any]] = defaultdict(set)
    for line_id, value in session.execute(pairs):
        found[line_id].add(value)
    return found


def _denied(session: Session, today: dt.date) -> frozenset[tuple[str, str]]:
    said = ProvisionStatement
    rows = session.execute(
        select(LocalDeliveryUnit.slug, said.requirement)
        .join(said, said.local_delivery_unit_id == LocalDeliveryUnit.id)
        .where(
            said.said == Provision.NOT_AVAILABLE, said.stated_on <= today, said.review_on >= today
        )
    )
    return frozenset((slug, requirement) for slug, requirement in rows)


def _centres(session: Session) -> dict[str, tuple[float, float]]:
    unit = LocalDeliveryUnit
    rows = session.execute(select(unit.slug, unit.latitude, unit.longitude))
    return {
        slug: (latitude, longitude)
        for slug, latitude, longitude in rows
        if latitude is not None and longitude is not None
    }


def _courts(session: Session, today: dt.date) -> tuple[CourtAreas, ...]:
    served: defaultdict[str, list[str]] = defaultdict(list)
    rows = session.execute(
        select(Court.slug, LocalDeliveryUnit.slug)
        .join(CourtArea, CourtArea.court_id == Court.id)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.id == CourtArea.local_delivery_unit_id)
        .where(
            CourtArea.valid_from <= today,
            or_(CourtArea.valid_to.is_(None), CourtArea.valid_to >= today),
        )
        .order_by(Court.slug, LocalDeliveryUnit.slug)
    )
    for court, area in rows:
        served[court].append(area)
    first = {tuple(areas): court for court, areas in reversed(served.items())}
    return tuple(CourtAreas(court, areas) for areas, court in sorted(first.items()))
