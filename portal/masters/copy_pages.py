"""What the pages of a master and of its copies ask of the records."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from flask import request
from sqlalchemy.orm import Session

from directory.errors import NotKnown
from directory.listings.history import last_decision
from directory.listings.local_copies import (
    CopyStanding,
    copies_of,
    master_of,
    masters_offered,
    standing_of_copies,
)
from directory.listings.taking import Wanted
from directory.listings.wording import published_now
from directory.services.models import Service
from portal.asking.onlooker import sight_of_reader
from portal.listings.pages import title_of
from portal.listings.theirs import who_acts
from portal.masters.pages import (
    CopiesPage,
    MasterPage,
    ShownCopy,
    TakingPage,
    named_with_provider,
    shown_apart,
    shown_copy,
)


def copies_page(session: Session, master: Service) -> CopiesPage:
    copies = copies_of(session, master, sight=sight_of_reader())
    standing = standing_of_copies(session, master, copies, reader=who_acts())
    return CopiesPage(
        str(master.public_id),
        title_of(master),
        published_now(session, master).number,
        tuple(_shown(session, one, master) for one in standing),
        request.args.get("done", ""),
    )


def _shown(session: Session, one: CopyStanding, master: Service) -> ShownCopy:
    last = None if one.draft is None else last_decision(session, one.draft.id)
    return shown_copy(one, master, last=last)


def wanted_of(session: Session, master: Service, keys: Iterable[str]) -> list[Wanted]:
    """What was ticked: copy, number of its wording, field. Raises `NotKnown`."""
    copies = {
        str(one.public_id): one for one in copies_of(session, master, sight=sight_of_reader())
    }
    names: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for key in keys:
        copy_id, _, rest = key.partition(".")
        number, _, name = rest.partition(".")
        is_number = number.isascii() and number.isdigit() and len(number) < 9
        if copy_id not in copies or not is_number:
            raise NotKnown("local copy of this listing", copy_id)
        names[copy_id, int(number)].add(name)
    return [Wanted(copies[copy_id], seen, told) for (copy_id, seen), told in names.items()]


def taking_page(session: Session, master: Service, wanted: Iterable[Wanted]) -> TakingPage:
    """Only what differs still."""
    names = {one.service.id: one.names for one in wanted}
    page = copies_page(session, master)
    copies = copies_of(session, master, sight=sight_of_reader())
    ids = {str(one.public_id): one.id for one in copies}
    return TakingPage(
        page.public_id,
        page.title,
        page.number,
        tuple(
            replace(copy, apart=chosen)
            for copy in page.copies
            if copy.can_be_asked
            and (
                chosen := tuple(
                    a for a in copy.apart if a.name in names.get(ids[copy.public_id], ())
                )
            )
        ),
    )


def master_page(session: Session, service: Service, *, wrong: str = "") -> MasterPage:
    """Of a copy its master; of any other listing what it may be a copy of."""
    sight, done = sight_of_reader(), request.args.get("done", "")
    page = MasterPage(str(service.public_id), title_of(service), done=done, wrong=wrong)
    master = master_of(session, service, sight=sight)
    if master is None:
        is_master = bool(copies_of(session, service, sight=sight))
        offered = [] if is_master else masters_offered(session, service, sight=sight)
        return replace(page, offered=named_with_provider(offered), has_copies=is_master)
    [standing] = standing_of_copies(session, master, [service])
    return replace(
        page,
        master=title_of(master),
        master_provider="" if master.provider is None else master.provider.name,
        number=published_now(session, master).number,
        apart=shown_apart(standing),
    )


def own_master(session: Session, service: Service) -> Service:
    """Raises `NotKnown` for what is nobody's copy, or of a master that may not be read."""
    found = master_of(session, service, sight=sight_of_reader())
    if found is None:
        raise NotKnown("master of this listing", service.public_id)
    return found


def master_chosen(session: Session, service: Service, told: str) -> Service:
    """Of those that are offered. Raises `NotKnown`."""
    offered = masters_offered(session, service, sight=sight_of_reader())
    found = [one for one in offered if str(one.public_id) == told]
    if not found:
        raise NotKnown("listing of which this may be a copy", told or uuid.UUID(int=0))
    return found[0]
