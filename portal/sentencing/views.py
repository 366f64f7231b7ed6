"""The court's question: courts, areas and services as pages, and the same answer as JSON."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.availability.answer import area_answer, court_answer
from commissioning.availability.answer_types import AreaAnswer
from commissioning.availability.question import CourtQuestion
from directory.clock import local_date
from directory.errors import DirectoryError, NotKnown
from directory.places.postcodes import postcode_within
from directory.places.queries import (
    all_areas,
    all_courts,
    area_by_slug,
    areas_of_region,
    court_by_slug,
    courts_serving,
    memberships_of,
    offices_of,
    region_by_slug,
)
from directory.requirements import requirements_open_on
from directory.schemes.listing import schemes_of
from directory.services.looking import hubs_serving
from portal.access import PUBLIC, allow
from portal.asking.addresses import asked_areas, asked_requirement
from portal.asking.home_form import HomeForm
from portal.asking.parameters import check_parameters
from portal.errors import reply
from portal.extensions import db
from portal.sentencing.answer_json import answer_as_json
from portal.sentencing.area_directory import area_directory
from portal.sentencing.court_finding import by_region, courts_named, courts_near, found
from portal.sentencing.forms import CourtForm
from portal.sentencing.pages import (
    area_page,
    areas_by_region,
    court_page,
    open_question,
)
from portal.sentencing.region_page import area_lines
from portal.showing.headers import for_any_site
from portal.showing.onward import onward

bp = Blueprint("sentencing", __name__)

POSTCODE_IN_ADDRESS = (
    "A postcode is not read from a web address. Enter it here and press Find: it is not kept."
)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@bp.get("/courts")
@allow(PUBLIC)
def courts() -> ResponseReturnValue:
    """Every court, or those of a name; the one that is meant beyond doubt opens."""
    form, requirement = CourtForm(request.args), asked_requirement(request.args)
    if not form.asked:
        return _choose_court(form, requirement)
    if postcode_within(form.asked):
        form.refuse(POSTCODE_IN_ADDRESS)
        return _choose_court(form, requirement)
    named = courts_named(db.session(), form.asked, on=local_date(_now()))
    if named.opens:
        return redirect(onward(named.opens, requirement=requirement or ""), 303)
    return _choose_court(form, requirement, found=named)


@bp.post("/courts")
@allow(PUBLIC)
def courts_asked() -> ResponseReturnValue:
    """A name goes into the address; a postcode is answered in place and kept nowhere."""
    form, requirement = CourtForm(request.form), asked_requirement(request.form)
    near = None
    if form.validate():
        postcode = postcode_within(form.asked)
        if postcode is None:
            return redirect(onward("/courts", q=form.asked, requirement=requirement or ""), 303)
        try:
            near = courts_near(db.session(), postcode, on=local_date(_now()))
            form.q.data = ""
        except DirectoryError as refusal:
            form.refuse(str(refusal))
    return _choose_court(form, requirement, near=near)


def _choose_court(form: CourtForm, requirement: str | None, **shown: object) -> ResponseReturnValue:
    """Below an error every court stays in sight."""
    is_answered = any(shown.values())
    regions = () if is_answered else by_region(all_courts(db.session()))
    html = render_template(
        "sentencing/courts.html", form=form, requirement=requirement, regions=regions, **shown
    )
    return html, 422 if form.errors else 200


@bp.get("/courts/<slug>")
@allow(PUBLIC)
def court(slug: str) -> str:
    requirement = asked_requirement(request.args)
    question = open_question(asked_areas(request.args, "area"), requirement)
    answer = court_answer(db.session(), court_by_slug(db.session(), slug), question, _now())
    page = court_page(answer, requirement=requirement, home=None)
    return render_template("sentencing/court.html", form=HomeForm(), page=page, is_posted=False)


@bp.post("/courts/<slug>")
@allow(PUBLIC)
def court_for_home(slug: str) -> ResponseReturnValue:
    """For somebody who lives in a place, of a sex and an age: nothing of it is kept."""
    form = HomeForm(request.form)
    at = _now()
    is_fine = form.validate_on(local_date(at))
    requirement = asked_requirement(request.form)
    areas = asked_areas(request.form, "area") or ((form.home.slug,) if form.home else ())
    question = form.question(areas, requirement) if is_fine else open_question((), requirement)
    answer = court_answer(db.session(), court_by_slug(db.session(), slug), question, at)
    page = court_page(
        answer,
        requirement=requirement,
        home=form.home if is_fine else None,
        asked=form.said_back() if is_fine else (),
    )
    html = render_template("sentencing/court.html", form=form, page=page, is_posted=True)
    return html, 200 if is_fine else 422


@bp.get("/areas")
@allow(PUBLIC)
def areas() -> str:
    regions = areas_by_region(all_areas(db.session(), on=local_date(_now())))
    return render_template("sentencing/areas.html", regions=regions)


@bp.get("/areas/<region>")
@allow(PUBLIC)
def region(region: str) -> str:
    """A line for each area, of one requirement where one is asked for."""
    requirement, at = asked_requirement(request.args), _now()
    asked = region_by_slug(db.session(), region)
    units = areas_of_region(db.session(), asked, on=local_date(at))
    question = open_question((), requirement)
    answers = [area_answer(db.session(), [unit.slug], question, at) for unit in units]
    return render_template(
        "sentencing/region.html",
        region=asked,
        as_at=at,
        lines=area_lines(answers, requirement),
        requirement=requirement,
        requirements=requirements_open_on(local_date(at)),
    )


@bp.get("/areas/<region>/<ldu>")
@allow(PUBLIC)
def area(region: str, ldu: str) -> str:
    unit = area_by_slug(db.session(), ldu)
    if unit.region.slug != region:
        raise NotKnown("area", f"{region}/{ldu}")
    requirement, at = asked_requirement(request.args), _now()
    answer = area_answer(db.session(), [unit.slug], open_question((), requirement), at)
    page = area_page(answer, requirement=requirement)
    serving = found(courts_serving(db.session(), unit, on=answer.today))
    here = area_directory(
        memberships=memberships_of(db.session(), unit),
        offices=offices_of(db.session(), unit),
        hubs=hubs_serving(db.session(), unit, on=answer.today),
        schemes=schemes_of(db.session(), unit),
    )
    return render_template(
        "sentencing/area.html", page=page, area=page.areas[0], courts=serving, here=here
    )


@bp.get("/api/v1/availability")
@allow(PUBLIC)
def availability() -> Response:
    """`court` and `ldu` as on the pages; one of them must be named."""
    check_parameters(request.args, ("court", "requirement"), often=("ldu",))
    ldus, slug = asked_areas(request.args, "ldu"), request.args.get("court")
    if not slug and not ldus:
        return for_any_site(reply(400, "Name a court (court=) or an area (ldu=)."))
    question = CourtQuestion(ldus, asked_requirement(request.args))
    answer: AreaAnswer
    if slug:
        answer = court_answer(db.session(), court_by_slug(db.session(), slug), question, _now())
    else:
        answer = area_answer(db.session(), ldus, question, _now())
    return for_any_site(jsonify(answer_as_json(answer)))


@bp.get("/about/api")
@allow(PUBLIC)
def api() -> str:
    return render_template("sentencing/api.html")
