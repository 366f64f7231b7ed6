"""Questions of courts, for the probation region that answers them."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.asking import answer_question, show_answer
from commissioning.partnership.liaison.errors import LiaisonRefused
from commissioning.partnership.liaison.meeting_queries import meetings_not_told
from commissioning.partnership.liaison.queries import (
    answered_questions,
    names_around,
    open_questions,
    question_of_region,
)
from commissioning.partnership.liaison.question_rows import QuestionToRead
from directory.acts import Act
from directory.clock import local_date
from portal.access import allow
from portal.asking.onlooker import sight_of_reader
from portal.extensions import db
from portal.liaison.forms import LiaisonAnswerForm
from portal.liaison.pages import liaison_page, question_row
from portal.looking import moment
from portal.own_region import own_region, region_here, who_acts

bp = Blueprint("liaison", __name__)


@bp.get("/liaison")
@allow(Act.LIAISON_WORK)
def liaison() -> str:
    """What is overdue, what waits, what was answered; a sentence for whoever has no region."""
    session, today, sight = db.session(), local_date(moment()), sight_of_reader()
    region = own_region(session)
    if region is None:
        return render_template("liaison/liaison.html", page=None)
    page = liaison_page(
        region.name,
        open_questions(session, region.id, sight=sight),
        answered_questions(session, region.id, sight=sight),
        meetings_not_told(session, region.id, today=today),
        today=today,
        done=request.args.get("done", ""),
    )
    return render_template("liaison/liaison.html", page=page)


@bp.get("/liaison/questions/<uuid:question_id>")
@allow(Act.LIAISON_WORK)
def question(question_id: uuid.UUID) -> str:
    """With a form to answer it, unless somebody has."""
    return _shown(_question(db.session(), question_id), LiaisonAnswerForm())


@bp.post("/liaison/questions/<uuid:question_id>")
@allow(Act.LIAISON_WORK, changes=True)
def answer(question_id: uuid.UUID) -> ResponseReturnValue:
    session, form = db.session(), LiaisonAnswerForm(request.form)
    found = _question(session, question_id)
    if not form.validate():
        return _shown(found, form), 422
    try:
        answer_question(
            session, found.question, answer=form.answer.data or "",
            what_changed=form.what_changed.data or "", is_shown=bool(form.is_shown.data),
            known=_known(session, found), by=who_acts(), at=moment(),
        )  # fmt: skip
    except LiaisonRefused as refusal:
        session.rollback()
        form[refusal.field].errors = [str(refusal)]
        return _shown(_question(session, question_id), form), 422
    session.commit()
    return redirect("/liaison?done=answered", 303)


@bp.post("/liaison/questions/<uuid:question_id>/show")
@allow(Act.LIAISON_WORK, changes=True)
def show(question_id: uuid.UUID) -> ResponseReturnValue:
    """Put its answer on the page of the court, or take it off."""
    session = db.session()
    found, is_shown = _question(session, question_id), request.form.get("show") == "yes"
    try:
        show_answer(session, found.question, is_shown=is_shown, by=who_acts(), at=moment())
    except LiaisonRefused as refusal:
        session.rollback()
        form = LiaisonAnswerForm()
        form.answer.errors = [str(refusal)]
        return _shown(_question(session, question_id), form), 422
    session.commit()
    return redirect(f"/liaison/questions/{question_id}", 303)


def _question(session: Session, question_id: uuid.UUID) -> QuestionToRead:
    """Of one's own region; another's is not there. Raises `NotKnown`."""
    region = region_here(session)
    return question_of_region(session, question_id, region.id, sight=sight_of_reader())


def _known(session: Session, found: QuestionToRead) -> list[str]:
    return [*names_around(session, found.question.court), found.service]


def _shown(found: QuestionToRead, form: LiaisonAnswerForm) -> str:
    row = question_row(found, today=local_date(moment()))
    return render_template("liaison/question.html", page=row, form=form)
