"""The only place that turns refusals and faults into status codes and pages."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from flask import (
    Flask,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import ParseException
from jinja2 import TemplateError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as Redirect

from commissioning.errors import CommissioningError
from commissioning.partnership.liaison.errors import LinkOpensNoMore
from commissioning.pushes.errors import NotPushedBy, PushRefused, ToldOtherwise
from directory.accounts.errors import LogInNeeded, NotAllowed, TooManyAttempts
from directory.accounts.inviting import InvitationClosed
from directory.accounts.links import LinkClosed
from directory.errors import DatabaseBusy, DirectoryError, NotKnown
from directory.services.secret_reach import TooManyReadings
from portal.asking.parameters import ParameterNotRead
from portal.error_pages import (
    ACCEPTED,
    LOG_IN,
    NEXT_BY_KIND,
    NOT_SAVED,
    OTHER_NAME,
    PERHAPS_NOT_SAVED,
    SET_NEW_PASSWORD,
    ErrorPage,
    WayOn,
    page_for,
)
from portal.kept_forms import kept_form
from portal.looking import brings_a_token, way_in
from portal.problem_documents import (
    MEDIA_TYPE,
    BodyNotRead,
    Faults,
    KeyUsedOtherwise,
    LimitReached,
    NotSentAsJson,
    SandboxFull,
    ShapeUnfit,
    SoftwareRefused,
    is_for_software,
    problem,
)
from portal.showing.headers import WOULD_KEEP, request_id

log = logging.getLogger("portal.errors")

RETRY_AFTER_SECONDS = 30

REFUSED_AS: Final[Mapping[type[Exception], int]] = {
    BodyNotRead: 400,
    ShapeUnfit: 422,
    KeyUsedOtherwise: 422,
    LimitReached: 429,
    NotPushedBy: 403,
    NotSentAsJson: 415,
    PushRefused: 422,
    SandboxFull: 409,
    ToldOtherwise: 409,
}
"""What software alone is refused."""


def register(app: Flask) -> None:
    app.register_error_handler(NotKnown, _not_known)
    app.register_error_handler(ParameterNotRead, _not_read)
    app.register_error_handler(DatabaseBusy, database_trouble)
    app.register_error_handler(LogInNeeded, _log_in_first)
    app.register_error_handler(NotAllowed, _not_allowed)
    app.register_error_handler(TooManyAttempts, _too_many)
    app.register_error_handler(TooManyReadings, _too_many)
    app.register_error_handler(InvitationClosed, _opens_no_more)
    app.register_error_handler(LinkClosed, _opens_no_more)
    app.register_error_handler(LinkOpensNoMore, _opens_no_more)
    for refusal in REFUSED_AS:
        app.register_error_handler(refusal, _refused_to_software)
    app.register_error_handler(DirectoryError, _refused)
    app.register_error_handler(CommissioningError, _refused)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(OperationalError, database_trouble)
    app.register_error_handler(InterfaceError, database_trouble)
    app.register_error_handler(SecurityError, _other_name)
    app.register_error_handler(ParseException, _broken_body)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def reply(
    status: int,
    happened: str | None = None,
    *,
    next_step: str | None = None,
    way_on: WayOn | None = None,
) -> Response:
    """An error as a page, or as JSON where the reader is a program.

    Where a way on is given it is the next step: what the status says by itself would be another.
    """
    page = page_for(status)
    if next_step or way_on:
        page = replace(page, next_step=next_step or "")
    words = happened or page.happened
    if is_for_software(request.path):
        return _problem(status, words)
    if wants_json() or brings_a_token():
        body = jsonify(error={"code": page.code, "message": words, "next": page.next_step})
        return make_response(body, status)
    told = {"page": page, "happened": words, "way_on": way_on, "reference": request_id()}
    return make_response(render_template("errors/error.html", **told), status)


def _problem(status: int, words: str, faults: Faults = (), **more: Any) -> Response:
    told = make_response(jsonify(problem(status, words, faults, **more)), status)
    told.mimetype = MEDIA_TYPE
    return told


def _refused_to_software(error: SoftwareRefused | CommissioningError) -> Response:
    more = {"is_unusual": True} if getattr(error, "is_unusual", False) else {}
    faults: Faults = getattr(error, "faults", ())
    answer = _problem(REFUSED_AS[type(error)], str(error), faults, **more)
    if isinstance(error, LimitReached):
        answer.headers["Retry-After"] = str(error.seconds)
    return answer


def wants_json() -> bool:
    path = request.path
    return path.startswith("/api/") or path.endswith(".json") or path == "/health"


def _not_known(error: NotKnown) -> Response:
    return reply(404, str(error), next_step=NEXT_BY_KIND.get(error.what))


def _not_read(error: ParameterNotRead) -> Response:
    return reply(400, str(error), next_step=error.next_step)


def _log_in_first(error: LogInNeeded) -> Response | Redirect:
    """A page is come back to; whatever else was asked is not done, and what was typed is kept."""
    is_program = wants_json() or brings_a_token()
    if request.method in {"GET", "HEAD"} and not is_program:
        return redirect(way_in(), 303)
    if is_program:
        answer = reply(401, str(error))
    else:
        html = render_template("errors/log_in_again.html", page=page_for(401), kept=kept_form())
        answer = make_response(html, 401)
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _not_allowed(error: NotAllowed) -> Response:
    return reply(403, str(error))


def _too_many(error: TooManyAttempts | TooManyReadings) -> Response:
    is_lifted = isinstance(error, TooManyAttempts) and error.is_lifted_by_new_password
    answer = reply(429, str(error), way_on=SET_NEW_PASSWORD if is_lifted else None)
    answer.headers["Retry-After"] = str(error.minutes * 60)
    return answer


def _opens_no_more(error: InvitationClosed | LinkClosed | LinkOpensNoMore) -> Response:
    if isinstance(error, InvitationClosed) and error.is_accepted:
        return reply(410, str(error), next_step=ACCEPTED, way_on=LOG_IN)
    return reply(410, str(error))


def _refused(error: DirectoryError | CommissioningError) -> Response:
    return reply(422, str(error))


def _stale_form(_: CSRFError) -> Response:
    return reply(400, "The form was open too long, or was sent from another page.")


def _other_name(_: SecurityError) -> Response:
    """No layout: whatever asks for the request's host is refused again."""
    return _plain(OTHER_NAME)


