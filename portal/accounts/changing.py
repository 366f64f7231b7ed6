"""Asking again for the password before what opens an account is changed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from directory.accounts.entering import forget_attempts, note_attempt
from directory.accounts.models import Account, AttemptKind
from directory.accounts.passwords import is_right
from directory.messages.writing import MessageKind, Words, write_message
from portal.accounts.forms import CurrentPasswordForm
from portal.looking import moment
from portal.secrecy import hasher, trier_of

WRONG = "This is not your password. Check it and enter it again."


def knows_password(session: Session, account: Account, form: CurrentPasswordForm) -> bool:
    """Counted like a log-in; where it is wrong the field says so. Raises `TooManyAttempts`."""
    trier = trier_of(account.email)
    note_attempt(session, AttemptKind.PASSWORD, trier, at=moment())
    if is_right(hasher(), account.password_digest, form.current.data or ""):
        forget_attempts(session, AttemptKind.PASSWORD, trier)
        return True
    form.current.errors = [WRONG]
    return False


def tell_owner(session: Session, account: Account, words: Words) -> None:
    """So that a change that somebody else made is seen."""
    kind = MessageKind.ACCOUNT_CHANGED
    write_message(session, to=account.email, words=words, kind=kind, at=moment())
