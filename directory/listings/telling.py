"""Telling at once, of every change of how a service is reached, all whom it concerns.

To the address that held before and to every member of the provider's organisation, also to
whoever changed it: a number that somebody else put there is noticed the same day. Of a
confidential service nothing is told but that something changed: a message may be read by others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from directory.accounts.models import Account, Membership, Organisation
from directory.attribution import is_nothing, shown
from directory.audit.speaking import named
from directory.clock import LONDON, day_in_words
from directory.listings.models import DecisionKind, ListingDecision
from directory.listings.opening import Opening
from directory.messages.addresses import key_of
from directory.messages.errors import NoAddress
from directory.messages.models import Message
from directory.messages.writing import MessageKind, Words, write_message
from directory.people.models import Person
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.services.differences import ListingChange
from directory.services.listing_fields import LISTING_FIELD
from directory.services.models import Service
from directory.services.sensitive import reaches_people


@dataclass(frozen=True, slots=True)
class WhereToLook:
    """The whole address of the listing's page, and whom to ring: the portal's edge knows them."""

    page: str
    telephone: str


REACHED: Final = "How people reach one of your services was changed"
ASKED: Final = "Somebody asks to change how people reach one of your services"
DECIDED: Final = "A decision on a listing that you wrote"
DECIDED_FOR_ALL: Final = "A decision on a listing of your organisation"
WITHDRAWN: Final = "A service of your organisation was withdrawn"
PUT_BACK: Final = "An earlier wording of a service of your organisation was published again"


def tell_of_reach(
    session: Session,
    service: Service,
    changes: Iterable[ListingChange],
    *,
    title: str,
    old_email: str | None,
    is_asked: bool = False,
    by: Person,
    at: dt.datetime,
    look: WhereToLook,
) -> list[Message]:
    """`is_asked`: nothing changes before a second person has approved it. Nothing where the
    changes are of something else."""
    reaching = [change for change in changes if reaches_people(change.field)]
    if not reaching:
        return []
    words = Words(
        ASKED if is_asked else REACHED,
        _body(service, reaching, title, is_asked, named(session, by), at, look),
    )
    told = [
        written(session, to, words, MessageKind.TELEPHONE_CHANGED, at)
        for to in concerned(session, service, old_email=old_email)
    ]
    return [message for message in told if message is not None]


def tell_of_decision(
    session: Session,
    service: Service,
    decision: ListingDecision,
    *,
    title: str,
    at: dt.datetime,
    look: WhereToLook,
) -> list[Message]:
    """To the author of the draft, unless they have no account that can enter; of how openly the
    service is told, every member of the provider's organisation too."""
    if decision.draft is None:
        return []
    to = session.scalar(
        select(Account.email).where(
            Account.person_id == decision.draft.author_id, Account.disabled_at.is_(None)
        )
    )
    is_opened = Opening.of_pairs(decision.changes) is not None
    others = members_of(session, service.provider_id) if is_opened else []
    sent = []
    for one in dict.fromkeys([*([to] if to else []), *others]):
        wrote = "you" if one == to else decision.draft.author.name
        body = _decided(service, decision, title, look, wrote=wrote)
        words = Words(DECIDED if one == to else DECIDED_FOR_ALL, body)
        sent.append(written(session, one, words, MessageKind.LISTING_DECIDED, at))
    return [message for message in sent if message is not None]


def tell_of_taking_back(
    session: Session, service: Service, decision: ListingDecision, *, title: str, look: WhereToLook
) -> list[Message]:
    """That it was withdrawn, or that an earlier wording is public again: to the address that is
    held and to every member of the provider's organisation, whoever wrote what it said."""
    subject, did = _TAKEN_BACK[decision.kind]
    is_secret = service.exposure is Exposure.CONFIDENTIAL
    named = "a confidential service of yours" if is_secret else f"“{title}”"
    lines = [f"{decision.decided_by.name} {did.format(named=named)}"]
    if decision.reason and not is_secret:
        lines.append(f"{decision.decided_by.name} says: {decision.reason}")
    body = "\n".join([*lines, "", f"Look at {look.page}", f"or ring {look.telephone}."])
    email = None if service.published is None else service.published.email
    told = [
        written(session, to, Words(subject, body), MessageKind.LISTING_DECIDED, decision.decided_at)
        for to in concerned(session, service, old_email=email)
    ]
    return [message for message in told if message is not None]