def _broken_body(_: ParseException) -> Response:
    """gunicorn says so while the form is read: a bad chunk, or an end without its mark."""
    return reply(400)


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    is_form = error.code == 405 and request.method == "GET"
    answer = reply(error.code, way_on=_page_of_form(request.path) if is_form else None)
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _page_of_form(path: str) -> WayOn | None:
    """A form's address was opened by hand, or from the history: its page stands a step above."""
    adapter = current_app.create_url_adapter(request)
    above, _, _ = path.rstrip("/").rpartition("/")
    if adapter is None or not above or "//" in above or not adapter.test(above, "GET"):
        return None
    return WayOn("This is where a form is sent to.", above, "Open the page of the form")


def database_trouble(error: DBAPIError | DatabaseBusy) -> Response:
    """Busy or not reachable as 503; whatever else a driver complains of is a fault of ours."""
    if isinstance(error, DBAPIError) and _is_our_mistake(error):
        return _fault(error)
    log.error("database not reachable", exc_info=error)
    return _without_records(NOT_SAVED)


def records_gone(way_on: WayOn | None = None) -> Response:
    """A connection that was lost may have been lost while the change was being kept."""
    return _without_records(PERHAPS_NOT_SAVED, way_on)


def _without_records(sent: ErrorPage, way_on: WayOn | None = None) -> Response:
    """`sent`: what whoever sent something is told became of it, before anything else."""
    page = sent if _would_keep() else page_for(503)
    return _plain(page, retry_after=RETRY_AFTER_SECONDS, way_on=way_on)


def _would_keep() -> bool:
    """Whether the request would have changed something, rather than asked."""
    return bool(request.environ.get(WOULD_KEEP))


def _fault(error: Exception) -> Response:
    log.error("fault", exc_info=error)
    if _propagates():
        raise error
    try:
        return reply(500)
    except (SQLAlchemyError, TemplateError):
        return _plain(page_for(500))


def _propagates() -> bool:
    """Whether faults go up to the developer or the test rather than onto a page."""
    chosen = current_app.config["PROPAGATE_EXCEPTIONS"]
    return current_app.testing or current_app.debug if chosen is None else bool(chosen)


def _is_our_mistake(error: DBAPIError) -> bool:
    """SQLite calls a bad statement and a write while reading "operational"; both are faults."""
    if not isinstance(error, OperationalError | InterfaceError):
        return True
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    return name == "SQLITE_ERROR" or name.startswith("SQLITE_READONLY")


def _plain(
    page: ErrorPage, *, retry_after: int | None = None, way_on: WayOn | None = None
) -> Response:
    """A page that needs neither the database nor the layout."""
    status = page.status
    if is_for_software(request.path):
        answer = _problem(status, page.happened)
    elif wants_json():
        answer = make_response(
            jsonify(error={"code": page.code, "message": page.happened, "next": page.next_step}),
            status,
        )
    else:
        html = render_template(
            "errors/plain.html", page=page, way_on=way_on, reference=request_id()
        )
        answer = make_response(html, status)
    if retry_after is not None:
        answer.headers["Retry-After"] = str(retry_after)
    return answer
