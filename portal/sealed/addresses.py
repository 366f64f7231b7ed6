"""Addresses that hold a question about a person: how one is made, opened, and kept from others.

A form is posted, checked and answered by a redirect to its own page with `?asked=`. Whoever has
the address may read the page for half an hour; nobody can read the address, and nothing of the
question is kept here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from portal.access import make_sealing_key
from portal.asking.sealed_question import ASKED_NOTHING, SealedQuestion
from portal.asking.sealing import TOKEN, CannotBeOpened, opened, sealed
from portal.asking.sealing_keys import every_key, key_day, key_of
from portal.showing.onward import ASKED, HELD, SEALED, onward

OPENED: Final = "portal.opened"


@dataclass(frozen=True, slots=True)
class AskedAddress:
    """What a page was asked by its address; `until` None where that holds nothing that opens.

    `is_closed`: there was something, and it opens no more.
    """

    question: SealedQuestion = ASKED_NOTHING
    until: dt.datetime | None = None
    is_closed: bool = False


NOTHING: Final = AskedAddress()


def register(app: Flask) -> None:
    app.before_request(_carry)
    app.after_request(_keep_from_others)
    app.jinja_env.globals["asked_address"] = lambda: request.environ.get(OPENED, NOTHING)


def asked_question(session: Session) -> SealedQuestion:
    """What the page's address asks about a person: empty where nothing, or nothing any more.

    Ask before anything is rendered: an address that does not open leads nowhere on.
    """
    if OPENED not in request.environ:
        request.environ[OPENED] = _opened(session)
    found: AskedAddress = request.environ[OPENED]
    if found.is_closed:
        request.environ.pop(SEALED, None)
    request.environ[HELD] = frozenset(found.question.pairs())
    return found.question


def is_closed() -> bool:
    """What was asked before can be read no more; call after `asked_question`."""
    found: AskedAddress = request.environ.get(OPENED, NOTHING)
    return found.is_closed


def go_to(
    session: Session,
    path: str,
    question: SealedQuestion,
    *pairs: tuple[str, str],
    at: dt.datetime,
) -> Redirect:
    """On to a page that answers the question; the pairs may be read. Raises `QuestionTooLong`."""
    request.environ.pop(SEALED, None)
    request.environ[HELD] = frozenset(question.pairs())
    if question:
        day = key_day(at)
        key = key_of(session, day) or make_sealing_key(day)
        request.environ[SEALED] = sealed(question, key, at=at)
    return redirect(onward(path, *pairs), 303)


def _carry() -> None:
    """Pages that ask nothing themselves hand the word on unread, if it may be one of ours."""
    words = request.args.getlist(ASKED)
    if len(words) == 1 and TOKEN.fullmatch(words[0]):
        request.environ[SEALED] = words[0]


def _opened(session: Session) -> AskedAddress:
    """Two questions in one address are none: nobody could say which was answered."""
    words = request.args.getlist(ASKED)
    if not words:
        return NOTHING
    try:
        question, until = opened(words[0] if len(words) == 1 else "", every_key(session))
    except CannotBeOpened:
        return AskedAddress(is_closed=True)
    return AskedAddress(question, until)


def _keep_from_others(answer: Response) -> Response:
    """No cache keeps the page, and no other site learns its address; closed, it says so: gone."""
    if ASKED in request.args or SEALED in request.environ:
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Referrer-Policy"] = "no-referrer"
    if is_closed() and answer.status_code == 200:
        answer.status_code = 410
    return answer
