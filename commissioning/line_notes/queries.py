"""What can be asked of notes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from commissioning.line_notes.models import LineNote

MOST_NOTES = 50


def notes_of(session: Session, line_id: int, *, organisation_id: int) -> Sequence[LineNote]:
    """One's own organisation's, newest first."""
    return session.scalars(
        select(LineNote)
        .options(joinedload(LineNote.written_by))
        .where(LineNote.line_id == line_id, LineNote.organisation_id == organisation_id)
        .order_by(LineNote.written_at.desc(), LineNote.id.desc())
        .limit(MOST_NOTES)
    ).all()
