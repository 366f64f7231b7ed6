"""What somebody stated about a requirement that has nothing behind it in an area."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from commissioning.availability.models import ProvisionStatement
from commissioning.availability.reasons import WhyNot
from commissioning.errors import CommissioningError
from directory.audit import record_act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from directory.requirements import requirement_codes


class SaidTooEarly(CommissioningError):
    """A statement of a day that has not come yet."""

    def __init__(self, stated_on: dt.date) -> None:
        self.stated_on = stated_on
        super().__init__("Enter the day on which this was said: today or earlier.")


@dataclass(frozen=True, slots=True)
class StatedReason:
    why_not: WhyNot
    stated_by: str
    stated_on: dt.date


_AREA_IDS: BindParameter[int] = bindparam("area_ids", expanding=True)
_STATED = (
    select(
        ProvisionStatement.local_delivery_unit_id,
        ProvisionStatement.requirement,
        ProvisionStatement.why_not,
        ProvisionStatement.stated_by,
        ProvisionStatement.stated_on,
    )
    .where(ProvisionStatement.local_delivery_unit_id.in_(_AREA_IDS))
    .order_by(ProvisionStatement.stated_on, ProvisionStatement.id)
)


def stated_reasons(session: Session, area_ids: Sequence[int]) -> dict[str, StatedReason]:
    """By requirement code, the newest statement about each where every area has one.

    What was said of one area says nothing of another.
    """
    newest: defaultdict[str, dict[int, StatedReason]] = defaultdict(dict)
    for row in session.execute(_STATED, {"area_ids": area_ids}):
        newest[row.requirement][row.local_delivery_unit_id] = StatedReason(
            row.why_not, row.stated_by, row.stated_on
        )
    return {
        requirement: max(said.values(), key=lambda reason: reason.stated_on)
        for requirement, said in newest.items()
        if len(said) == len(area_ids)
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
    """Record why nothing stands behind a requirement here; the newest statement counts.

    Raises `NotKnown` for a requirement that does not exist, `SaidTooEarly` for a day to come.
    """
    if requirement not in requirement_codes():
        raise NotKnown("requirement", requirement)
    if stated_on is not None and stated_on > local_date(at):
        raise SaidTooEarly(stated_on)
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
