"""Saying that a kind of fact about a service is still right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.errors import DirectoryError
from directory.fields import Field
from directory.keeping import batches
from directory.people.models import Person
from directory.services.freshness import FactKind
from directory.services.listing_fields import facts_stated
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
    """Somebody confirmed a kind of fact of a service on a day; `by_file`: by sending it again,
    `by_link`: by the link of a message."""

    service: Service
    fact_kind: FactKind
    confirmed_on: dt.date
    confirmed_by: str
    by_file: bool = False
    by_link: bool = False


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


def confirm_stated(
    session: Session,
    service: Service,
    fields: Iterable[Field],
    *,
    stated_on: dt.date,
    stated_by: str,
    by: Person,
    at: dt.datetime,
) -> int:
    """Whoever states something says that it is right, on that day and of nothing else."""
    kinds = facts_stated(fields)
    said = [ConfirmationMade(service, kind, stated_on, stated_by) for kind in kinds]
    return confirm_many(session, said, by=by, at=at)


def confirm_many(
    session: Session, said: Sequence[ConfirmationMade], *, by: Person, at: dt.datetime
) -> int:
    """Keep confirmations, few statements for many; how many are new.

    What a file confirmed on a day a person may confirm for that day too: then a person did.
    """
    today = local_date(at)
    new = 0
    for batch in batches(said):
        known = _known(session, [one.service.id for one in batch])
        for one in batch:
            if one.confirmed_on > today:
                raise ConfirmedAhead(one.confirmed_on)
            new += _confirmed(session, one, known, by=by, at=at)
        session.flush()
    return new


Known = dict[tuple[int, str], dict[dt.date, int]]
"""How many times running files alone confirmed it, by service and kind and then by day."""


def _known(session: Session, service_ids: Sequence[int]) -> Known:
    rows = session.execute(
        select(
            Confirmation.service_id,
            Confirmation.fact_kind,
            Confirmation.confirmed_on,
            Confirmation.times_by_file,
        ).where(Confirmation.service_id.in_(set(service_ids)))
    )
    known: Known = {}
    for service_id, kind, day, times in rows:
        known.setdefault((service_id, kind), {})[day] = times
    return known


def _confirmed(
    session: Session, one: ConfirmationMade, known: Known, *, by: Person, at: dt.datetime
) -> bool:
    days = known.setdefault((one.service.id, one.fact_kind.value), {})
    of_that_day = days.get(one.confirmed_on)
    if of_that_day is None:
        days[one.confirmed_on] = times_by_file(days, one.confirmed_on, by_file=one.by_file)
        _keep(session, one, days[one.confirmed_on], by=by, at=at)
        return True
    if one.by_file or not of_that_day:
        return False
    days[one.confirmed_on] = 0
    _by_a_person_too(session, one, by=by, at=at)
    return True


def times_by_file(days: Mapping[dt.date, int], on: dt.date, *, by_file: bool) -> int:
    """So many times running, with this one, files alone confirmed it; 0 where a person does.

    `days` holds the number of each day on which it was confirmed before.
    """
    if not by_file:
        return 0
    earlier = [day for day in days if day < on]
    return days[max(earlier)] + 1 if earlier else 1


def _by_a_person_too(
    session: Session, one: ConfirmationMade, *, by: Person, at: dt.datetime
) -> None:
    session.execute(
        update(Confirmation)
        .where(
            Confirmation.service_id == one.service.id,
            Confirmation.fact_kind == one.fact_kind.value,
            Confirmation.confirmed_on == one.confirmed_on,
        )
        .values(confirmed_by=one.confirmed_by, times_by_file=0, recorded_at=at)
        .execution_options(synchronize_session="fetch")
    )
    _record(session, one, by=by, at=at)


def _keep(
    session: Session, one: ConfirmationMade, times: int, *, by: Person, at: dt.datetime
) -> None:
    session.add(
        Confirmation(
            service_id=one.service.id,
            fact_kind=one.fact_kind.value,
            confirmed_on=one.confirmed_on,
            confirmed_by=one.confirmed_by,
            times_by_file=times,
            recorded_by_id=by.id,
            recorded_at=at,
        )
    )
    _record(session, one, by=by, at=at)


def _record(session: Session, one: ConfirmationMade, *, by: Person, at: dt.datetime) -> None:
    after: dict[str, object] = {
        "fact_kind": one.fact_kind.value,
        "confirmed_on": one.confirmed_on,
        "confirmed_by": one.confirmed_by,
        "by_file": one.by_file,
    }
    if one.by_link:
        after["by_link"] = True
    record_act(session, Act.LISTING_CONFIRM, one.service, by=by, at=at, after=after)
