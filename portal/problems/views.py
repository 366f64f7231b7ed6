"""Reading and answering what readers report of the pages that one keeps."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from directory.accounts.acting import in_words
from directory.acts import Act
from directory.audit.speaking import act_for
from directory.clock import local_date
from directory.feedback.errors import AnsweredBefore, NothingSaid, TellsOfAPerson
from directory.feedback.reporting import WORDS_KEPT_DAYS, answer_problem
from directory.feedback.routing import (
    RoutedProblem,
    answered_problems_for,
    open_problems_for,
    problem_for,
)
from portal.access import allow, keep_nothing
from portal.extensions import db
from portal.listings.reported import keeper_here
from portal.listings.theirs import acted_for_providers, own_providers, who_acts
from portal.looking import looking, moment
from portal.problems.forms import AnswerForm
from portal.problems.pages import problems_page, shown_problem

bp = Blueprint("problems", __name__)

LOOKS_BACK: Final = dt.timedelta(days=WORDS_KEPT_DAYS)
"""As long as the words of what was answered are kept."""


@bp.get("/problems")
@allow(Act.PROBLEM_ANSWER)
def problems() -> str:
    """Those that wait, the oldest first; below them the answered ones."""
    session, today = db.session(), local_date(moment())
    keeper = keeper_here(session)
    page = problems_page(
        open_problems_for(session, keeper, on=today),
        answered_problems_for(session, keeper, on=today, since=today - LOOKS_BACK),
        today=today,
        is_done=request.args.get("done") == "answered",
    )
    return render_template("problems/problems.html", page=page)


@bp.get("/problems/<uuid:problem_id>")
@allow(Act.PROBLEM_ANSWER)
def problem(problem_id: uuid.UUID) -> str:
    """With a form to answer it, unless somebody has."""
    return _shown(_routed(db.session(), problem_id), AnswerForm())


@bp.post("/problems/<uuid:problem_id>")
@allow(Act.PROBLEM_ANSWER, changes=True)
def answer(problem_id: uuid.UUID) -> ResponseReturnValue:
    session, form = db.session(), AnswerForm(request.form)
    routed = _routed(session, problem_id)
    if not form.validate():
        if form.about_nobody.errors:
            keep_nothing()
        return _shown(routed, form), 422
    _speak_for(session, routed)
    try:
        answer_problem(session, routed.problem, form.answer.data or "", by=who_acts(), at=moment())
    except (NothingSaid, TellsOfAPerson, AnsweredBefore) as refusal:
        session.rollback()
        form.answer.errors = [str(refusal)]
        return _shown(_routed(session, problem_id), form), 422
    session.commit()
    return redirect("/problems?done=answered", 303)


def _routed(session: Session, problem_id: uuid.UUID) -> RoutedProblem:
    today = local_date(moment())
    return problem_for(session, problem_id, keeper_here(session), on=today)


def _speak_for(session: Session, routed: RoutedProblem) -> None:
    """Of another provider's service it is answered for that provider, and said so."""
    provider_id = None if routed.service is None else routed.service.provider_id
    member = looking().membership
    if member is None or provider_id is None or provider_id in own_providers():
        return
    other = acted_for_providers(session, Act.PROBLEM_ANSWER).get(provider_id)
    if other is not None:
        act_for(session, in_words(member.organisation, other))


def _shown(routed: RoutedProblem, form: AnswerForm) -> str:
    page = shown_problem(routed, today=local_date(moment()))
    return render_template("problems/problem.html", page=page, form=form)
