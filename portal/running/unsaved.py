"""A request that writes and answers well without committing has lost what it wrote: say so."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from flask import Flask, Response, current_app
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from portal.extensions import PortalSession, db

log = logging.getLogger("portal.running.unsaved")

UNSAVED = "unsaved"


class LostWrites(RuntimeError):
    """A view answered as if all were well, but never committed its changes."""


def register(app: Flask) -> None:
    """Watch the portal's sessions: in tests a lost write fails the request, else it is logged."""
    for name, listener in WATCHES.items():
        if not event.contains(PortalSession, name, listener):
            event.listen(PortalSession, name, listener)
    app.after_request(_check)


def has_unsaved(session: Session) -> bool:
    waiting = session.new or session.dirty or session.deleted
    return bool(waiting or session.info.get(UNSAVED))


def _check(answer: Response) -> Response:
    if answer.status_code < 400 and db.session.registry.has() and has_unsaved(db.session()):
        if current_app.testing:
            raise LostWrites("the request wrote and did not commit")
        log.error("the request wrote and did not commit")
    return answer


def _after_flush(session: Session, _context: object) -> None:
    session.info[UNSAVED] = True


def _on_execute(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info[UNSAVED] = True


def _when_ended(session: Session, *_: object) -> None:
    session.info.pop(UNSAVED, None)


WATCHES: Mapping[str, Callable[..., None]] = {
    "after_flush": _after_flush,
    "do_orm_execute": _on_execute,
    "after_commit": _when_ended,
    "after_rollback": _when_ended,
}
