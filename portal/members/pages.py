"""What the page of an organisation's members shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from directory.accounts.certifying import certify_again_by, is_due, is_overdue
from directory.accounts.inviting import InvitationStanding, standing_of
from directory.accounts.models import Deputy, Invitation, Membership, Organisation
from directory.acts import Act


@dataclass(frozen=True, slots=True)
class MemberShown:
    public_id: str
    name: str
    role: str
    since: dt.datetime
    certify_by: dt.date
    is_due: bool
    is_overdue: bool
    is_oneself: bool


@dataclass(frozen=True, slots=True)
class InvitationShown:
    public_id: str
    email: str
    role: str
    sent_at: dt.datetime
    expires_at: dt.datetime
    has_expired: bool


@dataclass(frozen=True, slots=True)
class DeputyShown:
    public_id: str
    name: str
    away: str
    from_day: dt.date
    until_day: dt.date


@dataclass(frozen=True, slots=True)
class MembersPage:
    public_id: str
    name: str
    members: Sequence[MemberShown]
    invitations: Sequence[InvitationShown]
    deputies: Sequence[DeputyShown]
    names_deputies: bool
    names_bodies: bool
    may_close: bool
    did: str

    @property
    def path(self) -> str:
        return f"/organisations/{self.public_id}/members"

    @property
    def is_to_be_certified(self) -> bool:
        return any(member.is_due for member in self.members)


def members_page(
    organisation: Organisation,
    members: Sequence[Membership],
    invitations: Sequence[Invitation],
    deputies: Sequence[Deputy],
    *,
    own: Membership | None,
    may: Collection[Act],
    did: str,
    at: dt.datetime,
    today: dt.date,
) -> MembersPage:
    """`may`: what else who asks may do to this organisation."""
    names = {member.id: member.person.name for member in members}
    return MembersPage(
        public_id=str(organisation.public_id),
        name=organisation.name,
        members=[_member(one, own, today) for one in members],
        invitations=[_invitation(one, at) for one in invitations],
        deputies=[_deputy(one, names) for one in deputies],
        names_deputies=Act.DEPUTY_NAME in may,
        names_bodies=Act.ACTING_BODY_NAME in may,
        may_close=Act.ORGANISATION_CLOSE in may,
        did=did,
    )


def _member(one: Membership, own: Membership | None, today: dt.date) -> MemberShown:
    return MemberShown(
        public_id=str(one.public_id),
        name=one.person.name,
        role=one.role.words,
        since=one.begun_at,
        certify_by=certify_again_by(one),
        is_due=is_due(one, on=today),
        is_overdue=is_overdue(one, on=today),
        is_oneself=own is not None and own.person_id == one.person_id,
    )


def _invitation(one: Invitation, at: dt.datetime) -> InvitationShown:
    return InvitationShown(
        public_id=str(one.public_id),
        email=one.email,
        role=one.role.words,
        sent_at=one.sent_at,
        expires_at=one.expires_at,
        has_expired=standing_of(one, at=at) is InvitationStanding.EXPIRED,
    )


def _deputy(one: Deputy, names: dict[int, str]) -> DeputyShown:
    return DeputyShown(
        public_id=str(one.public_id),
        name=one.deputy.person.name,
        away=names.get(one.membership_id, ""),
        from_day=one.from_day,
        until_day=one.until_day,
    )
