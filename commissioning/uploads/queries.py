"""The files of an organisation; another's is not found."""

from __future__ import annotations

import uuid

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from commissioning.uploads.models import Upload, UploadSent
from directory.accounts.models import Membership
from directory.errors import NotKnown
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


def _sent() -> Select[Upload, str, ImportRun]:
    return (
        select(Upload, Person.name, ImportRun)
        .join(Membership, Membership.id == Upload.membership_id)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(ImportRun, ImportRun.id == Upload.import_id)
    )
