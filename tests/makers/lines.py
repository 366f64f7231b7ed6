"""Queues: what joins a service, its areas and its terms."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import state_capacity
from commissioning.lines.models import Line
from commissioning.lines.opening import TermsStated, open_line
from directory.delivery import DeliveryKind
from directory.places.models import LocalDeliveryUnit
from directory.services.models import Service
from tests.makers.days import NOW, OPENED
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.services import make_service

_numbers = itertools.count(1)

NEEDED_TERMS: dict[DeliveryKind, dict[str, Any]] = {
    DeliveryKind.ROLLING_GROUP: {"session_weekday": 2},
    DeliveryKind.UNPAID_WORK: {"session_weekday": 6, "hours_per_session": 7.0},
}


def make_terms(kind: DeliveryKind = DeliveryKind.CLOSED_GROUP, /, **facts: Any) -> TermsStated:
    """What a line of the kind must state, and whatever else is given."""
    usual: dict[str, Any] = {"opened_on": OPENED, "target_days": 42}
    return TermsStated(**(usual | NEEDED_TERMS.get(kind, {}) | facts))


def make_line(
    session: Session,
    *,
    areas: Sequence[LocalDeliveryUnit],
    service: Service | None = None,
    terms: TermsStated | None = None,
    places: float | None = 6,
    at: dt.datetime = NOW,
    **about_service: object,
) -> Line:
    """A queue that has capacity, unless `places` is None: then nobody ever stated any."""
    by = actor(session)
    service = service or make_service(session, areas=areas, **about_service)  # type: ignore[arg-type]
    line = open_line(
        session,
        service,
        external_id=f"line-{next(_numbers)}",
        name="Everybody here",
        areas=areas,
        terms=terms or TermsStated(opened_on=OPENED, target_days=42),
        by=by,
        at=at,
    )
    if places is not None:
        state_capacity(
            session,
            line,
            measure=CapacityMeasure.PLACES,
            from_date=OPENED,
            value=places,
            stated_by="The provider",
            stated_on=at.date(),
            by=by,
            at=at,
        )
    return line


def make_bare_line(
    session: Session,
    kind: DeliveryKind = DeliveryKind.CLOSED_GROUP,
    *,
    terms: TermsStated | None = None,
) -> Line:
    """A queue in an area of its own, of which nothing but its terms was ever stated."""
    area = make_area(session, f"area-{next(_numbers)}")
    terms = terms or make_terms(kind)
    return make_line(session, areas=[area], kind=kind, terms=terms, places=None)
