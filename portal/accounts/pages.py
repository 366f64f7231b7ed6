"""What the page of one's own account shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from directory.accounts.models import Membership, Visit


@dataclass(frozen=True, slots=True)
class VisitShown:
    public_id: str
    browser: str
    entered_at: dt.datetime
    last_seen_at: dt.datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    name: str
    email: str
    telephone: str | None
    role: str
    organisation: str
    other_roles: int
    visits: Sequence[VisitShown]


def account_page(
    visit: Visit, memberships: Sequence[Membership], visits: Sequence[Visit]
) -> AccountPage:
    member = visit.membership
    return AccountPage(
        name=visit.account.person.name,
        email=visit.account.email,
        telephone=visit.account.telephone,
        role="" if member is None else member.role.words,
        organisation="" if member is None else member.organisation.name,
        other_roles=len(memberships) - 1,
        visits=[
            VisitShown(
                str(one.public_id), one.browser, one.entered_at, one.last_seen_at, one is visit
            )
            for one in visits
        ],
    )
