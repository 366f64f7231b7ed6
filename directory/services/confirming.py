"""Saying that a kind of fact about a service is still right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit import record_act
from directory.clock import day_in_words, local_date
from directory.errors import DirectoryError
from directory.keeping import batches
from directory.people.models import Person
from directory.services.freshness import FactKind
from directory.services.models import Confirmation, Service


class ConfirmedAhead(DirectoryError):
    """A fact cannot be confirmed on a day that has not come."""

    def __init__(self, confirmed_on: dt.date) -> None:
        self.confirmed_on = confirmed_on
        super().__init__(
            "Enter the day on which it was confirmed:"
            f" {day_in_words(confirmed_on)} has not come yet."
        )


@dataclass(frozen=True, slots=True)
class ConfirmationMade:
    """Somebody confirmed a kind of fact of a service on a day."""

    service: Service
    fact_kind: FactKind
    confirmed_on: dt.date
    confirmed_by: str


def confirm(
    session: Session,
    service: Service,
    *,
    fact_kind: FactKind,
    confirmed_on: dt.date,
    confirmed_by: str,
    by: Person,
    at: dt.datetime,
) -> bool:
    """Whether this is news: the same confirming twice is kept once."""
    said = ConfirmationMade(service, fact_kind, confirmed_on, confirmed_by)
    return confirm_many(session, [said], by=by, at=at) == 1


def confirm_many(
    session: Session, said: Sequence[ConfirmationMade], *, by: Person, at: dt.datetime
) -> int:
    """Keep confirmations, few statements for many; how many are new."""
    today = local_date(at)
    new = 0
    for batch in batches(said):
        known = _known(session, [one.service.id for one in batch])
        for one in batch:
            if one.confirmed_on > today:
                raise ConfirmedAhead(one.confirmed_on)
            key = (one.service.id, one.fact_kind.value, one.confirmed_on)
            if key not in known:
                known.add(key)
                _keep(session, one, by=by, at=at)
                new += 1
        session.flush()
    return new


def _known(session: Session, service_ids: Sequence[int]) -> set[tuple[int, str, dt.date]]:
    rows = session.execute(
        select(Confirmation.service_id, Confirmation.fact_kind, Confirmation.confirmed_on).where(
            Confirmation.service_id.in_(set(service_ids))
        )
    )
    return {(service_id, kind, day) for service_id, kind, day in rows}


def _keep(session: Session, one: ConfirmationMade, *, by: Person, at: dt.datetime) -> None:
    session.add(
        Confirmation(
            service_id=one.service.id,
            fact_kind=one.fact_kind.value,
            confirmed_on=one.confirmed_on,
            confirmed_by=one.confirmed_by,
            recorded_by_id=by.id,
            recorded_at=at,
        )
    )
    record_act(
        session,
        "confirmed",
        one.service,
        by=by,
        at=at,
        after={"fact_kind": one.fact_kind.value, "confirmed_on": one.confirmed_on},
    )
