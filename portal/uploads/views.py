"""Files in the browser: sent, looked at cell by cell, applied as shown, taken back."""

from __future__ import annotations

import uuid
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from commissioning.errors import CommissioningError
from commissioning.exchange.known_rows import FilledRegion
from commissioning.exchange.workbook import template_as_csv, write_templates, write_workbook
from commissioning.uploads.errors import DraftInTheWay
from commissioning.uploads.mending import mend
from commissioning.uploads.models import Upload, UploadSent
from commissioning.uploads.queries import sent_alike, upload_of, uploads_of, what_keeps
from commissioning.uploads.sending import (
    apply_upload,
    error_file_kept,
    send,
    told_about,
    undo_upload,
)
from commissioning.uploads.telling import UploadTold
from directory.acts import Act
from directory.clock import local_date
from directory.errors import DirectoryError, NotKnown
from directory.places.models import Region
from portal.access import allow
from portal.extensions import db
from portal.file_letters import tell_of_upload
from portal.looking import moment
from portal.uploads.codes import kinds_shown, own_codes, with_template
from portal.uploads.files import put_down
from portal.uploads.forms import SendForm, answers_in
from portal.uploads.pages import FileStanding, file_page, listed, standing_of
from portal.uploads.progress import rows_done
from portal.uploads.questions import rows_asked
from portal.uploads.sender import member_here, own_secrets, uploader_here

bp = Blueprint("uploads", __name__)

LOOK_AGAIN_SECONDS = 5
LARGEST_FILE = 20 * 1024 * 1024
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_WORK = frozenset({FileStanding.CHECKING, FileStanding.APPLYING})


@bp.get("/uploads")
@allow(Act.IMPORT_APPLY)
def index() -> str:
    form = SendForm()
    return _index(form)


@bp.post("/uploads")
@allow(Act.IMPORT_APPLY, changes=True, largest=LARGEST_FILE)
def sent() -> ResponseReturnValue:
    """Read and checked; nothing of it is written but what the check found."""
    uploader, session = uploader_here(), db.session()
    form = SendForm(CombinedMultiDict((request.files, request.form)))
    form.offer(uploader, local_date(moment()))
    if not form.validate():
        return _index(form), 422
    kind, _, layout = str(form.kind.data).partition("/")
    session.rollback()  # nobody waits to write while a long file is read
    try:
        with put_down(form.file.data) as path:
            upload = send(
                session, path, kind, layout, member=member_here(), uploader=uploader,
                said=form.said, secrets=own_secrets(), at=moment(),
            )  # fmt: skip
    except (DirectoryError, CommissioningError) as refusal:
        session.rollback()
        form.file.errors = [str(refusal)]
        return _index(form), 422
    where = f"/uploads/{upload.public_id}"
    session.commit()
    return redirect(where, 303)


@bp.get("/uploads/<uuid:upload_id>")
@allow(Act.IMPORT_APPLY)
def upload(upload_id: uuid.UUID) -> Response:
    return _file(_found(upload_id))


@bp.post("/uploads/<uuid:upload_id>/apply")
@allow(Act.IMPORT_APPLY, changes=True)
def applied(upload_id: uuid.UUID) -> ResponseReturnValue:
    found, session = _found(upload_id), db.session()
    before = found.upload.import_id
    if _unusual_unseen(found.upload):
        return _file(found, "Tick that what is out of the usual is meant, or mend it.", 422)
    try:
        apply_upload(
            session, found.upload, shown_digest=request.form.get("shown", ""),
            uploader=uploader_here(), secrets=own_secrets(), at=moment(),
        )  # fmt: skip
    except DraftInTheWay as refusal:
        session.rollback()
        draft = f"/listings/{refusal.service_id}/draft"
        return _file(_found(upload_id), str(refusal), 422, mended_at=draft)
    except (DirectoryError, CommissioningError) as refusal:
        session.rollback()
        return _file(_found(upload_id), str(refusal), 422)
    if found.upload.import_id != before:
        tell_of_upload(session, found.upload, at=moment())
    session.commit()
    return redirect(f"/uploads/{upload_id}", 303)


@bp.post("/uploads/<uuid:upload_id>/undo")
@allow(Act.IMPORT_APPLY, changes=True)
def undone(upload_id: uuid.UUID) -> ResponseReturnValue:
    found, session = _found(upload_id), db.session()
    try:
        undo_upload(session, found.upload, by=uploader_here().person, at=moment())
    except (DirectoryError, CommissioningError) as refusal:
        session.rollback()
        return _file(_found(upload_id), str(refusal), 422)
    session.commit()
    return redirect(f"/uploads/{upload_id}", 303)


