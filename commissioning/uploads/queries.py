"""The files of an organisation; another's is not found."""

from __future__ import annotations

import uuid

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from commissioning.exchange.undoing import what_keeps_it
from commissioning.uploads.models import KeepsIt, Upload, UploadSent
from directory.accounts.models import Membership
from directory.errors import NotKnown
from directory.exchange.errors import NotUndoable
from directory.exchange.models import ImportRun
from directory.people.models import Person

MOST_LISTED = 50


def uploads_of(session: Session, organisation_id: int) -> list[UploadSent]:
    """Newest first."""
    rows = session.execute(
        _sent()
        .where(Upload.organisation_id == organisation_id)
        .order_by(Upload.sent_at.desc(), Upload.id.desc())
        .limit(MOST_LISTED)
    )
    return [UploadSent(*row) for row in rows]


def upload_of(session: Session, public_id: uuid.UUID, *, organisation_id: int) -> UploadSent:
    """Raises `NotKnown`, also for another organisation's."""
    asked = _sent().where(Upload.public_id == public_id, Upload.organisation_id == organisation_id)
    row = session.execute(asked).one_or_none()
    if row is None:
        raise NotKnown("file of yours", public_id)
    return UploadSent(*row)


def sent_alike(session: Session, upload: Upload) -> list[UploadSent]:
    """The same content sent by the same organisation, under whatever name; newest first."""
    rows = session.execute(
        _sent()
        .where(
            Upload.organisation_id == upload.organisation_id,
            Upload.sha256 == upload.sha256,
            Upload.kind == upload.kind,
            Upload.layout == upload.layout,
            Upload.id != upload.id,
        )
        .order_by(Upload.sent_at.desc(), Upload.id.desc())
        .limit(MOST_LISTED)
    )
    return [UploadSent(*row) for row in rows]


def what_keeps(session: Session, sent: UploadSent) -> KeepsIt | None:
    """Why it cannot be taken back as things stand; None where it can be, or is not to be."""
    number = sent.upload.import_id
    if number is None or sent.is_undone:
        return None
    refusal = what_keeps_it(session, number)
    if refusal is None:
        return None
    if isinstance(refusal, NotUndoable):
        return KeepsIt(refusal.what, is_for_good=True)
    return KeepsIt(refusal.what, by=_upload_with(session, refusal.by, sent.upload.organisation_id))


def _upload_with(session: Session, run: ImportRun | None, organisation_id: int) -> Upload | None:
    if run is None:
        return None
    with_it = select(Upload).where(
        Upload.organisation_id == organisation_id, Upload.import_id.in_({run.id, run.part_of})
    )
    return session.scalars(with_it.limit(1)).first()


def _sent() -> Select[Upload, str, ImportRun]:
    return (
        select(Upload, Person.name, ImportRun)
        .join(Membership, Membership.id == Upload.membership_id)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(ImportRun, ImportRun.id == Upload.import_id)
    )
