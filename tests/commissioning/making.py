"""Valid records for tests that are about something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement, AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.lines.models import Line
from commissioning.lines.opening import TermsStated, open_line
from commissioning.referrals.models import ReferralEvent
from commissioning.volumes.models import Lot
from directory.delivery import DeliveryKind
from directory.people.models import Person
from directory.people.queries import SystemActor, system_actor
from directory.places.models import Exposure, LocalDeliveryUnit, Region
from directory.services.models import Service, ServiceState

AT = dt.datetime(2027, 3, 2, 9, 30, tzinfo=dt.UTC)
OPENED = dt.date(2025, 4, 1)

_numbers = count(1)


def make_person(session: Session) -> Person:
    return system_actor(session, SystemActor.IMPORT)


def make_area(session: Session) -> LocalDeliveryUnit:
    number = next(_numbers)
    region = Region(code=f"R{number}", slug=f"region-{number}", name=f"Region {number}")
    session.add(region)
    session.flush()
    area = LocalDeliveryUnit(
        slug=f"area-{number}", name=f"Area {number}", region_id=region.id, valid_from=OPENED
    )
    session.add(area)
    session.flush()
    return area


def make_service(session: Session, kind: DeliveryKind = DeliveryKind.CLOSED_GROUP) -> Service:
    service = Service(
        external_id=f"service-{next(_numbers)}",
        delivery_kind=kind,
        state=ServiceState.PUBLISHED,
        exposure=Exposure.OPEN,
        source="test",
        recorded_at=AT,
    )
    session.add(service)
    session.flush()
    return service


def make_terms(**facts: Any) -> TermsStated:
    usual: dict[str, Any] = {"opened_on": OPENED, "target_days": 42}
    return TermsStated(**(usual | facts))


NEEDED_TERMS: dict[DeliveryKind, dict[str, Any]] = {
    DeliveryKind.ROLLING_GROUP: {"session_weekday": 2},
    DeliveryKind.UNPAID_WORK: {"session_weekday": 6, "hours_per_session": 7.0},
}


def make_line(
    session: Session,
    kind: DeliveryKind = DeliveryKind.CLOSED_GROUP,
    *,
    terms: TermsStated | None = None,
) -> Line:
    number = next(_numbers)
    return open_line(
        session,
        make_service(session, kind),
        external_id=f"line-{number}",
        name=f"Line {number}",
        areas=[make_area(session)],
        terms=terms or make_terms(**NEEDED_TERMS.get(kind, {})),
        by=make_person(session),
        at=AT,
    )


def events_of(session: Session, referral_id: int) -> Sequence[ReferralEvent]:
    """Every event ever recorded, corrected ones included, in the order of recording."""
    return session.scalars(
        select(ReferralEvent)
        .where(ReferralEvent.referral_id == referral_id)
        .order_by(ReferralEvent.id)
    ).all()


def make_agreement(session: Session) -> Agreement:
    return sign_agreement(
        session,
        external_id=f"agreement-{next(_numbers)}",
        kind=AgreementKind.CONTRACT,
        title="Thinking skills",
        provider=None,
        starts_on=OPENED,
        ends_on=dt.date(2028, 3, 31),
        source="test",
        by=make_person(session),
        at=AT,
    )


def make_lot(session: Session, line: Line | None = None) -> Lot:
    return add_lot(
        session,
        make_agreement(session),
        external_id=f"lot-{next(_numbers)}",
        line=line,
        by=make_person(session),
        at=AT,
    )
