"""The court's question: courts, areas and services as pages, and the same answer as JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from commissioning.availability.answer import area_answer, court_answer
from commissioning.availability.answer_types import AreaAnswer
from commissioning.availability.question import CourtQuestion
from commissioning.partnership.actions.queries import plans_read_in
from commissioning.partnership.evaluations.evidence_lines import lines_of_schemes
from commissioning.partnership.liaison.queries import answers_read_with
from directory.acts import Act
from directory.clock import local_date
from directory.errors import DirectoryError, NotKnown
from directory.places.models import LocalDeliveryUnit
from directory.places.postcodes import postcode_within
from directory.places.queries import (
    all_areas,
    all_courts,
    area_by_slug,
    areas_of_region,
    courts_serving,
    known_court,
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
from portal.asking.homes import TAKEN_OUT, kept_of_postcode
from portal.asking.onlooker import sight_of_reader
from portal.asking.parameters import check_parameters
from portal.asking.sealed_question import SealedQuestion
from portal.errors import reply
from portal.extensions import db
from portal.looking import looking
from portal.sealed.addresses import asked_question, go_to
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

ANSWERS_SHOWN = 3
"""Of what probation answered to a court; its liaison page has the rest."""

POSTCODE_IN_ADDRESS = (
    "A postcode is not read from a web address. Enter it here and press Find: it is not kept."
)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@bp.get("/courts")
@allow(PUBLIC)
def courts() -> ResponseReturnValue:
    """Every court, or those of a name; the one that is meant beyond doubt opens. Without a name
    those near the home that the address asks about.
    """
    form, requirement = CourtForm(request.args), asked_requirement(request.args)
    hidden = asked_question(db.session())
    home = hidden.first("near") or hidden.first("postcode")
    if not form.asked and home:
        near = courts_near(db.session(), home, on=local_date(_now()))
        near = replace(near, note=hidden.first("note") or near.note)
        return _choose_court(form, requirement, near=near)
    if not form.asked:
        return _choose_court(form, requirement)
    if postcode := postcode_within(form.asked):
        try:
            return _go_near(postcode, requirement, taken_out=True)
        except DirectoryError:
            form.refuse(POSTCODE_IN_ADDRESS)
            return _choose_court(form, requirement)
    named = courts_named(db.session(), form.asked, on=local_date(_now()))
    if named.opens:
        return redirect(onward(named.opens, requirement=requirement or ""), 303)
    return _choose_court(form, requirement, found=named)


@bp.post("/courts")
@allow(PUBLIC)
def courts_asked() -> ResponseReturnValue:
    """A name goes into the address for all to read; a postcode is sealed in it."""
    form, requirement = CourtForm(request.form), asked_requirement(request.form)
    if form.validate():
        postcode = postcode_within(form.asked)
        if postcode is None:
            return redirect(
                onward("/courts", ("q", form.asked), requirement=requirement or ""), 303
            )
        try:
            return _go_near(postcode, requirement)
        except DirectoryError as refusal:
            form.refuse(str(refusal))
    return _choose_court(form, requirement)


def _go_near(postcode: str, requirement: str | None, *, taken_out: bool = False) -> Redirect:
    """On to the courts near a home, sealed; `taken_out` of an address that all could read.

    Raises what `courts_near` raises.
    """
    session, at = db.session(), _now()
    near = courts_near(session, postcode, on=local_date(at))
    facts = kept_of_postcode(postcode)
    note = gettext(TAKEN_OUT, code=facts[0][1]) if taken_out else near.note
    question = SealedQuestion.of([*facts, ("note", note)])
    readable = [("requirement", requirement)] if requirement else []
    return go_to(session, "/courts", question, *readable, at=at)


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
def court(slug: str) -> ResponseReturnValue:
    """For the person whom the address asks about, or for anybody."""
    hidden = asked_question(db.session())
    form, areas = HomeForm.of(hidden), asked_areas(request.args, "area") or hidden.every("area")
    is_fine = form.is_blank or form.validate_on(local_date(_now()))
    html = _court(slug, form, areas, asked_requirement(request.args), is_fine=is_fine)
    return html, 200 if is_fine else 422


@bp.post("/courts/<slug>")
@allow(PUBLIC)
def court_for_home(slug: str) -> ResponseReturnValue:
    """For somebody who lives in a place, of a sex and an age: on to an address that hides it."""
    form, at = HomeForm(request.form), _now()
    requirement, areas = asked_requirement(request.form), asked_areas(request.form, "area")
    if not form.validate_on(local_date(at)):
        return _court(slug, form, (), requirement, is_fine=False), 422
    path = f"/courts/{known_court(db.session(), slug).slug}#answer"
    readable = [("requirement", requirement)] if requirement else []
    of_person = SealedQuestion.of(form.facts(local_date(at)))
    homes = [("area", one) for one in areas or ((form.home.slug,) if form.home else ())]
    if not of_person:
        return go_to(db.session(), path, of_person, *homes, *readable, at=at)
    question = SealedQuestion.of([("court", slug), *homes, *of_person.pairs()])
    return go_to(db.session(), path, question, *readable, at=at)


def _court(
    slug: str, form: HomeForm, areas: tuple[str, ...], requirement: str | None, *, is_fine: bool
) -> str:
    """The answer for what the form holds, or for anybody where that cannot be read."""
    homes = areas or ((form.home.slug,) if form.home else ())
    question = form.question(homes, requirement) if is_fine else open_question((), requirement)
    asked = known_court(db.session(), slug)
    answer = court_answer(db.session(), asked, question, _now())
    page = court_page(
        answer,
        requirement=requirement,
        home=form.home if is_fine else None,
        asked=form.said_back() if is_fine else (),
        may_refer=looking().may(Act.REFERRAL_RECEIVE),
        may_hold=looking().may(Act.PLACE_HOLD),
        answers=answers_read_with(db.session(), asked.id)[:ANSWERS_SHOWN],
    )
    return render_template("sentencing/court.html", form=form, page=page)


@bp.get("/areas")
@allow(PUBLIC)
def areas() -> str:
    regions = areas_by_region(all_areas(db.session(), on=local_date(_now())))
    return render_template("sentencing/areas.html", regions=regions)


@bp.get("/areas/<region>")
@allow(PUBLIC)
def region(region: str) -> str:
    """A line for each area, of one requirement where one is asked for, and for the person whom
    the address asks about.
    """
    requirement, at = asked_requirement(request.args), _now()
    form = HomeForm.of(asked_question(db.session()))
    is_fine = form.validate_on(local_date(at))
    asked = region_by_slug(db.session(), region)
    units = areas_of_region(db.session(), asked, on=local_date(at))
    question = form.question((), requirement) if is_fine else open_question((), requirement)
    answers = [area_answer(db.session(), [unit.slug], question, at) for unit in units]
    return render_template(
        "sentencing/region.html",
        region=asked,
        asked=tuple(form.said_back()) if is_fine else (),
        as_at=at,
        lines=area_lines(answers, requirement),
        requirement=requirement,
        requirements=requirements_open_on(local_date(at)),
        plans=plans_read_in(db.session(), asked.id, today=local_date(at)),
    )


@bp.get("/areas/<region>/<ldu>")
@allow(PUBLIC)
def area(region: str, ldu: str) -> ResponseReturnValue:
    """For the person whom the address asks about, if they will live there, or for anybody."""
    form, unit = HomeForm.of(asked_question(db.session())), _area_within(region, ldu)
    is_fine = form.validate_on(local_date(_now()))
    form.forget_home_outside(unit.slug)
    html = _area(unit, form, asked_requirement(request.args), is_fine=is_fine)
    return html, 200 if is_fine else 422


@bp.post("/areas/<region>/<ldu>")
@allow(PUBLIC)
def area_for_home(region: str, ldu: str) -> ResponseReturnValue:
    """For somebody of a sex and an age; a postcode of elsewhere leads to the area of that home."""
    session, at = db.session(), _now()
    before, form, unit = asked_question(session), HomeForm(request.form), _area_within(region, ldu)
    requirement = asked_requirement(request.form)
    if not form.validate_on(local_date(at)):
        return _area(unit, form, requirement, is_fine=False), 422
    if form.home is not None and not form.home.may_be_in(unit.slug):
        unit = area_by_slug(session, form.home.slug)
    of_person = SealedQuestion.of(form.facts(local_date(at)))
    kept = [("court", court) for court in before.every("court")] + [("area", unit.slug)]
    question = SealedQuestion.of([*kept, *of_person.pairs()]) if of_person else of_person
    readable = [("requirement", requirement)] if requirement else []
    return go_to(
        session, f"/areas/{unit.region.slug}/{unit.slug}#answer", question, *readable, at=at
    )


def _area_within(region: str, ldu: str) -> LocalDeliveryUnit:
    unit = area_by_slug(db.session(), ldu)
    if unit.region.slug != region:
        raise NotKnown("area", f"{region}/{ldu}")
    return unit


def _area(
    unit: LocalDeliveryUnit, form: HomeForm, requirement: str | None, *, is_fine: bool
) -> str:
    """The answer for what the form holds, or for anybody where that cannot be read."""
    session = db.session()
    question = form.question((), requirement) if is_fine else open_question((), requirement)
    answer = area_answer(session, [unit.slug], question, _now())
    page = area_page(
        answer,
        requirement=requirement,
        home=form.home if is_fine else None,
        asked=form.said_back() if is_fine else (),
        may_hold=looking().may(Act.PLACE_HOLD),
    )
    schemes = schemes_of(session, unit)
    here = area_directory(
        memberships=memberships_of(session, unit),
        offices=offices_of(session, unit),
        hubs=hubs_serving(session, [unit], on=answer.today, sight=question.sight),
        schemes=schemes,
        area_slug=unit.slug,
        evaluated=lines_of_schemes(session, schemes, sight=question.sight),
    )
    serving = found(courts_serving(session, unit, on=answer.today))
    return render_template(
        "sentencing/area.html", form=form, page=page, area=page.areas[0], courts=serving, here=here,
        plans=plans_read_in(session, unit.region_id, today=answer.today),
    )  # fmt: skip


@bp.get("/api/v1/availability")
@allow(PUBLIC)
def availability() -> Response:
    """`court` and `ldu` as on the pages; one of them must be named."""
    check_parameters(request.args, ("court", "requirement"), often=("ldu",))
    ldus, slug = asked_areas(request.args, "ldu"), request.args.get("court")
    if not slug and not ldus:
        return for_any_site(reply(400, "Name a court (court=) or an area (ldu=)."))
    requirement = asked_requirement(request.args)
    question = CourtQuestion(ldus, requirement, sight=sight_of_reader())
    answer: AreaAnswer
    if slug:
        answer = court_answer(db.session(), known_court(db.session(), slug), question, _now())
    else:
        answer = area_answer(db.session(), ldus, question, _now())
    return for_any_site(jsonify(answer_as_json(answer)))


@bp.get("/about/api")
@allow(PUBLIC)
def api() -> str:
    return render_template("sentencing/api.html")
