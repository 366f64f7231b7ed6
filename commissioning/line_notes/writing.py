"""Noting something of a line, for one's own organisation."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.line_notes.models import LineNote
from commissioning.lines.models import Line
from commissioning.referrals.naming_cases import cases_of_line, names_case_or_number
from directory.acts import Act
from directory.audit.recording import record_act
from directory.free_words import speaker_tells_of_a_person
from directory.people.models import Person

LONGEST_NOTE = 2000


class NoteRefused(CommissioningError):
    """The message says what to write instead."""


def write_note(
    session: Session,
    line: Line,
    *,
    organisation_id: int,
    text: str,
    by: Person,
    at: dt.datetime,
) -> LineNote:
    """The record of changes says that it was noted, never what."""
    text = text.strip()
    if not text:
        raise NoteRefused("Write what you want to note.")
    if len(text) > LONGEST_NOTE:
        raise NoteRefused(f"Write at most {LONGEST_NOTE:,} characters.")
    named = names_case_or_number(session, text, cases_of_line(line.id))
    if what := named or speaker_tells_of_a_person(text):
        raise NoteRefused(f"A note tells of the line, never of a person. Leave out {what}.")
    note = LineNote(
        line_id=line.id, organisation_id=organisation_id, text=text, written_at=at,
        written_by_id=by.id,
    )  # fmt: skip
    session.add(note)
    session.flush()
    record_act(session, Act.LINE_NOTE, note, by=by, at=at, after={"line_id": line.id})
    return note
