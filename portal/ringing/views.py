"""Down the order by telephone: whose turn it is, whom to ring about them, what was said."""

from __future__ import annotations

import secrets
import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.bookings.calling import call_sheet, record_call, referral_of_group
from commissioning.errors import CommissioningError
from commissioning.registers.own_groups import OwnGroup, group_within
from directory.acts import Act
from directory.errors import NotKnown
from portal.access import allow, record_reading
from portal.asking.onlooker import sight_of_reader
from portal.extensions import db
from portal.looking import looking, moment
from portal.reaching import who_acts
from portal.ringing.forms import CallForm
from portal.ringing.pages import ringing_page

bp = Blueprint("ringing", __name__)


@bp.get("/groups/<uuid:group_id>/calls")
@allow(Act.PLACE_OFFER)
def calls(group_id: uuid.UUID) -> str:
    return _shown(_group(group_id))


@bp.post("/groups/<uuid:group_id>/calls")
@allow(Act.PLACE_OFFER, changes=True)
def answer(group_id: uuid.UUID) -> ResponseReturnValue:
    """What was said of whoever was next; then somebody else is."""
    session, group, form = db.session(), _group(group_id), CallForm(request.form)
    if not form.validate():
        problem = next(iter(form.answer.errors), "") or "Look at who is next, and record it there."
        return _shown(group, problem=str(problem)), 422
    key = form.referral_id
    referral = None if key is None else referral_of_group(session, group.group, key)
    if referral is None:
        raise NotKnown("referral", form.referral.data)
    try:
        record_call(
            session, group.group, referral, answer=form.said,
            request_id=form.request_id.data or "", by=who_acts(), at=moment(),
            seen=form.calls_seen,
        )  # fmt: skip
    except CommissioningError as refused:
        session.rollback()
        return _refused(group_id, str(refused)), 422
    session.commit()
    return redirect(f"/groups/{group_id}/calls?done={form.said.value}", 303)


def _refused(group_id: uuid.UUID, problem: str) -> str:
    """With the random keys that decide between equals kept, so that the page and the next answer
    mean the same person."""
    session, group = db.session(), _group(group_id)
    call_sheet(session, group.group, at=moment(), makes_keys=True)
    session.commit()
    return _shown(_group(group_id), problem=problem)


def _group(group_id: uuid.UUID) -> OwnGroup:
    """One's own. Raises `NotKnown`."""
    return group_within(db.session(), group_id, sight_of_reader())


def _shown(group: OwnGroup, *, problem: str = "") -> str:
    reads_cases = looking().may(Act.REFERRAL_READ)
    sheet = call_sheet(db.session(), group.group, at=moment())
    if request.method == "GET" and reads_cases and (sheet.next is not None or sheet.calls):
        record_reading(at=moment(), of={"list": "whom to ring", "cases": 1 + len(sheet.calls)})
    page = ringing_page(
        group, sheet, reads_cases=reads_cases, as_at=moment(), problem=problem,
        done="" if problem else request.args.get("done", ""),
    )  # fmt: skip
    return render_template(
        "ringing/calls.html", page=page, request_id=secrets.token_hex(16), reads_cases=reads_cases
    )
