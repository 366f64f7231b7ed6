"""For people who run a program: what it may tell, and what it holds beside what is held here."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.pushes.held import differences_held
from commissioning.uploads.uploaders import Uploader, uploader_of
from directory.accounts.errors import NotAllowed
from directory.acts import Act
from directory.clock import local_date
from portal.access import PUBLIC, allow, record_reading
from portal.api.open_api import description
from portal.extensions import db
from portal.looking import looking, moment
from portal.software.forms import DifferencesForm
from portal.software.pages import (
    DescribedOperation,
    SoftwarePage,
    differences_page,
    refusals_shown,
)

bp = Blueprint("software", __name__)


@bp.get("/about/software")
@allow(PUBLIC)
def about() -> str:
    told = description("")["paths"]
    operations = [
        DescribedOperation(method.upper(), path, one["description"], one.get("x-act", ""))
        for path, methods in told.items()
        for method, one in methods.items()
    ]
    page = SoftwarePage(operations, refusals_shown(), current_app.config["REQUESTS_A_MINUTE"])
    return render_template("software/about.html", page=page)


@bp.get("/software/differences")
@allow(Act.IMPORT_APPLY)
def differences() -> str:
    _sender()
    return render_template("software/differences.html", form=DifferencesForm(), page=None)


@bp.post("/software/differences")
@allow(Act.IMPORT_APPLY)
def differences_found() -> ResponseReturnValue:
    """A list of keys is a question that stands in no address, and is kept nowhere."""
    sender, form, session = _sender(), DifferencesForm(request.form), db.session()
    if not form.validate():
        return render_template("software/differences.html", form=form, page=None), 422
    found = differences_held(session, sender, form.held_kind, form.keys)
    if found.compared or found.only_ours_count:
        record_reading(at=moment(), of={"list": "differences", "cases": found.compared})
    page = differences_page(form.held_kind, form.keys, found, moment())
    return render_template("software/differences.html", form=form, page=page)


def _sender() -> Uploader:
    """Raises `NotAllowed` for whoever's organisation sends nothing here."""
    member = looking().membership
    today = local_date(moment())
    found = None if member is None else uploader_of(db.session(), member, on=today)
    if found is None:
        raise NotAllowed(
            "Your organisation sends no records here, so that there is nothing to compare."
        )
    return found
