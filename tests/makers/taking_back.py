"""Taking a file back, held against what was said of it before."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.exchange.undoing import undo_import, what_keeps_it
from directory.exchange.errors import NotUndoable, StandsOnIt
from directory.exchange.models import ImportRun
from directory.people.models import Person


def taken_back(session: Session, number: int, *, by: Person, at: dt.datetime) -> ImportRun:
    """Whoever asked beforehand was told the same as whoever tries."""
    session.flush()
    told = what_keeps_it(session, number)
    assert not session.dirty
    said = ""
    try:
        return undo_import(session, number, by=by, at=at)
    except (NotUndoable, StandsOnIt) as refusal:
        said = str(refusal)
        raise
    finally:
        assert said == ("" if told is None else str(told))
