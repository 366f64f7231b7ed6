"""Which areas a court serves, as somebody confirmed it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.errors import DirectoryError
from directory.people.models import Person
from directory.places.models import Court, CourtArea, LocalDeliveryUnit, ServingBasis
from directory.stating import day_said, said


class ServesBackwards(DirectoryError):
    """A court would have stopped serving an area before it began."""

    field = "to_date"

    def __init__(self, from_date: dt.date, to_date: dt.date) -> None:
        self.from_date = from_date
        self.to_date = to_date
        super().__init__(f"Enter a last day that is not before the first, {from_date}.")


@dataclass(frozen=True, slots=True)
class Served:
    """From when to when, and whether it comes first among the court's areas.

    `from_date` None: as it is known, else the day of confirming. `to_date` None: until further
    notice, or as it is known where the end is not said. `is_main` None: as it is known.
    """

    from_date: dt.date | None = None
    to_date: dt.date | None = None
    is_end_said: bool = True
    is_main: bool | None = None


def confirm_serving(
    session: Session,
    court: Court,
    area: LocalDeliveryUnit,
    *,
    confirmed_by: str,
    confirmed_on: dt.date,
    served: Served,
    by: Person,
    at: dt.datetime,
) -> bool:
    """The court serves the area; whether that, or who confirmed it when, is news.

    What was derived becomes confirmed and keeps its first day. An older word than what is
    confirmed changes nothing. Raises `NotSaid` without a speaker, `StatedAhead` and
    `ServesBackwards`.
    """
    confirmed_by = said(confirmed_by, "who confirmed it")
    confirmed_on = day_said(confirmed_on, at)
    row = _in_force(session, court, area, on=served.from_date or confirmed_on)
    if row is None:
        row = CourtArea(
            court_id=court.id,
            local_delivery_unit_id=area.id,
            valid_from=served.from_date or confirmed_on,
            is_main=False,
        )
    if _is_newer(row, confirmed_on):
        return False
    facts = {
        "basis": ServingBasis.CONFIRMED,
        "confirmed_by": confirmed_by,
        "confirmed_on": confirmed_on,
        "valid_to": served.to_date if served.is_end_said else row.valid_to,
        "is_main": row.is_main if served.is_main is None else served.is_main,
    }
    if served.to_date is not None and served.to_date < row.valid_from:
        raise ServesBackwards(row.valid_from, served.to_date)
    if facts["is_main"] and not row.is_main:
        _no_other_is_main(session, court)
    return _keep(session, row, facts, by=by, at=at)


def confirm_not_serving(
    session: Session,
    court: Court,
    area: LocalDeliveryUnit,
    *,
    confirmed_by: str,
    confirmed_on: dt.date,
    to_date: dt.date | None = None,
    by: Person,
    at: dt.datetime,
) -> bool:
    """The court served the area until `to_date` or the day before at most; whether that is news."""
    confirmed_by = said(confirmed_by, "who confirmed it")
    confirmed_on = day_said(confirmed_on, at)
    row = _in_force(session, court, area, on=local_date(at))
    if row is None or _is_newer(row, confirmed_on):
        return False
    last = to_date or confirmed_on - dt.timedelta(days=1)
    facts = {
        "basis": ServingBasis.CONFIRMED,
        "confirmed_by": confirmed_by,
        "confirmed_on": confirmed_on,
        "valid_to": max(last, row.valid_from),
        "is_main": False,
    }
    return _keep(session, row, facts, by=by, at=at)


def areas_derived(session: Session, court: Court, *, on: dt.date) -> set[int]:
    """The internal ids of the areas that the court is only derived to serve."""
    rows = select(CourtArea.local_delivery_unit_id).where(
        CourtArea.court_id == court.id,
        CourtArea.basis != ServingBasis.CONFIRMED,
        CourtArea.valid_from <= on,
        or_(CourtArea.valid_to.is_(None), CourtArea.valid_to >= on),
    )
    return set(session.scalars(rows))


def _is_newer(row: CourtArea, confirmed_on: dt.date) -> bool:
    return row.confirmed_on is not None and row.confirmed_on > confirmed_on


def _in_force(
    session: Session, court: Court, area: LocalDeliveryUnit, *, on: dt.date
) -> CourtArea | None:
    return session.scalar(
        select(CourtArea)
        .where(
            CourtArea.court_id == court.id,
            CourtArea.local_delivery_unit_id == area.id,
            CourtArea.valid_from <= on,
            or_(CourtArea.valid_to.is_(None), CourtArea.valid_to >= on),
        )
        .order_by(CourtArea.valid_from.desc(), CourtArea.id.desc())
        .limit(1)
    )


def _no_other_is_main(session: Session, court: Court) -> None:
    main = select(CourtArea).where(CourtArea.court_id == court.id, CourtArea.is_main.is_(True))
    for row in session.scalars(main):
        row.is_main = False
    session.flush()


def _keep(
    session: Session, row: CourtArea, facts: dict[str, object], *, by: Person, at: dt.datetime
) -> bool:
    is_new = row not in session
    before = {name: getattr(row, name) for name in facts}
    if not is_new and before == facts:
        return False
    for name, fact in facts.items():
        setattr(row, name, fact)
    session.add(row)
    session.flush()
    record_act(
        session, Act.COURT_AREA_REVISE, row, by=by, at=at,
        before=None if is_new else _plain(before), after=_plain(facts),
    )  # fmt: skip
    return True


def _plain(facts: dict[str, object]) -> dict[str, object]:
    basis = facts["basis"]
    return facts | {"basis": basis.value if isinstance(basis, ServingBasis) else basis}
