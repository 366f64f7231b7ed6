"""One line by who buys it: by what rule its places go, its groups, what travel is credited."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.bookings.asked_in_vain import asked_in_vain
from commissioning.bookings.cards import groups_of_lines
from commissioning.bookings.errors import RuleImpossible
from commissioning.bookings.queries import rule_of
from commissioning.bookings.ruling import rules_stated, state_place_rule
from commissioning.desk.line_records import LineHead, line_head
from commissioning.lines.models import Line
from commissioning.unpaid_work.errors import TravelRuleImpossible
from commissioning.unpaid_work.queries import travel_in_force
from commissioning.unpaid_work.stating import state_travel_rule
from directory.acts import Act
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.errors import NotKnown
from portal.access import allow
from portal.asking.onlooker import sight_of_reader
from portal.extensions import db
from portal.line_places.forms import PlaceRuleForm
from portal.line_places.pages import line_places_page
from portal.line_places.travel import TravelForm, travel_page
from portal.looking import moment
from portal.reaching import who_acts

bp = Blueprint("line_places", __name__)

MOST_GROUPS: Final = 20
IN_VAIN_FOR: Final = dt.timedelta(days=365)


@bp.get("/desk/lines/<uuid:line_id>/places")
@allow(Act.PLACE_RULE_STATE)
def places(line_id: uuid.UUID) -> str:
    head, form = _head(line_id), PlaceRuleForm()
    form.offer()
    form.fill(rule_of(db.session(), head.key))
    return _shown(head, form)


@bp.post("/desk/lines/<uuid:line_id>/places")
@allow(Act.PLACE_RULE_STATE, changes=True)
def state(line_id: uuid.UUID) -> ResponseReturnValue:
    """From now on; the same word again changes nothing."""
    session, head, form = db.session(), _head(line_id), PlaceRuleForm(request.form)
    form.offer()
    if not form.validate():
        return _shown(head, form), 422
    try:
        state_place_rule(
            session, session.get_one(Line, head.key), steps=form.steps,
            held_percent=int(form.held_percent.data or 0),
            answer_days=int(form.answer_days.data or 0), by=who_acts(), at=moment(),
            based_on=form.based_on.data or "",
        )  # fmt: skip
    except RuleImpossible as refused:
        session.rollback()
        form.refuse(refused)
        form.based_on.data = rule_of(session, head.key).version
        return _shown(head, form), 422
    session.commit()
    return redirect(f"/desk/lines/{line_id}/places?done=stated", 303)


@bp.get("/desk/lines/<uuid:line_id>/travel")
@allow(Act.TRAVEL_RULE_STATE)
def travel(line_id: uuid.UUID) -> str:
    head, form = _work_head(line_id), TravelForm()
    form.fill(travel_in_force(db.session(), head.key).figures)
    return _travel(head, form)


@bp.post("/desk/lines/<uuid:line_id>/travel")
@allow(Act.TRAVEL_RULE_STATE, changes=True)
def state_travel(line_id: uuid.UUID) -> ResponseReturnValue:
    """From now on; what was credited before stays."""
    session, head, form = db.session(), _work_head(line_id), TravelForm(request.form)
    try:
        state_travel_rule(
            session, session.get_one(Line, head.key), form.figures, by=who_acts(), at=moment()
        )
    except TravelRuleImpossible as refused:
        session.rollback()
        form.refuse(refused)
        return _travel(head, form), 422
    session.commit()
    return redirect(f"/desk/lines/{line_id}/travel?done=stated", 303)


def _work_head(line_id: uuid.UUID) -> LineHead:
    """Raises `NotKnown`, of a line of anything but unpaid work as well."""
    head = _head(line_id)
    if head.kind is not DeliveryKind.UNPAID_WORK:
        raise NotKnown("line of unpaid work", line_id)
    return head


def _travel(head: LineHead, form: TravelForm) -> str:
    stands = travel_in_force(db.session(), head.key)
    done = request.args.get("done") == "stated" and not form.errors
    page = travel_page(head, stands.figures, is_stated=stands.is_stated, done=done)
    return render_template("line_places/travel.html", page=page, form=form)


def _head(line_id: uuid.UUID) -> LineHead:
    """Of one's own line. Raises `NotKnown`."""
    return line_head(db.session(), line_id, sight=sight_of_reader())


def _shown(head: LineHead, form: PlaceRuleForm) -> str:
    session, at = db.session(), moment()
    since = local_date(at) - IN_VAIN_FOR
    groups, number = groups_of_lines(
        session, Line.id == head.key, sight=sight_of_reader(), at=at, first=0, most=MOST_GROUPS
    )
    page = line_places_page(
        head, rule_of(session, head.key), rules_stated(session, head.key), groups, number,
        asked_in_vain(session, head.key, since=since), since=since, as_at=at,
        done=request.args.get("done") == "stated" and not form.errors,
    )  # fmt: skip
    return render_template("line_places/places.html", page=page, form=form)
