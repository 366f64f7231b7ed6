"""What readers see at once: hours and, unless somebody may be looking for it, how to reach it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from directory.attribution import SaidBy
from directory.clock import local_date
from directory.fields import Field, Speaker
from directory.listings.errors import NeedsApproval
from directory.listings.leading_there import refuse_leading_there
from directory.listings.wording import (
    Columns,
    as_stored,
    hold_listing,
    published_as,
    published_now,
    refuse_clashes,
)
from directory.people.models import Person
from directory.services.confirming import confirm_stated
from directory.services.differences import ListingChange, changes_between
from directory.services.listing_fields import LISTING_FIELD, LISTING_FIELDS
from directory.services.models import Service
from directory.services.sensitive import goes_live_at_once, is_sensitive
from directory.services.stating import edit_listing


def live_fields(service: Service, says: Columns) -> tuple[Field, ...]:
    """The fields of this service that change without approval, in the order of a page."""
    sensitive = is_sensitive(service.exposure, says)
    return tuple(f for f in LISTING_FIELDS if goes_live_at_once(f, is_sensitive=sensitive))


def drafted_fields(
    service: Service,
    says: Columns,
    *,
    speaker: Speaker = Speaker.PROVIDER,
    is_offer: bool = False,
) -> tuple[Field, ...]:
    """Those that wait for somebody else, and that the speaker may state at all.

    `is_offer`: nothing of it is public, so nothing can change at once.
    """
    live = () if is_offer else live_fields(service, says)
    return tuple(f for f in LISTING_FIELDS if f not in live and speaker in f.said_by)


def state_at_once(
    session: Session,
    service: Service,
    told: Mapping[str, object],
    *,
    based_on: int,
    by: Person,
    at: dt.datetime,
    speaker: Speaker = Speaker.PROVIDER,
    said: SaidBy | None = None,
) -> tuple[ListingChange, ...]:
    """Publish what changed of the fields told, and say what that was; nothing if nothing did.

    `based_on` is the number of the wording that was seen; `said` whose word it is, where `by`
    only writes it down. Raises `NeedsApproval`, `NotOnOffer`,
    `NoSuchField`, `FieldRefused` and, where somebody else changed the same, `ChangedMeanwhile`.
    """
    hold_listing(session, service)
    now = published_now(session, service)
    seen = published_as(session, service, based_on)
    told = as_stored(told, beside=now.says, speaker=speaker)
    _refuse_what_waits(service, now.says, told)
    refuse_clashes(service, now, seen=seen, wanted=told)
    moved = {n: v for n, v in told.items() if not LISTING_FIELD[n].means_the_same(v, seen[n])}
    refuse_leading_there(service, moved)
    changes = changes_between(now.says, moved, LISTING_FIELDS)
    if changes:
        news = {change.field.name: change.after for change in changes}
        edit_listing(session, service, news, based_on=service.version, by=by, at=at, said=said)
    confirm_stated(
        session, service, (change.field for change in changes), stated_on=local_date(at),
        stated_by=by.name if said is None else said.who, by=by, at=at,
    )  # fmt: skip
    return changes


def _refuse_what_waits(service: Service, says: Columns, told: Columns) -> None:
    live = {field.name for field in live_fields(service, says)}
    for name in told:
        if name not in live:
            raise NeedsApproval(LISTING_FIELD[name].label)
