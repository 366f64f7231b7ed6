"""Organisations, accounts, and who is a member as what."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.email_addresses import kept_email
from directory.accounts.errors import AccountError
from directory.accounts.home_areas import chosen_areas, take_over_areas
from directory.accounts.models import Account, Membership, Organisation, VisitEnd
from directory.accounts.visiting import FRESH, end_visits, end_visits_as
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.constraints import refused_on_its_field
from directory.people.models import Person, PersonKind
from directory.people.permissions import may
from directory.people.roles import OrganisationKind, Role


class RoleNotGiven(AccountError):
    """An organisation of this kind gives no such role."""

    def __init__(self, organisation: Organisation, role: Role) -> None:
        self.role = role
        super().__init__(
            f"“{organisation.name}” cannot give the role “{role.words}”. It can give: "
            f"{', '.join(one.words for one in organisation.kind.roles)}.",
            "role",
        )


class LastAdministrator(AccountError):
    """Nobody would be left who can let others in."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(
            f"This is the last member of “{organisation.name}” who can let others in. Give "
            "somebody else that role first.",
            "role",
        )


class OwnAccount(AccountError):
    def __init__(self) -> None:
        super().__init__("Nobody disables their own account. Ask another administrator.")


class MemberAlready(AccountError):
    def __init__(self, name: str, organisation: Organisation) -> None:
        super().__init__(f"{name} has this role at “{organisation.name}” already.", "role")


def add_organisation(
    session: Session,
    *,
    name: str,
    kind: OrganisationKind,
    by: Person,
    at: dt.datetime,
    provider_id: int | None = None,
    region_id: int | None = None,
    court_id: int | None = None,
    local_delivery_unit_id: int | None = None,
    prison_id: int | None = None,
) -> Organisation:
    """Where it stands is the record that its kind asks for. Raises `Refused`."""
    organisation = Organisation(
        name=name,
        kind=kind,
        provider_id=provider_id,
        region_id=region_id,
        court_id=court_id,
        local_delivery_unit_id=local_delivery_unit_id,
        prison_id=prison_id,
        created_at=at,
    )
    with refused_on_its_field(session):
        session.add(organisation)
    after = {"name": name, "kind": kind.value}
    record_act(session, Act.ORGANISATION_ADD, organisation, by=by, at=at, after=after)
    return organisation


def add_account(session: Session, *, name: str, email: str, by: Person, at: dt.datetime) -> Account:
    """Of a new person, without a password yet. Raises `NotAnEmail`, `Refused`."""
    person = Person(code=f"account-{uuid.uuid4()}", name=name, kind=PersonKind.STAFF)
    account = Account(person=person, email=kept_email(email), created_at=at)
    with refused_on_its_field(session):
        session.add(account)
    record_act(session, Act.ACCOUNT_ADD, account, by=by, at=at)
    return account


def add_member(
    session: Session,
    person: Person,
    organisation: Organisation,
    role: Role,
    *,
    by: Person,
    at: dt.datetime,
) -> Membership:
    """Raises `RoleNotGiven`, `MemberAlready`."""
    if role not in organisation.kind.roles:
        raise RoleNotGiven(organisation, role)
    others = members_of(session, organisation)
    if any(one.person_id == person.id and one.role is role for one in others):
        raise MemberAlready(person.name, organisation)
    member = Membership(
        person=person,
        organisation=organisation,
        role=role,
        begun_at=at,
        certified_on=local_date(at),
    )
    session.add(member)
    session.flush()
    after = {"role": role.value, "organisation": organisation.name}
    record_act(session, Act.MEMBER_ADD, member, by=by, at=at, after=after)
    return member


def change_role(
    session: Session, member: Membership, role: Role, *, by: Person, at: dt.datetime
) -> Membership:
    """The membership ends and another begins, in the same areas; visits as the old one are over."""
    if role is member.role:
        return member
    if role not in member.organisation.kind.roles:
        raise RoleNotGiven(member.organisation, role)
    if not lets_others_in(role):
        _refuse_last(session, member)
    _end(session, member, at=at, by=by)
    changed = add_member(session, member.person, member.organisation, role, by=by, at=at)
    take_over_areas(session, changed, chosen_areas(session, member))
    before, after = {"role": member.role.value}, {"role": role.value}
    record_act(session, Act.MEMBER_EDIT, changed, by=by, at=at, before=before, after=after)
    return changed


def remove_member(session: Session, member: Membership, *, by: Person, at: dt.datetime) -> None:
    """By another, or by leaving. Raises `LastAdministrator`."""
    _refuse_last(session, member)
    _end(session, member, at=at, by=by)
    before = {"role": member.role.value, "organisation": member.organisation.name}
    record_act(session, Act.MEMBER_REMOVE, member, by=by, at=at, before=before)


def disable_account(session: Session, account: Account, *, by: Person, at: dt.datetime) -> None:
    """Nothing enters with it; whoever is in is out on the next request. Raises `OwnAccount`."""
    if account.person_id == by.id:
        raise OwnAccount
    account.disabled_at = at
    session.flush()
    record_act(session, Act.ACCOUNT_DISABLE, account, by=by, at=at)
    end_visits(session, account, VisitEnd.DISABLED, by=by, at=at)


def enable_account(session: Session, account: Account, *, by: Person, at: dt.datetime) -> None:
    account.disabled_at = None
    session.flush()
    record_act(session, Act.ACCOUNT_ENABLE, account, by=by, at=at)


def members_of(session: Session, organisation: Organisation) -> list[Membership]:
    """In force, by name."""
    rows = session.scalars(
        select(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == organisation.id, Membership.ended_at.is_(None))
        .order_by(Person.name, Membership.role, Membership.id)
    )
    return list(rows)


def lets_others_in(role: Role) -> bool:
    return may(role, Act.MEMBER_INVITE)


def account_of_person(session: Session, person_id: int) -> Account | None:
    """None for a part of the system."""
    return session.scalars(
        select(Account).where(Account.person_id == person_id), execution_options=FRESH
    ).one_or_none()


def _refuse_last(session: Session, member: Membership) -> None:
    """Of two who go at once the second waits for the first, and is refused."""
    if not lets_others_in(member.role):
        return
    locked = select(Organisation).where(Organisation.id == member.organisation_id)
    session.scalars(locked.with_for_update()).one()
    others = session.scalars(
        select(Membership)
        .join(Account, Account.person_id == Membership.person_id)
        .where(
            Membership.organisation_id == member.organisation_id,
            Membership.id != member.id,
            Membership.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
        .order_by(Membership.id)
    )
    if not any(lets_others_in(other.role) for other in others):
        raise LastAdministrator(member.organisation)


def _end(session: Session, member: Membership, *, by: Person, at: dt.datetime) -> None:
    member.ended_at = at
    session.flush()
    account = account_of_person(session, member.person_id)
    if account is not None:
        end_visits_as(session, account, member, VisitEnd.ROLE_CHANGED, by=by, at=at)
