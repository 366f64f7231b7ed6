"""One line, as its commissioner and its provider read it."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, render_template

from commissioning.desk.line_account import line_account
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from portal.access import allow
from portal.asking.onlooker import sight_of_reader
from portal.desk_lines.pages import LinePage, line_page
from portal.extensions import db
from portal.looking import moment
from portal.showing.csv_tables import csv_answer

bp = Blueprint("desk_lines", __name__)


@bp.get("/desk/lines/<uuid:line_id>")
@allow(Act.DESK_READ)
def line(line_id: uuid.UUID) -> str:
    return render_template("desk_lines/line.html", page=page_of(line_id))


@bp.get("/desk/lines/<uuid:line_id>/<table>.csv")
@allow(Act.DESK_READ)
def line_csv(line_id: uuid.UUID, table: str) -> Response:
    """One table of the page, whole."""
    found = page_of(line_id).tables.get(table)
    if found is None:
        raise NotKnown("table", table)
    return csv_answer([found.headings, *found.rows], table)


def page_of(line_id: uuid.UUID) -> LinePage:
    account = line_account(
        db.session(), line_id, sight=sight_of_reader(), today=local_date(moment())
    )
    return line_page(account, as_at=moment())
