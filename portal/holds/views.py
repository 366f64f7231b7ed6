"""Places before and after sentence: held, renewed, booked; offers answered; more places."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import Form

from commissioning.bookings.booking import book_place, count_failed_booking, raise_places
from commissioning.bookings.cards import (
    GroupCard,
    HeldPlace,
    cards_of,
    group_card,
    groups_ahead,
    held_places,
    offer_within,
    offers_in,
    referral_within,
    shown_since,
)
from commissioning.bookings.errors import CaseNotKnown, GroupFull
from commissioning.bookings.holding import book_held_place, hold_place, release_hold, renew_hold
from commissioning.bookings.models import Hold
from commissioning.bookings.offering import answer_offer
from commissioning.bookings.passed_on import passed_on_in
from commissioning.bookings.queries import hold_by_code, hold_by_id, rule_and_length
from commissioning.bookings.turns import last_day_of
from commissioning.desk.own_lines import is_own_line
from commissioning.errors import CommissioningError
from commissioning.referrals.models import Referral
from commissioning.registers.queries import ended_with_group
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from portal.access import allow
from portal.asking.onlooker import sight_of_reader
from portal.case_reader import case_reader
from portal.extensions import db
from portal.holds.forms import CaseForm, HearingForm, HoldCodeForm, MorePlacesForm
from portal.holds.pages import (
    holds_page,
    shown_group,
    shown_hold,
    shown_offers,
    shown_passed_on,
)
from portal.holds.within import person_here, team_here
from portal.looking import looking, moment
from portal.showing.onward import onward
from portal.showing.way_back import came_from

bp = Blueprint("holds", __name__)

MOST_OTHERS = 30
"""Planned groups of one queue that the page of one of them leads to."""


@bp.get("/holds")
@allow(Act.PLACE_HOLD)
def index() -> ResponseReturnValue:
    """One's body's holds; a code leads to its own page."""
    form = HoldCodeForm(request.args)
    if form.code.data:
        found = hold_by_code(
            db.session(), form.code.data.upper().replace(" ", ""), organisation_id=team_here().id
        )
        if found is not None:
            return redirect(f"/holds/{found.public_id}", 303)
        form.code.errors = [
            gettext("No hold of your team has this code. Ask for it again, or look below.")
        ]
    holds = held_places(
        db.session(),
        team_here().id,
        since=shown_since(moment()),
        sight=sight_of_reader(),
        at=moment(),
    )
    ended = ended_with_group(db.session(), [one.hold.id for one in holds])
    page = holds_page(
        holds, ended, team=team_here().name, today=_today(), done=request.args.get("done", "")
    )
    status = 422 if form.errors or form.code.errors else 200
    return render_template("holds/index.html", page=page, form=form), status


@bp.get("/holds/<uuid:hold_id>")
@allow(Act.PLACE_HOLD)
def hold(hold_id: uuid.UUID) -> str:
    return _hold_page(_hold(hold_id), HearingForm(), _case_form())


@bp.post("/holds/<uuid:hold_id>/renew")
@allow(Act.PLACE_HOLD, changes=True)
def renew(hold_id: uuid.UUID) -> ResponseReturnValue:
    found, form = _hold(hold_id), HearingForm(request.form)

    def renewed() -> None:
        renew_hold(
            db.session(),
            found,
            hearing_on=form.day,
            organisation=team_here(),
            by=person_here(),
            at=moment(),
        )

    if _done(form, "hearing_on", renewed):
        return redirect(f"/holds/{hold_id}", 303)
    return _hold_page(_hold(hold_id), form, _case_form()), 422


@bp.post("/holds/<uuid:hold_id>/release")
@allow(Act.PLACE_HOLD, changes=True)
def release(hold_id: uuid.UUID) -> ResponseReturnValue:
    found = _hold(hold_id)
    if found.released_at is None:
        release_hold(db.session(), found, organisation=team_here(), by=person_here(), at=moment())
        db.session.commit()
    return redirect("/holds?done=released", 303)


@bp.post("/holds/<uuid:hold_id>/book")
@allow(Act.PLACE_HOLD, changes=True)
def book_held(hold_id: uuid.UUID) -> ResponseReturnValue:
    """After sentence, in one act."""
    found, form = _hold(hold_id), CaseForm(request.form)
    booked: list[uuid.UUID] = []

    def turned() -> None:
        booking = book_held_place(
            db.session(),
            found,
            _referral(form, found.group_id),
            organisation=team_here(),
            request_id=_request_of(form),
            by=person_here(),
            at=moment(),
        )
        booked.append(booking.public_id)

    if _done(form, "reference", turned):
        return redirect(f"/turns/{booked[0]}?done=booked", 303)
    return _hold_page(_hold(hold_id), HearingForm(), form), 422


@bp.get("/places/<uuid:group_id>")
@allow(Act.PLACE_BOOK)
def group(group_id: uuid.UUID) -> str:
    return _group_page(_group(group_id), _hearing_form(), _case_form())


@bp.post("/places/<uuid:group_id>/hold")
@allow(Act.PLACE_HOLD, changes=True)
def hold_one(group_id: uuid.UUID) -> ResponseReturnValue:
    card, form = _group(group_id), HearingForm(request.form)
    held: list[Hold] = []

    def kept() -> None:
        held.append(
            hold_place(
                db.session(),
                card.group,
                hearing_on=form.day,
                organisation=team_here(),
                request_id=_request_of(form),
                by=person_here(),
                at=moment(),
            )
        )

    if _done(form, "hearing_on", kept, card=card):
        return redirect(
            onward(f"/holds/{held[0].public_id}", done="held", back=came_from().kept), 303
        )
    return _group_page(_group(group_id), form, _case_form()), 422


@bp.post("/places/<uuid:group_id>/book")
@allow(Act.PLACE_BOOK, changes=True)
def book(group_id: uuid.UUID) -> ResponseReturnValue:
    card, form = _group(group_id), CaseForm(request.form)
    booked: list[uuid.UUID] = []

    def given() -> None:
        booking = book_place(
            db.session(),
            card.group,
            _referral(form, card.group.id),
            request_id=_request_of(form),
            by=person_here(),
            at=moment(),
        )
        booked.append(booking.public_id)

    if _done(form, "reference", given, card=card):
        return redirect(f"/turns/{booked[0]}?done=booked", 303)
    return _group_page(_group(group_id), _hearing_form(), form), 422


@bp.get("/offers")
@allow(Act.PLACE_BOOK)
def offers() -> str:
    found = offers_in(db.session(), case_reader(), sight=sight_of_reader(), at=moment())
    passed = passed_on_in(db.session(), case_reader(), sight=sight_of_reader(), at=moment())
    return render_template(
        "holds/offers.html",
        offers=shown_offers(found),
        passed=shown_passed_on(passed),
        done=request.args.get("done", ""),
    )


@bp.post("/offers/<uuid:offer_id>")
@allow(Act.PLACE_BOOK, changes=True)
def answer(offer_id: uuid.UUID) -> ResponseReturnValue:
    """The person said yes or no; an officer's silence is neither."""
    offer = offer_within(db.session(), offer_id, reader=case_reader())
    if offer is None:
        raise NotKnown("offer", offer_id)
    accepts = request.form.get("answer") == "accept"
    answer_offer(
        db.session(),
        offer,
        accepts=accepts,
        request_id=f"offer-{offer_id}",
        by=person_here(),
        at=moment(),
    )
    db.session.commit()
    return redirect(f"/offers?done={'accepted' if accepts else 'refused'}", 303)


