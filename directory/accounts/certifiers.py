"""Who is told that members wait to be certified, and of which organisations."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.certifying import GOOD_FOR, SAID_AHEAD, certify_again_by, is_left
from directory.accounts.models import Account, Membership, Organisation
from directory.accounts.reaching import organisations_within
from directory.acts import Act
from directory.people.permissions import Extent, reach_of, roles_that_may


@dataclass(frozen=True, slots=True)
class ToCertify:
    """An organisation with members of whom somebody must say that they are still right."""

    organisation: Organisation
    members: Sequence[Membership]

    @property
    def first_by(self) -> dt.date:
        return min(map(certify_again_by, self.members))


def to_certify(session: Session, *, on: dt.date) -> list[ToCertify]:
    """Of organisations that are open, by name."""
    rows = session.scalars(
        select(Membership)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.ended_at.is_(None),
            Organisation.closed_at.is_(None),
            Membership.certified_on <= on - (GOOD_FOR - SAID_AHEAD),
        )
        .order_by(Organisation.name, Membership.id)
    )
    waiting: dict[Organisation, list[Membership]] = defaultdict(list)
    for member in rows:
        waiting[member.organisation].append(member)
    return [ToCertify(organisation, members) for organisation, members in waiting.items()]


def told_to_certify(session: Session, *, on: dt.date) -> dict[str, list[ToCertify]]:
    """By e-mail address, what each is told of."""
    waiting, told = to_certify(session, on=on), defaultdict[str, list[ToCertify]](list)
    if not waiting:
        return told
    looked_after = _looked_after(session, on=on)
    for one in waiting:
        for email in _certifiers_of(one, looked_after, on=on):
            told[email].append(one)
    return told


def _certifiers_of(
    one: ToCertify, looked_after: Mapping[int, Mapping[Extent, Sequence[str]]], *, on: dt.date
) -> Iterable[str]:
    """Each once: its own members; where there are none, or they leave it, those above them."""
    able = looked_after.get(one.organisation.id, {})
    own = list(able.get(Extent.OWN, ()))
    if own and not any(is_left(member, on=on) for member in one.members):
        return dict.fromkeys(own)
    above = able.get(Extent.OWN_REGION) or able.get(Extent.ANY, ())
    return dict.fromkeys([*own, *above])


def _looked_after(session: Session, *, on: dt.date) -> dict[int, dict[Extent, list[str]]]:
    """By organisation: the addresses of its own members who may certify, of those of its region,
    and of administrators; asked of the rule by which the pages find what is within reach."""
    found: dict[int, dict[Extent, list[str]]] = defaultdict(lambda: defaultdict(list))
    for member, email in _who_may(session):
        reach = reach_of(member.role, Act.MEMBER_CERTIFY)
        for organisation in organisations_within(session, member, reach, on=on):
            is_own = organisation.id == member.organisation_id
            found[organisation.id][Extent.OWN if is_own else reach].append(email)
    return found


def _who_may(session: Session) -> list[tuple[Membership, str]]:
    rows = session.execute(
        select(Membership, Account.email)
        .join(Account, Account.person_id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.role.in_(roles_that_may(Act.MEMBER_CERTIFY)),
            Membership.ended_at.is_(None),
            Organisation.closed_at.is_(None),
            Account.disabled_at.is_(None),
        )
        .order_by(Account.email, Membership.id)
    )
    return [(member, email) for member, email in rows]
