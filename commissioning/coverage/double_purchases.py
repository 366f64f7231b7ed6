"""The same thing bought twice: two providers paid for the same people of the same area.

Two lots are a double purchase of an area when all of this holds:

* they belong to agreements with different providers, and each buys a line that takes people
  from the area and has not closed;
* both are bought on at least one common day from today on: the days of a lot are those of its
  volumes, or of its agreement where no volume is known; an end that is not known does not end;
* the lines deliver the same thing: the same programme, or, where neither names one, the same
  requirements and pathways; in either case in the same way (delivery kind) and setting;
* they are for people who could be the same: a service for women and one for men, or one for drug
  needs and one for alcohol, are two things.

Lots whose queue is not known here say too little to be compared. Services with only
confidential sites are left out; restricted ones are named by their programme, without provider.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from sqlalchemy import Date, Row, Text, bindparam, cast, func, or_, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement, AgreementTerm
from commissioning.availability.answer_types import Area
from commissioning.lines.models import Line, LineArea, LineFigures, LineTerms
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.delivery import DeliveryKind
from directory.places.models import Exposure
from directory.places.queries import all_areas
from directory.providers.models import Provider
from directory.services.eligibility import Firmness, Operator, Rule
from directory.services.eligibility_records import from_record
from directory.services.models import ListingRevision, Programme, Service
from directory.services.sight import may_know_of
from directory.sight import ANYBODY

Days = tuple[dt.date, dt.date]
"""First and last day, both included."""

Thing = tuple[object, ...]
"""What a lot buys and how it is delivered; equal for lots that buy the same."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """One lot; a restricted service's tells neither its agreement, title nor provider."""

    agreement: str | None
    title: str | None
    provider: str | None
    kind: DeliveryKind
    days: tuple[Days, ...]


@dataclass(frozen=True, slots=True)
class DoublePurchase:
    """What several providers were paid for, and in which areas, by name."""

    programme: str | None
    requirements: tuple[str, ...]
    pathways: tuple[str, ...]
    areas: tuple[Area, ...]
    purchases: tuple[Purchase, ...]


_COLUMNS: tuple[Any, ...] = (
    Lot.id.label("lot_id"),
    Lot.line_id,
    Agreement.id.label("agreement_id"),
    Agreement.external_id.label("agreement"),
    func.coalesce(Agreement.provider_id, Service.provider_id).label("provider_id"),
    Provider.name.label("provider"),
    Service.delivery_kind,
    Service.exposure,
    Service.programme_id,
    Programme.name.label("programme"),
    ListingRevision.title,
    ListingRevision.setting,
    cast(ListingRevision.requirements, Text).label("requirements"),
    cast(ListingRevision.pathways, Text).label("pathways"),
    cast(ListingRevision.eligibility, Text).label("eligibility"),
)

_LOTS = (
    select(*_COLUMNS)
    .join(Agreement, Agreement.id == Lot.agreement_id)
    .join(Line, Line.id == Lot.line_id)
    .join(Service, Service.id == Line.service_id)
    .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
    .join(LineFigures, LineFigures.line_id == Line.id)
    .join(LineTerms, LineTerms.id == LineFigures.terms_id)
    .outerjoin(Provider, Provider.id == func.coalesce(Agreement.provider_id, Service.provider_id))
    .outerjoin(Programme, Programme.id == Service.programme_id)
    .where(
        *may_know_of(ANYBODY),
        or_(LineTerms.closed_on.is_(None), LineTerms.closed_on > bindparam("today", type_=Date)),
    )
    .order_by(Lot.id)
)


def double_purchases(session: Session, *, today: dt.date) -> tuple[DoublePurchase, ...]:
    """Each set of lots once, with all the areas in which they meet, by what was bought."""
    lots = session.execute(_LOTS, {"today": today}).all()
    days = _days_bought(session, today)
    bought = [lot for lot in lots if days.get(lot.lot_id) and lot.provider_id is not None]
    known = {place.id: place for place in all_areas(session, on=today)}
    met: defaultdict[tuple[Row[Any], ...], list[Area]] = defaultdict(list)
    for area_id, alike in _alike(bought, _areas_of(session)):
        if area_id in known and (meeting := _meeting(alike, days)):
            place = known[area_id]
            region = place.region
            area = Area(place.slug, place.name, region.slug, region.name, place.welsh_name)
            met[meeting].append(area)
    return tuple(sorted((_told(*item, days) for item in met.items()), key=_in_order))


