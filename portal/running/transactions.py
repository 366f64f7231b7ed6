"""One question or one change outside a request, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from portal.extensions import begin_reading, begin_writing, db

T = TypeVar("T")


def in_reading(ask: Callable[[Session], T]) -> T:
    """What is asked, in a transaction that cannot write."""
    session = db.session()
    begin_reading(session)
    try:
        return ask(session)
    finally:
        db.session.remove()


def in_writing(change: Callable[[Session], T]) -> T:
    """The change, committed; nothing of it when it fails."""
    session = db.session()
    begin_writing(session)
    try:
        done = change(session)
        session.commit()
    finally:
        db.session.remove()
    return done
