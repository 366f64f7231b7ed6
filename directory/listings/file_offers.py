"""What a file said of a listing against somebody's word: taken by its keeper, or turned down.

What readers see at once is taken at once; the rest becomes part of the keeper's draft, and whoever
approves that has the last word. Turned down it is not asked again until the file says otherwise.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from directory.acts import Act
from directory.attribution import SaidBy, said_by_field
from directory.audit.recording import record_act
from directory.errors import NotKnown
from directory.fields import Field, Speaker
from directory.listings.drafting import open_draft, save_draft
from directory.listings.stating import live_fields, state_at_once
from directory.listings.wording import Columns, published_now
from directory.offers import FactOffered, open_offers, settle
from directory.people.models import Person
from directory.services.differences import ListingChange
from directory.services.listing_fields import LISTING_FIELD
from directory.services.models import Service
from directory.services.sensitive import reaches_people
from directory.services.sight import reaches_by_page


@dataclass(frozen=True, slots=True)
class FileOffer:
    """`stands` is what readers see, `by` whose word it is; `is_live`: taken it is seen at once."""

    offer: FactOffered
    field: Field
    stands: object
    by: SaidBy | None
    is_live: bool


def file_offers(session: Session, service: Service, says: Columns) -> list[FileOffer]:
    """That a provider may settle itself, the newest first; how a confidential one is reached is
    settled on no page."""
    live, by = live_fields(service, says), said_by_field(service.said)
    return [
        FileOffer(offer, field, says[field.name], by.get(field.name), field in live)
        for offer in open_offers(session, service)
        if (field := LISTING_FIELD.get(offer.field)) is not None and _is_asked(service, field)
    ]


def _is_asked(service: Service, field: Field) -> bool:
    is_hidden = reaches_people(field) and not reaches_by_page(service.exposure)
    return field.is_told and Speaker.PROVIDER in field.said_by and not is_hidden


def file_offer(session: Session, service: Service, number: int) -> FileOffer:
    """Raises `NotKnown`, also for another service's and one that is settled."""
    says = published_now(session, service).says
    for one in file_offers(session, service, says):
        if one.offer.id == number:
            return one
    raise NotKnown("offer of a file for this service", number)


def take_file_offer(
    session: Session, service: Service, taken: FileOffer, *, by: Person, at: dt.datetime
) -> tuple[ListingChange, ...]:
    """What readers see changed by it: nothing where it went into the draft of `by`.

    Raises what stating at once and saving a draft raise.
    """
    told, number = {taken.field.name: taken.offer.value}, published_now(session, service).number
    if taken.is_live:
        return state_at_once(session, service, told, based_on=number, by=by, at=at)
    draft = open_draft(session, service, by)
    save_draft(
        session, service, told, based_on=number,
        draft_version=0 if draft is None else draft.version, by=by, at=at,
    )  # fmt: skip
    return ()


def keep_own(
    session: Session, service: Service, kept: FileOffer, *, by: Person, at: dt.datetime
) -> None:
    """What stands is right, whatever the file says."""
    settle(session, kept.offer, by=by, at=at)
    told = {"kept": kept.field.name, "against": kept.offer.source}
    record_act(session, Act.LISTING_EDIT, service, by=by, at=at, after=told)
