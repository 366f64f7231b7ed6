"""What can be done with a file in the browser: sent, applied as it was shown, taken back.

| step | who does it | what stands in the database |
|---|---|---|
| sent, short | the request: a rehearsal, which is undone | its rows, what they would change |
| sent, long | the request reads the cells, the worker rehearses | its rows, then the same |
| applied | the request; of a long one the worker | the change, if it is what was shown |
| applied too late | the same | nothing; what it would change by now is shown |
| a day later | a job | that it was sent, and its import, if there was one |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commissioning.exchange.undoing import undo_import
from commissioning.uploads.answering import can_be_answered
from commissioning.uploads.checking import (
    AT_ONCE,
    Checked,
    error_file_of,
    lines_of,
    read_over,
    run,
    tables_of,
)
from commissioning.uploads.errors import ConfirmsNothing, ShownOtherwise, UploadClosed
from commissioning.uploads.kept_tables import packed, unpacked
from commissioning.uploads.models import Upload, UploadState
from commissioning.uploads.telling import UploadTold
from commissioning.uploads.uploaders import Uploader
from commissioning.uploads.wordings import submit_wordings, take_back_wordings
from directory.accounts.models import Membership
from directory.errors import DirectoryError
from directory.exchange.errors import UndoneAlready
from directory.exchange.runner import Progress
from directory.exchange.tables import Table, Together
from directory.exchange.taking import ConfirmedAsOf, Taking
from directory.people.models import Person
from directory.people.queries import SystemActor, system_actor

KEPT_FOR: Final = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the installation keeps: how content is sealed, and the key of people's numbers."""

    seal: Callable[[bytes], bytes] = field(repr=False)
    opened: Callable[[bytes], bytes] = field(repr=False)
    reference_key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SaidOfFile:
    """What the sender says of the file as a whole: of which day it speaks, and whether what it
    finds unchanged was right on that day."""

    as_of: dt.date
    confirms: bool = False


def send(
    session: Session,
    path: Path,
    kind: str,
    layout: str,
    *,
    member: Membership,
    uploader: Uploader,
    said: SaidOfFile,
    secrets: Secrets,
    at: dt.datetime,
) -> Upload:
    """Raises `FileRefused`, `NotTakenFrom`, `TooLong`, `ConfirmsNothing`: nothing of it is kept.

    A long file is read before the database is asked for anything, and so holds up no writer.
    """
    tables, together = tables_of(path, kind, layout, uploader)
    if said.confirms and not any(table.kind.confirms for table in tables):
        raise ConfirmsNothing(kind)
    upload = Upload(
        membership_id=member.id, organisation_id=member.organisation_id, kind=kind, layout=layout,
        file=path.name, sha256=_sha256(tables), lines=lines_of(tables), as_of=said.as_of,
        confirms=said.confirms, sent_at=at, state=UploadState.WAITING,
    )  # fmt: skip
    if upload.lines > AT_ONCE:
        checked = read_over(tables, together, Taking(said.as_of), uploader)
        upload.kept_rows = _rows_to_keep(session, tables, checked, secrets, at=at)
        if checked.is_refused:
            keep(upload, checked, secrets)
        session.add(upload)
    else:
        session.add(upload)
        session.flush()
        taking = taking_of(upload, uploader, secrets)
        checked = run(session, tables, together, uploader, taking, at=at, is_rehearsal=True)
        upload.kept_rows = _rows_to_keep(session, tables, checked, secrets, at=at)
        keep(upload, checked, secrets)
    session.flush()
    return upload


def _rows_to_keep(
    session: Session, tables: list[Table], checked: Checked, secrets: Secrets, *, at: dt.datetime
) -> bytes | None:
    is_refused = checked.is_refused
    if is_refused and not can_be_answered(checked.told):
        return None
    content = packed(session, tables, secrets.reference_key, at=at, is_refused=is_refused)
    return secrets.seal(content)


def taking_of(upload: Upload, uploader: Uploader, secrets: Secrets) -> Taking:
    """A file that does not say when it was saved counts as of the day of which it speaks."""
    by, confirms = uploader.source, upload.confirms and bool(uploader.source)
    return Taking(
        as_of=upload.as_of,
        accepts_unusual=True,
        confirmed=ConfirmedAsOf(upload.as_of, by) if confirms else None,
        reference_key=secrets.reference_key,
        source=by or None,
        saved_on=upload.as_of,
        asks_of_the_day=True,
    )


def _sha256(tables: list[Table]) -> str:
    return tables[0].surveyed.digest if tables else ""


