"""What a person states of a listing, field by field, against a version that they have seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from directory.attribution import SaidBy
from directory.clock import local_date
from directory.errors import DirectoryError
from directory.offers import FactOffered, settle_fields
from directory.people.models import Person
from directory.services.editing import publish_as
from directory.services.listing import Listing
from directory.services.listing_fields import LISTING_FIELD
from directory.services.models import ListingRevision, Service
from directory.versions import hold, refuse_changed, refuse_unfit


class NothingListed(DirectoryError):
    """The service has no listing yet whose fields could be stated one by one."""

    def __init__(self, service: Service) -> None:
        self.service = service
        super().__init__("This service has no listing yet: publish a whole one first.")


def edit_listing(
    session: Session,
    service: Service,
    changes: Mapping[str, object],
    *,
    based_on: int,
    by: Person,
    at: dt.datetime,
    said: SaidBy | None = None,
) -> ListingRevision:
    """A person states fields of the published listing; `based_on`: the service's version as seen.

    `said`: whose word it is, where `by` only writes it down. Lists may be tuples or lists.
    Raises `NothingListed`, `NoSuchField`, `FieldRefused`, `ListingRefused` and,
    where somebody else changed it meanwhile, `ChangedMeanwhile` with both values.
    """
    refuse_unfit(LISTING_FIELD, changes)
    is_as_seen = hold(session, service, based_on=based_on)
    if service.published_revision_id is None:
        raise NothingListed(service)
    revision = session.get_one(ListingRevision, service.published_revision_id)
    known = Listing.of_columns(revision).as_columns()
    told = Listing.of_record(known | dict(changes)).as_columns()
    wanted = {name: told[name] for name in changes}
    if not is_as_seen:
        refuse_changed(revision.title, service, LISTING_FIELD, known=known, changes=wanted)
    word = said or SaidBy(by.name, local_date(at), is_person=True)
    published = publish_as(
        session, service, Listing.of_record(told), said=word, states=set(changes), by=by, at=at
    )
    settle_fields(session, service, wanted, by=by, at=at)
    return published


def take_listing_offer(
    session: Session,
    service: Service,
    offer: FactOffered,
    *,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> ListingRevision:
    """The owner states what a file offered; from then on it is the owner's word."""
    changes = {offer.field: offer.value}
    return edit_listing(session, service, changes, based_on=based_on, by=by, at=at)