@bp.route("/places/<uuid:group_id>/more", methods=["GET"])
@allow(Act.GROUP_ENLARGE)
def more(group_id: uuid.UUID) -> str:
    return _more_page(_own_group(group_id), MorePlacesForm())


@bp.post("/places/<uuid:group_id>/more")
@allow(Act.GROUP_ENLARGE, changes=True)
def enlarge(group_id: uuid.UUID) -> ResponseReturnValue:
    card, form = _own_group(group_id), MorePlacesForm(request.form)

    def enlarged() -> None:
        raise_places(
            db.session(),
            card.group,
            places=form.places.data or 0,
            reason=form.reason.data or "",
            by=person_here(),
            at=moment(),
        )

    if _done(form, "places", enlarged):
        return redirect(f"/places/{group_id}/more?done=enlarged", 303)
    return _more_page(_own_group(group_id), form), 422


def _done(
    form: Form, field: str, change: Callable[[], None], *, card: GroupCard | None = None
) -> bool:
    """Committed, or rolled back with the refusal on its field; who found no place is counted."""
    if not form.validate():
        return False
    try:
        change()
    except CommissioningError as refusal:
        db.session.rollback()
        form[getattr(refusal, "field", "") or field].errors = [str(refusal)]
        if card is not None and isinstance(refusal, GroupFull):
            _count_failed(card, form)
        return False
    db.session.commit()
    return True


