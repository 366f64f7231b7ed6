"""Whose a reported problem is to answer: the condition stands in the query.

Of a service, and of its provider's page, it is whoever offers it and whoever commissions it. A page
that is nobody's (a court, an area, the rules), and an open service that no organisation here looks
after, fall to the administrator. Of what is confidential nothing falls to them.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from directory.accounts.models import Organisation
from directory.errors import NotKnown
from directory.feedback.models import ReportedProblem
from directory.listings.queries import Commissioned, is_kept_by
from directory.places.models import LocalDeliveryUnit
from directory.providers.models import Provider
from directory.services.models import Service, ServiceArea
from directory.services.serving import serves_on
from directory.services.sight import is_open_to_all, is_secret

SHOWN_ANSWERED: Final = 50
"""As many answers as anybody looks back through."""


NOTHING: Final = Commissioned(frozenset())


@dataclass(frozen=True, slots=True)
class Keeper:
    """Whose pages somebody answers for: their own, of those that named them, of what they
    commission, or nobody's."""

    provider_ids: frozenset[int] = frozenset()
    acted_for: frozenset[int] = frozenset()
    commissioned: Commissioned = NOTHING
    keeps_nobodys: bool = False

    def holds(self, on: dt.date) -> ColumnElement[bool]:
        """Condition on `ReportedProblem`."""
        if self.keeps_nobodys:
            return _is_nobodys(on)
        bought = self.commissioned.holds(on)
        services = _or_gone_into(or_(is_kept_by(self.provider_ids, self.acted_for), bought))
        offering = select(Service.provider_id).where(bought)
        return or_(
            ReportedProblem.service_id.in_(services),
            ReportedProblem.provider_id.in_(self.provider_ids),
            ReportedProblem.provider_id.in_(offering),
        )


NOBODYS: Final = Keeper(keeps_nobodys=True)


@dataclass(frozen=True, slots=True)
class RoutedProblem:
    """A report with what it is of; neither where its page is nobody's."""

    problem: ReportedProblem
    service: Service | None
    provider: Provider | None


def open_problems_for(session: Session, keeper: Keeper, *, on: dt.date) -> list[RoutedProblem]:
    """Unanswered, the oldest first."""
    asked = _routed().where(ReportedProblem.answered_on.is_(None), keeper.holds(on))
    return _read(session, asked.order_by(ReportedProblem.reported_on, ReportedProblem.id))


def answered_problems_for(
    session: Session, keeper: Keeper, *, on: dt.date, since: dt.date
) -> list[RoutedProblem]:
    """The last answered first."""
    asked = _routed().where(ReportedProblem.answered_on >= since, keeper.holds(on))
    newest = (ReportedProblem.answered_on.desc(), ReportedProblem.id.desc())
    return _read(session, asked.order_by(*newest).limit(SHOWN_ANSWERED))


def problem_for(
    session: Session, public_id: uuid.UUID, keeper: Keeper, *, on: dt.date
) -> RoutedProblem:
    """Raises `NotKnown`, also for another's."""
    asked = _routed().where(ReportedProblem.public_id == public_id, keeper.holds(on))
    found = _read(session, asked)
    if not found:
        raise NotKnown("problem of yours", public_id)
    return found[0]


def count_waiting(session: Session, keeper: Keeper, *, on: dt.date) -> int:
    asked = select(func.count(ReportedProblem.id))
    return session.scalars(
        asked.where(ReportedProblem.answered_on.is_(None), keeper.holds(on))
    ).one()


def untold_problems(session: Session) -> list[RoutedProblem]:
    """Unanswered, of which whoever keeps the page was not written to; the oldest first."""
    asked = _routed().where(
        ReportedProblem.answered_on.is_(None), ReportedProblem.told_on.is_(None)
    )
    return _read(session, asked.order_by(ReportedProblem.reported_on, ReportedProblem.id))


def _routed() -> Select[ReportedProblem, Service | None, Provider | None]:
    return (
        select(ReportedProblem, Service, Provider)
        .outerjoin(Service, Service.id == ReportedProblem.service_id)
        .outerjoin(Provider, Provider.id == ReportedProblem.provider_id)
        .options(joinedload(Service.published), joinedload(Service.provider))
    )


def _read(
    session: Session, asked: Select[ReportedProblem, Service | None, Provider | None]
) -> list[RoutedProblem]:
    return [RoutedProblem(*row) for row in session.execute(asked)]


def _or_gone_into(such: ColumnElement[bool]) -> Select[int]:
    """Keys of the services of which it is so, and of those that went into one of them."""
    stay = select(Service.id).where(such)
    return select(Service.id).where(or_(Service.id.in_(stay), Service.merged_into_id.in_(stay)))


def _is_nobodys(on: dt.date) -> ColumnElement[bool]:
    of_neither = and_(ReportedProblem.service_id.is_(None), ReportedProblem.provider_id.is_(None))
    service = select(Service.id).where(is_open_to_all(), ~_has_members(), ~_has_region(on))
    kept = or_(is_secret(), _has_region(on))
    provider = select(Provider.id).where(
        ~exists().where(Organisation.provider_id == Provider.id, Organisation.closed_at.is_(None)),
        ~exists().where(Service.provider_id == Provider.id, kept).correlate(Provider),
    )
    return or_(
        of_neither,
        ReportedProblem.service_id.in_(service),
        ReportedProblem.provider_id.in_(provider),
    )


def _has_members() -> ColumnElement[bool]:
    """Condition on `Service`: an organisation here is its provider's."""
    return exists().where(
        Organisation.provider_id == Service.provider_id, Organisation.closed_at.is_(None)
    )


def _has_region(on: dt.date) -> ColumnElement[bool]:
    """Condition on `Service`: it serves an area of a region that has an organisation here."""
    return exists().where(
        ServiceArea.service_id == Service.id,
        *serves_on(on),
        LocalDeliveryUnit.id == ServiceArea.local_delivery_unit_id,
        Organisation.region_id == LocalDeliveryUnit.region_id,
        Organisation.closed_at.is_(None),
    )
