"""One line, as its commissioner and its provider read it; what would happen if; asking for it."""

from __future__ import annotations

import uuid
from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.desk.desk_rows import rows_of_line
from commissioning.desk.line_account import line_account
from commissioning.desk.line_records import line_head
from commissioning.desk.line_rehearsed import rehearse_line
from commissioning.desk.rehearsing import Change, ImpossibleChange, Rehearsal
from commissioning.errors import CommissioningError
from commissioning.line_notes.queries import notes_of
from commissioning.line_notes.writing import NoteRefused, write_note
from commissioning.lines.errors import TermsNotStated
from commissioning.lines.models import Line
from commissioning.moves.queries import of_line, open_moves
from commissioning.places_asked.asking import (
    agree_to_places,
    ask_for_places,
    refuse_places,
    withdraw_request,
)
from commissioning.places_asked.errors import AskedAlready, CannotBeAsked
from commissioning.places_asked.queries import agreed_on_line, request_within, requests_within
from directory.accounts.errors import LogInNeeded
from directory.accounts.models import Membership
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from portal.access import allow
from portal.addressed import address_of
from portal.asking.onlooker import sight_of_reader
from portal.desk_lines.forms import RehearsalForm, rehearsal_form
from portal.desk_lines.pages import LinePage, line_page
from portal.desk_lines.rehearsal_pages import change_in_words, rehearsal_page, without_money
from portal.desk_lines.request_pages import RequestsPage, agreed_in_words, shown
from portal.desk_lines.telling import tell_answered, tell_asked
from portal.desk_lines.turn_words import turns_sentence
from portal.extensions import db
from portal.looking import looking, moment
from portal.showing.csv_tables import csv_answer
from portal.showing.spreadsheets import workbook_answer

bp = Blueprint("desk_lines", __name__)


@bp.get("/desk/lines/<uuid:line_id>")
@allow(Act.DESK_READ)
def line(line_id: uuid.UUID) -> str:
    return _line_page(page_of(line_id))


@bp.get("/desk/lines/<uuid:line_id>/<table>.csv")
@allow(Act.DESK_READ)
def line_csv(line_id: uuid.UUID, table: str) -> Response:
    """One table of the page, whole."""
    found = page_of(line_id).tables.get(table)
    if found is None:
        raise NotKnown("table", table)
    return csv_answer([found.headings, *found.rows], table)


@bp.get("/desk/lines/<uuid:line_id>/<table>.xlsx")
@allow(Act.DESK_READ)
def line_xlsx(line_id: uuid.UUID, table: str) -> Response:
    """The same to calculate on: numbers as numbers."""
    found = page_of(line_id).tables.get(table)
    if found is None:
        raise NotKnown("table", table)
    return workbook_answer(found.name, found.headings, found.to_calculate, name=table)


def _line_page(page: LinePage) -> str:
    may_rule = looking().may(Act.PLACE_RULE_STATE)
    return render_template("desk_lines/line.html", page=page, may_rule=may_rule)


def page_of(line_id: uuid.UUID) -> LinePage:
    session, sight, today = db.session(), sight_of_reader(), local_date(moment())
    account = line_account(session, line_id, sight=sight, today=today)
    notes = notes_of(session, account.head.key, organisation_id=_member().organisation_id)
    rows = rows_of_line(session, line_id, sight=sight, today=today)
    turns = turns_sentence(open_moves(session, of_line(account.head.key), today=today), today)
    agreed = agreed_in_words(agreed_on_line(session, account.head.key))
    return line_page(account, notes, rows, as_at=moment(), turns=turns, agreed=agreed)


@bp.get("/desk/lines/<uuid:line_id>/rehearsal")
@allow(Act.DESK_READ)
def rehearsal(line_id: uuid.UUID) -> ResponseReturnValue:
    """Nothing is kept; what is supposed stands in the address, for it is about nobody."""
    form = rehearsal_form(request.args)
    if not request.args:
        return _rehearsal_page(line_id, rehearsal_form(), None)
    change = form.read_change()
    told = None if change is None else _rehearsed(line_id, form, change)
    answer = _rehearsal_page(line_id, form, told)
    return answer if told is not None else (answer, 422)


def _rehearsed(line_id: uuid.UUID, form: RehearsalForm, change: Change) -> Rehearsal | None:
    """None with the reason on its field."""
    sight, today = sight_of_reader(), local_date(moment())
    try:
        return rehearse_line(db.session(), line_id, change, sight=sight, today=today)
    except (ImpossibleChange, TermsNotStated) as refused:
        form.refuse(refused)
        return None


