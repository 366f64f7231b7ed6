"""What the page of an organisation's tokens shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from directory.accounts.models import Organisation, SoftwareToken
from directory.acts import Act
from portal.tokens.words import FOR_A_PROGRAM


@dataclass(frozen=True, slots=True)
class TokenShown:
    public_id: str
    name: str
    by: str
    acts: Sequence[str]
    is_sandbox: bool
    expires_at: dt.datetime
    has_expired: bool
    last_used_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class TokensPage:
    organisation: str
    tokens: Sequence[TokenShown]


def tokens_page(
    organisation: Organisation, tokens: Sequence[SoftwareToken], at: dt.datetime
) -> TokensPage:
    return TokensPage(organisation.name, [_shown(one, at) for one in tokens])


def _shown(one: SoftwareToken, at: dt.datetime) -> TokenShown:
    return TokenShown(
        public_id=str(one.public_id),
        name=one.name,
        by=one.membership.person.name,
        acts=[FOR_A_PROGRAM[Act(word)] for word in one.acts],
        is_sandbox=one.is_sandbox,
        expires_at=one.expires_at,
        has_expired=at >= one.expires_at,
        last_used_at=one.last_used_at,
    )
