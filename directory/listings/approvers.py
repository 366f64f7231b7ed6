"""To whom a submitted draft goes: those who may approve it today, and never its author."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.deputies import approvers, deputies_of
from directory.accounts.joining import account_of_person
from directory.accounts.models import Membership, Organisation
from directory.accounts.sights import areas_of
from directory.clock import local_date
from directory.listings.models import ListingDraft
from directory.listings.offering import areas_asked
from directory.listings.telling import WhereToLook, written
from directory.messages.writing import MessageKind, Words
from directory.people.models import Person
from directory.people.roles import Role
from directory.places.models import Exposure
from directory.services.models import Service

ASKED_TO_DECIDE = "A listing waits for your decision"


@dataclass(frozen=True, slots=True)
class Approver:
    """`stands_in` for somebody who is away today."""

    member: Membership
    stands_in: str = ""

    @property
    def in_words(self) -> str:
        what = f"standing in for {self.stands_in}" if self.stands_in else self.member.role.words
        return f"{self.member.person.name} ({what}, {self.member.organisation.name})"


def approvers_of(
    session: Session, service: Service, *, author: Person, on: dt.date
) -> list[Approver]:
    """Of each region whose areas it serves: commissioners of those areas, the deputy of one who is
    away; the head of the region where none of them is there."""
    areas = areas_asked(session, service, on=on)
    found: dict[int, Approver] = {}
    for organisation in _regions(session, {area.region_id for area in areas}):
        theirs = frozenset(area.id for area in areas if area.region_id == organisation.region_id)
        for one in _of_region(session, organisation, theirs, author, on):
            found.setdefault(one.member.person_id, one)
    return list(found.values())


def _regions(session: Session, region_ids: set[int]) -> Sequence[Organisation]:
    return session.scalars(
        select(Organisation)
        .where(Organisation.region_id.in_(region_ids), Organisation.closed_at.is_(None))
        .order_by(Organisation.name)
    ).all()


def _of_region(
    session: Session,
    organisation: Organisation,
    area_ids: frozenset[int],
    author: Person,
    on: dt.date,
) -> list[Approver]:
    able = [
        one
        for one in approvers(session, organisation, on=on, but=author)
        if areas_of(session, one, on=on) & area_ids
    ]
    away = {
        one.membership_id: one.deputy
        for one in reversed(deputies_of(session, organisation, on=on))
        if one.from_day <= on
        and one.deputy.person_id != author.id
        and _can_enter(session, one.deputy)
    }
    instead = [_instead(one, away.get(one.id)) for one in able]
    return instead or _heads(session, organisation, author, on)


def _instead(member: Membership, deputy: Membership | None) -> Approver:
    return Approver(member) if deputy is None else Approver(deputy, member.person.name)


def _heads(
    session: Session, organisation: Organisation, author: Person, on: dt.date
) -> list[Approver]:
    rows = session.scalars(
        select(Membership).where(
            Membership.organisation_id == organisation.id,
            Membership.role == Role.REGION_HEAD,
            Membership.ended_at.is_(None),
            Membership.person_id != author.id,
        )
    )
    return [Approver(one) for one in rows if _can_enter(session, one)]


def _can_enter(session: Session, member: Membership) -> bool:
    account = account_of_person(session, member.person_id)
    return account is not None and account.disabled_at is None


def tell_approvers(
    session: Session,
    service: Service,
    draft: ListingDraft,
    *,
    title: str,
    at: dt.datetime,
    look: WhereToLook,
) -> list[Approver]:
    """By e-mail, all whom it goes to today; none where nobody may decide."""
    found = approvers_of(session, service, author=draft.author, on=local_date(at))
    words = Words(ASKED_TO_DECIDE, _body(service, draft, title, look))
    for one in found:
        account = account_of_person(session, one.member.person_id)
        if account is not None:
            written(session, account.email, words, MessageKind.LISTING_SUBMITTED, at)
    return found


def _body(service: Service, draft: ListingDraft, title: str, look: WhereToLook) -> str:
    secret = service.exposure is Exposure.CONFIDENTIAL
    named = "a confidential service" if secret else f"“{title}”"
    does = "asks to offer" if draft.is_offer else "asks to change"
    return "\n".join(
        [
            f"{draft.author_in_words} {does} {named}.",
            "Readers see nothing of it before you have approved it.",
            "",
            f"Decide at {look.page}",
            f"or ring {look.telephone}.",
        ]
    )
