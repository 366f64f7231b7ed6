"""The write door for software, `/api/v1`: read, judged, done through the domain's doors, kept."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final

from flask import Blueprint, Response, current_app, jsonify, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from commissioning.bookings.errors import GroupFull
from commissioning.pushes.differences import HeldKind
from commissioning.pushes.held import differences_held
from commissioning.pushes.queries import events_of, line_code, own_referral, own_referrals
from directory.acts import Act
from directory.connections import WAITS_FOR_NOBODY
from directory.errors import DatabaseBusy, NotKnown
from portal.access import PUBLIC, allow, record_reading
from portal.api import operations
from portal.api.answers import SoftwareAnswer, answer_kept, keep_answer
from portal.api.calls import (
    Call,
    call_here,
    most_a_minute,
    refuse_unknown_parameters,
    token_here,
)
from portal.api.changes import (
    Change,
    Done,
    count_found_none,
    send_attendance,
    send_confirmation,
    send_event,
    send_group,
    send_group_state,
    send_places,
    send_referral,
    send_statement,
)
from portal.api.held_json import differences_json, event_json, referral_json, referrals_json
from portal.api.limits import RequestsLeft, count_request, refuse_beyond, seconds_left
from portal.api.open_api import description
from portal.api.operations import Operation
from portal.api.sandbox import forget_rehearsed, refuse_full, rehearse, remember, say_again
from portal.api.shapes import MOST_LISTED
from portal.extensions import begin_writing, db
from portal.looking import known_so_far, moment
from portal.problem_documents import BodyNotRead, LimitReached

bp = Blueprint("api", __name__)

LARGEST_BODY: Final = 1024 * 1024
USUAL_PAGE: Final = 50
COUNTED: Final = "portal.api.counted"

CHANGES: Final[dict[str, Change]] = {
    operations.SEND_REFERRAL.name: send_referral,
    operations.SEND_EVENT.name: send_event,
    operations.SEND_ATTENDANCE.name: send_attendance,
    operations.SEND_GROUP.name: send_group,
    operations.SEND_GROUP_STATE.name: send_group_state,
    operations.SEND_PLACES.name: send_places,
    operations.SEND_STATEMENT.name: send_statement,
    operations.SEND_CONFIRMATION.name: send_confirmation,
}


@bp.get("/api/v1/openapi.json")
@allow(PUBLIC)
def described() -> Response:
    refuse_unknown_parameters(operations.DESCRIBE)
    return jsonify(description(current_app.config["ADDRESS"]))


@bp.get("/api/v1/referrals")
@allow(Act.REFERRAL_READ)
def referrals() -> Response:
    call, most = _asked(operations.LIST_REFERRALS), _page_size()
    rows = own_referrals(call.session, call.sender, after=_cursor(), most=most + 1)
    told = referrals_json(rows, call.sender, most)
    return _read(call, told, cases=len(told["referrals"]))


@bp.get("/api/v1/referrals/<uuid:referral_id>")
@allow(Act.REFERRAL_READ)
def referral(referral_id: uuid.UUID) -> Response:
    call = _asked(operations.READ_REFERRAL, referral_id=referral_id)
    found = own_referral(call.session, call.sender, referral_id)
    if found is None:
        raise NotKnown("referral", referral_id)
    told = referral_json(found, line_code(call.session, found), call.sender)
    told["events"] = list(map(event_json, events_of(call.session, found)))
    return _read(call, told, cases=1)


@bp.post("/api/v1/referrals")
@allow(Act.IMPORT_APPLY, changes=True, largest=LARGEST_BODY)
def referral_sent() -> Response:
    return _changed(operations.SEND_REFERRAL)


@bp.post("/api/v1/referrals/<uuid:referral_id>/events")
@allow(Act.REFERRAL_RECORD, changes=True, largest=LARGEST_BODY)
def event_sent(referral_id: uuid.UUID) -> Response:
    return _changed(operations.SEND_EVENT, referral_id=referral_id)


@bp.post("/api/v1/attendance")
@allow(Act.REFERRAL_RECORD, changes=True, largest=LARGEST_BODY)
def attendance_sent() -> Response:
    return _changed(operations.SEND_ATTENDANCE)


@bp.post("/api/v1/groups")
@allow(Act.CAPACITY_STATE, changes=True, largest=LARGEST_BODY)
def group_sent() -> Response:
    return _changed(operations.SEND_GROUP)


@bp.post("/api/v1/groups/<uuid:group_id>/state")
@allow(Act.CAPACITY_STATE, changes=True, largest=LARGEST_BODY)
def group_state_sent(group_id: uuid.UUID) -> Response:
    return _changed(operations.SEND_GROUP_STATE, group_id=group_id)


@bp.post("/api/v1/places")
@allow(Act.CAPACITY_STATE, changes=True, largest=LARGEST_BODY)
def places_sent() -> Response:
    return _changed(operations.SEND_PLACES)


@bp.post("/api/v1/statements")
@allow(Act.CAPACITY_STATE, changes=True, largest=LARGEST_BODY)
def statement_sent() -> Response:
    return _changed(operations.SEND_STATEMENT)


@bp.post("/api/v1/confirmations")
@allow(Act.LISTING_CONFIRM, changes=True, largest=LARGEST_BODY)
def confirmation_sent() -> Response:
    return _changed(operations.SEND_CONFIRMATION)


@bp.post("/api/v1/differences")
@allow(Act.REFERRAL_READ, largest=LARGEST_BODY)
def differences_asked() -> Response:
    """A question in a body, for a list of keys stands in no address; nothing of it is kept."""
    call = _asked(operations.ASK_DIFFERENCES)
    of = HeldKind(call.told["of"])
    yours = {one["key"]: one.get("state") for one in call.told["yours"]}
    since = call.told.get("since")
    first = None if since is None else dt.date.fromisoformat(since)
    found = differences_held(call.session, call.sender, of, yours, since=first)
    return _read(call, differences_json(of, found, call.at), cases=found.compared)


@bp.delete("/api/v1/sandbox")
@allow(PUBLIC, changes=True, in_nobodys_name=True)
def sandbox_emptied() -> Response:
    token, session = token_here(), db.session()
    refuse_unknown_parameters(operations.EMPTY_SANDBOX)
    if not token.is_sandbox:
        raise NotKnown("sandbox", "this token's")
    forget_rehearsed(session, moment(), token_id=token.id)
    session.commit()
    return Response(status=204)


@bp.after_request
def _tell_limit(answer: Response) -> Response:
    """What was kept was counted with it; anything else in a transaction of its own."""
    known = known_so_far()
    if known.software is None:
        return answer
    limit = request.environ.get(COUNTED) or _counted_apart(known.visit_id)
    limit.tell(answer)
    return answer


def _counted_apart(token_id: int) -> RequestsLeft:
    """Nobody waits for a writer to be counted."""
    most, at = most_a_minute(), moment()
    db.session().rollback()
    impatient = db.engine.execution_options(**{WAITS_FOR_NOBODY: True})
    try:
        with Session(impatient, join_transaction_mode="create_savepoint") as session:
            limit = count_request(session, token_id, most=most, at=at)
            session.commit()
    except LimitReached:
        return RequestsLeft(most, most, seconds_left(at))
    except (DBAPIError, DatabaseBusy, OSError):
        return RequestsLeft(most, 1, seconds_left(at))
    return limit


def _changed(operation: Operation, **named: uuid.UUID) -> Response:
    """All of it in one transaction: the count, the change, the answer that is kept."""
    session, change = db.session(), CHANGES[operation.name]
    limit = count_request(session, token_here().id, most=most_a_minute(), at=moment())
    call = call_here(operation, named)
    answer = answer_kept(call)
    if answer is None and not call.is_kept:
        answer = _undone(call, operation, change)
    elif answer is None:
        done = _done(call, change)
        answer = SoftwareAnswer.of(done.status, done.told, _location(operation, done.told))
        keep_answer(call, answer)
    session.commit()
    request.environ[COUNTED] = limit
    return answer.response()


def _done(call: Call, change: Change) -> Done:
    """Who found no place is counted, in a transaction of its own."""
    try:
        return change(call)
    except GroupFull:
        call.session.rollback()
        count_found_none(call)
        call.session.commit()
        raise


def _undone(call: Call, operation: Operation, change: Change) -> SoftwareAnswer:
    """As it would be; of the sandbox is kept that it was told, and of a question nothing."""
    is_sandbox = call.token.is_sandbox
    if is_sandbox:
        refuse_full(call)
        say_again(call, CHANGES)
    done = rehearse(call, change) if is_sandbox else change(call)
    told = done.told | {"kept": False}
    if call.only_asks and "id" in told:
        told |= {"id": None}
    answer = SoftwareAnswer.of(200 if call.only_asks else done.status, told)
    call.session.rollback()
    count_request(call.session, call.token.id, most=most_a_minute(), at=call.at)
    if call.only_asks:
        return answer
    if (before := answer_kept(call)) is not None:
        return before
    remember(call, operation.name)
    keep_answer(call, answer)
    return answer


def _asked(operation: Operation, **named: uuid.UUID) -> Call:
    """A question; a token of the sandbox sees what it told as if it stood."""
    refuse_beyond(db.session(), token_here().id, most=most_a_minute(), at=moment())
    call = call_here(operation, named)
    if call.token.is_sandbox:
        call.session.rollback()
        begin_writing(call.session)
        say_again(call, CHANGES)
    return call


def _read(call: Call, told: dict[str, Any], *, cases: int) -> Response:
    """That it was read stands in the record before it is shown."""
    is_sandbox = call.token.is_sandbox
    request.environ[COUNTED] = _counted_apart(known_so_far().visit_id)
    if cases and not is_sandbox:
        record_reading(at=call.at, of={"list": "software", "cases": cases})
    return SoftwareAnswer.of(200, told).response()


def _location(operation: Operation, told: dict[str, Any]) -> str:
    is_referral = operation is operations.SEND_REFERRAL and told["id"] is not None
    return f"/api/v1/referrals/{told['id']}" if is_referral else ""


def _page_size() -> int:
    word = request.args.get("limit", str(USUAL_PAGE))
    if not (word.isascii() and word.isdigit() and 1 <= int(word[:4]) <= MOST_LISTED):
        raise BodyNotRead(f"limit is a number from 1 to {MOST_LISTED}.")
    return int(word)


def _cursor() -> uuid.UUID | None:
    word = request.args.get("cursor")
    try:
        return None if word is None else uuid.UUID(word)
    except ValueError:
        raise BodyNotRead("cursor is the next_cursor of the page before.") from None
