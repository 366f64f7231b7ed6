"""Who holds the ball: an officer's cases, both sides' clocks, and what anybody may know."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from commissioning.bookings.passed_on import number_passed_on
from commissioning.desk.own_lines import PROVIDERS, is_own_line
from commissioning.moves.agreeing import missed_clock, say_otherwise
from commissioning.moves.answering import send_again
from commissioning.moves.case_rows import OpenMove
from commissioning.moves.errors import MoveRefused
from commissioning.moves.queries import line_names, move_cases, open_moves, referral_of
from commissioning.moves.records import (
    hands_by_area,
    hands_by_provider,
    hands_of,
    missed_clocks,
    notes_on,
)
from commissioning.referrals.whose_cases import is_theirs
from directory.accounts.errors import LogInNeeded
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person
from directory.sight import OFFICERS, Looker
from portal.access import PUBLIC, allow, record_reading
from portal.asking.onlooker import sight_of_reader
from portal.asking.typed import tidy, whole_number
from portal.case_reader import case_reader
from portal.extensions import db
from portal.looking import looking, moment
from portal.waiting_on.pages import (
    HANDS_HEADINGS,
    LISTS,
    TURN_HEADINGS,
    SidesPage,
    cases_by_list,
    cases_page,
    clocks_shown,
    exact_hands,
    passed_on_says,
    public_hands,
    rows_of_page,
    summary,
    turn_rows,
)

bp = Blueprint("waiting_on", __name__)

CLOCKS_OF = dt.timedelta(days=365)
MOST_CLOCKS = 50
DONE = {
    "again": "Sent again. The provider’s clock begins anew; the wait counts from day 0 as before.",
    "note": "Your word stands beside the clock, for you and for whoever commissions it.",
}


@bp.get("/waiting-on")
@allow(Act.REFERRAL_READ)
def waiting_on() -> str:
    return _shown(done=DONE.get(request.args.get("done", ""), ""))


@bp.post("/waiting-on/<uuid:referral_id>/again")
@allow(Act.REFERRAL_SEND_AGAIN, changes=True)
def again(referral_id: uuid.UUID) -> ResponseReturnValue:
    """What came back unanswered goes to the same provider once more."""
    session = db.session()
    referral = referral_of(session, referral_id, is_theirs(case_reader()))
    try:
        send_again(session, referral, by=_who_acts(), at=moment())
    except MoveRefused as refusal:
        session.rollback()
        return _shown(problem=str(refusal)), 422
    session.commit()
    return redirect("/waiting-on?done=again", 303)


@bp.post("/waiting-on/clocks/<uuid:clock_id>")
@allow(Act.CLOCK_DISPUTE, changes=True)
def otherwise(clock_id: uuid.UUID) -> ResponseReturnValue:
    """“We say otherwise”."""
    session, words = db.session(), tidy(request.form.get("words"))
    clock = missed_clock(session, clock_id, is_own_line(sight_of_reader()))
    try:
        say_otherwise(session, clock, words=words, by=_who_acts(), at=moment())
    except MoveRefused as refusal:
        session.rollback()
        return _shown(problem=str(refusal), key=str(clock_id), typed=words), 422
    session.commit()
    return redirect("/waiting-on?done=note", 303)


@bp.get("/waiting-on/areas")
@allow(PUBLIC)
def areas() -> str:
    """By area and kind of party, from 8 people on."""
    found = hands_by_area(db.session())
    return render_template(
        "waiting_on/areas.html",
        headings=("Area", *HANDS_HEADINGS),
        started=public_hands(found, is_waiting=False),
        waiting=public_hands(found, is_waiting=True),
        as_of=max((one.as_of for one in found), default=None),
    )


def _shown(*, done: str = "", problem: str = "", key: str = "", typed: str = "") -> str:
    session, sight, today = db.session(), sight_of_reader(), local_date(moment())
    own = is_own_line(sight) if sight.looker is Looker.COMMISSIONER else is_theirs(case_reader())
    moves = open_moves(session, own, today=today)
    if sight.looker in OFFICERS:
        return _cases(session, moves, today, done, problem)
    page = _sides(session, moves, today, done=done, problem=problem, key=key, typed=typed)
    return render_template(
        "waiting_on/sides.html", page=page, turn_headings=TURN_HEADINGS,
        hands_headings=("Whose people", *HANDS_HEADINGS),
    )  # fmt: skip


def _cases(
    session: Session, moves: Sequence[OpenMove], today: dt.date, done: str, problem: str
) -> str:
    lists, asked = cases_by_list(moves, today), request.args.get("list", "")
    opened = asked if asked in LISTS else next((one for one in LISTS if lists[one]), "all")
    number = whole_number(request.args.get("page"), most=999) or 1
    keys = [one.referral_id for one in rows_of_page(lists[opened], number)]
    if keys:
        _record(session, {"list": "who is due to act", "cases": len(keys)})
    page = cases_page(
        lists, opened, move_cases(session, keys, sight_of_reader()), page=number, today=today,
        as_at=moment(), done=done, problem=problem,
    )  # fmt: skip
    return render_template("waiting_on/cases.html", page=page)


def _sides(
    session: Session,
    moves: Sequence[OpenMove],
    today: dt.date,
    *,
    done: str,
    problem: str,
    key: str,
    typed: str,
) -> SidesPage:
    sight = sight_of_reader()
    is_provider = sight.looker in PROVIDERS
    clocks = missed_clocks(
        session, is_own_line(sight), sight, since=today - CLOCKS_OF, most=MOST_CLOCKS
    )
    if clocks and is_provider:
        _record(session, {"list": "clocks missed", "cases": len(clocks)})
    names = line_names(session, {one.line_id for one in moves}, sight)
    notes = notes_on(session, [one.reminder_id for one in clocks])
    return SidesPage(
        moment(), is_provider, summary(moves, today), turn_rows(moves, names, today),
        clocks_shown(clocks, notes, with_case=is_provider),
        exact_hands(hands_by_provider(session, hands_of(sight))),
        passed_on_says(number_passed_on(session, is_own_line(sight), at=moment())),
        done, problem, key, typed,
    )  # fmt: skip


def _record(session: Session, of: dict[str, object]) -> None:
    """What a refused form shows again is recorded in its own transaction, which keeps no more."""
    if request.method != "POST":
        record_reading(at=moment(), of=of)
        return
    record_act(session, Act.REFERRAL_READ, "referral", by=_who_acts(), at=moment(), after=of)
    session.commit()


def _who_acts() -> Person:
    """Raises `LogInNeeded`."""
    person = looking().person
    if person is None:
        raise LogInNeeded("Log in to see this page.")
    return person