def _count_failed(card: GroupCard, form: Form) -> None:
    """After the rollback, in a transaction of its own: of an area, and of nobody."""
    case = form if isinstance(form, CaseForm) else None
    referral = None
    if case is not None:
        referral = _known(case, card.group.id)
    count_failed_booking(
        db.session(),
        card.group,
        local_delivery_unit_id=None if referral is None else referral.home_local_delivery_unit_id,
        at=moment(),
        was_hold=case is None,
    )
    db.session.commit()


def _hold_page(found: Hold, hearing: HearingForm, case: CaseForm) -> str:
    card = cards_of(db.session(), [found.group_id], sight=sight_of_reader(), at=moment())
    held = HeldPlace(found, card.get(found.group_id))
    ended = ended_with_group(db.session(), [found.id])
    return render_template(
        "holds/hold.html",
        page=shown_hold(held, ended, today=_today(), last_day=_last_day(held.group)),
        hearing=hearing,
        case=case,
        done=request.args.get("done", ""),
        back=came_from(),
    )


def _group_page(card: GroupCard, hearing: HearingForm, case: CaseForm) -> str:
    return render_template(
        "holds/group.html",
        page=shown_group(
            card,
            is_officer=True,
            last_day=_last_day(card),
            others=groups_ahead(db.session(), card.line.id, at=moment(), most=MOST_OTHERS),
        ),
        hearing=hearing,
        case=case,
        may_hold=looking().may(Act.PLACE_HOLD),
        at=moment(),
        back=came_from(),
    )


def _last_day(card: GroupCard | None) -> dt.date | None:
    """By which whoever books says who cannot finish."""
    if card is None or card.starts_on is None:
        return None
    return last_day_of(card.starts_on, rule_and_length(db.session(), card.line.id).weeks)


def _more_page(card: GroupCard, form: MorePlacesForm) -> str:
    page = shown_group(card, is_officer=True)
    done = request.args.get("done", "")
    return render_template("holds/more.html", page=page, form=form, done=done)


def _group(group_id: uuid.UUID) -> GroupCard:
    return group_card(db.session(), group_id, sight=sight_of_reader(), at=moment())


def _own_group(group_id: uuid.UUID) -> GroupCard:
    """Of a line of the reader's own region. Raises `NotKnown`."""
    sight = sight_of_reader()
    return group_card(db.session(), group_id, sight=sight, at=moment(), such=is_own_line(sight))


def _hold(hold_id: uuid.UUID) -> Hold:
    found = hold_by_id(db.session(), hold_id, organisation_id=team_here().id)
    if found is None:
        raise NotKnown("hold", hold_id)
    return found


def _known(form: CaseForm, group_id: int) -> Referral | None:
    return referral_within(
        db.session(), form.reference.data or "", group_id=group_id, reader=case_reader()
    )


def _referral(form: CaseForm, group_id: int) -> Referral:
    """Raises `CaseNotKnown`, on the field: a page of its own would hold the reference."""
    found = _known(form, group_id)
    if found is None:
        raise CaseNotKnown
    return found


def _hearing_form() -> HearingForm:
    return HearingForm(data={"request_id": secrets.token_hex(16)})


def _case_form() -> CaseForm:
    return CaseForm(data={"request_id": secrets.token_hex(16)})


def _request_of(form: HearingForm | CaseForm) -> str:
    """What the form was made with: sent twice, it does one thing."""
    return form.request_id.data or secrets.token_hex(16)


def _today() -> dt.date:
    return local_date(moment())
