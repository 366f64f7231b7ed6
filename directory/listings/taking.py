"""Taking the master's word: for one field of one's own copy, or for many copies in one act.

| who | field | what happens |
|---|---|---|
| who keeps the copy | one that changes without approval | readers see it at once |
| who keeps the copy | any other | a draft is submitted; it joins one that is in hand |
| who keeps the master | any | a draft of each copy is submitted, and somebody else decides |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.errors import NotKnown
from directory.listings.copied_fields import COPIED
from directory.listings.drafting import (
    leave_draft,
    open_draft,
    save_draft,
    submit_draft,
    take_back_draft,
)
from directory.listings.errors import LookAgain
from directory.listings.local_copies import open_copy
from directory.listings.models import ListingDraft
from directory.listings.stating import live_fields, state_at_once
from directory.listings.wording import Columns, Published, differing, hold_listing, published_now
from directory.people.models import Person
from directory.services.differences import ListingChange
from directory.services.models import Service


@dataclass(frozen=True, slots=True)
class WordTaken:
    """`changes` that readers see at once, or the draft that holds it, submitted or not."""

    changes: tuple[ListingChange, ...] = ()
    draft: ListingDraft | None = None


def take_word(
    session: Session,
    service: Service,
    master: Service,
    name: str,
    *,
    seen: int,
    by: Person,
    at: dt.datetime,
) -> WordTaken:
    """The copy says of one field what its master says; nothing where it does already.

    `seen`: the number of the master's wording that was shown. Raises `NotKnown`, `LookAgain`
    and what `save_draft` raises.
    """
    _refuse_uncopied([name])
    hold_listing(session, service)
    word = _word_of(session, service, master, seen=seen)
    now = published_now(session, service)
    told = {name: word.says[name]}
    if not differing(told, now.says):
        return WordTaken()
    if name in {one.name for one in live_fields(service, now.says)}:
        return WordTaken(state_at_once(session, service, told, based_on=now.number, by=by, at=at))
    known = open_draft(session, service, by)
    draft = save_draft(
        session, service, told, based_on=now.number,
        draft_version=0 if known is None else known.version, by=by, at=at,
    )  # fmt: skip
    if draft is not None and known is None:
        submit_draft(session, service, draft, draft_version=draft.version, by=by, at=at)
    return WordTaken(draft=draft)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Fields that a copy is to take, and the number of its wording that was shown."""

    service: Service
    seen: int
    names: Collection[str]


@dataclass(slots=True)
class Spread:
    """Drafts that were submitted, and copies of which one has a draft in hand already."""

    asked: list[ListingDraft] = field(default_factory=list)
    in_hand: list[Service] = field(default_factory=list)


def spread_word(
    session: Session,
    master: Service,
    wanted: Sequence[Wanted],
    *,
    seen: int,
    by: Person,
    at: dt.datetime,
) -> Spread:
    """Ask in one act that copies take the master's word for the fields that were chosen of each.

    All of it as it was shown, or nothing: raises `LookAgain` where the master or a copy says
    something else by now, `NotKnown`, and what `save_draft` raises. What a copy says already is
    not asked for, so that a second time does nothing.
    """
    done = Spread()
    for one in sorted(wanted, key=lambda copy: copy.service.id):
        _refuse_uncopied(one.names)
        _spread_to(session, master, one, done, seen=seen, by=by, at=at)
    if done.asked:
        told = {"copies": sorted(str(draft.public_id) for draft in done.asked)}
        record_act(session, Act.LISTING_SPREAD, master, by=by, at=at, after=told)
    return done


def _spread_to(
    session: Session,
    master: Service,
    one: Wanted,
    done: Spread,
    *,
    seen: int,
    by: Person,
    at: dt.datetime,
) -> None:
    hold_listing(session, one.service)
    word = _word_of(session, one.service, master, seen=seen)
    if open_draft(session, one.service, by) is not None:
        done.in_hand.append(one.service)
        return
    now = published_now(session, one.service)
    told = differing(_told(word.says, one.names), now.says)
    if not told:
        return
    if now.number != one.seen:
        raise LookAgain
    draft = save_draft(
        session, one.service, told, based_on=now.number, draft_version=0, by=by, at=at
    )
    if draft is not None:
        submit_draft(session, one.service, draft, draft_version=draft.version, by=by, at=at)
        done.asked.append(draft)


def withdraw_word(session: Session, service: Service, *, by: Person, at: dt.datetime) -> None:
    """Ask no longer for what one asked of a copy; nothing where nothing is asked."""
    draft = open_draft(session, service, by)
    if draft is None:
        return
    take_back_draft(session, service, draft, by=by, at=at)
    leave_draft(session, service, draft, by=by, at=at)


def _word_of(session: Session, service: Service, master: Service, *, seen: int) -> Published:
    """The master's, as it was shown. Raises `NotKnown` for the copy of another."""
    known = open_copy(session, service)
    if known is None or known.master_id != master.id:
        raise NotKnown("local copy of this listing", service.public_id)
    session.refresh(master)
    word = published_now(session, master)
    if word.number != seen:
        raise LookAgain
    return word


def _told(says: Mapping[str, object], names: Collection[str]) -> Columns:
    return {name: says[name] for name in names}


def _refuse_uncopied(names: Collection[str]) -> None:
    known = {one.name for one in COPIED}
    for name in names:
        if name not in known:
            raise NotKnown("field that a copy takes", name)
