"""Links that are sent by e-mail and open once: for a new password, for a new address."""

from __future__ import annotations

import datetime as dt
from typing import Final

from argon2 import PasswordHasher
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.accounts.credentials import set_password
from directory.accounts.errors import AccountError
from directory.accounts.models import Account, LinkKind, OneTimeLink
from directory.accounts.visiting import digest_of, new_token
from directory.acts import Act
from directory.audit.recording import record_act
from directory.constraints import refused_on_its_field

VALID: Final = {
    LinkKind.PASSWORD_RESET: dt.timedelta(hours=1),
    LinkKind.EMAIL_CHANGE: dt.timedelta(days=1),
}


class LinkClosed(AccountError):
    """Used, too old, or followed by a newer one."""

    def __init__(self) -> None:
        super().__init__(
            "This link opens no more: each opens once, for a short time, and only the newest. "
            "Ask for another one."
        )


def make_link(
    session: Session, account: Account, kind: LinkKind, *, at: dt.datetime, email: str | None = None
) -> str:
    """The word of the link; those of the kind that were sent before open no more."""
    session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.account_id == account.id,
            OneTimeLink.kind == kind,
            OneTimeLink.used_at.is_(None),
        )
        .values(used_at=at)
    )
    token = new_token()
    session.add(
        OneTimeLink(
            kind=kind,
            account=account,
            token_digest=digest_of(token),
            email=email,
            made_at=at,
            expires_at=at + VALID[kind],
        )
    )
    session.flush()
    return token


def open_link(session: Session, kind: LinkKind, token: str, *, at: dt.datetime) -> OneTimeLink:
    """Looked at and not yet used. Raises `LinkClosed`."""
    link = session.scalars(
        select(OneTimeLink)
        .where(OneTimeLink.kind == kind, OneTimeLink.token_digest == digest_of(token))
        .with_for_update(of=OneTimeLink)
    ).one_or_none()
    is_open = link is not None and link.used_at is None and at < link.expires_at
    if link is None or not is_open or link.account.disabled_at is not None:
        raise LinkClosed
    return link


def reset_password(
    session: Session, token: str, password: str, *, hasher: PasswordHasher, at: dt.datetime
) -> Account:
    """Every visit is over; the second factor stays. Raises `LinkClosed`, `WeakPassword`."""
    link = open_link(session, LinkKind.PASSWORD_RESET, token, at=at)
    account = link.account
    set_password(session, account, password, hasher=hasher, by=account.person, at=at)
    link.used_at = at
    session.flush()
    return account


def change_email(session: Session, token: str, *, at: dt.datetime) -> tuple[Account, str]:
    """The account and the address that it had. Raises `LinkClosed`, `Refused`."""
    link = open_link(session, LinkKind.EMAIL_CHANGE, token, at=at)
    account, was = link.account, link.account.email
    with refused_on_its_field(session):
        account.email = link.email or was
    link.used_at = at
    session.flush()
    after = {"changed": "email"}
    record_act(session, Act.ACCOUNT_EDIT, account, by=account.person, at=at, after=after)
    return account, was