@bp.post("/uploads/<uuid:upload_id>/answers")
@allow(Act.IMPORT_APPLY, changes=True)
def answered(upload_id: uuid.UUID) -> ResponseReturnValue:
    """Rows with mistakes left out or put right here; the file is checked anew."""
    found, session, secrets = _found(upload_id), db.session(), own_secrets()
    asked = rows_asked(told_about(found.upload, secrets) or UploadTold())
    answers = list(answers_in(request.form, asked))
    try:
        mend(session, found.upload, answers, uploader=uploader_here(), secrets=secrets, at=moment())
    except (DirectoryError, CommissioningError) as refusal:
        session.rollback()
        return _file(_found(upload_id), str(refusal), 422)
    session.commit()
    return redirect(f"/uploads/{upload_id}", 303)


@bp.get("/uploads/<uuid:upload_id>/mistakes")
@allow(Act.IMPORT_APPLY)
def mistakes(upload_id: uuid.UUID) -> Response:
    """The file again, its cells marked; what tells who a person is, is blank in it."""
    found = _found(upload_id).upload
    kept = error_file_kept(found, own_secrets())
    if kept is None:
        raise NotKnown("file with mistakes", upload_id)
    suffix, content = kept
    kind = SPREADSHEET if suffix.endswith("xlsx") else "text/csv"
    return _download(content, f"{Path(found.file).stem}{suffix}", kind)


@bp.get("/uploads/workbook.xlsx")
@allow(Act.IMPORT_APPLY)
def workbook() -> Response:
    """A region's, with what is known and open filled in. Others have none."""
    uploader, session = uploader_here(), db.session()
    region = session.get(Region, uploader.region_id) if uploader.region_id else None
    if region is None:
        raise NotKnown("workbook of your organisation", uploader.source)
    with TemporaryDirectory(prefix="portal-") as folder:
        path = Path(folder) / "workbook.xlsx"
        known = FilledRegion(session, region, local_date(moment()))
        write_workbook(known, uploader.sheets, path)
        return _download(path.read_bytes(), f"{region.slug}.xlsx", SPREADSHEET)


@bp.get("/uploads/templates.xlsx")
@allow(Act.IMPORT_APPLY)
def templates() -> Response:
    """A sheet for each kind that who asks may send: headings, help, a row of example."""
    with TemporaryDirectory(prefix="portal-") as folder:
        path = Path(folder) / "templates.xlsx"
        write_templates(with_template(uploader_here()), path)
        return _download(path.read_bytes(), "templates.xlsx", SPREADSHEET)


@bp.get("/uploads/templates/<kind>.csv")
@allow(Act.IMPORT_APPLY)
def template(kind: str) -> Response:
    """Raises `NotKnown`, also for a kind that who asks may not send."""
    found = next((one for one in with_template(uploader_here()) if one.name == kind), None)
    if found is None:
        raise NotKnown("kind of file", kind)
    content = template_as_csv(found).encode("utf-8-sig")
    return _download(content, f"{kind}-template.csv", "text/csv; charset=utf-8")


def _found(upload_id: uuid.UUID) -> UploadSent:
    return upload_of(db.session(), upload_id, organisation_id=member_here().organisation_id)


def _unusual_unseen(found: Upload) -> bool:
    told = told_about(found, own_secrets())
    return bool(told and told.oddities and not request.form.get("is_meant"))


def _index(form: SendForm) -> str:
    uploader = uploader_here()
    form.offer(uploader, local_date(moment()))
    session = db.session()
    return render_template(
        "uploads/index.html",
        form=form,
        files=listed(uploads_of(session, uploader.organisation_id)),
        uploader=uploader,
        codes=own_codes(session, uploader),
        kinds=kinds_shown(uploader),
    )


def _file(
    found: UploadSent, error: str = "", status: int = 200, *, mended_at: str = ""
) -> Response:
    told = told_about(found.upload, own_secrets())
    session = db.session()
    page = file_page(
        found,
        told,
        rows_done=rows_done(found.upload.public_id),
        keeps=what_keeps(session, found),
        alike=sent_alike(session, found.upload),
        error=error,
        mended_at=mended_at,
    )
    answer = make_response(render_template("uploads/file.html", page=page), status)
    if standing_of(found) in IN_WORK:
        answer.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return answer


def _download(content: bytes, name: str, kind: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
