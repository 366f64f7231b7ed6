"""Answers to a refused file, put into its kept rows; then it is checked anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from commissioning.uploads.checking import AT_ONCE
from commissioning.uploads.errors import AnswerTellsOfPerson, UploadClosed
from commissioning.uploads.kept_tables import RowAnswer, answered
from commissioning.uploads.models import Upload, UploadState
from commissioning.uploads.sending import KEPT_FOR, Secrets
from commissioning.uploads.uploaders import Uploader
from commissioning.uploads.working_off import check_kept
from directory.identifiers import tells_of_a_person


def mend(
    session: Session,
    upload: Upload,
    answers: Sequence[RowAnswer],
    *,
    uploader: Uploader,
    secrets: Secrets,
    at: dt.datetime,
) -> None:
    """What is not answered stays wrong. Raises `UploadClosed`, and `AnswerTellsOfPerson`."""
    session.refresh(upload, with_for_update=True)
    if upload.state is not UploadState.REFUSED:
        return
    if upload.kept_rows is None or at - upload.sent_at >= KEPT_FOR:
        raise UploadClosed
    for answer in answers:
        if answer.value and (what := tells_of_a_person(answer.value, answer.column)):
            raise AnswerTellsOfPerson(answer.row, what)
    upload.kept_rows = secrets.seal(answered(secrets.opened(upload.kept_rows), answers))
    if upload.lines > AT_ONCE:
        upload.state, upload.told, upload.error_file = UploadState.WAITING, None, None
    else:
        check_kept(session, upload, uploader, secrets, at=at)
    session.flush()
