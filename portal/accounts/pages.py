"""What the page of one's own account shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from directory.accounts.models import Membership, Visit
from directory.messages.models import Rhythm


@dataclass(frozen=True, slots=True)
class VisitShown:
    public_id: str
    browser: str
    entered_at: dt.datetime
    last_seen_at: dt.datetime
    is_this: bool


DONE: Final = MappingProxyType(
    {
        "password": "Your password is changed. Every other visit is over.",
        "email": "We have written to the new address. Open the link there to confirm it; until "
        "then you log in with the one you have.",
        "telephone": "Your telephone number is changed.",
        "reminders": "What you chose of reminders is kept.",
    }
)
"""What was done on the page before, by a word of the address."""


@dataclass(frozen=True, slots=True)
class AccountPage:
    """`manages`: there are organisations whose members they look after; `reminded`: how often they
    are, None where nothing is theirs to be reminded of."""

    name: str
    email: str
    telephone: str | None
    role: str
    organisation: str
    other_roles: int
    has_second_factor: bool
    codes_left: int
    manages: bool
    makes_tokens: bool
    did: str
    visits: Sequence[VisitShown]
    reminded: Rhythm | None


def account_page(
    visit: Visit,
    memberships: Sequence[Membership],
    visits: Sequence[Visit],
    *,
    codes_left: int,
    manages: bool,
    makes_tokens: bool,
    did: str,
    reminded: Rhythm | None = None,
) -> AccountPage:
    member = visit.membership
    return AccountPage(
        name=visit.account.person.name,
        email=visit.account.email,
        telephone=visit.account.telephone,
        role="" if member is None else member.role.words,
        organisation="" if member is None else member.organisation.name,
        other_roles=len(memberships) - 1,
        has_second_factor=visit.account.has_second_factor,
        codes_left=codes_left,
        manages=manages,
        makes_tokens=makes_tokens,
        did=DONE.get(did, ""),
        visits=[_shown(one, is_this=one is visit) for one in visits],
        reminded=reminded,
    )


def _shown(one: Visit, *, is_this: bool) -> VisitShown:
    return VisitShown(str(one.public_id), one.browser, one.entered_at, one.last_seen_at, is_this)
