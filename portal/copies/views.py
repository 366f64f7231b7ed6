"""What is answered while the database is gone: the last copy of the page, or what to do."""

from __future__ import annotations

import datetime as dt
import json

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask.blueprints import BlueprintSetupState
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError

from commissioning.dates.kept_dates import is_current
from directory.clock import local_date
from portal import errors
from portal.copies.addresses import JSON_PATH, asks_of
from portal.copies.editions import by_the_portal, json_without_dates
from portal.copies.making import shelf
from portal.copies.outage import Outage, is_gone
from portal.copies.shelf import SHELF_LIFE, Copy, narrowed
from portal.copies.undated import undated_page
from portal.error_pages import WayOn
from portal.extensions import db
from portal.formatting import in_words, moment
from portal.showing.headers import COPYING
from portal.showing.onward import ASKED

bp = Blueprint("copies", __name__)

MADE_AT = "X-Copy-Made-At"
OUTAGE = "outage"
READING = frozenset({"GET", "HEAD"})
NARROWING = ("area", "requirement", "q", ASKED)

FIND_A_COPY = WayOn("Courts and areas can be read as copies:", "/courts", "every court")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@bp.record_once
def start(setup: BlueprintSetupState) -> None:
    setup.app.extensions[OUTAGE] = Outage()


def outage() -> Outage:
    found: Outage = current_app.extensions[OUTAGE]
    return found


@bp.after_app_request
def look_whether_it_is_over(answer: Response) -> Response:
    """A page that was read from the records is the sign; pages that ask nothing are none."""
    is_good = answer.status_code < 500 and MADE_AT not in answer.headers
    if outage().is_on and is_good and _has_asked():
        outage().is_over(_now())
    return answer


def _has_asked() -> bool:
    return bool(db.session.registry.has() and db.session().in_transaction())


@bp.app_errorhandler(DatabaseError)
@bp.app_errorhandler(OperationalError)
@bp.app_errorhandler(InterfaceError)
def without_records(error: DBAPIError) -> Response:
    if not is_gone(error):
        return errors.database_trouble(error)
    now = _now()
    outage().noticed(error, now)
    if COPYING in request.environ:
        return errors.records_gone()
    answer = _from_copy(now) if request.method in READING else None
    return answer or errors.records_gone(_way_on(now))


def _from_copy(now: dt.datetime) -> Response | None:
    if request.path == JSON_PATH:
        return _json_copy(now)
    copy = shelf().page(request.path)
    if copy is None or not copy.is_fresh(now):
        return None
    today, undated = local_date(now), None
    if asks_of(request.path) and not is_current(local_date(copy.made_at), today):
        undated = _whom_to_ring(request.path)
        if undated is None:
            return None
    is_narrowed = any(request.args.get(name) for name in NARROWING)
    html = by_the_portal(
        copy.text, copy.made_at, today=today, is_narrowed=is_narrowed, undated=undated
    )
    return _stamped(make_response(html), copy)


def _whom_to_ring(path: str) -> str | None:
    """What is left of a court's or an area's page when its dates may not be told any more."""
    asks = asks_of(path)
    answer = shelf().answer(asks) if asks else None
    if answer is None:
        return None
    return render_template("copies/undated.html", page=undated_page(json.loads(answer.text)))


def _json_copy(now: dt.datetime) -> Response | None:
    """Of one court or of one area; what is asked of a court and an area together is not copied."""
    asked = [(name, word) for name in ("court", "ldu") for word in request.args.getlist(name)]
    if len(asked) != 1:
        return None
    copy = shelf().answer(asked[0])
    if copy is None or not copy.is_fresh(now):
        return None
    requirement = request.args.get("requirement")
    text = narrowed(copy, requirement) if requirement else copy.text
    if text is not None and not is_current(local_date(copy.made_at), local_date(now)):
        text = json.dumps(json_without_dates(json.loads(text), copy.made_at))
    return None if text is None else _for_programs(text, copy)


def _for_programs(text: str, copy: Copy) -> Response:
    answer = _stamped(current_app.response_class(text, mimetype="application/json"), copy)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _stamped(answer: Response, copy: Copy) -> Response:
    answer.headers[MADE_AT] = copy.made_at.isoformat(timespec="seconds")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _way_on(now: dt.datetime) -> WayOn | None:
    """What can still be read, or why the copy that there is may not."""
    copy = shelf().page(request.path)
    if copy is not None and not copy.is_fresh(now):
        return _too_old(copy)
    if copy is not None and request.method not in READING:
        return _without_what_was_entered(copy)
    courts = shelf().page(FIND_A_COPY.href)
    return FIND_A_COPY if courts is not None and courts.is_fresh(now) else None


def _too_old(copy: Copy) -> WayOn:
    return WayOn(
        f"The last copy of this page was made on {in_words(local_date(copy.made_at))}. It is "
        f"more than {SHELF_LIFE.days} days old, too old to be shown: ring for any date."
    )


def _without_what_was_entered(copy: Copy) -> WayOn:
    return WayOn(
        "What you entered was not kept. What was known without it can be read:",
        request.path,
        f"a copy of the page made on {moment(copy.made_at)}",
    )
