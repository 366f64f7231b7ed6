"""Listing the schemes of an area: for prolific offenders, for integrated management, others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, true
from sqlalchemy.orm import Session, joinedload

from directory.acts import Act
from directory.audit.recording import record_act
from directory.errors import DirectoryError, NotKnown
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from directory.requirements import requirement_codes
from directory.schemes.addresses import scheme_key, scheme_slug
from directory.schemes.models import Scheme, SchemeKind
from directory.stating import day_said, said


class EndsBeforeItBegins(DirectoryError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} would end before it begins: mend one of the two days.")


@dataclass(frozen=True, slots=True)
class SchemeFacts:
    """What is said of a scheme; None is "not stated". The contact is a role's, not a person's."""

    name: str
    kind: SchemeKind
    says: str
    requirement: str | None = None
    telephone: str | None = None
    email: str | None = None
    begins_on: dt.date | None = None
    ends_on: dt.date | None = None


def list_scheme(
    session: Session,
    area: LocalDeliveryUnit,
    facts: SchemeFacts,
    *,
    stated_by: str,
    stated_on: dt.date,
    by: Person,
    at: dt.datetime,
) -> Scheme:
    """Record a scheme of an area; the newest of a name counts.

    Raises `NotKnown` for a requirement that does not exist, `NotSaid` without a name, a
    description or a speaker, `StatedAhead` for a day to come, `EndsBeforeItBegins`.
    """
    if facts.requirement is not None and facts.requirement not in requirement_codes():
        raise NotKnown("requirement", facts.requirement)
    if facts.begins_on and facts.ends_on and facts.ends_on < facts.begins_on:
        raise EndsBeforeItBegins(facts.name)
    scheme = Scheme(
        local_delivery_unit_id=area.id,
        name=said(facts.name, "the scheme’s name"),
        kind=facts.kind,
        requirement=facts.requirement,
        says=said(facts.says, "what the scheme does"),
        telephone=facts.telephone or None,
        email=facts.email or None,
        begins_on=facts.begins_on,
        ends_on=facts.ends_on,
        stated_by=said(stated_by, "who said so"),
        stated_on=day_said(stated_on, at),
        recorded_at=at,
        recorded_by_id=by.id,
    )
    session.add(scheme)
    session.flush()
    after = {"name": scheme.name, "kind": facts.kind.value, "stated_on": stated_on}
    record_act(session, Act.SCHEME_STATE, scheme, by=by, at=at, after=after)
    return scheme


def schemes_of_kinds(
    session: Session, kinds: Collection[SchemeKind], *, area: str | None = None
) -> list[tuple[Scheme, LocalDeliveryUnit]]:
    """The newest of each name with its area, by area; `area` is the slug of the only one wanted."""
    unit = LocalDeliveryUnit
    asked = (
        select(Scheme, unit)
        .join(unit, unit.id == Scheme.local_delivery_unit_id)
        .options(joinedload(unit.region))
        .where(Scheme.kind.in_(kinds), unit.slug == area if area else true())
        .order_by(Scheme.stated_on, Scheme.id)
    )
    rows = session.execute(asked).all() if kinds else ()
    newest = {(there.name, scheme.name.casefold()): (scheme, there) for scheme, there in rows}
    return [newest[key] for key in sorted(newest)]


def schemes_of(session: Session, area: LocalDeliveryUnit) -> list[Scheme]:
    """The newest of each name, by name; capitals make no other name."""
    rows = session.scalars(
        select(Scheme)
        .where(Scheme.local_delivery_unit_id == area.id)
        .order_by(Scheme.stated_on, Scheme.id)
    )
    newest = {scheme.name.casefold(): scheme for scheme in rows}
    return [newest[name] for name in sorted(newest)]


def scheme_at(session: Session, area: LocalDeliveryUnit, slug: str) -> Scheme:
    """The newest of the name that has the address (`addresses.scheme_slug`). Raises `NotKnown`."""
    for scheme in schemes_of(session, area):
        if scheme_slug(scheme.name) == slug:
            return scheme
    raise NotKnown("scheme", slug)


def rows_of_scheme(session: Session, scheme: Scheme) -> list[Scheme]:
    """Every row of its name in its area, the oldest first: links of plans lead to any of them."""
    rows = session.scalars(
        select(Scheme)
        .where(Scheme.local_delivery_unit_id == scheme.local_delivery_unit_id)
        .order_by(Scheme.stated_on, Scheme.id)
    )
    key = scheme_key(scheme.name)
    return [one for one in rows if scheme_key(one.name) == key]
