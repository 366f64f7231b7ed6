"""What a file said otherwise than somebody before it: kept for the owner, who may take it."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from directory.attribution import Aside, is_nothing
from directory.base import Base, Code, Key, Name
from directory.naming import is_one_name
from directory.people.models import Person


class FactOffered(Base):
    """The newest value that a source offers for a field of a record; None in `settled_at`: open."""

    __tablename__ = "fact_offered"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id", "field", "source"),)

    id: Mapped[Key]
    subject_kind: Mapped[Code]
    subject_id: Mapped[int]
    field: Mapped[Code]
    value: Mapped[Any] = mapped_column(JSON)
    source: Mapped[Name]
    said_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[dt.datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


def open_offers(session: Session, subject: Base) -> list[FactOffered]:
    """What the owner of the record may still take, the newest day first."""
    rows = session.scalars(
        select(FactOffered)
        .where(*_about(subject), FactOffered.settled_at.is_(None))
        .order_by(FactOffered.said_on.desc(), FactOffered.id)
    )
    return list(rows)


def keep_offers(
    session: Session, aside: Iterable[tuple[Base, Aside]], *, by: Person, at: dt.datetime
) -> None:
    """Offer what was put aside; what was settled already is offered again only if it differs."""
    for subject, one in aside:
        if is_nothing(one.offered) or one.field.follows:
            continue
        _keep(session, subject, one, by=by, at=at)
    session.flush()


def _keep(session: Session, subject: Base, one: Aside, *, by: Person, at: dt.datetime) -> None:
    value = _plain(one.offered)
    asked = select(FactOffered).where(*_about(subject), FactOffered.field == one.field.name)
    of_field = session.scalars(asked.order_by(FactOffered.id))
    known = next((o for o in of_field if is_one_name(o.source, one.source.who)), None)
    if known is None:
        known = FactOffered(
            subject_kind=subject.__tablename__,
            subject_id=_key(subject),
            field=one.field.name,
            source=one.source.who,
        )
    elif known.value == value:
        known.said_on = max(known.said_on, one.source.on)
        return
    known.value, known.said_on = value, one.source.on
    known.recorded_at, known.recorded_by_id = at, by.id
    known.settled_at = known.settled_by_id = None
    session.add(known)  # only when whole: reading `by.id` may flush what was added before


def settle(session: Session, offer: FactOffered, *, by: Person, at: dt.datetime) -> None:
    """It was taken or turned down: nobody is asked again until the source says something else."""
    offer.settled_at, offer.settled_by_id = at, by.id
    session.flush()


def settle_fields(
    session: Session, subject: Base, told: Mapping[str, Any], *, by: Person, at: dt.datetime
) -> None:
    """Somebody stated these fields: what is offered for them with the same value is settled."""
    for offer in open_offers(session, subject):
        if offer.field in told and offer.value == _plain(told[offer.field]):
            settle(session, offer, by=by, at=at)


def forget_offers(session: Session, subject: Base, fields: Collection[str]) -> None:
    """What must not be kept any longer, open or settled."""
    asked = select(FactOffered).where(*_about(subject), FactOffered.field.in_(fields))
    for offer in session.scalars(asked):
        session.delete(offer)


def _about(subject: Base) -> tuple[Any, Any]:
    return (
        FactOffered.subject_kind == subject.__tablename__,
        FactOffered.subject_id == _key(subject),
    )


def _key(subject: Base) -> int:
    key: int = subject.id  # type: ignore[attr-defined]  # every record that is stated has one
    return key


def _plain(value: object) -> Any:
    return value.value if isinstance(value, enum.Enum) else value
