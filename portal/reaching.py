"""Which organisation, and which member of it, somebody may do something to: one door.

What is beyond reach is not found; the condition stands in the query.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from directory.accounts.joining import members_of
from directory.accounts.models import Membership, Organisation
from directory.accounts.reaching import organisation_within, organisations_within
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.people.models import Person
from portal.extensions import db
from portal.looking import looking, moment


class Public(Protocol):
    public_id: uuid.UUID


T = TypeVar("T", bound=Public)


def own_membership() -> Membership:
    """Of who asks; views ask it only of those whose role was asked for."""
    member = looking().membership
    if member is None:
        raise NotKnown("membership", "yours")
    return member


def who_acts() -> Person:
    return own_membership().person


def organisations_for(act: Act, *, closed: bool = False) -> list[Organisation]:
    reach, today = looking().reach(act), local_date(moment())
    return organisations_within(db.session(), own_membership(), reach, on=today, closed=closed)


def organisation_for(
    act: Act, public_id: uuid.UUID, *, closed: bool = False
) -> tuple[Session, Organisation]:
    """In the session in which it was read. Raises `NotKnown`, also for one beyond reach."""
    session, today = db.session(), local_date(moment())
    reach = looking().reach(act)
    return session, organisation_within(
        session, own_membership(), reach, public_id, on=today, closed=closed
    )


def member_of(
    act: Act, organisation_id: uuid.UUID, member_id: uuid.UUID
) -> tuple[Session, Organisation, Membership]:
    """Raises `NotKnown`, also for a member of another organisation."""
    session, organisation = organisation_for(act, organisation_id)
    return session, organisation, the_one("member", members_of(session, organisation), member_id)


def the_one(what: str, among: Iterable[T], public_id: uuid.UUID) -> T:
    """Raises `NotKnown`."""
    for one in among:
        if one.public_id == public_id:
            return one
    raise NotKnown(what, public_id)
