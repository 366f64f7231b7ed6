"""The last word of one's own organisation on a referral, taken back the same day."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from commissioning.bookings.giving_back import offer_gone, place_back
from commissioning.cases.beside_cases import declines
from commissioning.cases.case_view import own_referral
from commissioning.errors import CommissioningError
from commissioning.moves.errors import TakenBackAlready
from commissioning.moves.queries import move_cases
from commissioning.moves.taking_back import (
    LastWord,
    WhoSays,
    said_today,
    take_back,
    word_to_take_back,
)
from commissioning.referrals.folding import ReferralStanding
from commissioning.referrals.models import Referral
from commissioning.referrals.whose_cases import is_theirs
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from portal.access import allow, record_reading
from portal.asking.onlooker import sight_of_reader
from portal.case_reader import case_reader, member_here
from portal.extensions import db
from portal.looking import looking, moment
from portal.taking_back.pages import (
    Following,
    TakingBackPage,
    said_today_page,
    taking_back_page,
)
from portal.taking_back.telling import other_side, tell_of_taking_back

bp = Blueprint("taking_back", __name__)

MOST_WORDS = 50


@bp.get("/said-today")
@allow(Act.REFERRAL_CORRECT)
def said() -> str:
    """What of today's can still be taken back, newest first."""
    session, who, today = db.session(), _who(), local_date(moment())
    words = said_today(session, is_theirs(case_reader()), who, today=today, most=MOST_WORDS)
    cases = move_cases(session, [one.referral_id for one in words], sight_of_reader())
    if words:
        record_reading(at=moment(), of={"list": "said_today", "cases": len(words)})
    page = said_today_page(words, cases, who.party, most=MOST_WORDS, as_at=moment())
    return render_template("taking_back/said_today.html", page=page)


@bp.get("/cases/<uuid:referral_id>/take-back")
@allow(Act.REFERRAL_CORRECT)
def ask(referral_id: uuid.UUID) -> str:
    page = _page(own_referral(db.session(), case_reader(), referral_id))
    return render_template("taking_back/take_back.html", page=page)


@bp.post("/cases/<uuid:referral_id>/take-back")
@allow(Act.REFERRAL_CORRECT, changes=True)
def back(referral_id: uuid.UUID) -> ResponseReturnValue:
    """Pressed twice it is answered as done, and told once."""
    session, who, at = db.session(), _who(), moment()
    referral = own_referral(session, case_reader(), referral_id)
    seen = request.form.get("seen", "")
    by = looking().person or member_here().person
    try:
        if take_back(session, referral, seen, who, by=by, at=at):
            tell_of_taking_back(session, referral, who.party, at)
    except CommissioningError as refusal:
        session.rollback()
        page = _refused(own_referral(session, case_reader(), referral_id), refusal)
        return render_template("taking_back/take_back.html", page=page), 422
    session.commit()
    return redirect(f"/cases/{referral_id}?back=1", 303)


def _who() -> WhoSays:
    """Raises `NotKnown` for whom no word on a case is theirs."""
    reader = case_reader()
    if reader.party is None or reader.organisation_id is None:
        raise NotKnown("case", "")
    return WhoSays(reader.party, reader.organisation_id)


def _page(referral: Referral) -> TakingBackPage:
    session, who = db.session(), _who()
    try:
        word, standing = word_to_take_back(
            session, referral, who, today=local_date(moment())
        )  # fmt: skip
    except CommissioningError as refusal:
        page = _refused(referral, refusal)
    else:
        following = _following(session, referral, word, standing, who)
        case = move_cases(session, [referral.id], sight_of_reader())[referral.id]
        page = taking_back_page(
            str(referral.public_id), case, who.party, word=word, following=following
        )
    record_reading(at=moment(), of={"case": "taking back"}, referral_ids=[referral.id])
    return page


def _refused(referral: Referral, refusal: CommissioningError) -> TakingBackPage:
    case = move_cases(db.session(), [referral.id], sight_of_reader())[referral.id]
    return taking_back_page(
        str(referral.public_id), case, _who().party, refusal=str(refusal),
        is_back=isinstance(refusal, TakenBackAlready),
    )  # fmt: skip


def _following(
    session: Session,
    referral: Referral,
    word: LastWord,
    standing: ReferralStanding,
    who: WhoSays,
) -> Following:
    return Following(
        standing,
        declines(session, [referral.id]).get(referral.id),
        place_back(session, referral, status=standing.status, at=moment()),
        offer_gone(session, referral, since=word.said_at),
        other_side(session, referral, who.party),
    )