_TAKEN_BACK: Final[Mapping[DecisionKind, tuple[str, str]]] = {
    DecisionKind.WITHDRAWN: (
        WITHDRAWN,
        "withdrew {named}. Readers find it no more. You may offer it again.",
    ),
    DecisionKind.ROLLED_BACK: (
        PUT_BACK,
        "published an earlier wording of {named} again. Readers see it now.",
    ),
}


def concerned(session: Session, service: Service, *, old_email: str | None) -> list[str]:
    """Addresses, each once however its capitals are typed."""
    provider = session.get(Provider, service.provider_id) if service.provider_id else None
    held = old_email or (None if provider is None else provider.email)
    found = [*([held] if held else []), *members_of(session, service.provider_id)]
    return list({key_of(address): address for address in found}.values())


def members_of(session: Session, provider_id: int | None) -> list[str]:
    """The addresses of all who can enter in the name of the provider's organisation."""
    if provider_id is None:
        return []
    return addresses_of(session, Organisation.provider_id == provider_id)


def addresses_of(session: Session, such: ColumnElement[bool]) -> list[str]:
    """Of all who can enter by a membership of which it is so; each once."""
    rows = session.scalars(
        select(Account.email)
        .join(Membership, Membership.person_id == Account.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            such,
            Organisation.closed_at.is_(None),
            Membership.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
        .order_by(Account.email)
        .distinct()
    )
    return list(rows)


def written(
    session: Session, to: str, words: Words, kind: MessageKind, at: dt.datetime
) -> Message | None:
    """None where an old file holds something that is no address: nobody can be told there."""
    try:
        return write_message(session, to=to, words=words, kind=kind, at=at)
    except NoAddress:
        return None


def _body(
    service: Service,
    changes: list[ListingChange],
    title: str,
    is_asked: bool,
    by: str,
    at: dt.datetime,
    look: WhereToLook,
) -> str:
    secret = service.exposure is Exposure.CONFIDENTIAL
    named = "a confidential service of yours" if secret else f"“{title}”"
    did = "asks to change" if is_asked else "changed"
    what = [change_in_words(change, is_secret=secret) for change in changes]
    when = f"{at.astimezone(LONDON):%H:%M} on {day_in_words(at.astimezone(LONDON).date())}"
    after = (
        "Readers see it only when a second person has approved it."
        if is_asked
        else "Readers see it now."
    )
    return "\n".join(
        [
            f"At {when} {by} {did} how people reach {named}.",
            "",
            *what,
            "",
            after,
            f"If that is right you need do nothing. If not, put it right at {look.page}",
            f"or ring {look.telephone}.",
        ]
    )


def _decided(
    service: Service, decision: ListingDecision, title: str, look: WhereToLook, *, wrote: str
) -> str:
    """`wrote`: who did, as whoever reads it is told."""
    is_secret = service.exposure is Exposure.CONFIDENTIAL
    named = "a confidential service" if is_secret else f"“{title}”"
    said = {
        DecisionKind.APPROVED: "is approved, and readers see it now.",
        DecisionKind.APPROVED_IN_PART: "is approved in part. Readers see that part now.",
        DecisionKind.SENT_BACK: "was sent back. Readers see what they saw before.",
    }[decision.kind]
    lines = [f"What {wrote} wrote for {named} {said}", ""]
    for heading, fields in (("Approved", decision.changes), ("Sent back", decision.sent_back)):
        if fields:
            lines.append(f"{heading}: {_labels(fields)}.")
    lines += _opened(decision, is_secret=is_secret)
    if decision.reason:
        lines.append(f"{decision.decided_by.name} says: {decision.reason}")
    return "\n".join([*lines, "", f"Go on at {look.page}"])


def _opened(decision: ListingDecision, *, is_secret: bool) -> list[str]:
    """How openly it is told; of what is secret nothing that leads to it."""
    opening = Opening.of_pairs(decision.changes)
    if opening is None:
        return []
    told = opening.in_words[:1] if is_secret else opening.in_words
    return [f"{label}: {words}." for label, words in told]


def _labels(fields: Mapping[str, Any]) -> str:
    return ", ".join(one.label for one in LISTING_FIELD.values() if one.name in fields)


def change_in_words(change: ListingChange, *, is_secret: bool) -> str:
    """Of what is secret no more than which field it is: a message may be read by others."""
    if is_secret:
        return change.field.label
    return f"{change.field.label}: {_said(change.before)} → {_said(change.after)}"


def _said(value: object) -> str:
    return "nothing" if is_nothing(value) else shown(value)
