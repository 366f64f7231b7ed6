"""Several interventions in one order: each step goes on to an address that holds it, sealed."""

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
from portal.asking.home_form import HomeForm
from portal.asking.homes import kept_of_home
from portal.asking.onlooker import sight_of_reader
from portal.asking.sealed_question import SealedQuestion
from portal.asking.typed import order_days
from portal.extensions import db
from portal.packages.forms import SEALED_AS, PackageForm, WhereForm, selects
from portal.packages.pages import areas_to_choose, choosing_page
from portal.packages.plan_page import PlanPage, plan_page
from portal.sealed.addresses import asked_question, go_to, is_closed

bp = Blueprint("packages", __name__)

PATH = "/packages"
OF_THIS_FORM = (*SEALED_AS.values(), "part", "planned")
OF_THE_PERSON = ("sex", "age")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@bp.get("/packages")
@allow(PUBLIC)
def packages() -> ResponseReturnValue:
    """An area, and services chosen on their own pages, may stand in the address; no person does."""
    question, area = asked_question(db.session()), request.args.get("area", "").strip()
    parts = request.args.getlist("part")
    if area not in {"", question.first("area")} or parts:
        question = question.without("area", "part", "planned")
    form = PackageForm.of_question(question)
    form.area.data = area = area or form.area.data or ""
    if not area:
        return _ask_where(WhereForm())
    form.parts = PackageForm.of(MultiDict(("part", key) for key in parts)).parts or form.parts
    return _plan(form) if question.first("planned") else _choose(form)


@bp.post("/packages")
@allow(PUBLIC)
def packages_planned() -> ResponseReturnValue:
    """Where, then what; then the plan. Each step goes on to all that the next needs."""
    before, pressed = asked_question(db.session()), request.form.get("do", "")
    if pressed == "where" or not request.form.get("area", "").strip():
        return _where(WhereForm(request.form), before)
    form = PackageForm.of(request.form)
    elsewhere = request.form.get("elsewhere", "").strip()
    if elsewhere:
        form.area.data, form.parts = elsewhere, ()
    is_planned = pressed == "plan" and not elsewhere
    form.parts = selects(form.parts, pressed)
    if is_closed() or (is_planned and not _is_fine(form)):
        return _choose(form)
    person = [(name, value) for name in OF_THE_PERSON for value in request.form.getlist(name)]
    facts = [*before.without(*OF_THIS_FORM, *OF_THE_PERSON).pairs(), *person, *form.facts()]
    if is_planned:
        facts.append(("planned", "yes"))
    path = f"{PATH}#plan" if is_planned else PATH
    return go_to(db.session(), path, SealedQuestion.of(facts), at=_now())


def _where(where: WhereForm, before: SealedQuestion) -> ResponseReturnValue:
    if not where.validate():
        return _ask_where(where)
    home = kept_of_home(where.home) if where.home else ()
    kept = before.without("area", "part", "planned", "near", "postcode", "note")
    if not kept and not home:
        return go_to(db.session(), PATH, kept, ("area", where.asked_area), at=_now())
    facts = [*kept.pairs(), ("area", where.asked_area), *home]
    return go_to(db.session(), PATH, SealedQuestion.of(facts), at=_now())


def _is_fine(form: PackageForm) -> bool:
    is_fine = form.validate()
    if not form.chosen:
        form.form_errors.append("Choose at least one service")
        is_fine = False
    return is_fine


def _plan(form: PackageForm) -> ResponseReturnValue:
    if not _is_fine(form):
        return _choose(form)
    try:
        answer = package_answer(db.session(), form.question(_about(form, _person())), _now())
    except NotOfferedHere as refusal:
        form.form_errors.append(str(refusal))
        return _choose(form)
    return _choose(form, plan=plan_page(answer, telephone=current_app.config["TELEPHONE"]))


def _person() -> HomeForm:
    """What the address asks about, and of a form that was posted what it says of sex and age."""
    question = asked_question(db.session())
    facts = question.without(*(name for name in OF_THE_PERSON if name in request.form)).pairs()
    sent = ((name, request.form.get(name, "")) for name in OF_THE_PERSON)
    return HomeForm.of(SealedQuestion.of([*facts, *sent]))


def _about(form: PackageForm, person: HomeForm) -> AboutPerson | None:
    """Nothing is answered about a person of whom something cannot be read: `_choose` says so."""
    if not person.validate_on(local_date(_now())):
        return None
    return person.about(order_days(form.months.data))


def _ask_where(form: WhereForm) -> ResponseReturnValue:
    areas = areas_to_choose(all_areas(db.session(), on=local_date(_now())))
    html = render_template("packages/where.html", form=form, areas=areas)
    return html, 422 if form.errors else 200


def _choose(form: PackageForm, *, plan: PlanPage | None = None) -> ResponseReturnValue:
    """The second step, below the plan where there is one."""
    person = _person()
    about = _about(form, person)
    form.form_errors.extend(str(said) for errors in person.errors.values() for said in errors)
    page = choosing_page(
        offer_in(db.session(), form.area.data or "", _now(), about=about, sight=sight_of_reader()),
        selects(form.parts, ""),
        home=person.home if person.home and form.area.data == person.home.slug else None,
        plan=None if person.errors else plan,
        asked=() if person.errors else person.said_back(),
        court=asked_question(db.session()).first("court"),
    )
    html = render_template("packages/choose.html", form=form, page=page, person=person)
    return html, 422 if form.errors else 200
