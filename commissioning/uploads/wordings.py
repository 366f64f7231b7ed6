"""The wordings in a provider's file: drafts of the sender, submitted to whoever decides on them.

Nothing of it is done in a rehearsal: a draft is somebody's asking, and nothing was asked yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commissioning.uploads.errors import DraftInTheWay
from commissioning.uploads.models import Upload, UploadState
from commissioning.uploads.uploaders import Sender, Uploader
from directory.accounts.models import Membership
from directory.exchange.models import ImportedRows
from directory.fields import Field, Speaker
from directory.listings.drafting import (
    draft_offer,
    leave_draft,
    open_draft,
    save_draft,
    submit_draft,
    take_back_draft,
)
from directory.listings.errors import NotComplete
from directory.listings.models import ListingDraft
from directory.listings.wording import NOTHING_YET, Columns, differing, published_now
from directory.people.models import Person
from directory.services.listing import Listing
from directory.services.listing_fields import LISTING_FIELD
from directory.services.models import ListingRevision, ListingState, Service, ServiceState
from directory.services.sensitive import reaches_people
from directory.services.sight import reaches_by_page
from directory.versions import ChangedMeanwhile

KEPT: Final = "kept as drafts: nobody finds them until a row says publish"
ASKED: Final = (
    "with a wording: what is new in it is submitted for approval when you apply, and readers see"
    " it once it is approved; one that leaves out what readers need waits among your listings"
)


def notes_for(uploader: Uploader, notes: dict[str, int]) -> dict[str, int]:
    """Only whoever may write `publish` in a row is told of it."""
    if uploader.sender is not Sender.PROVIDER:
        return notes
    return {ASKED if note == KEPT else note: count for note, count in notes.items()}


def submit_wordings(
    session: Session, run_ids: Collection[int], uploader: Uploader, *, at: dt.datetime
) -> None:
    """What leaves out what readers need stays a draft of the sender, who sees what is missing.

    Raises what else saving and submitting a draft raise.
    """
    if uploader.sender is not Sender.PROVIDER:
        return
    for revision in list(_drafted(session, run_ids)):
        service = session.get_one(Service, revision.service_id)
        draft = _draft(session, service, revision, by=uploader.person, at=at)
        if draft is None or not draft.changes:
            continue
        with suppress(NotComplete):
            submit_draft(
                session, service, draft, draft_version=draft.version, by=uploader.person, at=at
            )


def submitted_with(session: Session, upload: Upload) -> list[ListingDraft]:
    """The drafts that applying it submitted and that are as they were then."""
    if upload.state is not UploadState.APPLIED:
        return []
    author = select(Membership.person_id).where(Membership.id == upload.membership_id)
    return list(
        session.scalars(
            select(ListingDraft).where(
                ListingDraft.author_id == author.scalar_subquery(),
                ListingDraft.submitted_at == upload.applied_at,
                ListingDraft.closed_at.is_(None),
            )
        )
    )


def take_back_wordings(session: Session, upload: Upload, *, by: Person, at: dt.datetime) -> None:
    """What nobody has decided on goes with the file, where its sender takes it back."""
    for draft in submitted_with(session, upload):
        if draft.author_id == by.id:
            service = session.get_one(Service, draft.service_id)
            take_back_draft(session, service, draft, by=by, at=at)
            leave_draft(session, service, draft, by=by, at=at)


def _drafted(session: Session, run_ids: Collection[int]) -> Iterator[ListingRevision]:
    """The wordings that these runs added beside what is published."""
    spans = session.execute(
        select(ImportedRows.first_key, ImportedRows.last_key).where(
            ImportedRows.import_id.in_(run_ids),
            ImportedRows.table_name == ListingRevision.__tablename__,
        )
    ).all()
    if not spans:
        return
    added = or_(*(ListingRevision.id.between(first, last) for first, last in spans))
    yield from session.scalars(
        select(ListingRevision)
        .where(added, ListingRevision.state == ListingState.DRAFT)
        .order_by(ListingRevision.id)
    )


def _draft(
    session: Session, service: Service, revision: ListingRevision, *, by: Person, at: dt.datetime
) -> ListingDraft | None:
    """An earlier one of the sender goes on, and says besides what the file says."""
    draft = open_draft(session, service, by)
    if draft is not None and draft.submitted_at is not None:
        take_back_draft(session, service, draft, by=by, at=at)
    says = Listing.of_columns(revision).as_columns()
    if service.state is not ServiceState.PUBLISHED:
        return draft_offer(
            session, service, _told(service, says, Listing("", "").as_columns()),
            based_on=_last_published(session, service), by=by, at=at,
        )  # fmt: skip
    now = published_now(session, service)
    told = _told(service, says, now.says)
    try:
        return save_draft(
            session, service, told, based_on=now.number,
            draft_version=0 if draft is None else draft.version, by=by, at=at,
        )  # fmt: skip
    except ChangedMeanwhile as refusal:
        besides = [one.field for one in refusal.clashes if one.field.name not in told]
        if not besides:
            raise
        labels = [one.label for one in besides]
        raise DraftInTheWay(now.title, labels, service.public_id) from refusal


def _told(service: Service, says: Columns, now: Columns) -> Columns:
    """What a provider may say of the listing; how a confidential one is reached is on no page."""
    return {
        name: value
        for name, value in differing(says, now).items()
        if _is_theirs(service, LISTING_FIELD[name])
    }


def _is_theirs(service: Service, field: Field) -> bool:
    is_hidden = reaches_people(field) and not reaches_by_page(service.exposure)
    return field.is_told and Speaker.PROVIDER in field.said_by and not is_hidden


def _last_published(session: Session, service: Service) -> int:
    if service.published_revision_id is None:
        return NOTHING_YET
    return session.get_one(ListingRevision, service.published_revision_id).number
