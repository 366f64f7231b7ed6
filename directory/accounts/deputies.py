"""Who approves while somebody is away: a deputy named in advance, else the head of the region."""

from __future__ import annotations

import datetime as dt
from functools import cache

from sqlalchemy import Date, Select, bindparam, select
from sqlalchemy.orm import Session

from directory.accounts.errors import AccountError
from directory.accounts.joining import account_of_person, members_of
from directory.accounts.models import Deputy, Membership, Organisation
from directory.acts import Act
from directory.audit.recording import record_act
from directory.constraints import refused_on_its_field
from directory.people.models import Person
from directory.people.permissions import may
from directory.people.roles import OrganisationKind, Role


class NotADeputy(AccountError):
    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, "deputy")


def name_deputy(
    session: Session,
    member: Membership,
    deputy: Membership,
    *,
    from_day: dt.date,
    until_day: dt.date,
    by: Person,
    at: dt.datetime,
) -> Deputy:
    """A colleague of the same organisation. Raises `NotADeputy`, `Refused`."""
    if not may(member.role, Act.LISTING_APPROVE):
        raise NotADeputy(f"{member.person.name} approves nothing, and needs no deputy.")
    if deputy.organisation_id != member.organisation_id or not deputy.is_in_force:
        raise NotADeputy(f"Choose a member of “{member.organisation.name}”.")
    if deputy.person_id == member.person_id:
        raise NotADeputy("Choose somebody else: nobody is their own deputy.")
    named = Deputy(
        membership_id=member.id,
        deputy=deputy,
        from_day=from_day,
        until_day=until_day,
        named_by_id=by.id,
        named_at=at,
    )
    with refused_on_its_field(session):
        session.add(named)
    after = {"from_day": from_day, "until_day": until_day}
    record_act(session, Act.DEPUTY_NAME, named, by=by, at=at, after=after)
    return named


def withdraw_deputy(session: Session, named: Deputy, *, by: Person, at: dt.datetime) -> None:
    named.withdrawn_at = at
    session.flush()
    record_act(session, Act.DEPUTY_WITHDRAW, named, by=by, at=at)


def deputies_of(session: Session, organisation: Organisation, *, on: dt.date) -> list[Deputy]:
    """Named and not over, by their first day."""
    rows = session.scalars(
        select(Deputy)
        .join(Membership, Membership.id == Deputy.membership_id)
        .where(
            Membership.organisation_id == organisation.id,
            Membership.ended_at.is_(None),
            Deputy.withdrawn_at.is_(None),
            Deputy.until_day >= on,
        )
        .order_by(Deputy.from_day, Deputy.id)
    )
    return [named for named in rows if named.deputy.is_in_force]


def stands_for(session: Session, membership_id: int, *, on: dt.date) -> Membership | None:
    """In whose place the member may act on a day; the one named first where there are two.

    Asked at each request of a visit, so by the key alone; of nobody whose organisation has no
    approvers (`has_approvers`).
    """
    return session.scalars(_stood_for(), {"deputy": membership_id, "on": on}).one_or_none()


@cache
def _stood_for() -> Select[Membership]:
    day = bindparam("on", type_=Date)
    return (
        select(Membership)
        .join(Deputy, Deputy.membership_id == Membership.id)
        .where(
            Deputy.deputy_id == bindparam("deputy"),
            Deputy.withdrawn_at.is_(None),
            Deputy.from_day <= day,
            Deputy.until_day >= day,
            Membership.ended_at.is_(None),
        )
        .order_by(Deputy.named_at, Deputy.id)
        .limit(1)
    )


@cache
def has_approvers(kind: OrganisationKind) -> bool:
    """Whether any of its members may approve, and so be stood in for."""
    return any(may(role, Act.LISTING_APPROVE) for role in kind.roles)


def approvers(
    session: Session, organisation: Organisation, *, on: dt.date, but: Person | None = None
) -> list[Membership]:
    """Who may approve on a day what `but` has written: commissioners; else deputies named for
    them; else the head of the region. Nobody approves their own."""
    able = [one for one in members_of(session, organisation) if _may_act(session, one, but)]
    by_role = [one for one in able if may(one.role, Act.LISTING_APPROVE)]
    commissioners = [one for one in by_role if one.role is not Role.REGION_HEAD]
    if commissioners:
        return commissioners
    named = [
        one.deputy_id for one in deputies_of(session, organisation, on=on) if one.from_day <= on
    ]
    return [one for one in able if one.id in named] or by_role


def _may_act(session: Session, member: Membership, but: Person | None) -> bool:
    account = account_of_person(session, member.person_id)
    is_open = account is not None and account.disabled_at is None
    return is_open and (but is None or member.person_id != but.id)
