"""Writing a draft, submitting it and taking it back: readers see nothing of any of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.attribution import SaidBy
from directory.audit.recording import record_act
from directory.audit.speaking import acting_words
from directory.clock import local_date
from directory.fields import Speaker
from directory.listings.appending import append_decision
from directory.listings.errors import (
    DraftIsSubmitted,
    LookAgain,
    NotComplete,
    NothingChanged,
    NothingToDecide,
    NotYourDraft,
)
from directory.listings.leading_there import refuse_leading_there
from directory.listings.models import DecisionKind, ListingDraft, ProviderCall
from directory.listings.wording import (
    NOTHING_YET,
    Columns,
    Published,
    as_seen,
    as_stored,
    before_and_after,
    differing,
    drafted_upon,
    hold_listing,
    offers,
    refuse_clashes,
)
from directory.people.models import Person
from directory.services.listing_fields import LISTING_FIELD
from directory.services.models import Service
from directory.versions import ChangedMeanwhile, Clash


def open_draft(session: Session, service: Service, author: Person) -> ListingDraft | None:
    return session.scalar(
        select(ListingDraft).where(
            ListingDraft.service_id == service.id,
            ListingDraft.author_id == author.id,
            ListingDraft.closed_at.is_(None),
        )
    )


def save_draft(
    session: Session,
    service: Service,
    told: Mapping[str, object],
    *,
    based_on: int,
    draft_version: int,
    by: Person,
    at: dt.datetime,
    speaker: Speaker = Speaker.PROVIDER,
    call: ProviderCall | None = None,
) -> ListingDraft | None:
    """Keep what somebody would have the listing say; None where that is what it says already.

    `call`: in which it was told by telephone. `based_on`: the number of the published revision
    that they saw, `draft_version` that of their draft, 0 without one. Fields
    that are not told stay as the draft has them. Raises `NotOnOffer`, `NoSuchField`,
    `FieldRefused`, `ListingRefused`, `DraftIsSubmitted` and, where anybody changed the same
    meanwhile, `ChangedMeanwhile` with both values.
    """
    hold_listing(session, service)
    draft = open_draft(session, service, by)
    now = drafted_upon(session, service, draft)
    seen = as_seen(session, service, now, based_on)
    told = as_stored(told, beside=now.says, speaker=speaker)
    _refuse_other_draft(draft, told, version=draft_version, now=now)
    refuse_clashes(service, now, seen=seen, wanted=told)
    moved = {n: v for n, v in told.items() if not LISTING_FIELD[n].means_the_same(v, seen[n])}
    refuse_leading_there(service, moved)
    kept = _kept(session, service, draft, now, besides=told)
    changes = differing(kept | moved, now.says)
    return _keep(session, service, draft, changes, now, call=call, by=by, at=at)


def _kept(
    session: Session,
    service: Service,
    draft: ListingDraft | None,
    now: Published,
    *,
    besides: Columns,
) -> Columns:
    """What the draft says of fields that are not told now."""
    if draft is None:
        return {}
    kept = {name: value for name, value in draft.changes.items() if name not in besides}
    seen = as_seen(session, service, now, draft.based_on)
    refuse_clashes(service, now, seen=seen, wanted=kept)
    return kept


def _refuse_other_draft(
    draft: ListingDraft | None, told: Columns, *, version: int, now: Published
) -> None:
    """The same author in another window, or on another day."""
    if draft is None or draft.version == version:
        if draft is not None and draft.submitted_at is not None:
            raise DraftIsSubmitted
        return
    by = SaidBy(draft.author.name, local_date(draft.saved_at), is_person=True)
    saved = now.says | draft.changes
    clashes = [
        Clash(LISTING_FIELD[name], value, saved[name], by)
        for name, value in told.items()
        if not LISTING_FIELD[name].means_the_same(value, saved[name])
    ]
    if clashes:
        raise ChangedMeanwhile(f"Your draft of {now.title}", draft.version, clashes)
    if draft.submitted_at is not None:
        raise DraftIsSubmitted


def _keep(
    session: Session,
    service: Service,
    draft: ListingDraft | None,
    changes: Columns,
    now: Published,
    *,
    call: ProviderCall | None,
    by: Person,
    at: dt.datetime,
) -> ListingDraft | None:
    if draft is None and not changes:
        return None
    if draft is None:
        draft = begun_draft(session, service, by)
    draft.changes, draft.based_on, draft.saved_at = changes, now.number, at
    draft.call, draft.acting = call, acting_words(session) or None
    draft.version += 1
    is_kept = bool(changes) or offers(draft, service)
    if not is_kept:
        draft.closed_at = at
    session.flush()
    record_act(session, Act.LISTING_DRAFT, service, by=by, at=at, after={"fields": sorted(changes)})
    return draft if is_kept else None


def begun_draft(session: Session, service: Service, by: Person) -> ListingDraft:
    """One that says nothing yet; whoever asks for it says on what it is based, and when."""
    draft = ListingDraft(service_id=service.id, author_id=by.id, version=0, changes={})
    draft.author = by
    session.add(draft)
    return draft


def draft_offer(
    session: Session,
    service: Service,
    changes: Columns,
    *,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> ListingDraft:
    """The author's draft that would offer a service which is not on offer."""
    draft = open_draft(session, service, by)
    if draft is None:
        draft = begun_draft(session, service, by)
        draft.based_on, draft.saved_at = based_on, at
    draft.changes = {**draft.changes, **changes}
    draft.is_offer = True
    draft.version += 1
    session.flush()
    record_act(session, Act.LISTING_DRAFT, service, by=by, at=at, after={"offers": True})
    return draft


