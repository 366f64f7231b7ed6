"""Tokens with which a program acts as a member: in the acts that were chosen, and no more."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from directory.accounts.errors import AccountError
from directory.accounts.models import Account, Membership, Organisation, SoftwareToken
from directory.accounts.visiting import FRESH, IN_FORCE, digest_of, new_token
from directory.acts import Act
from directory.audit.recording import record_act
from directory.base import Instant
from directory.people.models import Person
from directory.people.permissions import may
from directory.people.roles import OrganisationKind, Role

VALID: Final = dt.timedelta(days=365)
PRESSED_TWICE: Final = dt.timedelta(seconds=30)
MARK: Final = "portal_"
"""By it a token that was left in a file or a repository is known for what it is."""

FOR_SOFTWARE: Final = (
    Act.RESTRICTED_SERVICE_READ,
    Act.LISTING_EDIT,
    Act.LISTING_CONFIRM,
    Act.CAPACITY_STATE,
    Act.PROVISION_STATE,
    Act.IMPORT_APPLY,
    Act.REFERRAL_READ,
    Act.REFERRAL_RECORD,
)
"""Never accounts, members or tokens themselves: those are for people."""


class NothingChosen(AccountError):
    def __init__(self) -> None:
        super().__init__("Choose at least one thing that the program may do.", "acts")


def acts_for_software(role: Role) -> list[Act]:
    """What somebody with the role may hand on."""
    return [act for act in FOR_SOFTWARE if may(role, act)]


def make_token(
    session: Session,
    member: Membership,
    name: str,
    acts: Collection[Act],
    *,
    at: dt.datetime,
    is_sandbox: bool = False,
) -> tuple[SoftwareToken, str]:
    """The record, and the token itself, which is told this once. Raises `NothingChosen`.

    Pressed twice it is one: the page with the first was never read, so that its token goes.
    """
    chosen = [act for act in acts_for_software(member.role) if act in acts]
    if not chosen:
        raise NothingChosen
    word = MARK + new_token()
    token = SoftwareToken(
        membership=member,
        name=name,
        acts=[act.value for act in chosen],
        token_digest=digest_of(word),
        is_sandbox=is_sandbox,
        made_at=at,
        expires_at=at + VALID,
    )
    session.add(token)
    session.flush()
    after = {"name": name, "acts": token.acts, "is_sandbox": is_sandbox}
    record_act(session, Act.TOKEN_MAKE, token, by=member.person, at=at, after=after)
    _revoke_unseen(session, token, at=at)
    return token, word


def _revoke_unseen(session: Session, made: SoftwareToken, *, at: dt.datetime) -> None:
    """Alike in everything, made by the same member a moment ago, and not used since."""
    member, asked = made.membership, SoftwareToken
    session.execute(select(Membership.id).where(Membership.id == member.id).with_for_update())
    just_made = select(asked).where(
        asked.membership_id == member.id,
        asked.name == made.name,
        asked.is_sandbox == made.is_sandbox,
        asked.made_at > at - PRESSED_TWICE,
        asked.last_used_at.is_(None),
        asked.revoked_at.is_(None),
    )
    for token in session.scalars(just_made).all():
        if token is not made and token.acts == made.acts:
            revoke_token(session, token, by=member.person, at=at)


def revoke_token(session: Session, token: SoftwareToken, *, by: Person, at: dt.datetime) -> None:
    token.revoked_at = at
    session.flush()
    record_act(session, Act.TOKEN_REVOKE, token, by=by, at=at)


class TokenKnown(NamedTuple):
    """A token as the database has it now, and as whom it acts; in the order of the columns of
    `_that_holds`. `provider_id` of an organisation that is one."""

    id: int
    public_id: uuid.UUID
    acts: Sequence[str]
    is_sandbox: bool
    seen_at: dt.datetime
    membership_id: int
    role: Role
    organisation_id: int
    organisation: str
    organisation_kind: OrganisationKind
    provider_id: int | None
    person: Person


def token_of(session: Session, word: str, *, at: dt.datetime) -> TokenKnown | None:
    """One that holds; it is dead with the membership or the account that it stands on."""
    asked = {"digest": digest_of(word), "now": at}
    found = session.execute(_that_holds(), asked, execution_options=FRESH).one_or_none()
    return None if found is None else TokenKnown._make(found)


@cache
def _that_holds() -> Select[*tuple[Any, ...]]:
    """`seen_at` is when it was made until it is used."""
    token, whose = SoftwareToken, Organisation
    return (
        select(
            token.id, token.public_id, token.acts, token.is_sandbox,
            func.coalesce(token.last_used_at, token.made_at), Membership.id, Membership.role,
            whose.id, whose.name, whose.kind, whose.provider_id, Person,
        )
        .join(Membership, Membership.id == token.membership_id)
        .join(whose, whose.id == Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .join(Account, Account.person_id == Membership.person_id)
        .where(
            token.token_digest == bindparam("digest"),
            token.revoked_at.is_(None),
            token.expires_at > bindparam("now", type_=Instant),
            Account.disabled_at.is_(None),
            *IN_FORCE,
        )
    )  # fmt: skip


def tokens_of(session: Session, organisation: Organisation) -> list[SoftwareToken]:
    """Not revoked, the newest first; expired ones among them."""
    rows = session.scalars(
        select(SoftwareToken)
        .join(Membership, Membership.id == SoftwareToken.membership_id)
        .where(Membership.organisation_id == organisation.id, SoftwareToken.revoked_at.is_(None))
        .order_by(SoftwareToken.made_at.desc(), SoftwareToken.id.desc())
    )
    return list(rows)
