"""The second factor: six figures that change every half minute, and codes for a lost telephone."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from typing import Final

import pyotp
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from directory.accounts.errors import AccountError
from directory.accounts.models import Account, RecoveryCode, Visit
from directory.accounts.visiting import digest_of, rotate
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person

STEP_SECONDS: Final = 30
DRIFT: Final = (0, -1, 1)
"""Half minutes by which a telephone's clock may be wrong."""

RECOVERY_CODES: Final = 10
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another."""


class WrongCode(AccountError):
    def __init__(self) -> None:
        super().__init__(
            "This code does not fit. Enter the six figures that the app shows now, "
            "or a recovery code that you have not used.",
            "code",
        )


def new_secret() -> str:
    return pyotp.random_base32()


def enrolment_uri(secret: str, *, email: str, issuer: str) -> str:
    """What the QR code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def code_at(secret: str, at: dt.datetime) -> str:
    return pyotp.TOTP(secret).generate_otp(_step_at(at))


def code_after(secret: str, last: int | None, *, at: dt.datetime) -> str:
    """The code that would be taken next: a moment's own is taken once."""
    step = _step_at(at)
    return pyotp.TOTP(secret).generate_otp(step if last is None or step > last else step + 1)


def step_of(secret: str, code: str, *, at: dt.datetime, after: int | None = None) -> int | None:
    """The half minute whose code this is, if it is later than the last one that was taken."""
    if not secret:
        return None
    typed = "".join(code.split())
    totp = pyotp.TOTP(secret)
    for drift in DRIFT:
        step = _step_at(at) + drift
        if (after is None or step > after) and hmac.compare_digest(
            totp.generate_otp(step).encode(), typed.encode()
        ):
            return step
    return None


def set_second_factor(
    session: Session, account: Account, secret: str, sealed: str, code: str, *, at: dt.datetime
) -> list[str]:
    """Proved by a first code; gives the recovery codes, told once. Raises `WrongCode`."""
    step = step_of(secret, code, at=at)
    if step is None:
        raise WrongCode
    account.factor_sealed, account.factor_set_at, account.factor_last_step = sealed, at, step
    session.flush()
    record_act(session, Act.FACTOR_SET, account, by=account.person, at=at)
    return new_recovery_codes(session, account)


def new_recovery_codes(session: Session, account: Account) -> list[str]:
    """Those of before open nothing any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(account_id=account.id, code_digest=digest_of(_bare(code))) for code in codes
    )
    session.flush()
    return codes


def recovery_codes_left(session: Session, account: Account) -> int:
    left = select(func.count()).where(
        RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(left) or 0


def remove_second_factor(
    session: Session, account: Account, *, by: Person, at: dt.datetime
) -> None:
    """By an administrator for somebody who has lost it, or before another is set."""
    account.factor_sealed = account.factor_set_at = account.factor_last_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    session.flush()
    record_act(session, Act.FACTOR_REMOVE, account, by=by, at=at)


def prove_second_factor(
    session: Session, visit: Visit, secret: str, typed: str, *, at: dt.datetime
) -> str:
    """By a code or a recovery code, each taken once; the visit's new token. `WrongCode`."""
    account = visit.account
    step = step_of(secret, typed, at=at, after=account.factor_last_step)
    if step is not None:
        account.factor_last_step = step
    elif not _use_recovery_code(session, account, typed, at=at):
        raise WrongCode
    return has_proved(session, visit, at=at)


def has_proved(session: Session, visit: Visit, *, at: dt.datetime) -> str:
    """Somebody who can do so much more has another token from now on."""
    visit.second_factor_at = at
    return rotate(session, visit)


def _use_recovery_code(session: Session, account: Account, typed: str, *, at: dt.datetime) -> bool:
    code = session.scalars(
        select(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_digest == digest_of(_bare(typed)),
            RecoveryCode.used_at.is_(None),
        )
        .with_for_update()
    ).one_or_none()
    if code is None:
        return False
    code.used_at = at
    session.flush()
    record_act(session, Act.RECOVERY_CODE_USE, account, by=account.person, at=at)
    return True


def _new_code() -> str:
    letters = [secrets.choice(_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def _bare(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isalnum())


def _step_at(at: dt.datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS
