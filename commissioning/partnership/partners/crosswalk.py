"""Which councils, police, health boards and local justice areas an area is crossed with, on a day.

What a region stated goes before what the reference tables of this portal hold. A list that nobody
said to be whole is told as partial, and one of which nothing is told as not known: never as none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commissioning.partnership.naming_nobody import asked_of
from commissioning.partnership.partners.errors import PartnerImpossible
from commissioning.partnership.partners.kinds import CrossedWith, ListKnown, list_known
from commissioning.partnership.partners.models import AreaBodiesStated, AreaBody
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from directory.places.queries import memberships_of

REFERENCE: Final = "the reference tables of this portal, which are partial"
ONE_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BodyTold:
    """`since` is None where its source gives no day."""

    name: str
    source: str
    since: dt.date | None


@dataclass(frozen=True, slots=True)
class AreaCrossed:
    kind: CrossedWith
    bodies: tuple[BodyTold, ...]
    known: ListKnown
    source: str


def crossed_with(session: Session, area: LocalDeliveryUnit, *, on: dt.date) -> list[AreaCrossed]:
    """Of every kind, in their order."""
    return [_of_kind(session, area, kind, on) for kind in CrossedWith]


def state_bodies(
    session: Session,
    area: LocalDeliveryUnit,
    kind: CrossedWith,
    names: Sequence[str],
    *,
    is_whole: bool,
    from_day: dt.date,
    source: str,
    by: Person,
    at: dt.datetime,
    names_nobody: bool = False,
) -> bool:
    """From a day on it is these; what is left out ended the day before. Whether that is news.
    `names_nobody`: what reads as a name in them is no person's.

    Raises `PartnerImpossible`.
    """
    told = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    _refuse(told, is_whole, from_day, today=local_date(at))
    for field, texts in (("names", told), ("source", [source])):
        for sentence in asked_of(texts, names_nobody=names_nobody):
            raise PartnerImpossible(field, sentence)
    stood = _stated(session, area, kind, from_day)
    was_whole = _whole(session, area, kind, from_day)
    if {one.name for one in stood} == set(told) and was_whole is is_whole:
        return False
    for one in stood:
        if one.name not in told:
            one.to_date = max(one.from_date, from_day - ONE_DAY)
    known = {one.name for one in stood}
    session.add_all(
        AreaBody(
            local_delivery_unit_id=area.id, kind=kind, name=name, source=source,
            from_date=from_day, recorded_at=at, recorded_by_id=by.id,
        )
        for name in told if name not in known
    )  # fmt: skip
    row = AreaBodiesStated(
        local_delivery_unit_id=area.id, kind=kind, is_whole=is_whole, from_date=from_day,
        source=source, recorded_at=at, recorded_by_id=by.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record_act(
        session, Act.AREA_BODIES_STATE, row, by=by, at=at, before={"names": sorted(known)},
        after={"area": area.slug, "kind": kind.value, "names": sorted(told), "is_whole": is_whole},
    )  # fmt: skip
    session.flush()
    return True


def _of_kind(
    session: Session, area: LocalDeliveryUnit, kind: CrossedWith, on: dt.date
) -> AreaCrossed:
    stated = _whole(session, area, kind, on)
    rows = _stated(session, area, kind, on)
    bodies = tuple(BodyTold(one.name, one.source, one.from_date) for one in rows)
    if stated is None:
        bodies = _of_reference(session, area, kind)
    known = list_known(len(bodies), is_stated_whole=stated is True)
    source = "" if not bodies else bodies[0].source
    return AreaCrossed(kind, bodies, known, source)


def _of_reference(
    session: Session, area: LocalDeliveryUnit, kind: CrossedWith
) -> tuple[BodyTold, ...]:
    councils = [authority for authority, _ in memberships_of(session, area)]
    if kind is CrossedWith.COUNCIL:
        return tuple(BodyTold(one.name, REFERENCE, None) for one in councils)
    if kind is CrossedWith.POLICE:
        forces = dict.fromkeys(one.police_area.replace("-", " ").title() for one in councils)
        return tuple(BodyTold(name, REFERENCE, None) for name in forces)
    return ()


def _stated(
    session: Session, area: LocalDeliveryUnit, kind: CrossedWith, on: dt.date
) -> Sequence[AreaBody]:
    return session.scalars(
        select(AreaBody)
        .where(
            AreaBody.local_delivery_unit_id == area.id,
            AreaBody.kind == kind,
            AreaBody.from_date <= on,
            or_(AreaBody.to_date.is_(None), AreaBody.to_date >= on),
        )
        .order_by(AreaBody.name)
    ).all()


def _whole(
    session: Session, area: LocalDeliveryUnit, kind: CrossedWith, on: dt.date
) -> bool | None:
    """Of what was stated by that day; None where nobody stated anything."""
    return session.scalar(
        select(AreaBodiesStated.is_whole)
        .where(
            AreaBodiesStated.local_delivery_unit_id == area.id,
            AreaBodiesStated.kind == kind,
            AreaBodiesStated.from_date <= on,
        )
        .order_by(AreaBodiesStated.from_date.desc(), AreaBodiesStated.id.desc())
        .limit(1)
    )


def _refuse(names: Sequence[str], is_whole: bool, from_day: dt.date, *, today: dt.date) -> None:
    if not names and not is_whole:
        raise PartnerImpossible(
            "names", "Enter at least one, or say that the list is whole: then there is none."
        )
    if from_day > today:
        raise PartnerImpossible("from_day", "Enter today or a day before it.")
