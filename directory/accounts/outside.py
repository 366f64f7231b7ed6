"""Whoever an issuer of OpenID Connect says somebody is, as an account of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.entering import account_of_email
from directory.accounts.errors import AccountError
from directory.accounts.models import Account, OutsideIdentity
from directory.acts import Act
from directory.audit.recording import record_act


class NotKnownHere(AccountError):
    def __init__(self) -> None:
        super().__init__(
            "You are known there, but no account here has your e-mail address. Ask the "
            "administrator of your organisation to invite you."
        )


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the issuer said, checked already; `email` only where it says that it is verified."""

    issuer: str
    subject: str
    email: str | None


def account_claimed(session: Session, claimed: Claimed, *, at: dt.datetime) -> Account:
    """The first time by the verified e-mail address, from then on by the issuer's own subject.

    Raises `NotKnownHere`, also for an account that is disabled.
    """
    known = session.scalars(
        select(OutsideIdentity).where(
            OutsideIdentity.issuer == claimed.issuer, OutsideIdentity.subject == claimed.subject
        )
    ).one_or_none()
    account = known.account if known is not None else _by_email(session, claimed)
    if account is None or account.disabled_at is not None:
        raise NotKnownHere
    if known is None:
        _link(session, account, claimed, at=at)
    return account


def _by_email(session: Session, claimed: Claimed) -> Account | None:
    return None if claimed.email is None else account_of_email(session, claimed.email.lower())


def _link(session: Session, account: Account, claimed: Claimed, *, at: dt.datetime) -> None:
    session.add(
        OutsideIdentity(
            account=account, issuer=claimed.issuer, subject=claimed.subject, linked_at=at
        )
    )
    session.flush()
    after = {"linked": claimed.issuer}
    record_act(session, Act.ACCOUNT_EDIT, account, by=account.person, at=at, after=after)
