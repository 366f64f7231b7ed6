"""The cases of one line: rows that name nobody for its buyer, its own for whoever delivers it."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, render_template, request

from commissioning.desk.line_cases import LineCases, Stands, cases_of_line
from commissioning.desk.line_records import LineHead, line_head
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.sight import Looker
from portal.access import allow, record_reading
from portal.asking.onlooker import sight_of_reader
from portal.extensions import db
from portal.line_cases.pages import LineCasesPage, line_cases_page
from portal.looking import moment
from portal.showing.csv_tables import csv_answer

bp = Blueprint("line_cases", __name__)


@bp.get("/desk/lines/<uuid:line_id>/cases")
@allow(Act.LINE_CASES_READ)
def cases(line_id: uuid.UUID) -> str:
    page = _page(line_id)
    _keep_reading(line_id, page, len(page.shown))
    return render_template("line_cases/list.html", page=page)


@bp.get("/desk/lines/<uuid:line_id>/cases.csv")
@allow(Act.LINE_CASES_READ)
def cases_csv(line_id: uuid.UUID) -> Response:
    """All that are listed, on whatever page."""
    page = _page(line_id)
    _keep_reading(line_id, page, len(page.rows))
    return csv_answer([page.headings, *page.rows], f"cases-{page.stands.value}")


def _page(line_id: uuid.UUID) -> LineCasesPage:
    head, listed = _listed(line_id)
    told = request.args.get("page", "")
    number = int(told) if told.isascii() and told.isdigit() and 0 < len(told) < 6 else 1
    is_buyer = sight_of_reader().looker is Looker.COMMISSIONER
    return line_cases_page(head, listed, as_at=moment(), is_buyer=is_buyer, page=max(1, number))


def _listed(line_id: uuid.UUID) -> tuple[LineHead, LineCases]:
    """Raises `NotKnown` of another's line, and of a list that there is not."""
    session, sight = db.session(), sight_of_reader()
    head, stands = line_head(session, line_id, sight=sight), request.args.get("stands", "")
    if stands and stands not in list(Stands):
        raise NotKnown("list of cases", stands[:60])
    wanted = Stands(stands) if stands else Stands.OPEN
    return head, cases_of_line(session, head, wanted, sight=sight, today=local_date(moment()))


def _keep_reading(line_id: uuid.UUID, page: LineCasesPage, cases: int) -> None:
    if cases:
        told = {"list": "cases of a line", "line": str(line_id), "stands": page.stands.value}
        record_reading(at=moment(), of={**told, "cases": cases})
