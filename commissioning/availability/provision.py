"""What somebody stated about a requirement that has nothing behind it in an area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from commissioning.availability.models import ProvisionStatement, WhyNot
from directory.audit import record_act
from directory.clock import local_date
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit


@dataclass(frozen=True, slots=True)
class StatedReason:
    why_not: WhyNot
    stated_by: str
    stated_on: dt.date


_AREA_IDS: BindParameter[int] = bindparam("area_ids", expanding=True)
_STATED = (
    select(
        ProvisionStatement.requirement,
        ProvisionStatement.why_not,
        ProvisionStatement.stated_by,
        ProvisionStatement.stated_on,
    )
    .where(ProvisionStatement.local_delivery_unit_id.in_(_AREA_IDS))
    .order_by(ProvisionStatement.stated_on, ProvisionStatement.id)
)


def stated_reasons(session: Session, area_ids: Sequence[int]) -> dict[str, StatedReason]:
    """The newest statement about each requirement in these areas, by requirement code."""
    rows = session.execute(_STATED, {"area_ids": area_ids})
    return {
        row.requirement: StatedReason(row.why_not, row.stated_by, row.stated_on) for row in rows
    }


def state_provision(
    session: Session,
    area: LocalDeliveryUnit,
    *,
    requirement: str,
    why_not: WhyNot,
    stated_by: str,
    stated_on: dt.date | None = None,
    by: Person,
    at: dt.datetime,
) -> ProvisionStatement:
    """Record why nothing stands behind a requirement here; the newest statement counts."""
    statement = ProvisionStatement(
        local_delivery_unit_id=area.id,
        requirement=requirement,
        why_not=why_not,
        stated_by=stated_by,
        stated_on=stated_on or local_date(at),
        recorded_at=at,
        recorded_by_id=by.id,
    )
    session.add(statement)
    session.flush()
    record_act(
        session,
        "state_provision",
        statement,
        by=by,
        at=at,
        after={"area": area.slug, "requirement": requirement, "why_not": why_not.value},
    )
    return statement
