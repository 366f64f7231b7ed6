"""Who sends a file: in whose name it speaks, which kinds it may be, and what of it is theirs."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sqlalchemy.orm import Session

from commissioning.exchange.kinds import KINDS
from commissioning.uploads.as_sent import as_provider_sends
from directory.accounts.models import Membership
from directory.accounts.sights import areas_of, sight_of
from directory.accounts.tokens import TokenKnown
from directory.acts import Act
from directory.exchange.columns import Kind
from directory.people.models import Person
from directory.people.permissions import may
from directory.people.roles import OrganisationKind, Role
from directory.rules.tables import RuleTableBroken, rows_of

FOLDER: Final = Path(__file__).parent
FILE: Final = "reach.csv"


class Sender(enum.StrEnum):
    """By the columns of `reach.csv`."""

    PROVIDER = "provider"
    REGION = "region"
    HEALTH = "health"
    ADMINISTRATOR = "administrator"


class FileReach(enum.StrEnum):
    NOT_AT_ALL = "–"
    OWN = "own"
    """Rows about nothing but what is the sender's own."""

    ADD = "add"
    """The same, and what is there already stays as it is."""

    ANY = "any"


@dataclass(frozen=True, slots=True)
class KindReach:
    """How far a sender may go with a kind; `names`: of a column, whose thing it names."""

    reach: FileReach
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Uploader:
    """`source`: the organisation, as whose word the file counts; "": as its layout says."""

    person: Person
    organisation_id: int
    source: str
    sender: Sender
    provider_ids: frozenset[int] = frozenset()
    area_ids: frozenset[int] = frozenset()
    region_id: int | None = None

    def reach_of(self, kind: Kind) -> KindReach:
        return _table()[self.sender, kind.name, kind.layout]

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What they may send, in the order in which a new portal takes them in."""
        kinds = (kind for kind in KINDS if self.reach_of(kind).reach is not FileReach.NOT_AT_ALL)
        if self.sender is Sender.PROVIDER:
            return tuple(map(as_provider_sends, kinds))
        return tuple(kinds)

    @property
    def sheets(self) -> tuple[Kind, ...]:
        """What of it may be sheets of a workbook."""
        return tuple(kind for kind in self.kinds if not kind.layout)


def uploader_of(session: Session, member: Membership, *, on: dt.date) -> Uploader | None:
    """None for whoever may send nothing."""
    organisation = member.organisation
    sender = _sender_of(member.role, organisation.kind)
    if sender is None or member.ended_at is not None:
        return None
    if sender is Sender.PROVIDER and organisation.provider_id is not None:
        return _provider(
            member.person, organisation.id, organisation.name, organisation.provider_id
        )
    sight = sight_of(session, member, on=on)
    buys = areas_of(session, member, on=on) if sender is Sender.HEALTH else sight.area_ids
    return Uploader(
        member.person,
        organisation.id,
        "" if sender is Sender.ADMINISTRATOR else organisation.name,
        sender,
        sight.provider_ids,
        buys,
        organisation.region_id,
    )


def uploader_by_token(session: Session, token: TokenKnown, *, on: dt.date) -> Uploader | None:
    """The same of a token that holds."""
    sender = _sender_of(token.role, token.organisation_kind)
    if sender is Sender.PROVIDER and token.provider_id is not None:
        return _provider(token.person, token.organisation_id, token.organisation, token.provider_id)
    return uploader_of(session, session.get_one(Membership, token.membership_id), on=on)


def _provider(person: Person, organisation_id: int, name: str, provider_id: int) -> Uploader:
    """What is a provider's own is known without asking for its areas or subcontractors."""
    return Uploader(person, organisation_id, name, Sender.PROVIDER, frozenset({provider_id}))


def _sender_of(role: Role, kind: OrganisationKind) -> Sender | None:
    """Health and councils say in files what they say on the pages of provision, and no more."""
    if not may(role, Act.IMPORT_APPLY):
        return None
    if role is Role.ADMINISTRATOR:
        return Sender.ADMINISTRATOR
    by_kind = {
        OrganisationKind.PROVIDER: Sender.PROVIDER,
        OrganisationKind.PROBATION_REGION: Sender.REGION,
        OrganisationKind.HEALTH_OR_COUNCIL: Sender.HEALTH,
    }
    return by_kind.get(kind)


@cache
def _table() -> Mapping[tuple[Sender, str, str], KindReach]:
    """Raises `RuleTableBroken` unless every kind has its row."""
    told: dict[tuple[Sender, str, str], KindReach] = {}
    for row in rows_of(FILE, folder=FOLDER):
        for sender in Sender:
            names = row.get(f"of_{sender.value}", "").split()
            pairs = dict(name.split(":") for name in names)
            reach = KindReach(FileReach(row[sender.value]), MappingProxyType(pairs))
            told[sender, row["kind"], row["layout"]] = reach
    missing = {(kind.name, kind.layout) for kind in KINDS} - {key[1:] for key in told}
    if missing:
        raise RuleTableBroken(f"{FILE} says nothing of {sorted(missing)}")
    return MappingProxyType(told)
