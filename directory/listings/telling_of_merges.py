"""Telling those concerned that two records of theirs were made one, or are two again.

By e-mail to all members and to the addresses held; where there is none the same words are a letter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from directory.clock import LONDON, day_in_words
from directory.listings.telling import WhereToLook, members_of, written
from directory.messages.addresses import key_of
from directory.messages.kinds import MessageKind
from directory.messages.writing import Words
from directory.people.models import Person
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.services.looking import hidden_providers
from directory.services.models import ListingRevision, Service
from directory.sight import ANYBODY

ONE: Final = "Two of your records here were made one"
TWO: Final = "Two of your records here are two again"
UNNAMED: Final = "an organisation of yours that is known to few"


@dataclass(frozen=True, slots=True)
class MergeTold:
    """What was done and why, as paragraphs; nothing of it is secret."""

    is_one: bool
    what: str
    follows: str
    reason: str
    by: str
    at: dt.datetime

    @property
    def subject(self) -> str:
        return ONE if self.is_one else TWO

    @property
    def paragraphs(self) -> tuple[str, ...]:
        local = self.at.astimezone(LONDON)
        when = f"{local:%H:%M} on {day_in_words(local.date())}"
        return (f"At {when} {self.by} {self.what}.", f"Why: {self.reason}", self.follows)


def services_merge_told(
    session: Session, gone: Service, kept: Service, *, is_one: bool, reason: str, by: Person,
    at: dt.datetime,
) -> MergeTold:  # fmt: skip
    """Of two services."""
    one, other = (_service_named(session, service) for service in (gone, kept))
    if is_one:
        return MergeTold(
            True, f"made {one} and {other} one", "People find the second from now on: it has the"
            " queues of both, with their referrals, dates and agreements, and the address of the"
            " first leads to it.", reason, by.name, at,
        )  # fmt: skip
    return MergeTold(
        False, f"parted {one} and {other} again", "Each has the queues that it had.", reason,
        by.name, at,
    )  # fmt: skip


def providers_merge_told(
    session: Session, gone: Provider, kept: Provider, *, is_one: bool, from_date: dt.date,
    reason: str, by: Person, at: dt.datetime,
) -> MergeTold:  # fmt: skip
    """Of two organisations; `from_date` is since when they are one."""
    since, hidden = day_in_words(from_date), hidden_providers(session, [gone, kept], sight=ANYBODY)
    one, other = (UNNAMED if p.id in hidden else p.name for p in (gone, kept))
    if is_one:
        return MergeTold(
            True, f"recorded that {one} is {other} since {since}", "The services,"
            " agreements and members of both are those of the second from now on; by its former"
            " name the first is found still.", reason, by.name, at,
        )  # fmt: skip
    return MergeTold(
        False, f"recorded that {one} and {other} are two after all",
        "Each has the services, agreements and members that it had.", reason, by.name, at,
    )  # fmt: skip


def addresses_concerned(
    session: Session, providers: Iterable[Provider], services: Iterable[Service] = ()
) -> list[str]:
    """Of the services and the providers, and of all their members; each once."""
    found = [email for service in services if (email := _email_of(session, service))]
    for provider in providers:
        found += [*([provider.email] if provider.email else []), *members_of(session, provider.id)]
    return list({key_of(address): address for address in found}.values())


def tell_of_merge(
    session: Session, to: Iterable[str], told: MergeTold, *, look: WhereToLook, at: dt.datetime
) -> int:
    """How many messages were written: of none a letter goes by post."""
    ends = (
        f"If that is right you need do nothing. If not, look at {look.page}"
        f"\nor ring {look.telephone}."
    )
    words = Words(told.subject, "\n\n".join([*told.paragraphs, ends]))
    sent = [written(session, one, words, MessageKind.LISTING_DECIDED, at) for one in to]
    return sum(message is not None for message in sent)


def _service_named(session: Session, service: Service) -> str:
    revision = session.get(ListingRevision, service.published_revision_id)
    if service.exposure is Exposure.CONFIDENTIAL or revision is None:
        return "a confidential service"
    return f"“{revision.title}”"


def _email_of(session: Session, service: Service) -> str | None:
    revision = session.get(ListingRevision, service.published_revision_id)
    return None if revision is None else revision.email
