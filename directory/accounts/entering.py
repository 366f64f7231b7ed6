"""Who is let in, and how often somebody may try."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from directory.accounts.errors import TooManyAttempts
from directory.accounts.models import Account, AttemptKind, EntryAttempt

WITHIN: Final = dt.timedelta(minutes=15)
PER_ACCOUNT: Final = 10
"""Attempts of one kind that one account has in `WITHIN`."""

PER_ADDRESS: Final = 60
"""More: a whole court may stand behind one address."""

LETTERS_PER_ACCOUNT: Final = 3
"""Each asks for an e-mail to whoever has the address, account or not."""

KEPT: Final = dt.timedelta(days=1)

OF_NO_ACCOUNT: Final = ""
"""Stands for the account of an attempt that counts for its network address alone."""


@dataclass(frozen=True, slots=True)
class Trier:
    """Who tries, by keyed digests: of the account named, and of the network address."""

    account: str
    address: str


def note_attempt(session: Session, kind: AttemptKind, trier: Trier, *, at: dt.datetime) -> None:
    """Counted before it is judged, so that many at once are limited too. `TooManyAttempts`."""
    since = at - WITHIN
    for column, digest, most in (
        (EntryAttempt.address_digest, trier.address, PER_ADDRESS),
        (EntryAttempt.account_digest, trier.account, _most_per_account(kind)),
    ):
        tries = select(func.count(), func.min(EntryAttempt.tried_at)).where(
            column == digest, EntryAttempt.kind == kind, EntryAttempt.tried_at > since
        )
        count, first = session.execute(tries).one()
        if count >= most:
            is_of_account = column is EntryAttempt.account_digest
            raise TooManyAttempts(
                _minutes_from(at, first + WITHIN),
                is_lifted_by_new_password=is_of_account and kind is AttemptKind.PASSWORD,
            )
    session.add(
        EntryAttempt(
            kind=kind, account_digest=trier.account, address_digest=trier.address, tried_at=at
        )
    )
    session.flush()


def forget_attempts(session: Session, kind: AttemptKind, trier: Trier) -> None:
    """Whoever was let in may try as often again."""
    session.execute(
        delete(EntryAttempt).where(
            EntryAttempt.kind == kind, EntryAttempt.account_digest == trier.account
        )
    )


def lift_password_limit(session: Session, account_digest: str) -> None:
    """Of an account whose password was set anew by the link; its network addresses stay limited."""
    session.execute(
        update(EntryAttempt)
        .where(
            EntryAttempt.kind == AttemptKind.PASSWORD,
            EntryAttempt.account_digest == account_digest,
        )
        .values(account_digest=OF_NO_ACCOUNT)
    )


def drop_old_attempts(session: Session, at: dt.datetime) -> int:
    """How many were dropped."""
    old = list(session.scalars(select(EntryAttempt.id).where(EntryAttempt.tried_at < at - KEPT)))
    session.execute(delete(EntryAttempt).where(EntryAttempt.id.in_(old)))
    return len(old)


def account_of_email(session: Session, email: str) -> Account | None:
    return session.scalars(select(Account).where(Account.email == email)).one_or_none()


def _most_per_account(kind: AttemptKind) -> int:
    return LETTERS_PER_ACCOUNT if kind is AttemptKind.PASSWORD_RESET else PER_ACCOUNT


def _minutes_from(at: dt.datetime, until: dt.datetime) -> int:
    return max(1, -int((at - until) // dt.timedelta(minutes=1)))
