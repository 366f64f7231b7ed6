"""The desk: what needs a decision and why, on one page, as a file and as one printed page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.desk.desk_rows import Desk, DeskQuestion, desk_of
from commissioning.desk.saved_views import ViewRefused, delete_view, keep_view, views_of
from directory.accounts.errors import LogInNeeded
from directory.accounts.models import Membership
from directory.acts import Act
from directory.clock import local_date
from portal.access import allow
from portal.asking.onlooker import sight_of_reader
from portal.desk.figures import HEADINGS, cells_of
from portal.desk.pages import LABELS, DeskPage, desk_page
from portal.desk.row_markup import row_markup
from portal.extensions import db
from portal.formatting import as_at
from portal.looking import looking, moment
from portal.showing.csv_tables import csv_answer
from portal.showing.spreadsheets import Cell, workbook_answer

bp = Blueprint("desk", __name__)

BOARD_ROWS: Final = 10
LONGEST_VALUE: Final = 300


@bp.get("/desk")
@allow(Act.DESK_READ)
def desk() -> str:
    return _shown(_page(_asked(request.args)))


@bp.get("/desk.csv")
@allow(Act.DESK_READ)
def desk_csv() -> Response:
    return csv_answer([HEADINGS, *_cells(_desk(_asked(request.args)))], "desk")


@bp.get("/desk.xlsx")
@allow(Act.DESK_READ)
def desk_xlsx() -> Response:
    return workbook_answer("Desk", HEADINGS, _cells(_desk(_asked(request.args))), name="desk")


@bp.get("/desk/board")
@allow(Act.DESK_READ)
def board() -> str:
    """What is first of the desk, for a paper of one page."""
    page = desk_page(_desk(_asked(request.args)), as_at=moment(), views=(), most=BOARD_ROWS)
    return render_template("desk/board.html", page=page, row_markup=row_markup)


@bp.post("/desk/views")
@allow(Act.DESK_READ, changes=True)
def keep() -> ResponseReturnValue:
    """What is asked for now, under a name."""
    question, name = _asked(request.form), request.form.get("name", "")
    try:
        keep_view(db.session(), _member(), name=name, asked=question.asked(), at=moment())
    except ViewRefused as refused:
        return _shown(_page(question, wrong=str(refused), name=name)), 422
    db.session().commit()
    page = _page(question)
    return redirect(page.with_query("/desk") + ("&" if page.query else "?") + "done=kept", 303)


@bp.post("/desk/views/<uuid:view_id>/delete")
@allow(Act.DESK_READ, changes=True)
def delete(view_id: uuid.UUID) -> ResponseReturnValue:
    delete_view(db.session(), _member(), view_id, at=moment())
    db.session().commit()
    return redirect("/desk?done=deleted", 303)


def _shown(page: DeskPage) -> str:
    return render_template("desk/desk.html", page=page, row_markup=row_markup)


def _asked(told: Mapping[str, str]) -> DeskQuestion:
    """A value that nothing has finds nothing; one longer than any name is none."""
    values = {name: told.get(name, "").strip() for name in LABELS}
    return DeskQuestion(**{name: value[:LONGEST_VALUE] for name, value in values.items()})


def _desk(question: DeskQuestion) -> Desk:
    return desk_of(db.session(), sight_of_reader(), question, today=local_date(moment()))


def _page(question: DeskQuestion, *, wrong: str = "", name: str = "") -> DeskPage:
    told = request.args.get("page", "")
    desk = _desk(question)
    return desk_page(
        desk,
        as_at=moment(),
        views=views_of(db.session(), _member_id()),
        page=int(told) if told.isascii() and told.isdigit() and 0 < len(told) < 5 else 1,
        wrong=wrong,
        name=name,
        done=request.args.get("done", ""),
    )


def _cells(desk: Desk) -> list[tuple[Cell, ...]]:
    root, told = request.url_root.rstrip("/"), as_at(moment())
    return [cells_of(row, as_at=told, root=root) for row in desk.rows]


def _member_id() -> int:
    found = looking().membership_id
    if found is None:
        raise LogInNeeded("Log in to see this page.")
    return found


def _member() -> Membership:
    member = looking().membership
    if member is None:
        raise LogInNeeded("Log in to see this page.")
    return member
