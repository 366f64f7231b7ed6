"""Saying that a listing is a local copy of a master, and going one's own way again.

Whoever keeps the copy says so: nobody makes a copy of a listing of somebody else.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.errors import DirectoryError
from directory.listings.local_copies import copies_of, master_of, masters_offered, open_copy
from directory.listings.models import LocalCopy
from directory.listings.wording import hold_listing
from directory.people.models import Person
from directory.services.models import Service
from directory.sight import Sight


class CannotFollow(DirectoryError):
    """A listing that stays on its own."""

    field = "master"

    def __init__(self, why: str) -> None:
        super().__init__(f"It cannot be a local copy of that listing: {why}.")


def follow_master(
    session: Session,
    service: Service,
    master: Service,
    *,
    sight: Sight,
    by: Person,
    at: dt.datetime,
) -> None:
    """From now on it is told where it says otherwise; nothing that it says changes.

    Said again it changes nothing. Raises `CannotFollow`.
    """
    for one in sorted({service, master}, key=lambda held: held.id):
        hold_listing(session, one)
    known = open_copy(session, service)
    if known is not None and known.master_id == master.id:
        return
    if master_of(session, service, sight=sight) is not None:
        raise CannotFollow("it is a copy of another one, which it has to leave first")
    if copies_of(session, service, sight=sight):
        raise CannotFollow("it has local copies of its own")
    if master.id not in {one.id for one in masters_offered(session, service, sight=sight)}:
        raise CannotFollow("choose one of your own or of your prime that is no copy itself")
    if known is not None:  # of one that may be read no more
        known.ended_at = at
        session.flush()
    session.add(LocalCopy(service_id=service.id, master_id=master.id, said_by_id=by.id, said_at=at))
    session.flush()
    told = {"master": master.code}
    record_act(session, Act.LISTING_FOLLOW, service, by=by, at=at, after=told)


def go_own_way(session: Session, service: Service, *, by: Person, at: dt.datetime) -> None:
    """It is nobody's copy any more, and says what it said; once more changes nothing."""
    hold_listing(session, service)
    known = open_copy(session, service)
    if known is None:
        return
    known.ended_at = at
    session.flush()
    told = {"master": session.get_one(Service, known.master_id).code}
    record_act(
        session, Act.LISTING_FOLLOW, service, by=by, at=at, before=told, after={"master": None}
    )
