"""The yearly feedback of sentencers: by links that open once, run by the region."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import count, islice

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from commissioning.partnership.liaison.errors import (
    LiaisonRefused,
    LinkOpensNoMore,
    LinksMadeMeanwhile,
)
from commissioning.partnership.liaison.meeting_queries import courts_of_region
from commissioning.partnership.liaison.models import BenchLink, FeedbackRound
from commissioning.partnership.liaison.queries import names_of_region
from commissioning.partnership.liaison.round_days import is_taking_answers
from commissioning.partnership.liaison.round_queries import (
    benches_of_round,
    comments_of_round,
    link_of_round,
    published_results,
    round_of_region,
    rounds_of_region,
)
from commissioning.partnership.liaison.round_questions import questions_of_year
from commissioning.partnership.liaison.rounds import (
    bench_link_of,
    close_bench_links,
    close_round,
    give_feedback,
    is_answered,
    links_ever_made,
    links_made_with,
    make_bench_links,
    open_round,
    refuse_links_made_since,
)
from directory.acts import Act
from directory.clock import local_date
from directory.places.models import Court
from directory.places.queries import region_by_slug
from portal.access import PUBLIC, allow
from portal.addressed import address_of
from portal.asking.typed import asked_once
from portal.bench_feedback.forms import (
    BenchesForm,
    CommentForm,
    RoundForm,
    benches_form,
    chosen_of,
    sentencer_form,
)
from portal.bench_feedback.pages import (
    MadeLinks,
    closing_page,
    round_page,
    round_row,
    year_of_results,
    year_to_open,
)
from portal.extensions import db
from portal.looking import moment
from portal.own_region import region_here, who_acts
from portal.secrecy import keyed
from portal.showing.onward import onward

bp = Blueprint("bench_feedback", __name__)


@bp.get("/bench-feedback/<token>")
@allow(PUBLIC)
def questions(token: str) -> str:
    """Opened by a sentencer's link until they have answered."""
    link = _link(token)
    form = sentencer_form(questions_of_year(link.round.year))()
    form.request.data = secrets.token_hex(16)
    return _asked(link, form)


@bp.post("/bench-feedback/<token>")
@allow(PUBLIC, changes=True, in_nobodys_name=True)
def answer(token: str) -> ResponseReturnValue:
    """Added up; a second click adds nothing. What was typed stays in no browser."""
    session = db.session()
    if is_answered(session, asked_once(request.form.get("request"))):
        return redirect(onward("/bench-feedback/thanks"), 303)
    link = _link(token)
    asked = questions_of_year(link.round.year)
    form = sentencer_form(asked)(request.form)
    if not form.validate():
        return _asked(link, form), 422
    try:
        give_feedback(
            session, link, chosen=chosen_of(form, asked), comment=form.comment.data or "",
            known=names_of_region(session, link.round.region_id),
            form_id=asked_once(form.request.data), at=moment(),
        )  # fmt: skip
    except LinkOpensNoMore:  # used, or its round closed, since it was looked up: no field's fault
        session.rollback()
        raise
    except LiaisonRefused as refusal:
        session.rollback()
        form[refusal.field].errors = [str(refusal)]
        return _asked(_link(token), form), 422
    session.commit()
    return redirect(onward("/bench-feedback/thanks"), 303)


@bp.get("/bench-feedback/thanks")
@allow(PUBLIC)
def thanks() -> str:
    return render_template("bench_feedback/thanks.html")


@bp.get("/areas/<region>/feedback")
@allow(PUBLIC)
def results(region: str) -> str:
    """Of every round that has closed; of one with fewer than 8 answers no number."""
    session, asked = db.session(), region_by_slug(db.session(), region)
    found = published_results(session, asked.id, today=local_date(moment()))
    years = [year_of_results(one) for one in found]
    return render_template("bench_feedback/results.html", region=asked, years=years)


@bp.get("/liaison/rounds")
@allow(Act.LIAISON_WORK)
def rounds() -> str:
    return _rounds(RoundForm())


@bp.post("/liaison/rounds")
@allow(Act.LIAISON_WORK, changes=True)
def start() -> ResponseReturnValue:
    session, form = db.session(), RoundForm(request.form)
    if not form.validate() or form.closes_on.data is None:
        return _rounds(form), 422
    try:
        opened = open_round(
            session, region_id=region_here(session).id, year=form.year_asked,
            closes_on=form.closes_on.data, by=who_acts(), at=moment(),
        )  # fmt: skip
    except LiaisonRefused as refusal:
        session.rollback()
        form.closes_on.errors = [str(refusal)]
        return _rounds(form), 422
    address = f"/liaison/rounds/{opened.public_id}"
    session.commit()
    return redirect(address, 303)


@bp.get("/liaison/rounds/<uuid:round_id>")
@allow(Act.LIAISON_WORK)
def feedback_round(round_id: uuid.UUID) -> str:
    opened = _opened(round_id)
    return _round(opened, _benches(opened))


