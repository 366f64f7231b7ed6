"""Telling of every telephone and e-mail that a file changed, as if somebody had changed it by hand.

One message to each address, whatever the number of services; what a file adds is told to nobody.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.clock import LONDON, day_in_words
from directory.exchange.models import ImportedChange
from directory.listings.telling import (
    REACHED,
    WhereToLook,
    change_in_words,
    concerned,
    members_of,
    written,
)
from directory.messages.addresses import key_of
from directory.messages.kinds import MessageKind
from directory.messages.writing import Words
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.providers.provider_fields import PROVIDER_FIELDS
from directory.services.differences import ListingChange, changes_between
from directory.services.listing import Listing
from directory.services.listing_fields import LISTING_FIELDS
from directory.services.models import ListingRevision, Service
from directory.services.sensitive import reaches_people
from directory.services.sight import is_secret

MOST_TOLD: Final = 50
"""Records named in one message; of more it says how many."""

_REACH: Final = tuple(field for field in LISTING_FIELDS if reaches_people(field))
_REACH_OF_PROVIDER: Final = tuple(field for field in PROVIDER_FIELDS if reaches_people(field))
_POINTER: Final = "published_revision_id"


@dataclass(frozen=True, slots=True)
class _Changed:
    """What one record says otherwise, and who is told; `named` is nothing that is secret."""

    named: str
    lines: tuple[str, ...]
    to: tuple[str, ...]


def tell_of_file(
    session: Session, import_ids: Collection[int], *, at: dt.datetime, look: WhereToLook
) -> int:
    """How many messages were written."""
    found: defaultdict[str, list[_Changed]] = defaultdict(list)
    addresses: dict[str, str] = {}
    for changed in (*_services(session, import_ids), *_providers(session, import_ids)):
        for address in changed.to:
            found[addresses.setdefault(key_of(address), address)].append(changed)
    told = [
        written(
            session, to, Words(REACHED, _body(some, at, look)), MessageKind.TELEPHONE_CHANGED, at
        )
        for to, some in sorted(found.items())
    ]
    return sum(message is not None for message in told)


def _services(session: Session, import_ids: Collection[int]) -> Iterator[_Changed]:
    pairs = {
        change.key[0]: (change.before[_POINTER], (change.after or {}).get(_POINTER))
        for change in _changes(session, import_ids, Service.__tablename__)
        if change.before.get(_POINTER)
    }
    services = session.scalars(
        select(Service).where(Service.id.in_(pairs)).options(joinedload(Service.published))
    ).all()
    for service in sorted(services, key=lambda one: one.id):
        before, after = (_says(session, key) for key in pairs[service.id])
        told = {field.name: after[field.name] for field in _REACH if after}
        changes = changes_between(before, told, _REACH)
        if changes:
            secret = service.exposure is Exposure.CONFIDENTIAL
            named = "A confidential service of yours" if secret else f"“{after['title']}”"
            to = concerned(session, service, old_email=before["email"])
            yield _Changed(named, _lines(changes, is_secret=secret), tuple(to))


def _says(session: Session, revision_id: int | None) -> dict[str, Any]:
    revision = None if revision_id is None else session.get(ListingRevision, revision_id)
    return {} if revision is None else Listing.of_columns(revision).as_columns()


def _providers(session: Session, import_ids: Collection[int]) -> Iterator[_Changed]:
    """The provider's own number is the one that is rung back, and so is told of as well."""
    for change in _changes(session, import_ids, Provider.__tablename__):
        after = change.after or {}
        both = change.before.keys() & after.keys()
        fields = [one for one in _REACH_OF_PROVIDER if one.name in both]
        if not fields:
            continue
        provider = session.get_one(Provider, change.key[0])
        told = tuple(ListingChange(f, change.before[f.name], after[f.name]) for f in fields)
        held = [change.before.get("email") or provider.email]
        to = [*(one for one in held if one), *members_of(session, provider.id)]
        secret = _offers_what_is_secret(session, provider)
        named = "Your organisation" if secret else f"{provider.name} itself"
        yield _Changed(named, _lines(told, is_secret=secret), tuple(to))


def _offers_what_is_secret(session: Session, provider: Provider) -> bool:
    asked = select(Service.id).where(Service.provider_id == provider.id)
    secret = asked.where(is_secret())
    return session.scalar(secret.limit(1)) is not None


def _changes(session: Session, import_ids: Collection[int], table: str) -> Iterable[ImportedChange]:
    return session.scalars(
        select(ImportedChange)
        .where(ImportedChange.import_id.in_(import_ids), ImportedChange.table_name == table)
        .order_by(ImportedChange.id)
    )


def _lines(changes: Iterable[ListingChange], *, is_secret: bool) -> tuple[str, ...]:
    return tuple(change_in_words(change, is_secret=is_secret) for change in changes)


def _body(changed: list[_Changed], at: dt.datetime, look: WhereToLook) -> str:
    local = at.astimezone(LONDON)
    when = f"{local:%H:%M} on {day_in_words(local.date())}"
    lines = [f"At {when} a file that was taken in changed how people reach you.", ""]
    for one in changed[:MOST_TOLD]:
        lines += [one.named, *one.lines, ""]
    if (more := len(changed) - MOST_TOLD) > 0:
        lines += [f"And {more:,} more.", ""]
    return "\n".join(
        [
            *lines,
            "Readers see it now.",
            f"If that is right you need do nothing. If not, put it right at {look.page}",
            f"or ring {look.telephone}.",
        ]
    )
