"""Whom to ring at a prison, by role; never a person's name."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person
from directory.places.models import Prison, PrisonContact
from directory.stating import NotSaid, day_said, said


def state_prison_contact(
    session: Session,
    prison: Prison,
    *,
    role: str,
    telephone: str | None,
    email: str | None,
    stated_by: str,
    stated_on: dt.date,
    by: Person,
    at: dt.datetime,
) -> PrisonContact:
    """Record how to reach a role, such as "Head of resettlement"; the newest of a role counts.

    Raises `NotSaid` without a role, a speaker or a way to reach it, `StatedAhead` for a day to
    come.
    """
    if not telephone and not email:
        raise NotSaid("a telephone number or an e-mail address")
    contact = PrisonContact(
        prison_id=prison.id,
        role=said(role, "the role"),
        telephone=telephone or None,
        email=email or None,
        stated_by=said(stated_by, "who said so"),
        stated_on=day_said(stated_on, at),
        recorded_at=at,
        recorded_by_id=by.id,
    )
    session.add(contact)
    session.flush()
    after = {"role": contact.role, "telephone": telephone, "email": email, "stated_on": stated_on}
    record_act(session, Act.PRISON_CONTACT_STATE, contact, by=by, at=at, after=after)
    return contact


def prison_contacts(session: Session, prison: Prison) -> list[PrisonContact]:
    """The newest of each role, by role; capitals make no other role."""
    rows = session.scalars(
        select(PrisonContact)
        .where(PrisonContact.prison_id == prison.id)
        .order_by(PrisonContact.stated_on, PrisonContact.id)
    )
    newest = {contact.role.casefold(): contact for contact in rows}
    return [newest[role] for role in sorted(newest)]
