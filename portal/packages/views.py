"""Several interventions in one order: a question answered in place and kept nowhere."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from commissioning.packages.answer import NotOfferedHere, offer_in, package_answer
from directory.clock import local_date
from directory.places.queries import all_areas
from directory.services.eligibility import AboutPerson
from portal.access import PUBLIC, allow
from portal.asking.addresses import asked_court
from portal.asking.home_form import HomeForm, person_in
from portal.asking.typed import order_days
from portal.extensions import db
from portal.packages.forms import PackageForm, WhereForm, selects
from portal.packages.pages import areas_to_choose, choosing_page
from portal.packages.plan_page import PlanPage, plan_page

bp = Blueprint("packages", __name__)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@bp.get("/packages")
@allow(PUBLIC)
def packages() -> ResponseReturnValue:
    """An area, and services chosen on their own pages, may stand in the address; no person does."""
    area = request.args.get("area", "").strip()
    if not area:
        return _ask_where(WhereForm())
    form = PackageForm.of(MultiDict(("part", key) for key in request.args.getlist("part")))
    form.area.data = area
    return _choose(form, selects(form.parts, ""))


@bp.post("/packages")
@allow(PUBLIC)
def packages_planned() -> ResponseReturnValue:
    """Where, then what; then the plan. Each step sends all that the next needs."""
    pressed = request.form.get("do", "")
    if pressed == "where" or not request.form.get("area", "").strip():
        return _where(WhereForm(request.form))
    form = PackageForm.of(request.form)
    elsewhere = request.form.get("elsewhere", "").strip()
    if elsewhere:
        form.area.data = elsewhere
        return _choose(form, selects((), ""))
    if pressed != "plan":
        return _choose(form, selects(form.parts, pressed))
    return _plan(form)


def _where(where: WhereForm) -> ResponseReturnValue:
    """What the form of a court's page sends is carried on: its hours are of unpaid work."""
    if not where.validate():
        return _ask_where(where)
    form = PackageForm(
        area=where.asked_area,
        months=request.form.get("months"),
        work_hours=request.form.get("hours"),
    )
    return _choose(form, selects((), ""), where=where)


def _plan(form: PackageForm) -> ResponseReturnValue:
    is_fine = form.validate()
    shown = selects(form.parts, "")
    if not form.chosen:
        form.form_errors.append("Choose at least one service")
        is_fine = False
    if not is_fine:
        return _choose(form, shown)
    try:
        question = form.question(_about(form, person_in(request.form)))
        answer = package_answer(db.session(), question, _now())
    except NotOfferedHere as refusal:
        form.form_errors.append(str(refusal))
        return _choose(form, shown)
    return _choose(form, shown, plan=plan_page(answer, telephone=current_app.config["TELEPHONE"]))


def _about(form: PackageForm, person: HomeForm) -> AboutPerson | None:
    """Nothing is answered about a person of whom something cannot be read: `_choose` says so."""
    if not person.validate_on(local_date(_now())):
        return None
    return person.about(order_days(form.months.data))


def _ask_where(form: WhereForm) -> ResponseReturnValue:
    areas = areas_to_choose(all_areas(db.session(), on=local_date(_now())))
    html = render_template("packages/where.html", form=form, areas=areas)
    return html, 422 if form.errors else 200


def _choose(
    form: PackageForm,
    shown: tuple[str, ...],
    *,
    where: WhereForm | None = None,
    plan: PlanPage | None = None,
) -> ResponseReturnValue:
    """The second step, below the plan where there is one."""
    person = person_in(request.form)
    about = _about(form, person)
    form.form_errors.extend(str(said) for errors in person.errors.values() for said in errors)
    page = choosing_page(
        offer_in(db.session(), form.area.data or "", _now(), about=about),
        shown,
        home=where.home if where else None,
        plan=None if person.errors else plan,
        asked=() if person.errors else person.said_back(),
        carried=person.carried(),
        court=asked_court(request.form),
    )
    html = render_template("packages/choose.html", form=form, page=page, person=person)
    return html, 422 if form.errors else 200