def submit_draft(
    session: Session,
    service: Service,
    draft: ListingDraft,
    *,
    draft_version: int,
    by: Person,
    at: dt.datetime,
) -> None:
    """Ask that it be published as it stands; once submitted, again does nothing.

    Raises `NotYourDraft`, `NothingToDecide`, `NothingChanged`, `LookAgain` and
    `ChangedMeanwhile`.
    """
    now = _hold_own(session, service, draft, by=by)
    if draft.submitted_at is not None:
        return
    if draft.version != draft_version:
        raise LookAgain
    seen = as_seen(session, service, now, draft.based_on)
    refuse_clashes(service, now, seen=seen, wanted=draft.changes)
    draft.changes = differing(draft.changes, now.says)
    if not draft.changes and not offers(draft, service):
        raise NothingChanged
    refuse_leading_there(service, draft.changes)
    if now.number == NOTHING_YET and (missing := missing_of(draft)):
        raise NotComplete(missing)
    draft.submitted_at, draft.based_on = at, now.number
    draft.version += 1
    asked = before_and_after(now.says, draft.changes)
    append_decision(session, service, DecisionKind.SUBMITTED, asked, draft=draft, by=by, at=at)
    record_act(session, Act.LISTING_SUBMIT, service, by=by, at=at, after={"fields": sorted(asked)})


def forget_offers_begun(session: Session, service: Service) -> None:
    """Drafts begun while it was off offer before are of that time: they offer nothing now."""
    session.execute(
        update(ListingDraft)
        .where(ListingDraft.service_id == service.id, ListingDraft.closed_at.is_(None))
        .values(is_offer=False)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


TO_BE_SAID: Final = (("title",), ("summary",), ("pathways", "requirements"))
"""What a first listing says at least: of each group one."""


def missing_of(draft: ListingDraft) -> dict[str, str]:
    """What a first listing leaves out, in words, by the first field that would say it."""
    return {
        group[0]: " or ".join(LISTING_FIELD[name].label.lower() for name in group)
        for group in TO_BE_SAID
        if not any(draft.changes.get(name) for name in group)
    }


def take_back_draft(
    session: Session, service: Service, draft: ListingDraft, *, by: Person, at: dt.datetime
) -> None:
    """The author goes on writing. Raises `NotYourDraft` and `NothingToDecide`."""
    now = _hold_own(session, service, draft, by=by)
    if draft.submitted_at is None:
        return
    draft.submitted_at = None
    draft.version += 1
    asked = before_and_after(now.says, draft.changes)
    append_decision(session, service, DecisionKind.TAKEN_BACK, asked, draft=draft, by=by, at=at)
    record_act(session, Act.LISTING_TAKE_BACK, service, by=by, at=at)


def leave_draft(
    session: Session, service: Service, draft: ListingDraft, *, by: Person, at: dt.datetime
) -> None:
    """The author wants none of it any more. Raises `NotYourDraft` and `DraftIsSubmitted`."""
    _hold_own(session, service, draft, by=by)
    if draft.submitted_at is not None:
        raise DraftIsSubmitted
    draft.closed_at = at
    draft.version += 1
    session.flush()
    record_act(
        session,
        Act.LISTING_LEAVE_DRAFT,
        service,
        by=by,
        at=at,
        after={"fields": sorted(draft.changes)},
    )


def _hold_own(session: Session, service: Service, draft: ListingDraft, *, by: Person) -> Published:
    hold_listing(session, service)
    session.refresh(draft)
    if draft.author_id != by.id:
        raise NotYourDraft
    if not draft.is_open:
        raise NothingToDecide
    return drafted_upon(session, service, draft)
