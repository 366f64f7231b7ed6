"""Evaluations of services and schemes: read by anybody, kept by the regions."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commissioning.errors import CommissioningError
from commissioning.partnership.evaluations.models import Evaluation
from commissioning.partnership.evaluations.queries import (
    evaluation_told,
    evaluations_of_schemes,
    evaluations_of_service,
    evaluations_told,
    evidence_in,
    statements_of,
)
from commissioning.partnership.evaluations.rows import evaluation_row, row_as_json, rows_as_json
from commissioning.partnership.evaluations.stating import (
    correct_evaluation,
    state_evaluation,
    withdraw_evaluation,
)
from commissioning.partnership.evaluations.told import EvaluationTold
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.places.models import Region
from directory.places.queries import area_by_slug
from directory.schemes.addresses import scheme_slug
from directory.schemes.listing import schemes_of
from directory.services.queries import service_by_id
from portal.access import PUBLIC, allow
from portal.asking.onlooker import sight_of_reader
from portal.asking.typed import tidy, whole_number
from portal.evaluations.forms import MOST_VERSIONS, EvaluationForm, StatementOfEvaluation
from portal.evaluations.keeping import (
    evaluation_to_correct,
    keeping,
    may_correct,
    regions_that_keep,
    schemes_to_choose,
    subjects_typed,
)
from portal.evaluations.mistakes import tell_mistakes
from portal.evaluations.pages import (
    NamedSubject,
    evaluation_page,
    evaluations_page,
    list_rows,
    own_rows,
)
from portal.extensions import db
from portal.looking import moment
from portal.reaching import who_acts
from portal.showing.csv_tables import csv_answer
from portal.showing.headers import for_any_site

bp = Blueprint("evaluations", __name__)

BY_TITLE = "title"


@dataclass(frozen=True, slots=True)
class EvaluationsAsked:
    """What a list is narrowed to, and by what it goes: the day of publication, or the title."""

    told: list[EvaluationTold]
    words: str
    is_by_title: bool
    of: NamedSubject | None


@bp.get("/evaluations")
@allow(PUBLIC)
def evaluations() -> str:
    """The newest first or by title, never by what was found or what it cost."""
    asked = _asked()
    page = evaluations_page(
        asked.told, asked=asked.words, is_by_title=asked.is_by_title, of=asked.of,
        evidence=evidence_in(asked.told) if asked.of and not asked.words else None,
        query=request.query_string.decode("ascii", "replace"),
        can_state=bool(regions_that_keep(db.session())),
    )  # fmt: skip
    return render_template("evaluations/evaluations.html", page=page)


@bp.get("/evaluations.csv")
@allow(PUBLIC)
def evaluations_csv() -> Response:
    return csv_answer(list_rows(_asked().told), "evaluations")


@bp.get("/evaluations.json")
@allow(PUBLIC)
def evaluations_json() -> Response:
    told = rows_as_json(map(evaluation_row, _asked().told))
    return for_any_site(Response(told, mimetype="application/json"))


@bp.get("/evaluations/<uuid:evaluation_id>")
@allow(PUBLIC)
def evaluation(evaluation_id: uuid.UUID) -> str:
    """As it counts; `statement` asks for an earlier one."""
    session, told = db.session(), _told(evaluation_id)
    page = evaluation_page(
        told, statements_of(session, told.evaluation),
        can_correct=may_correct(session, told.evaluation), done=request.args.get("done", ""),
    )  # fmt: skip
    return render_template("evaluations/evaluation.html", page=page)


@bp.get("/evaluations/<uuid:evaluation_id>.csv")
@allow(PUBLIC)
def evaluation_csv(evaluation_id: uuid.UUID) -> Response:
    return csv_answer(own_rows(_told(evaluation_id)), "evaluation")


@bp.get("/evaluations/<uuid:evaluation_id>.json")
@allow(PUBLIC)
def evaluation_json(evaluation_id: uuid.UUID) -> Response:
    told = row_as_json(evaluation_row(_told(evaluation_id)))
    return for_any_site(Response(told, mimetype="application/json"))


@bp.get("/evaluations/new")
@allow(Act.EVALUATION_CHANGE)
def new() -> str:
    return _form(EvaluationForm(), None)


@bp.post("/evaluations/new")
@allow(Act.EVALUATION_CHANGE, changes=True)
def add() -> ResponseReturnValue:
    session, form = db.session(), EvaluationForm(request.form)
    region = _region(form)
    if form.validate() and region is not None:
        try:
            made = state_evaluation(
                session, region, form.facts(),
                subjects_typed(session, form, None, sight=sight_of_reader()), by=who_acts(),
                at=moment(),
            )  # fmt: skip
            where = f"/evaluations/{made.public_id}?done=new"
            session.commit()
            return redirect(where, 303)
        except CommissioningError as refusal:
            _refuse(form, refusal)
    elif region is None and regions_that_keep(session):
        form.refuse("region", gettext("Choose a region"))
    _tell_mistakes(form, None)
    return _form(form, None), 422


@bp.get("/evaluations/<uuid:evaluation_id>/correct")
@allow(Act.EVALUATION_CHANGE)
def correcting(evaluation_id: uuid.UUID) -> str:
    session, form = db.session(), EvaluationForm()
    found = evaluation_to_correct(session, evaluation_id)
    form.fill(_counting(evaluation_id), schemes_to_choose(session))
    return _form(form, found)


@bp.post("/evaluations/<uuid:evaluation_id>/correct")
@allow(Act.EVALUATION_CHANGE, changes=True)
def correct(evaluation_id: uuid.UUID) -> ResponseReturnValue:
    session, form = db.session(), EvaluationForm(request.form)
    found, stood = evaluation_to_correct(session, evaluation_id), _counting(evaluation_id)
    if form.validate():
        try:
            changed = correct_evaluation(
                session, found, form.facts(),
                subjects_typed(session, form, stood, sight=sight_of_reader()),
                reason=tidy(form.reason.data), based_on=form.seen, by=who_acts(), at=moment(),
            )  # fmt: skip
            session.commit()
            done = "correct" if changed else "same"
            return redirect(f"/evaluations/{evaluation_id}?done={done}", 303)
        except CommissioningError as refusal:
            _refuse(form, refusal)
    _tell_mistakes(form, stood)
    return _form(form, evaluation_to_correct(session, evaluation_id)), 422


@bp.get("/evaluations/<uuid:evaluation_id>/withdraw")
@allow(Act.EVALUATION_CHANGE)
def withdrawing(evaluation_id: uuid.UUID) -> str:
    found, form = evaluation_to_correct(db.session(), evaluation_id), StatementOfEvaluation()
    form.based_on.data = f"{found.version}"
    return _withdrawal(form, evaluation_id)


@bp.post("/evaluations/<uuid:evaluation_id>/withdraw")
@allow(Act.EVALUATION_CHANGE, changes=True)
def withdraw(evaluation_id: uuid.UUID) -> ResponseReturnValue:
    session, form = db.session(), StatementOfEvaluation(request.form)
    found = evaluation_to_correct(session, evaluation_id)
    if form.validate():
        try:
            withdraw_evaluation(
                session, found, reason=tidy(form.reason.data), based_on=form.seen, by=who_acts(),
                at=moment(), is_named_so=bool(form.is_named_so.data),
            )  # fmt: skip
            session.commit()
            return redirect(f"/evaluations/{evaluation_id}?done=withdraw", 303)
        except CommissioningError as refusal:
            _refuse(form, refusal)
    return _withdrawal(form, evaluation_id), 422


def _asked() -> EvaluationsAsked:
    """`order=title`, words, and a subject: `service`, or `area` and `scheme`. Nothing else orders
    the list. Raises `NotKnown`."""
    session, sight = db.session(), sight_of_reader()
    words, by_title = tidy(request.args.get("q")), request.args.get("order") == BY_TITLE
    told = evaluations_told(
        session, sight=sight, words=words, by_title=by_title, keeping=keeping(session)
    )
    of = _of_service() or _of_scheme()
    if of is None:
        return EvaluationsAsked(told, words, by_title, None)
    subject, theirs = of
    keys = {one.evaluation.id for one in theirs}
    narrowed = [one for one in told if one.evaluation.id in keys]
    return EvaluationsAsked(narrowed, words, by_title, subject)


def _of_service() -> tuple[NamedSubject, list[EvaluationTold]] | None:
    """One that who looks may not know of is told as one that nobody evaluated."""
    session, sight, asked = db.session(), sight_of_reader(), request.args.get("service")
    if not asked:
        return None
    try:
        key = uuid.UUID(asked)
    except ValueError:
        raise NotKnown("service", asked) from None
    unnamed = NamedSubject(gettext("this service"), f"/services/{key}")
    try:
        service = service_by_id(session, key, sight=sight)
    except NotKnown:
        return unnamed, []
    theirs = evaluations_of_service(session, service, sight=sight)
    if not theirs or service.published is None:
        return unnamed, []
    return NamedSubject(service.published.title, f"/services/{key}"), theirs


def _of_scheme() -> tuple[NamedSubject, list[EvaluationTold]] | None:
    session, name = db.session(), tidy(request.args.get("scheme"))
    if not name:
        return None
    area = area_by_slug(session, request.args.get("area", ""))
    for scheme in schemes_of(session, area):
        if scheme.name.casefold() == name.casefold():
            told = evaluations_of_schemes(session, [scheme], sight=sight_of_reader())
            href = f"/schemes/{area.slug}/{scheme_slug(scheme.name)}"
            subject = NamedSubject(f"{scheme.name}, {area.name}", href)
            return subject, told.get(scheme.id, [])
    raise NotKnown("scheme", name)


def _told(evaluation_id: uuid.UUID) -> EvaluationTold:
    asked = request.args.get("statement")
    number = None if asked is None else whole_number(asked, most=MOST_VERSIONS) or 0
    session, sight = db.session(), sight_of_reader()
    return evaluation_told(
        session, evaluation_id, sight=sight, number=number, keeping=keeping(session)
    )


def _counting(evaluation_id: uuid.UUID) -> EvaluationTold:
    session, sight = db.session(), sight_of_reader()
    return evaluation_told(session, evaluation_id, sight=sight, keeping=keeping(session))


def _region(form: EvaluationForm) -> Region | None:
    """The only one, or the one that was chosen."""
    regions = regions_that_keep(db.session())
    if len(regions) == 1:
        return regions[0]
    return next((one for one in regions if one.slug == form.region.data), None)


def _refuse(form: StatementOfEvaluation, why: Exception) -> None:
    db.session.rollback()
    form.refuse(str(getattr(why, "field", "")), str(why), getattr(why, "place", None))


def _tell_mistakes(form: EvaluationForm, stood: EvaluationTold | None) -> None:
    today = local_date(moment())
    tell_mistakes(db.session(), form, stood, sight=sight_of_reader(), today=today)


def _form(form: EvaluationForm, found: Evaluation | None) -> str:
    session, regions = db.session(), regions_that_keep(db.session())
    if not regions:
        raise NotKnown("region", "yours")
    form.offer(regions, schemes_to_choose(session))
    return render_template(
        "evaluations/stating.html", form=form, evaluation=found,
        asks_region=found is None and len(regions) > 1,
    )  # fmt: skip


def _withdrawal(form: StatementOfEvaluation, evaluation_id: uuid.UUID) -> str:
    return render_template(
        "evaluations/withdraw.html", form=form, told=_counting(evaluation_id), path=request.path
    )