def _days_bought(session: Session, today: dt.date) -> dict[int, tuple[Days, ...]]:
    """By lot: its days from today on; lots of the past are not in the answer."""
    found: defaultdict[int, set[Days]] = defaultdict(set)
    with_volumes: set[int] = set()
    volumes = select(
        CommissionedVolume.lot_id, CommissionedVolume.starts_on, CommissionedVolume.ends_on
    ).where(CommissionedVolume.quantity > 0)
    for lot_id, starts_on, ends_on in session.execute(volumes):
        with_volumes.add(lot_id)
        if ends_on >= today:
            found[lot_id].add((starts_on, ends_on))
    # The term recorded last comes last, and counts.
    terms = (
        select(Lot.id, AgreementTerm.starts_on, AgreementTerm.ends_on)
        .join(AgreementTerm, AgreementTerm.agreement_id == Lot.agreement_id)
        .order_by(AgreementTerm.recorded_at, AgreementTerm.id)
    )
    in_force = {lot_id: (first, last) for lot_id, first, last in session.execute(terms)}
    for lot_id, (first, last) in in_force.items():
        if lot_id not in with_volumes and (last is None or last >= today):
            found[lot_id].add((first or dt.date.min, last or dt.date.max))
    return {lot_id: tuple(sorted(days)) for lot_id, days in found.items()}


def _areas_of(session: Session) -> Mapping[int, Sequence[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for line_id, area_id in session.execute(
        select(LineArea.line_id, LineArea.local_delivery_unit_id)
    ):
        found[line_id].append(area_id)
    return found


def _alike(
    lots: Iterable[Row[Any]], areas_of: Mapping[int, Sequence[int]]
) -> Iterator[tuple[int, list[Row[Any]]]]:
    """Per area the lots that buy the same thing, where there are several."""
    found: defaultdict[tuple[int, Thing], list[Row[Any]]] = defaultdict(list)
    for lot in lots:
        thing = _thing(lot)
        for area_id in areas_of.get(lot.line_id, ()):
            found[area_id, thing].append(lot)
    return ((area_id, alike) for (area_id, _), alike in found.items() if len(alike) > 1)


def _thing(lot: Row[Any]) -> Thing:
    how = (lot.delivery_kind, lot.setting)
    if lot.programme_id is not None:
        return (*how, lot.programme_id)
    return (*how, _names(lot.requirements), _names(lot.pathways))


def _meeting(
    alike: Sequence[Row[Any]], days: Mapping[int, tuple[Days, ...]]
) -> tuple[Row[Any], ...]:
    """Those that are a double purchase with at least one other, in the order of the lots."""
    double = {
        lot.lot_id
        for one, other in combinations(alike, 2)
        if _is_double(one, other, days)
        for lot in (one, other)
    }
    return tuple(lot for lot in alike if lot.lot_id in double)


def _is_double(one: Row[Any], other: Row[Any], days: Mapping[int, tuple[Days, ...]]) -> bool:
    return (
        one.provider_id != other.provider_id
        and one.agreement_id != other.agreement_id
        and any(
            first <= last_other and first_other <= last
            for first, last in days[one.lot_id]
            for first_other, last_other in days[other.lot_id]
        )
        and may_share_people(_rules(one.eligibility), _rules(other.eligibility))
    )


def may_share_people(rules: Sequence[Rule], others: Sequence[Rule]) -> bool:
    """Whether no hard stop of one shuts out all whom the other names.

    Somebody may have several offences or needs, but services for different ones are two things.
    Rules with alternatives stop nobody.
    """
    return not any(
        one.attribute is other.attribute and one.scale == other.scale and _shut_out(one, other)
        for one in rules
        for other in others
        if one.firmness is other.firmness is Firmness.HARD_STOP
        and one.either is None
        and other.either is None
    )


def _shut_out(one: Rule, other: Rule) -> bool:
    operators = {one.operator, other.operator}
    if operators == {Operator.ONE_OF}:
        return not one.values & other.values
    if operators == {Operator.ONE_OF, Operator.NONE_OF}:
        only, without = (one, other) if one.operator is Operator.ONE_OF else (other, one)
        return only.values <= without.values
    if operators == {Operator.NONE_OF}:
        return False
    return not one.span.meets(other.span)


def _told(
    lots: Sequence[Row[Any]], areas: Sequence[Area], days: Mapping[int, tuple[Days, ...]]
) -> DoublePurchase:
    first = lots[0]
    return DoublePurchase(
        programme=first.programme,
        requirements=tuple(sorted(_names(first.requirements))),
        pathways=tuple(sorted(_names(first.pathways))),
        areas=tuple(sorted(areas, key=lambda area: (area.name, area.slug))),
        purchases=tuple(_purchase(lot, days[lot.lot_id]) for lot in lots),
    )


def _purchase(lot: Row[Any], days: tuple[Days, ...]) -> Purchase:
    if lot.exposure is Exposure.RESTRICTED:
        return Purchase(None, None, None, lot.delivery_kind, days)
    return Purchase(lot.agreement, lot.title, lot.provider, lot.delivery_kind, days)


def _in_order(double: DoublePurchase) -> tuple[object, ...]:
    names = [area.name for area in double.areas]
    return double.programme or "", double.requirements, double.pathways, names


@lru_cache(maxsize=4096)
def _names(stored: str) -> frozenset[str]:
    return frozenset(json.loads(stored))


@lru_cache(maxsize=4096)
def _rules(stored: str) -> tuple[Rule, ...]:
    return tuple(from_record(record) for record in json.loads(stored))
