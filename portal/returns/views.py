"""Monthly returns: a provider's tasks, a commissioner's chasing, and one return."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.returns.answering import (
    say_it_is_right,
    say_nothing_happened,
    send,
    sign,
    state_by_file,
    state_figures,
)
from commissioning.returns.asking import arrange_due_day, choose_signing
from commissioning.returns.deciding import accept, correct, report_by_telephone, send_back
from commissioning.returns.derived import FigureKey, recorded_figures
from commissioning.returns.errors import FiguresUnfit, LastMonthsFigures
from commissioning.returns.models import MonthlyReturn
from commissioning.returns.parts import part_of
from commissioning.returns.queries import figures_in_force, needs_two
from commissioning.returns.sheets import figures_in, sheet_of
from commissioning.returns.telling import copy_to_provider
from directory.acts import Act
from directory.errors import NotKnown
from directory.providers.models import Provider
from portal.access import allow
from portal.addressed import address_of
from portal.asking.typed import tidy, whole_number
from portal.extensions import db
from portal.formatting import month as month_in_words
from portal.looking import moment
from portal.returns.files import LARGEST_FILE, offered, rows_sent
from portal.returns.forms import LONGEST_NAME, TypedFigures, typed_figures, words_problem
from portal.returns.list_pages import returns_page
from portal.returns.return_pages import problems_of, return_page
from portal.returns.whose import own_providers, seen, side, to_change, to_read, who_acts

bp = Blueprint("returns", __name__)

Change = Callable[[Session, MonthlyReturn], str]
"""Does it, and says under what word the page tells that it is done."""


@bp.get("/returns")
@allow(Act.RETURN_READ)
def returns() -> str:
    return render_template("returns/returns.html", page=returns_page(db.session()))


@bp.post("/returns/nothing")
@allow(Act.RETURN_SUBMIT, changes=True)
def nothing_in_any() -> ResponseReturnValue:
    """“Nothing happened” in all that are ticked, and sent: all of them or none."""
    session, ticked = db.session(), request.form.getlist("return")
    try:
        done = _send_nothing(session, ticked)
    except CommissioningError as refusal:
        session.rollback()
        page = returns_page(session, problems=problems_of(refusal), ticked=ticked)
        return render_template("returns/returns.html", page=page), 422
    session.commit()
    return redirect(f"/returns?done={done}", 303)


@bp.post("/returns/signing")
@allow(Act.RETURN_CHOOSE_SIGNING, changes=True)
def signing() -> ResponseReturnValue:
    """Whether two people are needed."""
    session = db.session()
    for provider_id in own_providers():
        provider = session.get_one(Provider, provider_id)
        two = request.form.get("two") == "yes"
        choose_signing(session, provider, two=two, by=who_acts(), at=moment())
    session.commit()
    return redirect("/returns?done=signing", 303)


@bp.get("/returns/<uuid:return_id>")
@allow(Act.RETURN_READ)
def one_return(return_id: uuid.UUID) -> str:
    session = db.session()
    page = return_page(session, to_read(session, return_id))
    return render_template("returns/return.html", page=page)


@bp.post("/returns/<uuid:return_id>/right")
@allow(Act.RETURN_SUBMIT, changes=True)
def right(return_id: uuid.UUID) -> ResponseReturnValue:
    """All that stands there is right, and nothing happened on the lots that the form names.

    Sent at once where nobody else signs.
    """

    def change(session: Session, one: MonthlyReturn) -> str:
        say_it_is_right(
            session, one, seen=seen(), by=who_acts(), at=moment(),
            nothing_on=request.form.getlist("nothing_on"),
        )  # fmt: skip
        return _sent_at_once(session, one)

    return _changed(return_id, change)


@bp.post("/returns/<uuid:return_id>/nothing")
@allow(Act.RETURN_SUBMIT, changes=True)
def nothing(return_id: uuid.UUID) -> ResponseReturnValue:
    def change(session: Session, one: MonthlyReturn) -> str:
        say_nothing_happened(session, one, seen=seen(), by=who_acts(), at=moment())
        return _sent_at_once(session, one)

    return _changed(return_id, change)


@bp.post("/returns/<uuid:return_id>/figures")
@allow(Act.RETURN_SUBMIT, changes=True)
def figures(return_id: uuid.UUID) -> ResponseReturnValue:
    """What differs, each lot with its reason; sent on the page that shows what it means."""

    def change(session: Session, one: MonthlyReturn) -> str:
        typed = _typed_over(session, one)
        state_figures(
            session, one, typed.told, reasons=typed.reasons, seen=seen(), by=who_acts(),
            at=moment(),
        )  # fmt: skip
        return "kept"

    return _changed(return_id, change)


@bp.get("/returns/<uuid:return_id>/figures.<any('csv', 'xlsx'):form>")
@allow(Act.RETURN_SUBMIT)
def table(return_id: uuid.UUID, form: str) -> Response:
    """With what stands in the return already, to be filled in and sent back."""
    session = db.session()
    one = to_change(session, return_id)
    lots = part_of(session, one.agreement, one.provider_id)
    recorded = recorded_figures(session, lots, one.month)
    given = figures_in_force(session, [one.id])[one.id]
    values = {key: known.value for known_by in (recorded, given) for key, known in known_by.items()}
    return offered(sheet_of(one, lots, values), f"return-{one.month:%Y-%m}", form)


@bp.post("/returns/<uuid:return_id>/file")
@allow(Act.RETURN_SUBMIT, changes=True, largest=LARGEST_FILE)
def file(return_id: uuid.UUID) -> ResponseReturnValue:
    """In place of whatever was said before; a signature goes."""

    def change(session: Session, one: MonthlyReturn) -> str:
        lots = part_of(session, one.agreement, one.provider_id)
        with rows_sent() as rows:
            found = figures_in(rows, one, lots)
        state_by_file(
            session, one, found.told, reasons=found.reasons,
            is_sure=request.form.get("sure") == "yes", seen=seen(), by=who_acts(), at=moment(),
        )  # fmt: skip
        return "kept"

    return _changed(return_id, change)


@bp.post("/returns/<uuid:return_id>/sign")
@allow(Act.RETURN_SUBMIT, changes=True)
def sign_it(return_id: uuid.UUID) -> ResponseReturnValue:
    def change(session: Session, one: MonthlyReturn) -> str:
        sign(session, one, seen=seen(), by=who_acts(), at=moment())
        return "signed"

    return _changed(return_id, change)


@bp.post("/returns/<uuid:return_id>/send")
@allow(Act.RETURN_SUBMIT, changes=True)
def send_it(return_id: uuid.UUID) -> ResponseReturnValue:
    def change(session: Session, one: MonthlyReturn) -> str:
        send(session, one, seen=seen(), by=who_acts(), at=moment())
        return "sent"

    return _changed(return_id, change)


@bp.post("/returns/<uuid:return_id>/amend")
@allow(Act.RETURN_SUBMIT, changes=True)
def amend(return_id: uuid.UUID) -> ResponseReturnValue:
    """The provider corrects what was accepted."""
    return _changed(return_id, _correct)


@bp.post("/returns/<uuid:return_id>/correct")
@allow(Act.RETURN_CORRECT, changes=True)
def correct_it(return_id: uuid.UUID) -> ResponseReturnValue:
    """The commissioner corrects, and somebody else accepts."""
    return _changed(return_id, _correct)


@bp.post("/returns/<uuid:return_id>/telephone")
@allow(Act.RETURN_CORRECT, changes=True)
def telephone(return_id: uuid.UUID) -> ResponseReturnValue:
    """What the provider said by telephone; a copy goes to it."""

    def change(session: Session, one: MonthlyReturn) -> str:
        typed, by = _typed(session, one), who_acts()
        added = report_by_telephone(
            session, one, typed.told, told_by=_name_of_caller(), seen=seen(), by=by, at=moment()
        )
        page = address_of("returns.one_return", return_id=one.public_id)
        told = copy_to_provider(session, one, added, by=by, at=moment(), page=page)
        return "told" if told else "told-nobody"

    return _changed(return_id, change)


@bp.post("/returns/<uuid:return_id>/accept")
@allow(Act.RETURN_APPROVE, changes=True)
def accept_it(return_id: uuid.UUID) -> ResponseReturnValue:
    def change(session: Session, one: MonthlyReturn) -> str:
        accept(session, one, seen=seen(), by=who_acts(), at=moment())
        return "accepted"

    return _changed(return_id, change)


@bp.post("/returns/<uuid:return_id>/send-back")
@allow(Act.RETURN_APPROVE, changes=True)
def send_it_back(return_id: uuid.UUID) -> ResponseReturnValue:
    def change(session: Session, one: MonthlyReturn) -> str:
        reason = _reason("back")
        send_back(session, one, reason=reason, seen=seen(), by=who_acts(), at=moment())
        return "back"

    return _changed(return_id, change)


@bp.post("/returns/<uuid:return_id>/due")
@allow(Act.RETURN_ARRANGE, changes=True)
def due(return_id: uuid.UUID) -> ResponseReturnValue:
    """On which working day it is due, from the next one on."""

    def change(session: Session, one: MonthlyReturn) -> str:
        day = whole_number(request.form.get("working_day"), most=20)
        if day is None:
            raise FiguresUnfit({"working_day": "Enter a working day from 1 to 20"})
        arrange_due_day(
            session, one.agreement, one.provider, working_day=day, by=who_acts(), at=moment()
        )
        return "due"

    return _changed(return_id, change)


def _changed(return_id: uuid.UUID, change: Change) -> ResponseReturnValue:
    """Done and told on the page, or refused there with nothing kept."""
    session = db.session()
    one = to_change(session, return_id)
    try:
        done = change(session, one)
    except CommissioningError as refusal:
        session.rollback()
        page = return_page(
            session, to_change(session, return_id), typed=request.form,
            problems=problems_of(refusal), asks_sure=isinstance(refusal, LastMonthsFigures),
        )  # fmt: skip
        return render_template("returns/return.html", page=page), 422
    session.commit()
    return redirect(f"/returns/{return_id}?done={done}", 303)


def _sent_at_once(session: Session, one: MonthlyReturn) -> str:
    if request.form.get("then") != "send":
        return "kept"
    send(session, one, seen=one.version, by=who_acts(), at=moment())
    return "sent"


def _send_nothing(session: Session, ticked: list[str]) -> str:
    """Sent, or left for a second person to sign. Raises `FiguresUnfit`, `NotKnown`."""
    if not ticked:
        raise FiguresUnfit({"": "Tick the months in which nothing happened."})
    by, at, done = who_acts(), moment(), "nothing"
    refused: dict[str, str] = {}
    for key in dict.fromkeys(ticked):
        one = to_change(session, _uuid_of(key))
        try:
            say_nothing_happened(session, one, seen=one.version, by=by, at=at)
        except FiguresUnfit as unfit:
            refused[key] = f"{month_in_words(one.month)}, {one.agreement.title}. {unfit}."
            continue
        if needs_two(session, one.provider_id):
            done = "to-sign"
        else:
            send(session, one, seen=one.version, by=by, at=at)
    if refused:
        raise FiguresUnfit(refused)
    return done


def _uuid_of(key: str) -> uuid.UUID:
    try:
        return uuid.UUID(key)
    except ValueError as error:
        raise NotKnown("monthly return", key) from error


def _correct(session: Session, one: MonthlyReturn) -> str:
    typed = _typed_over(session, one)
    correct(
        session, one, typed.told, reason=_reason("why"), side=side(), seen=seen(),
        by=who_acts(), at=moment(),
    )  # fmt: skip
    return "corrected"


def _typed_over(session: Session, one: MonthlyReturn) -> TypedFigures:
    """What was typed over the figures that stand in the inputs. Raises `FiguresUnfit`."""
    lots = part_of(session, one.agreement, one.provider_id)
    given = figures_in_force(session, [one.id])[one.id]
    return _typed(session, one, {*given, *recorded_figures(session, lots, one.month)})


def _typed(
    session: Session, one: MonthlyReturn, standing: Collection[FigureKey] = ()
) -> TypedFigures:
    """Raises `FiguresUnfit`."""
    lots = part_of(session, one.agreement, one.provider_id)
    found = typed_figures(lots, request.form, standing)
    if found.problems:
        raise FiguresUnfit(found.problems)
    return found


def _reason(name: str) -> str:
    """Raises `FiguresUnfit`."""
    reason = tidy(request.form.get(name, ""))
    if problem := words_problem(reason) or ("" if reason else "Say why"):
        raise FiguresUnfit({name: problem})
    return reason


def _name_of_caller() -> str:
    """Raises `FiguresUnfit`."""
    name = tidy(request.form.get("told_by", ""))
    problem = "" if name else "Enter who told you, by name or position"
    if problem := problem or words_problem(name, LONGEST_NAME):
        raise FiguresUnfit({"told_by": problem})
    return name
