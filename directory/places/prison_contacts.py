"""Whom to ring at a prison, by role; never a person's name."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.fields import by_name
from directory.people.models import Person
from directory.places.contact_points import WAYS_TO_REACH, ContactPoint
from directory.places.models import Prison, PrisonContact
from directory.places.stated_contacts import ContactHeard, hear_contact
from directory.stating import said

CONTACT_FIELD: Final = by_name(WAYS_TO_REACH)


def contact_at(prison: Prison, role: str) -> ContactPoint[PrisonContact]:
    """A role such as "Head of resettlement"; raises `NotSaid` for none."""
    at = PrisonContact.prison_id
    return ContactPoint(PrisonContact, prison, at, CONTACT_FIELD, said(role, "the role"))


def state_prison_contact(
    session: Session,
    prison: Prison,
    *,
    role: str,
    telephone: str | None,
    email: str | None,
    source: str,
    stated_by: str,
    stated_on: dt.date,
    by: Person,
    at: dt.datetime,
) -> ContactHeard[PrisonContact]:
    """A source says how to reach a role; refusals are those of `hear_contact`, and for no role."""
    told = {"telephone": telephone, "email": email}
    return hear_contact(
        session, contact_at(prison, role), told, source=source, stated_by=stated_by,
        stated_on=stated_on, by=by, at=at,
    )  # fmt: skip


def prison_contacts(session: Session, prison: Prison) -> list[PrisonContact]:
    """The newest of each role, by role; capitals make no other role."""
    rows = session.scalars(
        select(PrisonContact)
        .where(PrisonContact.prison_id == prison.id)
        .order_by(PrisonContact.stated_on, PrisonContact.id)
    )
    newest = {contact.role.casefold(): contact for contact in rows}
    return [newest[role] for role in sorted(newest)]
