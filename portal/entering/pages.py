"""What the pages of logging in say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from directory.accounts.models import VisitEnd
from portal.fictional_accounts import (
    FictionalAccount,
    fictional_accounts,
    fictional_password,
    where_mail_goes,
)

OVER: Final[Mapping[str, str]] = MappingProxyType(
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

CAME_FROM: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bye": "You have logged out.",
        "joined": "Your account is made. Log in with it.",
        "reset": "The new password is set, and every visit with the old one is over. Log in.",
    }
)
"""What happened on the page before, by a word of the address."""


WHY_HERE: Final[Mapping[str, str]] = MappingProxyType({**OVER, **CAME_FROM})


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`says`: why somebody is here again; accounts and their password in a demonstration alone."""

    says: str
    accounts: Sequence[FictionalAccount] = ()
    password: str = ""
    mail: str = ""


def entry_page(came_from: VisitEnd | str | None, *, is_demonstration: bool) -> EntryPage:
    says = "" if came_from is None else WHY_HERE[came_from]
    if not is_demonstration:
        return EntryPage(says)
    return EntryPage(says, fictional_accounts(), fictional_password(), where_mail_goes())
