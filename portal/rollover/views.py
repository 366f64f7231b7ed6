"""Carrying listings over the turn of the year, with counts that match before and after."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.listings.carrying_on import carry_on, take_back
from directory.acts import Act
from portal.access import allow
from portal.extensions import db
from portal.listings.theirs import who_acts
from portal.looking import moment
from portal.rollover.turn_pages import ask_turn, chosen, turn_now, who_carries

bp = Blueprint("rollover", __name__)

DOES = {"carry": (carry_on, "carried"), "take-back": (take_back, "taken-back")}


@bp.get("/rollover")
@allow(Act.LISTING_CARRY_ON)
def rollover() -> str:
    """Each listing on the last day of the year and on the first of the next."""
    return render_template("rollover/turn.html", page=ask_turn(db.session()))


@bp.post("/rollover/<any('carry', 'take-back'):what>")
@allow(Act.LISTING_CARRY_ON, changes=True)
def turn(what: str) -> ResponseReturnValue:
    session = db.session()
    services = chosen(session, request.form.getlist("listing"))
    if not services:
        return render_template("rollover/turn.html", page=ask_turn(session, is_empty=True)), 422
    act, done = DOES[what]
    number = act(session, services, turn_now(), who=who_carries(), by=who_acts(), at=moment())
    session.commit()
    return redirect(f"/rollover?done={done if number else 'same'}", 303)