def _rehearsal_page(line_id: uuid.UUID, form: RehearsalForm, told: Rehearsal | None) -> str:
    head = line_head(db.session(), line_id, sight=sight_of_reader())
    page = rehearsal_page(
        head, told, as_at=moment(), asked=request.args, may_ask=looking().may(Act.PLACES_ASK)
    )
    return render_template("desk_lines/rehearsal.html", page=page, form=form)


@bp.post("/desk/lines/<uuid:line_id>/notes")
@allow(Act.DESK_READ, changes=True)
def note(line_id: uuid.UUID) -> ResponseReturnValue:
    """For one's own organisation alone."""
    session, head = db.session(), line_head(db.session(), line_id, sight=sight_of_reader())
    member, text = _member(), request.form.get("text", "")
    try:
        write_note(
            session, session.get_one(Line, head.key), organisation_id=member.organisation_id,
            text=text, by=member.person, at=moment(),
        )  # fmt: skip
    except NoteRefused as refused:
        page = replace(page_of(line_id), note_wrong=str(refused), note_typed=text)
        return _line_page(page), 422
    session.commit()
    return redirect(f"/desk/lines/{line_id}#notes", 303)


@bp.post("/desk/lines/<uuid:line_id>/requests")
@allow(Act.PLACES_ASK, changes=True)
def ask(line_id: uuid.UUID) -> ResponseReturnValue:
    """What was rehearsed, asked of the provider with what it would change."""
    session, form = db.session(), rehearsal_form(request.form)
    change = form.read_change()
    told = None if change is None else _rehearsed(line_id, form, change)
    if change is None or told is None:
        return _rehearsal_page(line_id, form, None), 422
    head, member = line_head(session, line_id, sight=sight_of_reader()), _member()
    try:
        asked = ask_for_places(
            session, session.get_one(Line, head.key), change, says=change_in_words(change),
            told=without_money(told), asked_for=member.organisation.name, by=member.person,
            at=moment(),
        )  # fmt: skip
    except AskedAlready:
        return redirect("/desk/requests?done=asked", 303)
    except CannotBeAsked as refused:
        form.refuse(refused)
        return _rehearsal_page(line_id, form, None), 422
    tell_asked(session, asked, look=address_of("desk_lines.requests"), at=moment())
    session.commit()
    return redirect("/desk/requests?done=asked", 303)


@bp.get("/desk/requests")
@allow(Act.DESK_READ)
def requests() -> str:
    return render_template("desk_lines/requests.html", page=_requests_page())


@bp.post("/desk/requests/<uuid:request_id>")
@allow(Act.PLACES_AGREE, changes=True)
def answer(request_id: uuid.UUID) -> ResponseReturnValue:
    """Agreed, it becomes the variation in the same act."""
    session = db.session()
    found = request_within(session, request_id, sight=sight_of_reader())
    member, decision = _member(), request.form.get("decision")
    if decision not in ("agree", "refuse"):
        return _refused("Say whether you agree or refuse.")
    try:
        if decision == "agree":
            stated_by = member.organisation.name
            agree_to_places(session, found, stated_by=stated_by, by=member.person, at=moment())
        else:
            refuse_places(session, found, by=member.person, at=moment())
    except CommissioningError as refused:
        return _refused(str(refused))
    tell_answered(session, found, look=address_of("desk_lines.requests"), at=moment())
    session.commit()
    return redirect("/desk/requests?done=answered", 303)


@bp.post("/desk/requests/<uuid:request_id>/withdraw")
@allow(Act.PLACES_ASK, changes=True)
def withdraw(request_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    found = request_within(session, request_id, sight=sight_of_reader())
    try:
        withdraw_request(session, found, by=_member().person, at=moment())
    except CommissioningError as refused:
        return _refused(str(refused))
    session.commit()
    return redirect("/desk/requests?done=withdrawn", 303)


def _refused(says: str) -> ResponseReturnValue:
    db.session.rollback()
    page = replace(_requests_page(), wrong=says)
    return render_template("desk_lines/requests.html", page=page), 422


def _requests_page() -> RequestsPage:
    return RequestsPage(
        shown(requests_within(db.session(), sight_of_reader())),
        looking().may(Act.PLACES_AGREE),
        looking().may(Act.PLACES_ASK),
        request.args.get("done", ""),
    )


def _member() -> Membership:
    member = looking().membership
    if member is None:
        raise LogInNeeded("Log in to see this page.")
    return member
