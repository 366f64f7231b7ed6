"""The members of two organisations whose providers became one.

| the provider that stays | what becomes of the other's members |
|---|---|
| has no organisation here | theirs goes on, in the name of the one that stays |
| has one | they go over with their roles; who has the same role there already has it once |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.models import Invitation, Membership, Organisation
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person

Moved = dict[str, list[int]]
"""Keys by table of what went over; `closed` are organisations that nobody acts for any more."""


def hand_over_members(
    session: Session, gone_id: int, kept_id: int, *, by: Person, at: dt.datetime
) -> Moved:
    """Between providers, by their keys."""
    gone, kept = (_organisation(session, key) for key in (gone_id, kept_id))
    if gone is None:
        return {}
    if kept is None:
        gone.provider_id = kept_id
        session.flush()
        return {"organisation": [gone.id]}
    known = {(one.person_id, one.role) for one in _in_force(session, kept)}
    over = [one for one in _in_force(session, gone) if (one.person_id, one.role) not in known]
    invited = _invited(session, gone)
    for one in over:
        _move(session, one, kept, by=by, at=at)
    for invitation in invited:
        invitation.organisation_id = kept.id
    gone.closed_at = at
    session.flush()
    return {
        "closed": [gone.id],
        "membership": [one.id for one in over],
        "invitation": [one.id for one in invited],
    }


def give_members_back(
    session: Session, gone_id: int, moved: Moved, *, by: Person, at: dt.datetime
) -> None:
    """Of what `hand_over_members` moved what is still in force."""
    for key in moved.get("organisation", ()):
        session.get_one(Organisation, key).provider_id = gone_id
    for key in moved.get("closed", ()):
        gone = session.get_one(Organisation, key)
        gone.closed_at = None
        for one in _of(session, moved.get("membership", ())):
            _move(session, one, gone, by=by, at=at)
        for number in moved.get("invitation", ()):
            session.get_one(Invitation, number).organisation_id = gone.id
    session.flush()


def _organisation(session: Session, provider_id: int) -> Organisation | None:
    return session.scalar(
        select(Organisation).where(
            Organisation.provider_id == provider_id, Organisation.closed_at.is_(None)
        )
    )


def _in_force(session: Session, organisation: Organisation) -> list[Membership]:
    rows = select(Membership).where(
        Membership.organisation_id == organisation.id, Membership.ended_at.is_(None)
    )
    return list(session.scalars(rows.order_by(Membership.id)))


def _invited(session: Session, organisation: Organisation) -> list[Invitation]:
    rows = select(Invitation).where(
        Invitation.organisation_id == organisation.id,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    return list(session.scalars(rows.order_by(Invitation.id)))


def _of(session: Session, keys: Collection[int]) -> list[Membership]:
    rows = select(Membership).where(Membership.id.in_(keys), Membership.ended_at.is_(None))
    return list(session.scalars(rows.order_by(Membership.id)))


def _move(
    session: Session, member: Membership, to: Organisation, *, by: Person, at: dt.datetime
) -> None:
    before, member.organisation = {"organisation": member.organisation.name}, to
    session.flush()
    after = {"organisation": to.name}
    record_act(session, Act.MEMBER_EDIT, member, by=by, at=at, before=before, after=after)
