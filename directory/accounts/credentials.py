"""Setting a password, which ends every other visit."""

from __future__ import annotations

import datetime as dt

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from directory.accounts.models import Account, Visit, VisitEnd
from directory.accounts.passwords import hashed, refuse_weak
from directory.accounts.visiting import end_visits
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person


def set_password(
    session: Session,
    account: Account,
    password: str,
    *,
    hasher: PasswordHasher,
    by: Person,
    at: dt.datetime,
    but: Visit | None = None,
) -> None:
    """Whoever is in by the old one is out, `but` for the visit that set it. `WeakPassword`."""
    refuse_weak(password, about=(account.person.name, account.email))
    account.password_digest, account.password_set_at = hashed(hasher, password), at
    session.flush()
    record_act(session, Act.PASSWORD_SET, account, by=by, at=at)
    end_visits(session, account, VisitEnd.PASSWORD_SET, by=by, at=at, but=but)


def change_telephone(
    session: Session, account: Account, telephone: str | None, *, at: dt.datetime
) -> None:
    """By whoever it belongs to; the audit says that it was changed and not to what."""
    account.telephone = telephone
    session.flush()
    after = {"changed": "telephone"}
    record_act(session, Act.ACCOUNT_EDIT, account, by=account.person, at=at, after=after)
