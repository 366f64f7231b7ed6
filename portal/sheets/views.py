"""Court sheets: made by a court's button, shown again by their reference."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.sheets.errors import NoSuchSheet, NotAReference
from commissioning.sheets.making import make_sheet
from commissioning.sheets.reference import in_groups
from commissioning.sheets.showing import open_sheet
from directory.clock import local_date
from directory.people.queries import SystemActor, system_actor
from directory.places.queries import court_by_slug
from portal.access import PUBLIC, allow
from portal.asking.addresses import LONGEST_SHOWN
from portal.errors import reply
from portal.extensions import db
from portal.sheets.forms import SheetForm
from portal.sheets.pages import sheet_page
from portal.showing.onward import onward

bp = Blueprint("sheets", __name__)

WITHHELD = (
    "The document of this sheet is kept and not given out, because part of what it says is no "
    "longer published. The sheet’s page shows the rest."
)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@bp.post("/courts/<slug>/sheets")
@allow(PUBLIC, changes=True, in_nobodys_name=True)
def make(slug: str) -> ResponseReturnValue:
    """Anybody may: what limits how many is `DailyLimit`, and a second click makes no second one."""
    form = SheetForm(request.form)
    if not form.validate():
        return reply(422, form.mistake)
    session = db.session()
    question = form.question(request.form)
    by = system_actor(session, SystemActor.VISITOR)
    sheet = make_sheet(session, court_by_slug(session, slug), question, by=by, at=_now())
    address = _address(in_groups(sheet.reference))
    session.commit()
    return redirect(address, 303)


@bp.get("/sheets")
@allow(PUBLIC)
def find() -> ResponseReturnValue:
    """Where somebody types the reference that stands on a sheet of paper."""
    typed = request.args.get("reference", "").strip()[:LONGEST_SHOWN]
    if not typed:
        return render_template("sheets/find.html", typed="", error="")
    try:
        return redirect(_address(open_sheet(db.session(), typed).reference), 303)
    except (NotAReference, NoSuchSheet) as refusal:
        return _not_found(typed, refusal)


@bp.get("/sheets/<reference>")
@allow(PUBLIC)
def show(reference: str) -> ResponseReturnValue:
    try:
        sheet = open_sheet(db.session(), reference)
    except (NotAReference, NoSuchSheet) as refusal:
        return _not_found(reference[:LONGEST_SHOWN], refusal)
    if reference != sheet.reference:
        return redirect(_address(sheet.reference), 301)
    return render_template("sheets/sheet.html", page=sheet_page(sheet, today=local_date(_now())))


@bp.get("/sheets/<reference>.json")
@allow(PUBLIC)
def document(reference: str) -> Response:
    """The stored bytes themselves, or nothing of them."""
    try:
        sheet = open_sheet(db.session(), reference)
    except (NotAReference, NoSuchSheet) as refusal:
        return reply(404, str(refusal))
    if sheet.document is None:
        return reply(403, WITHHELD)
    answer = Response(sheet.document, mimetype="application/json")
    answer.set_etag(sheet.document_sha256)
    return answer


def _address(reference: str) -> str:
    return onward(f"/sheets/{reference}")


def _not_found(typed: str, refusal: NotAReference | NoSuchSheet) -> ResponseReturnValue:
    return render_template("sheets/find.html", typed=typed, error=str(refusal)), 404