@bp.post("/liaison/rounds/<uuid:round_id>/links")
@allow(Act.LIAISON_WORK, changes=True)
def make_links(round_id: uuid.UUID) -> ResponseReturnValue:
    """The page that follows shows the links; the same form sent again makes no others, and shows
    those of them that still open."""
    session, opened = db.session(), _opened(round_id)
    form = _benches(opened, request.form)
    made: list[MadeLinks] = []
    if not form.sentencers:
        form.refuse("", "Enter of at least one bench how many sentencers it has")
        return _round(opened, form), 422
    slug = ""
    try:
        refuse_links_made_since(session, opened, seen=form.links_seen)
        for court, number in form.sentencers:
            slug = court.slug
            made.append((court.name, _made(session, opened, court, number, form)))
    except LiaisonRefused as refusal:
        session.rollback()
        if isinstance(refusal, LinksMadeMeanwhile) and (again := _made_already(round_id, form)):
            opened = _opened(round_id)
            return _round(opened, _benches(opened), again)
        form.refuse(slug, str(refusal))
        return _round(_opened(round_id), form), 422
    session.commit()
    opened = _opened(round_id)
    return _round(opened, _benches(opened), made)


@bp.post("/liaison/rounds/<uuid:round_id>/links/<uuid:link_id>/close")
@allow(Act.LIAISON_WORK, changes=True)
def close_link(round_id: uuid.UUID, link_id: uuid.UUID) -> ResponseReturnValue:
    """All of the bench: by none of them anybody answers any more."""
    session, opened = db.session(), _opened(round_id)
    link = link_of_round(session, opened, link_id)
    close_bench_links(session, opened, link.court, by=who_acts(), at=moment())
    session.commit()
    return redirect(f"/liaison/rounds/{round_id}", 303)


@bp.get("/liaison/rounds/<uuid:round_id>/close")
@allow(Act.LIAISON_WORK)
def closing(round_id: uuid.UUID) -> ResponseReturnValue:
    """What follows, before it is done: it cannot be undone."""
    opened = _opened(round_id)
    if not is_taking_answers(opened.closes_on, opened.closed_on, local_date(moment())):
        return redirect(f"/liaison/rounds/{round_id}", 303)
    page = closing_page(opened, benches_of_round(db.session(), opened))
    return render_template("bench_feedback/closing.html", page=page)


@bp.post("/liaison/rounds/<uuid:round_id>/close")
@allow(Act.LIAISON_WORK, changes=True)
def close(round_id: uuid.UUID) -> ResponseReturnValue:
    """A second click changes nothing."""
    session = db.session()
    close_round(session, _opened(round_id), by=who_acts(), at=moment())
    session.commit()
    return redirect(f"/liaison/rounds/{round_id}", 303)


def _link(token: str) -> BenchLink:
    """Raises `LinkOpensNoMore`."""
    return bench_link_of(db.session(), token, today=local_date(moment()))


def _made(
    session: Session, opened: FeedbackRound, court: Court, sentencers: int, form: BenchesForm
) -> list[str]:
    """The addresses of new links. Raises `LiaisonRefused`."""
    tokens = make_bench_links(
        session, opened, court, sentencers=sentencers, by=who_acts(), at=moment(),
        replaces=bool(form.replaces.data), new=partial(next, _words(court, form)),
    )  # fmt: skip
    return [address_of("bench_feedback.questions", token=token) for token in tokens]


def _words(court: Court, form: BenchesForm) -> Iterator[str]:
    """Of links, by the form's own number and the portal's key: kept nowhere, made again alike."""
    number = asked_once(form.request.data)
    return (keyed(f"bench link {number}", f"{court.slug} {one}") for one in count())


def _made_already(round_id: uuid.UUID, form: BenchesForm) -> list[MadeLinks]:
    session, opened = db.session(), _opened(round_id)
    made: list[MadeLinks] = []
    for court, number in form.sentencers:
        tokens = links_made_with(session, opened, list(islice(_words(court, form), number)))
        links = [address_of("bench_feedback.questions", token=token) for token in tokens]
        made += [(court.name, links)] if links else []
    return made


def _benches(opened: FeedbackRound, sent: MultiDict[str, str] | None = None) -> BenchesForm:
    return benches_form(courts_of_region(db.session(), opened.region_id))(sent)


def _opened(round_id: uuid.UUID) -> FeedbackRound:
    """Of one's own region; another's is not there. Raises `NotKnown`."""
    session = db.session()
    return round_of_region(session, round_id, region_here(session).id)


def _asked(link: BenchLink, form: CommentForm) -> str:
    asked = [form[one.code] for one in questions_of_year(link.round.year)]
    return render_template("bench_feedback/questions.html", link=link, form=form, asked=asked)


def _rounds(form: RoundForm) -> str:
    session, today = db.session(), local_date(moment())
    region = region_here(session)
    opened = rounds_of_region(session, region.id)
    if not form.errors:
        year = year_to_open(opened, today=today)
        form.year.data = "" if year is None else f"{year}"
    rows = [round_row(one, today=today) for one in opened]
    return render_template("bench_feedback/rounds.html", rounds=rows, form=form, region=region)


def _round(opened: FeedbackRound, form: BenchesForm, made: Iterable[MadeLinks] = ()) -> str:
    session, today = db.session(), local_date(moment())
    form.seen.data = f"{links_ever_made(session, opened)}"
    form.request.data = secrets.token_hex(16)
    page = round_page(
        opened, benches_of_round(session, opened), comments_of_round(session, opened), made,
        region_here(session).slug, today=today,
    )  # fmt: skip
    return render_template("bench_feedback/round.html", page=page, form=form)
