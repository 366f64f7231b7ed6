"""Who is told of telephone numbers that a file changed, wherever it was taken in."""

from __future__ import annotations

import datetime as dt

from flask import current_app
from sqlalchemy.orm import Session

from directory.exchange.runs import taken_in_as
from directory.listings.telling import WhereToLook
from directory.listings.told_by_file import tell_of_file


def tell_of_import(session: Session, number: int | None, *, at: dt.datetime) -> int:
    """Of a file, or of all sheets of a workbook by its number, in the transaction that keeps it.

    How many messages; none where nothing was taken in.
    """
    if number is None:
        return 0
    parts = [run.id for run in taken_in_as(session, number)]
    look = WhereToLook(f"{current_app.config['ADDRESS']}/listings", current_app.config["TELEPHONE"])
    return tell_of_file(session, parts, at=at, look=look)
