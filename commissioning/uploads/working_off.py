"""Files too long to be checked or applied while somebody waits: what the worker does of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.uploads.checking import run
from commissioning.uploads.kept_tables import unpacked
from commissioning.uploads.models import Upload, UploadState
from commissioning.uploads.sending import Secrets, apply_now, keep, taking_of
from commissioning.uploads.telling import UploadTold
from commissioning.uploads.uploaders import Uploader, uploader_of
from directory.accounts.models import Membership
from directory.clock import local_date
from directory.errors import DirectoryError
from directory.exchange.runner import Progress
from directory.exchange.tables import Together


def is_any_waiting(session: Session) -> bool:
    waits = Upload.state.in_((UploadState.WAITING, UploadState.TO_APPLY))
    return session.scalar(select(Upload.id).where(waits).limit(1)) is not None


def next_for_the_worker(session: Session) -> Upload | None:
    """The longest waiting of those that nobody else has in hand."""
    waits = Upload.state.in_((UploadState.WAITING, UploadState.TO_APPLY))
    asked = select(Upload).where(waits).order_by(Upload.sent_at, Upload.id).limit(1)
    return session.scalar(
        asked.with_for_update(skip_locked=True), execution_options={"populate_existing": True}
    )


def do_waiting(
    session: Session,
    upload: Upload,
    secrets: Secrets,
    *,
    at: dt.datetime,
    progress: Progress = bool,
) -> None:
    """Checks or applies a long one, by the rights that its sender has by now."""
    member = session.get_one(Membership, upload.membership_id)
    uploader = uploader_of(session, member, on=local_date(at))
    if uploader is None or upload.kept_rows is None:
        upload.state, upload.kept_rows = UploadState.FAILED, None
        return
    try:
        if upload.state is UploadState.TO_APPLY:
            apply_now(session, upload, uploader, secrets, at=at, progress=progress)
        else:
            check_kept(session, upload, uploader, secrets, at=at, progress=progress)
    except (DirectoryError, CommissioningError) as refusal:
        upload.state, upload.kept_rows = UploadState.REFUSED, None
        upload.told = secrets.seal(UploadTold(refusals={upload.file: str(refusal)}).as_json())


def check_kept(
    session: Session,
    upload: Upload,
    uploader: Uploader,
    secrets: Secrets,
    *,
    at: dt.datetime,
    progress: Progress = bool,
) -> None:
    """The rows that are kept, and no others."""
    with TemporaryDirectory() as folder:
        tables = unpacked(secrets.opened(upload.kept_rows or b""), Path(folder))
        taking = taking_of(upload, uploader, secrets)
        checked = run(
            session, tables, Together(), uploader, taking, at=at, is_rehearsal=True,
            progress=progress,
        )  # fmt: skip
        keep(upload, checked, secrets)
