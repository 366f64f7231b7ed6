"""The records of a page of members, each looked for within the reach of who asks."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Protocol, TypeVar

from flask import url_for
from sqlalchemy.orm import Session

from directory.accounts.deputies import deputies_of
from directory.accounts.errors import NotAllowed
from directory.accounts.inviting import open_invitations
from directory.accounts.joining import account_of_person, members_of
from directory.accounts.models import Account, Deputy, Invitation, Membership, Organisation
from directory.accounts.reaching import organisation_within, organisations_within
from directory.accounts.visiting import memberships_of
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.messages.writing import MessageKind, write_message
from directory.people.models import Person
from portal.letters import factor_changed_letter, invitation_letter
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


def organisations_for(session: Session, act: Act) -> list[Organisation]:
    today = local_date(moment())
    return organisations_within(session, own_membership(), looking().reach(act), on=today)


def organisation_for(session: Session, act: Act, public_id: uuid.UUID) -> Organisation:
    """Raises `NotKnown`, also for one that is beyond reach."""
    reach, today = looking().reach(act), local_date(moment())
    return organisation_within(session, own_membership(), reach, public_id, on=today)


def member_in(session: Session, organisation: Organisation, public_id: uuid.UUID) -> Membership:
    return _the_one("member", members_of(session, organisation), public_id)


def invitation_in(session: Session, organisation: Organisation, public_id: uuid.UUID) -> Invitation:
    return _the_one("invitation", open_invitations(session, organisation), public_id)


def deputy_in(session: Session, organisation: Organisation, public_id: uuid.UUID) -> Deputy:
    named = deputies_of(session, organisation, on=local_date(moment()))
    return _the_one("deputy", named, public_id)


def account_looked_after(session: Session, member: Membership) -> Account:
    """Raises `NotAllowed` where somebody is of another organisation too, beyond the reach of
    who asks: what opens one account opens all that it can do."""
    account = account_of_person(session, member.person_id)
    if account is None:
        raise NotKnown("account", member.public_id)
    reached = {one.id for one in organisations_for(session, Act.MEMBER_EDIT)}
    theirs = {one.organisation_id for one in memberships_of(session, member.person_id)}
    if not theirs <= reached:
        raise NotAllowed(
            "This person is a member elsewhere too. Ask an administrator of the portal."
        )
    return account


def tell_of_factor(session: Session, account: Account) -> None:
    words, kind = factor_changed_letter(moment()), MessageKind.ACCOUNT_CHANGED
    write_message(session, to=account.email, words=words, kind=kind, at=moment())


def send_invitation(session: Session, invitation: Invitation, token: str) -> None:
    link = url_for("by_link.invitation", token=token, _external=True)
    write_message(
        session,
        to=invitation.email,
        words=invitation_letter(invitation, link),
        kind=MessageKind.INVITATION,
        at=moment(),
    )


def _the_one(what: str, among: Iterable[T], public_id: uuid.UUID) -> T:
    for one in among:
        if one.public_id == public_id:
            return one
    raise NotKnown(what, public_id)
