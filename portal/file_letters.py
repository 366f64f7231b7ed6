"""Who is told of what a file changed or asks to change, wherever it was taken in."""

from __future__ import annotations

import datetime as dt

from flask import current_app
from sqlalchemy.orm import Session

from commissioning.uploads.models import Upload
from commissioning.uploads.wordings import submitted_with
from directory.exchange.runs import taken_in_as
from directory.listings.approvers import tell_approvers
from directory.listings.telling import WhereToLook
from directory.listings.told_by_file import tell_of_file
from directory.listings.wording import drafted_upon
from directory.services.models import Service


def tell_of_import(session: Session, number: int | None, *, at: dt.datetime) -> int:
    """Of a file, or of all sheets of a workbook by its number, in the transaction that keeps it.

    How many messages; none where nothing was taken in.
    """
    if number is None:
        return 0
    parts = [run.id for run in taken_in_as(session, number)]
    look = WhereToLook(f"{current_app.config['ADDRESS']}/listings", current_app.config["TELEPHONE"])
    return tell_of_file(session, parts, at=at, look=look)


def tell_of_upload(session: Session, upload: Upload, *, at: dt.datetime) -> None:
    """Whom its telephone numbers concern, and those who decide on the wordings it submitted."""
    tell_of_import(session, upload.import_id, at=at)
    for draft in submitted_with(session, upload):
        service = session.get_one(Service, draft.service_id)
        page = f"{current_app.config['ADDRESS']}/approving/{draft.public_id}"
        title = drafted_upon(session, service, draft).title or str(draft.changes.get("title", ""))
        look = WhereToLook(page, current_app.config["TELEPHONE"])
        tell_approvers(session, service, draft, title=title, at=at, look=look)
