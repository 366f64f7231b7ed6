"""Why a place was given, and why not to this case; the whole order for an auditor."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commissioning.bookings.booking import give_up_place
from commissioning.bookings.errors import PlaceGone
from commissioning.bookings.models import Booking
from commissioning.bookings.proving import check_proof, given_then, rows_of_proof, why_not
from commissioning.bookings.turn_reading import (
    booking_within,
    case_within,
    held_day,
    proof_of_booking,
    sealed_digest,
    title_of,
)
from commissioning.cases.case_view import reads_case
from commissioning.referrals.models import Referral
from directory.acts import Act
from directory.errors import NotKnown
from portal.access import allow, record_order_reading
from portal.asking.onlooker import sight_of_reader
from portal.case_reader import case_reader
from portal.extensions import db
from portal.looking import looking, moment
from portal.turns.forms import WhyNotForm
from portal.turns.pages import order_page, turn_page

bp = Blueprint("turns", __name__)


@bp.get("/turns/<uuid:booking_id>")
@allow(Act.TURN_READ)
def turn(booking_id: uuid.UUID) -> ResponseReturnValue:
    return _turn_page(_booking(booking_id), WhyNotForm())


@bp.post("/turns/<uuid:booking_id>")
@allow(Act.TURN_READ)
def ask_why_not(booking_id: uuid.UUID) -> ResponseReturnValue:
    """A question about one case: it stands in no address, and nothing is kept."""
    return _turn_page(_booking(booking_id), WhyNotForm(request.form))


@bp.post("/turns/<uuid:booking_id>/give-up")
@allow(Act.PLACE_BOOK, changes=True)
def give_up(booking_id: uuid.UUID) -> ResponseReturnValue:
    booking, person = _booking(booking_id), looking().person
    if person is None or not _gives_its_place(booking):
        raise NotKnown("place", booking_id)
    try:
        give_up_place(db.session(), booking, by=person, at=moment())
    except PlaceGone:
        db.session.rollback()
        return redirect(f"/turns/{booking_id}?done=already", 303)
    db.session.commit()
    return redirect(f"/turns/{booking_id}?done=given-up", 303)


@bp.get("/turns/<uuid:booking_id>/order")
@allow(Act.TURN_READ_WHOLE)
def order(booking_id: uuid.UUID) -> str:
    """By keys that name nobody; that it is read is recorded first."""
    session = db.session()
    booking, proof = proof_of_booking(session, booking_id)
    record_order_reading(booking, at=moment())
    checked = check_proof(session, proof, sealed_digest=sealed_digest(session, booking))
    rows = rows_of_proof(session, proof)
    title = title_of(session, booking)
    return render_template("turns/order.html", page=order_page(title, proof, rows, checked))


def _turn_page(booking: Booking, form: WhyNotForm) -> ResponseReturnValue:
    session = db.session()
    _, proof = proof_of_booking(session, booking.public_id)
    asked = None
    if request.method == "POST" and form.validate():
        case = case_within(
            session,
            form.reference.data or "",
            group_id=booking.group_id,
            reader=case_reader(),
            sight=sight_of_reader(),
        )
        asked = None if case is None else why_not(session, proof, case.id)
        if asked is None:
            form.reference.errors = [
                gettext("No case with this reference that you may read waited for this place.")
            ]
    page = turn_page(
        str(booking.public_id),
        title_of(session, booking),
        proof,
        given_then(session, proof),
        held_on=held_day(session, booking),
        left=booking.left_reason,
        asked=asked,
    )
    may_give_up = booking.left_on is None and looking().may(Act.PLACE_BOOK)
    html = render_template(
        "turns/turn.html",
        page=page,
        form=form,
        done=request.args.get("done", ""),
        may_give_up=may_give_up and _gives_its_place(booking),
        case_path=_case_path(booking),
    )
    return html, 422 if form.errors or form.reference.errors else 200


def _case_path(booking: Booking) -> str:
    """Back to the case, for whoever reads it; "" for anybody else."""
    referral = db.session.get_one(Referral, booking.referral_id)
    reads = looking().may(Act.CASE_READ) and reads_case(db.session(), case_reader(), referral)
    return f"/cases/{referral.public_id}" if reads else ""


def _booking(booking_id: uuid.UUID) -> Booking:
    found = booking_within(db.session(), booking_id, reader=case_reader(), sight=sight_of_reader())
    if found is None:
        raise NotKnown("place", booking_id)
    return found


def _gives_its_place(booking: Booking) -> bool:
    """Whoever gives it up is an officer of the person's home, or of the team that sent them."""
    reader = case_reader()
    return booking_within(db.session(), booking.public_id, reader=reader, sight=None) is not None
