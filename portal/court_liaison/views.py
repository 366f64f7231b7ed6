"""A court asks probation what is offered there, and reads the answer, without an account."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.partnership.liaison.asking import AskedAbout, ask_question
from commissioning.partnership.liaison.errors import (
    LiaisonRefused,
    NoSuchQuestion,
    NotAQuestionsReference,
)
from commissioning.partnership.liaison.meeting_queries import meetings_of_court
from commissioning.partnership.liaison.models import LiaisonQuestion
from commissioning.partnership.liaison.queries import (
    answers_read_with,
    court_to_ask,
    names_around,
    question_by_reference,
    services_to_ask_about,
)
from commissioning.partnership.liaison.references import (
    question_reference_in_groups,
    read_question_reference,
)
from directory.clock import local_date
from directory.people.queries import SystemActor, system_actor
from directory.places.models import Court
from directory.requirements import requirements_open_on
from portal.access import PUBLIC, allow
from portal.asking.typed import asked_once
from portal.court_liaison.forms import AnswerReferenceForm, CourtQuestionForm
from portal.court_liaison.pages import court_liaison_page, question_page
from portal.extensions import db
from portal.looking import moment
from portal.secrecy import network_of_today
from portal.showing.onward import onward

bp = Blueprint("court_liaison", __name__)


@bp.get("/courts/<slug>/ask")
@allow(PUBLIC)
def ask(slug: str) -> str:
    """With what the page that was left speaks of chosen already."""
    court, form = court_to_ask(db.session(), slug), CourtQuestionForm()
    _offer(form, court)
    form.begin(request.args.get("requirement", ""), request.args.get("service", ""))
    return _form(court, form)


@bp.post("/courts/<slug>/ask")
@allow(PUBLIC, changes=True, in_nobodys_name=True)
def send(slug: str) -> ResponseReturnValue:
    """A second click makes no second question. What was typed stays in no browser."""
    court, form = court_to_ask(db.session(), slug), CourtQuestionForm(request.form)
    _offer(form, court)
    about = form.asked_about()
    is_valid = form.validate()
    if about is None:
        form.about.errors = ["Choose a requirement or a service"]
    if not is_valid or about is None:
        return _form(court, form), 422
    try:
        question = _ask(court, about, form)
    except LiaisonRefused as refusal:
        db.session.rollback()
        form.words.errors = [str(refusal)]
        return _form(court_to_ask(db.session(), slug), form), 422
    reference = question_reference_in_groups(question.reference)
    db.session.commit()
    return redirect(onward(f"/answers/{reference}", asked_now="yes"), 303)


@bp.get("/courts/<slug>/liaison")
@allow(PUBLIC)
def of_court(slug: str) -> str:
    """What courts and probation told one another here."""
    session, court = db.session(), court_to_ask(db.session(), slug)
    page = court_liaison_page(
        court.name, court.slug, answers_read_with(session, court.id),
        meetings_of_court(session, court.id),
        "" if court.region is None else court.region.slug, today=local_date(moment()),
    )  # fmt: skip
    return render_template("court_liaison/court.html", page=page)


@bp.get("/answers")
@allow(PUBLIC)
def find() -> ResponseReturnValue:
    """Where somebody types the reference that they were given."""
    form = AnswerReferenceForm(request.args)
    if not form.reference.data:
        return render_template("court_liaison/find.html", form=form)
    try:
        return redirect(onward(f"/answers/{_read(form.reference.data)}"), 303)
    except (NotAQuestionsReference, NoSuchQuestion) as refusal:
        return _not_found(form, refusal)


@bp.get("/answers/<reference>")
@allow(PUBLIC)
def answer(reference: str) -> ResponseReturnValue:
    try:
        found = question_by_reference(db.session(), read_question_reference(reference))
    except (NotAQuestionsReference, NoSuchQuestion) as refusal:
        return _not_found(AnswerReferenceForm(), refusal)
    is_new = request.args.get("asked_now") == "yes"
    page = question_page(found, today=local_date(moment()), is_new=is_new)
    return render_template("court_liaison/answer.html", page=page)


def _ask(court: Court, about: AskedAbout, form: CourtQuestionForm) -> LiaisonQuestion:
    """Raises `LiaisonRefused`."""
    session = db.session()
    return ask_question(
        session, court=court, about=about,
        words=form.words.data or "", known=names_around(session, court),
        origin=network_of_today(request.remote_addr or "", local_date(moment())),
        request_id=asked_once(form.request.data),
        by=system_actor(session, SystemActor.VISITOR), at=moment(),
    )  # fmt: skip


def _offer(form: CourtQuestionForm, court: Court) -> None:
    today = local_date(moment())
    services = services_to_ask_about(db.session(), court, on=today)
    form.offer(requirements_open_on(today), services)


def _form(court: Court, form: CourtQuestionForm) -> str:
    return render_template("court_liaison/ask.html", court=court, form=form)


def _read(typed: str) -> str:
    """The reference as its address has it. Raises `LiaisonRefused`."""
    found = question_by_reference(db.session(), read_question_reference(typed))
    return question_reference_in_groups(found.question.reference)


def _not_found(form: AnswerReferenceForm, refusal: LiaisonRefused) -> ResponseReturnValue:
    form.reference.errors = [str(refusal)]
    status = 422 if isinstance(refusal, NotAQuestionsReference) else 404
    return render_template("court_liaison/find.html", form=form), status
