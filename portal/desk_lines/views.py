"""One line, as its commissioner and its provider read it."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.desk.line_account import line_account
from commissioning.desk.line_records import line_head
from commissioning.desk.line_rehearsed import rehearse_line
from commissioning.desk.rehearsing import Change, ImpossibleChange, Rehearsal
from commissioning.lines.errors import TermsNotStated
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from portal.access import allow
from portal.asking.onlooker import sight_of_reader
from portal.desk_lines.forms import RehearsalForm, rehearsal_form
from portal.desk_lines.pages import LinePage, line_page
from portal.desk_lines.rehearsal_pages import rehearsal_page
from portal.extensions import db
from portal.looking import looking, moment
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


@bp.get("/desk/lines/<uuid:line_id>/rehearsal")
@allow(Act.DESK_READ)
def rehearsal(line_id: uuid.UUID) -> ResponseReturnValue:
    """Nothing is kept; what is supposed stands in the address, for it is about nobody."""
    form = rehearsal_form(request.args)
    if "change" not in request.args:
        return _rehearsal_page(line_id, rehearsal_form(), None)
    change = form.read_change()
    told = None if change is None else _rehearsed(line_id, form, change)
    answer = _rehearsal_page(line_id, form, told)
    return answer if told is not None else (answer, 422)


def _rehearsed(line_id: uuid.UUID, form: RehearsalForm, change: Change) -> Rehearsal | None:
    """None with the reason on its field."""
    sight, today = sight_of_reader(), local_date(moment())
    try:
        return rehearse_line(db.session(), line_id, change, sight=sight, today=today)
    except (ImpossibleChange, TermsNotStated) as refused:
        form.refuse(refused)
        return None


def _rehearsal_page(line_id: uuid.UUID, form: RehearsalForm, told: Rehearsal | None) -> str:
    head = line_head(db.session(), line_id, sight=sight_of_reader())
    page = rehearsal_page(
        head, told, as_at=moment(), asked=request.args, may_ask=looking().may(Act.PLACES_ASK)
    )
    return render_template("desk_lines/rehearsal.html", page=page, form=form)
