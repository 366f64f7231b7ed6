"""Closing an organisation: its members enter no more. What it offers stays until somebody says so.

| opened again | what its members find |
|---|---|
| within 90 days | they are members as before; tokens and invitations are made anew |
| later | nobody is a member: whoever opened it again invites them |
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.errors import AccountError
from directory.accounts.inviting import open_invitations, withdraw_invitation
from directory.accounts.joining import account_of_person, members_of
from directory.accounts.models import Membership, Organisation, VisitEnd
from directory.accounts.tokens import revoke_token, tokens_of
from directory.accounts.visiting import end_visits_as
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person

MEMBERS_COME_BACK: Final = dt.timedelta(days=90)


class OwnOrganisation(AccountError):
    def __init__(self, organisation: Organisation) -> None:
        super().__init__(
            f"You are here for “{organisation.name}” yourself, and nobody closes their own. "
            "Ask an administrator of the portal."
        )


def close_organisation(
    session: Session, organisation: Organisation, *, closer: Membership, at: dt.datetime
) -> list[Membership]:
    """Who was a member; nobody where it is closed already. The last administrator does not keep it
    open: nobody is left without one, for nobody is left. Raises `OwnOrganisation`."""
    if closer.organisation_id == organisation.id:
        raise OwnOrganisation(organisation)
    if _held(session, organisation).closed_at is not None:
        return []
    by = closer.person
    for invitation in open_invitations(session, organisation):
        withdraw_invitation(session, invitation, by=by, at=at)
    for token in tokens_of(session, organisation):
        revoke_token(session, token, by=by, at=at)
    members = members_of(session, organisation)
    for member in members:
        _end_visits(session, member, by=by, at=at)
    organisation.closed_at = at
    session.flush()
    record_act(
        session, Act.ORGANISATION_CLOSE, organisation, by=by, at=at,
        after={"closed_at": at, "members": len(members)},
    )  # fmt: skip
    return members


def reopen_organisation(
    session: Session, organisation: Organisation, *, by: Person, at: dt.datetime
) -> list[Membership]:
    """Who is a member again; opened again twice it is open."""
    closed_at = _held(session, organisation).closed_at
    if closed_at is None:
        return []
    members = members_of(session, organisation)
    if not members_come_back(closed_at, at=at):
        for member in members:
            _leave(session, member, by=by, at=at)
        members = []
    organisation.closed_at = None
    session.flush()
    before, after = {"closed_at": closed_at}, {"members": len(members)}
    record_act(
        session, Act.ORGANISATION_REOPEN, organisation, by=by, at=at, before=before, after=after
    )
    return members


def members_come_back(closed_at: dt.datetime, *, at: dt.datetime) -> bool:
    return at < closed_at + MEMBERS_COME_BACK


def _held(session: Session, organisation: Organisation) -> Organisation:
    """Of two who close or open it at once the second finds what the first has done."""
    locked = select(Organisation).where(Organisation.id == organisation.id).with_for_update()
    return session.scalars(locked, execution_options={"populate_existing": True}).one()


def _end_visits(session: Session, member: Membership, *, by: Person, at: dt.datetime) -> None:
    account = account_of_person(session, member.person_id)
    if account is not None:
        end_visits_as(session, account, member, VisitEnd.ROLE_CHANGED, by=by, at=at)


def _leave(session: Session, member: Membership, *, by: Person, at: dt.datetime) -> None:
    member.ended_at = at
    session.flush()
    before = {"role": member.role.value, "organisation": member.organisation.name}
    record_act(session, Act.MEMBER_REMOVE, member, by=by, at=at, before=before)
