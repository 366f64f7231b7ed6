"""One message a week to each member of a provider: what of all its services wants confirming."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.listings.facts import ServiceFact, facts_of
from commissioning.listings.reminding import is_reminder_due
from directory.accounts.models import Account, Membership, Organisation
from directory.acts import Act
from directory.clock import local_date
from directory.listings.queries import own_services
from directory.listings.wording import published_now
from directory.messages.addresses import key_of
from directory.messages.kinds import REMINDERS, MessageKind
from directory.messages.models import Message
from directory.messages.reminding import may_write, rhythm_of
from directory.messages.writing import Words, write_message
from directory.people.models import Person
from directory.people.permissions import roles_that_may
from directory.services.models import Service
from portal.listings.fact_pages import hides_reach
from portal.listings.links import seal_link
from portal.listings.pages import fact_named

SUBJECT = "Is what readers see of your services still right?"


@dataclass(frozen=True, slots=True)
class MemberToRemind:
    """Keys of a person and of the organisation for whose services they are written to."""

    person_id: int
    organisation_id: int


def members_due(session: Session, at: dt.datetime) -> list[MemberToRemind]:
    """Who would be written to now."""
    return [one for one in _members(session) if _due_of(session, one, at)]


def remind(session: Session, members: Iterable[MemberToRemind], at: dt.datetime) -> int:
    """Write to those who are still due: whoever confirmed since has gone before. How many."""
    return sum(_remind(session, one, at) for one in members)


def _members(session: Session) -> list[MemberToRemind]:
    rows = session.execute(
        select(Membership.person_id, Membership.organisation_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .join(Account, Account.person_id == Membership.person_id)
        .where(
            Organisation.provider_id.is_not(None),
            Organisation.closed_at.is_(None),
            Membership.ended_at.is_(None),
            Membership.role.in_(roles_that_may(Act.LISTING_EDIT)),
            Account.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Membership.person_id, Membership.organisation_id)
    )
    return [MemberToRemind(*row) for row in rows]


def _due_of(
    session: Session, member: MemberToRemind, at: dt.datetime
) -> list[tuple[Service, list[ServiceFact]]]:
    """The services with their facts that grow old; none where nobody is to be written to now."""
    today = local_date(at)
    provider_id = session.scalar(
        select(Organisation.provider_id).where(Organisation.id == member.organisation_id)
    )
    email = _email(session, member)
    found = [
        (service, [one for one in facts_of(session, service, today=today) if one.standing.is_due])
        for service in own_services(session, () if provider_id is None else (provider_id,))
    ]
    old = [(service, facts) for service, facts in found if facts]
    last = session.scalar(
        select(func.max(Message.written_at)).where(
            func.lower(Message.to_address) == key_of(email), Message.kind.in_(REMINDERS)
        )
    )
    last_day = None if last is None else local_date(last)
    facts = [fact for _, some in old for fact in some]
    return old if is_reminder_due(facts, last=last_day, today=today) else []


def _email(session: Session, member: MemberToRemind) -> str:
    email = select(Account.email).where(Account.person_id == member.person_id)
    return session.scalars(email).one()


def _remind(session: Session, member: MemberToRemind, at: dt.datetime) -> bool:
    email = _email(session, member)
    rhythm = rhythm_of(session, person_id=member.person_id, organisation_id=member.organisation_id)
    if not may_write(session, MessageKind.REMINDER, to=email, rhythm=rhythm, at=at):
        return False
    due = _due_of(session, member, at)
    if not due:
        return False
    person = session.get_one(Person, member.person_id)
    words = Words(SUBJECT, _body(session, person, due))
    write_message(session, to=email, words=words, kind=MessageKind.REMINDER, at=at)
    return True


def _body(
    session: Session, person: Person, due: Iterable[tuple[Service, list[ServiceFact]]]
) -> str:
    lines = ["Readers are told to ring where nobody says that something is still right.", ""]
    for service, facts in due:
        lines += [*_of_service(session, person, service, facts), ""]
    account = f"{current_app.config['ADDRESS']}/account#reminders"
    lines.append(f"Choose in your account whether you want to be reminded: {account}")
    return "\n".join(lines)


def _of_service(
    session: Session, person: Person, service: Service, facts: list[ServiceFact]
) -> Iterable[str]:
    now, address = published_now(session, service), current_app.config["ADDRESS"]
    yield "A confidential service of yours" if hides_reach(service) else now.title
    yield f"To be confirmed or put right: {', '.join(map(fact_named, facts))}."
    names = [fact.name for fact in facts if fact.standing.can_be_confirmed]
    if names:
        sealed = seal_link(service, person, names, seen=now.number)
        yield f"Look, and confirm with one button: {address}/confirm/{sealed}"
    yield f"Change something: {address}/listings/{service.public_id}"
