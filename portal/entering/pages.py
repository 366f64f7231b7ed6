"""What the pages of logging in say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from directory.accounts.models import VisitEnd
from portal.fictional_accounts import (
    FictionalAccount,
    fictional_accounts,
    fictional_password,
)

OVER: Final = MappingProxyType(
    {
        VisitEnd.LOGGED_OUT: "You have logged out.",
        VisitEnd.REVOKED: "This visit was ended from another browser, or by an administrator.",
        VisitEnd.DISABLED: "This account is disabled. Ask the administrator of your organisation.",
        VisitEnd.ROLE_CHANGED: "What you may do has been changed. Log in again to go on.",
        VisitEnd.PASSWORD_SET: "The password was changed. Log in with the new one.",
        VisitEnd.IDLE: "Nothing was asked for 30 minutes, and so you were logged out.",
        VisitEnd.TOO_LONG: "A visit lasts 12 hours at most. Log in again to go on.",
    }
)


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`says`: why somebody is here again; accounts and their password in a demonstration alone."""

    says: str
    accounts: Sequence[FictionalAccount] = ()
    password: str = ""


def entry_page(over: VisitEnd | None, *, is_demonstration: bool) -> EntryPage:
    says = "" if over is None else OVER[over]
    if not is_demonstration:
        return EntryPage(says)
    return EntryPage(says, fictional_accounts(), fictional_password())
