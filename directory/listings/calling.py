"""Told by telephone: written down for a provider once a number that the portal holds of it was
rung back.

| rung back | told | |
|---|---|---|
| a number held | hours, e-mail, places, starts, closures, “still right” | at once |
| a number held | another telephone number, and it is that one | refused |
| a number held | another telephone number, and it is another one | at once |
| a number held | telephone or e-mail of a sensitive service | waits for a second person |
| a number that a draft would change | anything | refused |
| a number that only the caller knows | anything | refused |
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.acts import Act
from directory.attribution import SaidBy
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.fields import Holds
from directory.free_words import number_or_place_in
from directory.listings.errors import (
    CallIsOver,
    NothingHeldToRing,
    NotRungBack,
    RungTheNumberThatChanges,
    SpeakerRefused,
)
from directory.listings.models import ListingDraft, ProviderCall
from directory.listings.wording import Columns, published_now
from directory.people.models import Person
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.services.listing_fields import LISTING_FIELD
from directory.services.models import Service
from directory.stating import said
from directory.telephones import share_a_number


@dataclass(frozen=True, slots=True)
class HeldNumber:
    """`is_of_listing`: readers of the service ring it; else it is the provider's own."""

    number: str
    is_of_listing: bool


def numbers_held(session: Session, service: Service) -> tuple[HeldNumber, ...]:
    """What may be rung back: no number that an open draft would change, none that is secret.

    Raises `NotOnOffer`.
    """
    listed = published_now(session, service).says["telephone"]
    provider = session.get(Provider, service.provider_id) if service.provider_id else None
    own = None if provider is None else provider.telephone
    if own and listed and share_a_number(own, listed):
        own = None
    if service.exposure is Exposure.CONFIDENTIAL or _draft_changes_number(session, service):
        listed = None
    held = ((listed, True), (own, False))
    return tuple(HeldNumber(number, is_of_listing) for number, is_of_listing in held if number)


def _draft_changes_number(session: Session, service: Service) -> bool:
    drafts = session.scalars(
        select(ListingDraft.changes).where(
            ListingDraft.service_id == service.id, ListingDraft.closed_at.is_(None)
        )
    )
    return any("telephone" in changes for changes in drafts)


def begin_call(
    session: Session,
    service: Service,
    *,
    rung: str,
    has_rung: bool,
    told_by: str,
    by: Person,
    at: dt.datetime,
) -> ProviderCall:
    """`by` rang `rung` back and `told_by` answered for the provider.

    Raises `NothingHeldToRing`, `NotRungBack` for a number that the portal does not hold too,
    `NotSaid` without a name, `SpeakerRefused`, and `NotOnOffer`.
    """
    held = numbers_held(session, service)
    if not held:
        raise NothingHeldToRing
    if not has_rung or rung not in {one.number for one in held}:
        raise NotRungBack
    if what := number_or_place_in(told_by):
        raise SpeakerRefused(what)
    call = ProviderCall(
        service_id=service.id,
        rung_number=rung,
        told_by=said(told_by, "who told you"),
        rung_at=at,
    )
    call.recorded_by = by
    session.add(call)
    session.flush()
    after = {"service": service.code, "told_by": call.told_by}
    record_act(session, Act.CALL_RECORD, call, by=by, at=at, after=after)
    return call


def call_of(session: Session, public_id: uuid.UUID, *, by: Person) -> ProviderCall:
    """A call that this person recorded. Raises `NotKnown`, also for another's."""
    found = session.scalar(
        select(ProviderCall)
        .where(ProviderCall.public_id == public_id, ProviderCall.recorded_by_id == by.id)
        .options(joinedload(ProviderCall.service))
    )
    if found is None:
        raise NotKnown("call of yours", public_id)
    return found


def refuse_over(call: ProviderCall, at: dt.datetime) -> None:
    """Raises `CallIsOver` for a call of another day."""
    if local_date(call.rung_at) != local_date(at):
        raise CallIsOver


def word_of_call(call: ProviderCall) -> SaidBy:
    day = local_date(call.rung_at)
    return SaidBy(call.told_by, day, is_person=True, recorded_by=call.recorded_by.name)


def refuse_rung_number(call: ProviderCall, now: Columns, told: Mapping[str, object]) -> None:
    """Raises `RungTheNumberThatChanges`."""
    for name, value in told.items():
        field = LISTING_FIELD.get(name)
        if field is None or field.holds is not Holds.TELEPHONE:
            continue
        if field.means_the_same(now[name], value):
            continue
        either = (str(one) for one in (now[name], value) if one)
        if any(share_a_number(call.rung_number, number) for number in either):
            raise RungTheNumberThatChanges
