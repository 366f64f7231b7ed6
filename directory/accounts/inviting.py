"""Asking somebody to join: by a link that is sent, expires, and can be sent again."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Final

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.credentials import set_password
from directory.accounts.email_addresses import kept_email
from directory.accounts.errors import AccountError
from directory.accounts.home_areas import invited_areas, take_over_areas
from directory.accounts.joining import MemberAlready, RoleNotGiven, add_account, add_member
from directory.accounts.models import Account, Invitation, Membership, Organisation
from directory.accounts.passwords import refuse_weak
from directory.accounts.visiting import digest_of, memberships_of, new_token
from directory.acts import Act
from directory.audit.recording import record_act
from directory.errors import NotKnown
from directory.people.models import Person
from directory.people.roles import Role

VALID: Final = dt.timedelta(days=7)


class InvitationStanding(enum.StrEnum):
    """Where an invitation stands; an expired one stays listed and can be sent again.

    To an organisation that is closed nobody is invited any more.
    """

    WAITING = "waiting"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


CLOSED: Final = frozenset({InvitationStanding.ACCEPTED, InvitationStanding.WITHDRAWN})


class InvitationClosed(AccountError):
    """It opens no more; the sentence says whom to ask."""

    def __init__(self, invitation: Invitation, standing: InvitationStanding) -> None:
        self.invitation = invitation
        self.is_accepted = standing is InvitationStanding.ACCEPTED
        happened = {
            InvitationStanding.EXPIRED: f"The {VALID.days} days of this invitation are over",
            InvitationStanding.ACCEPTED: "This invitation was accepted already",
            InvitationStanding.WITHDRAWN: "This invitation was withdrawn",
        }[standing]
        whom = f"{invitation.invited_by.name} of “{invitation.organisation.name}”"
        ask = "" if self.is_accepted else f" Ask {whom} to send you another."
        super().__init__(f"{happened}.{ask}")


class NoSuchInvitation(NotKnown):
    """The word of its link is none that was sent last: sent again, the one before opens nothing."""

    def __init__(self) -> None:
        super().__init__("invitation", "this link")
        self.args = ("This link opens no invitation.",)


class ForAnother(AccountError):
    def __init__(self) -> None:
        super().__init__(
            "This invitation is for somebody else. Log out, and open the link again as the "
            "person to whom it was sent."
        )


def standing_of(invitation: Invitation, *, at: dt.datetime) -> InvitationStanding:
    if invitation.accepted_at is not None:
        return InvitationStanding.ACCEPTED
    if invitation.withdrawn_at is not None or invitation.organisation.closed_at is not None:
        return InvitationStanding.WITHDRAWN
    return InvitationStanding.EXPIRED if at >= invitation.expires_at else InvitationStanding.WAITING


def invite(
    session: Session,
    organisation: Organisation,
    role: Role,
    *,
    email: str,
    by: Person,
    at: dt.datetime,
) -> tuple[Invitation, str]:
    """The invitation and the word of its link; one that is open already is sent again.

    Raises `NotAnEmail`, `RoleNotGiven`, `MemberAlready`.
    """
    address = kept_email(email)
    if role not in organisation.kind.roles:
        raise RoleNotGiven(organisation, role)
    _refuse_member(session, organisation, role, address)
    for known in open_invitations(session, organisation):
        if (known.email, known.role) == (address, role):
            return known, send_again(session, known, by=by, at=at)
    token = new_token()
    invitation = Invitation(
        organisation=organisation,
        email=address,
        role=role,
        token_digest=digest_of(token),
        invited_by=by,
        made_at=at,
        sent_at=at,
        expires_at=at + VALID,
    )
    session.add(invitation)
    session.flush()
    after = {"role": role.value, "organisation": organisation.name}
    record_act(session, Act.MEMBER_INVITE, invitation, by=by, at=at, after=after)
    return invitation, token


def send_again(session: Session, invitation: Invitation, *, by: Person, at: dt.datetime) -> str:
    """A new word; the link sent before opens no more. Raises `InvitationClosed`."""
    standing = standing_of(invitation, at=at)
    if standing in CLOSED:
        raise InvitationClosed(invitation, standing)
    token = new_token()
    invitation.token_digest, invitation.invited_by = digest_of(token), by
    invitation.sent_at, invitation.expires_at = at, at + VALID
    session.flush()
    record_act(session, Act.MEMBER_INVITE, invitation, by=by, at=at, after={"sent": "again"})
    return token


def withdraw_invitation(
    session: Session, invitation: Invitation, *, by: Person, at: dt.datetime
) -> None:
    """Of one that was accepted or withdrawn nothing is left to be done."""
    if standing_of(invitation, at=at) in {
        InvitationStanding.ACCEPTED,
        InvitationStanding.WITHDRAWN,
    }:
        return
    invitation.withdrawn_at = at
    session.flush()
    record_act(session, Act.INVITATION_WITHDRAW, invitation, by=by, at=at)


def invitation_of(session: Session, token: str) -> Invitation | None:
    return session.scalars(
        select(Invitation).where(Invitation.token_digest == digest_of(token))
    ).one_or_none()


def open_invitations(session: Session, organisation: Organisation) -> list[Invitation]:
    """Neither accepted nor withdrawn, expired ones among them, the newest first."""
    rows = session.scalars(
        select(Invitation)
        .where(
            Invitation.organisation_id == organisation.id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .order_by(Invitation.sent_at.desc(), Invitation.id.desc())
    )
    return list(rows)


def accept_as_new(
    session: Session,
    invitation: Invitation,
    *,
    name: str,
    password: str,
    hasher: PasswordHasher,
    at: dt.datetime,
) -> Account:
    """Somebody without an account. Raises `InvitationClosed`, `WeakPassword`, `Refused`."""
    _refuse_closed(invitation, at)
    refuse_weak(password, about=(name, invitation.email))
    by = invitation.invited_by
    account = add_account(session, name=name, email=invitation.email, by=by, at=at)
    set_password(session, account, password, hasher=hasher, by=account.person, at=at)
    _accept(session, invitation, account, at=at)
    return account


def accept_as_known(
    session: Session, invitation: Invitation, account: Account, *, at: dt.datetime
) -> Membership:
    """Somebody who is logged in. Raises `InvitationClosed`, `ForAnother`, `MemberAlready`."""
    _refuse_closed(invitation, at)
    if account.email != invitation.email:
        raise ForAnother
    return _accept(session, invitation, account, at=at)


def _accept(
    session: Session, invitation: Invitation, account: Account, *, at: dt.datetime
) -> Membership:
    invitation.accepted_at = at
    organisation, by = invitation.organisation, invitation.invited_by
    member = add_member(session, account.person, organisation, invitation.role, by=by, at=at)
    take_over_areas(session, member, invited_areas(session, invitation))
    return member


def _refuse_closed(invitation: Invitation, at: dt.datetime) -> None:
    standing = standing_of(invitation, at=at)
    if standing is not InvitationStanding.WAITING:
        raise InvitationClosed(invitation, standing)


def _refuse_member(session: Session, organisation: Organisation, role: Role, email: str) -> None:
    account = session.scalars(select(Account).where(Account.email == email)).one_or_none()
    for member in [] if account is None else memberships_of(session, account.person_id):
        if (member.organisation_id, member.role) == (organisation.id, role):
            raise MemberAlready(member.person.name, organisation)
