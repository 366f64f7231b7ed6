"""A provider's beds: who comes and goes, who stays on, what is out of service."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.beds.errors import BedRefused
from commissioning.beds.keeping import add_bed, end_stay, let_bed, stay_on, take_out_of_service
from commissioning.beds.queries import House, KnownBed, bed_within, own_houses
from directory.accounts.errors import NotAllowed
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.people.models import Person
from portal.access import allow
from portal.asking.onlooker import sight_of_reader
from portal.beds.forms import BedForm, BedForms
from portal.beds.pages import BedsPage, bed_page, shown_house
from portal.extensions import db
from portal.looking import looking, moment

bp = Blueprint("beds", __name__)


@bp.get("/beds")
@allow(Act.BED_KEEP)
def index() -> str:
    return _index(BedForm())


@bp.post("/beds")
@allow(Act.BED_KEEP, changes=True)
def add() -> ResponseReturnValue:
    session, form, houses = db.session(), BedForm(request.form), _houses()
    house = next((one for one in houses if str(one.line.public_id) == form.line.data), None)
    if house is None:
        raise NotKnown("line", form.line.data)
    if not form.validate():
        return _index(form), 422
    days = int(form.turnaround_days.data or 0)
    try:
        add_bed(
            session, house.line, name=form.name.data or "", turnaround_days=days, by=_person(),
            at=moment(),
        )  # fmt: skip
    except BedRefused as refused:
        form.name.errors = [str(refused)]
        return _index(form), 422
    session.commit()
    return redirect("/beds?done=1", 303)


@bp.get("/beds/<uuid:bed_id>")
@allow(Act.BED_KEEP)
def bed(bed_id: uuid.UUID) -> str:
    return _page(_bed(bed_id), BedForms.of(None))


@bp.post("/beds/<uuid:bed_id>/<any('let', 'leave', 'stay-on', 'out'):what>")
@allow(Act.BED_KEEP, changes=True)
def tell(bed_id: uuid.UUID, what: str) -> ResponseReturnValue:
    known, forms = _bed(bed_id), BedForms.of(request.form, what)
    if forms.form(what).validate():
        try:
            _tell(known, forms, what)
        except BedRefused as refused:
            forms.refuse(what, refused)
    if forms.wrong:
        db.session.rollback()
        return _page(_bed(bed_id), forms), 422
    db.session.commit()
    return redirect(f"/beds/{bed_id}?done=1", 303)


def _tell(known: KnownBed, forms: BedForms, what: str) -> None:
    session, by, at = db.session(), _person(), moment()
    if what == "let":
        first, last = forms.let.from_date.data, forms.let.leaves_on.data
        let_bed(session, known, from_date=_day(first), leaves_on=_day(last), by=by, at=at)
    elif what == "leave":
        end_stay(session, known, left_on=_day(forms.leave.left_on.data), by=by, at=at)
    elif what == "stay-on":
        until, reason = _day(forms.stay_on.until.data), forms.stay_on.reason.data or ""
        stay_on(session, known, until=until, reason=reason, by=by, at=at)
    else:
        take_out_of_service(
            session, known, from_date=_day(forms.out.from_date.data),
            to_date=forms.out.to_date.data, reason=forms.out.reason.data or "", by=by, at=at,
        )  # fmt: skip


def _index(form: BedForm) -> str:
    houses = _houses()
    form.offer(houses)
    shown = tuple(
        shown_house(house.title, [(one.bed, one.record) for one in house.beds], today=_today())
        for house in houses
    )
    page = BedsPage(shown, moment(), "done" in request.args)
    return render_template("beds/index.html", page=page, form=form)


def _page(known: KnownBed, forms: BedForms) -> str:
    title = next(one.title for one in _houses() if one.line.id == known.bed.line_id)
    page = bed_page(
        known.bed, title, known.record, known.stays, known.outages,
        today=_today(), done="done" in request.args,
    )  # fmt: skip
    return render_template("beds/bed.html", page=page, forms=forms)


def _houses() -> list[House]:
    return own_houses(db.session(), sight_of_reader(), today=_today())


def _bed(bed_id: uuid.UUID) -> KnownBed:
    return bed_within(db.session(), bed_id, sight_of_reader())


def _day(day: dt.date | None) -> dt.date:
    """Its form was checked."""
    if day is None:
        raise BedRefused("", "Enter the day.")
    return day


def _person() -> Person:
    """Raises `NotAllowed`."""
    person = looking().person
    if person is None:
        raise NotAllowed("Log in to keep beds.")
    return person


def _today() -> dt.date:
    return local_date(moment())