def keep(upload: Upload, checked: Checked, secrets: Secrets) -> None:
    """What was found, for the page; of a refused file its cells with what is wrong with them."""
    upload.state = UploadState.REFUSED if checked.is_refused else UploadState.SHOWN
    upload.told = secrets.seal(checked.told.as_json())
    upload.shown_digest = None if checked.is_refused else checked.digest
    upload.error_file = None
    if checked.is_refused:
        if not can_be_answered(checked.told):
            upload.kept_rows = None
        if (found := error_file_of(checked.together)) is not None:
            suffix, content = found
            upload.error_file = secrets.seal(suffix.encode() + b"\n" + content)


def told_about(upload: Upload, secrets: Secrets) -> UploadTold | None:
    """None where nothing was found yet, or it is forgotten."""
    return None if upload.told is None else UploadTold.of_json(secrets.opened(upload.told))


def error_file_kept(upload: Upload, secrets: Secrets) -> tuple[str, bytes] | None:
    if upload.error_file is None:
        return None
    suffix, _, content = secrets.opened(upload.error_file).partition(b"\n")
    return suffix.decode(), content


def apply_upload(
    session: Session,
    upload: Upload,
    *,
    shown_digest: str,
    uploader: Uploader,
    secrets: Secrets,
    at: dt.datetime,
) -> None:
    """As it was shown, or not at all; a second click changes nothing.

    Raises `UploadClosed`, and `ShownOtherwise` where another page was answered than the newest.
    """
    session.refresh(upload, with_for_update=True)
    if upload.state in {UploadState.APPLIED, UploadState.TO_APPLY}:
        return
    if upload.kept_rows is None or at - upload.sent_at >= KEPT_FOR:
        raise UploadClosed
    if upload.state is not UploadState.SHOWN or upload.shown_digest != shown_digest:
        raise ShownOtherwise
    if upload.lines > AT_ONCE:
        upload.state, upload.changed_meanwhile = UploadState.TO_APPLY, False
        return
    apply_now(session, upload, uploader, secrets, at=at)


def apply_now(
    session: Session,
    upload: Upload,
    uploader: Uploader,
    secrets: Secrets,
    *,
    at: dt.datetime,
    progress: Progress = bool,
) -> None:
    _one_at_a_time(session)
    savepoint = session.begin_nested()
    with TemporaryDirectory() as folder:
        tables = unpacked(secrets.opened(upload.kept_rows or b""), Path(folder))
        taking = taking_of(upload, uploader, secrets)
        checked = run(
            session, tables, Together(), uploader, taking, at=at, is_rehearsal=False,
            progress=progress,
        )  # fmt: skip
        if checked.is_refused or checked.digest != upload.shown_digest:
            savepoint.rollback()
            upload.changed_meanwhile = True
            keep(upload, checked, secrets)
            return
        try:
            submit_wordings(session, checked.together.run_ids, uploader, at=at)
        except DirectoryError:
            savepoint.rollback()
            raise
    savepoint.commit()
    upload.state, upload.applied_at, upload.kept_rows = UploadState.APPLIED, at, None
    upload.import_id = next(iter(checked.together.run_ids), None)
    upload.changed_meanwhile = False


def _one_at_a_time(session: Session) -> None:
    """Two files at once would each change what the other was shown beside."""
    actor = system_actor(session, SystemActor.IMPORT)
    locked = select(Person.id).where(Person.id == actor.id)
    session.execute(locked.with_for_update(key_share=True))


def undo_upload(session: Session, upload: Upload, *, by: Person, at: dt.datetime) -> None:
    """All that it wrote, while nothing later stands on it; a second click changes nothing.

    Raises `NotUndoable`, `StandsOnIt`.
    """
    session.refresh(upload, with_for_update=True)
    if upload.import_id is None:
        return
    try:
        undo_import(session, upload.import_id, by=by, at=at)
    except UndoneAlready:
        return
    take_back_wordings(session, upload, by=by, at=at)


def forget_uploads(session: Session, at: dt.datetime) -> int:
    """What was read of files a day ago; how many. What nobody has done by then is not done."""
    old = Upload.sent_at <= at - KEPT_FOR
    waits = Upload.state.in_((UploadState.WAITING, UploadState.TO_APPLY))
    session.execute(update(Upload).where(old, waits).values(state=UploadState.FAILED))
    holding = (
        Upload.kept_rows.is_not(None) | Upload.told.is_not(None) | Upload.error_file.is_not(None)
    )
    emptied = session.execute(
        update(Upload).where(old, holding).values(kept_rows=None, told=None, error_file=None)
    )
    return int(emptied.rowcount)  # type: ignore[attr-defined]
