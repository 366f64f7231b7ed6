"""Readers say what is wrong with a page, and whether it was of use."""

from __future__ import annotations

import datetime as dt
import uuid
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from commissioning.desk.untyped import untyped_share
from directory.clock import local_date
from directory.errors import NotKnown
from directory.feedback.counting import count_verdict, page_uses, problem_tally
from directory.feedback.errors import TellsOfAPerson, TooManyReports
from directory.feedback.models import ReportKind
from directory.feedback.reporting import report_problem
from directory.people.queries import SystemActor, system_actor
from directory.providers.merged import provider_that_stays
from directory.providers.models import Provider
from directory.providers.queries import provider_by_id
from directory.services.looking import hidden_providers
from directory.services.queries import service_by_id, title_to_read
from portal.access import PUBLIC, allow, keep_nothing
from portal.asking.onlooker import sight_of_reader
from portal.errors import reply
from portal.extensions import db
from portal.feedback import pages_spoken_of
from portal.feedback.forms import ProblemForm
from portal.feedback.pages import performance_page
from portal.feedback.pages_spoken_of import NoPageOfOurs, PageSpokenOf, page_spoken_of

bp = Blueprint("feedback", __name__)

A_YEAR = dt.timedelta(days=365)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@bp.record_once
def start(setup: BlueprintSetupState) -> None:
    pages_spoken_of.register(setup.app)  # type: ignore[arg-type]  # Flask types it as its parent


@bp.get("/feedback/problem")
@allow(PUBLIC)
def problem() -> ResponseReturnValue:
    form = ProblemForm(request.args)
    try:
        page = page_spoken_of(form.page.data or "")
    except NoPageOfOurs as refusal:
        return reply(404, str(refusal))
    return _asked(page, form)


def _asked(page: PageSpokenOf, form: ProblemForm) -> str:
    """A page of a service is called by its title where who asks may read it."""
    title = (
        title_to_read(db.session(), page.service, sight=sight_of_reader()) if page.service else ""
    )
    return render_template("feedback/problem.html", form=form, title=title)


@bp.post("/feedback/problem")
@allow(PUBLIC, changes=True, in_nobodys_name=True)
def report() -> ResponseReturnValue:
    """A second click makes no second report."""
    form = ProblemForm(request.form)
    try:
        page = page_spoken_of(form.page.data or "")
    except NoPageOfOurs as refusal:
        return reply(404, str(refusal))
    if not form.validate():
        if form.about_nobody.errors:
            keep_nothing()
        return _asked(page, form), 422
    try:
        _report(page, form)
    except (NotKnown, TellsOfAPerson, TooManyReports) as refusal:
        db.session.rollback()
        form.words.errors = [str(refusal)]
        return _asked(page, form), 422
    db.session.commit()
    return _thanked(page, "problem")


def _thanked(page: PageSpokenOf, said: str) -> ResponseReturnValue:
    lang = request.args.get("lang")
    lang = request.args.get("lang")
    asked = {"page": page.path, "said": said} | ({"lang": lang} if lang else {})
    return redirect(f"/feedback/thanks?{urlencode(asked)}", 303)


def _report(page: PageSpokenOf, form: ProblemForm) -> None:
    session = db.session()
    service = (
        service_by_id(session, page.service, sight=sight_of_reader()) if page.service else None
    )
    report_problem(
        session,
        path=page.path,
        service=service,
        provider=_provider(session, page.provider) if page.provider else None,
        kind=ReportKind(form.kind.data),
        words=form.words.data or "",
        by=system_actor(session, SystemActor.VISITOR),
        at=_now(),
    )


def _provider(session: Session, public_id: uuid.UUID) -> Provider:
    """The one whose page it is now, if who asks may know of it. Raises `NotKnown`."""
    found = provider_that_stays(session, provider_by_id(session, public_id))
    if hidden_providers(session, [found], sight=sight_of_reader()):
        raise NotKnown("provider", public_id)
    return found


@bp.post("/feedback/useful")
@allow(PUBLIC, changes=True, in_nobodys_name=True)
def useful() -> ResponseReturnValue:
    """Counted by kind of page and day; nothing else is kept."""
    try:
        page = page_spoken_of(request.form.get("page", ""))
    except NoPageOfOurs as refusal:
        return reply(404, str(refusal))
    said = request.form.get("useful")
    if said not in {"yes", "no"}:
        return reply(400, "Say yes or no.")
    session = db.session()
    count_verdict(session, page.kind, is_useful=said == "yes", day=local_date(_now()))
    session.commit()
    return _thanked(page, said)


@bp.get("/feedback/thanks")
@allow(PUBLIC)
def thanks() -> ResponseReturnValue:
    try:
        back = page_spoken_of(request.args.get("page", "")).path
    except NoPageOfOurs:
        back = ""
    said = request.args.get("said", "")
    return render_template("feedback/thanks.html", back=back, said=said)


@bp.get("/performance")
@allow(PUBLIC)
def performance() -> str:
    session, today = db.session(), local_date(_now())
    since = today - A_YEAR
    page = performance_page(
        page_uses(session, since=since),
        problem_tally(session, since=since),
        untyped_share(session, today=today),
        since=since,
    )
    return render_template("feedback/performance.html", page=page)
