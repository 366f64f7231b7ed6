"""What would have been said of a line on a past day, from what had been recorded when it began."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from commissioning.dates.document import Document, document_for
from commissioning.dates.incomplete import with_ends
from commissioning.dates.models import ForPriority
from commissioning.forecasting.forecast import start_days
from commissioning.forecasting.start_days import StartDays
from commissioning.lines.models import Line
from commissioning.timing.line_courses import ProgrammeSessions
from directory.clock import LONDON


@dataclass(frozen=True, slots=True)
class PastDates:
    """As worked out, before anything in how dates are told was changed."""

    start_days: dict[ForPriority, StartDays]
    target_days: int | None


def past_dates(
    session: Session, line: Line, *, on: dt.date, programme: ProgrammeSessions | None
) -> PastDates:
    """Raises `TermsNotStated` where nothing was known of the line by then."""
    document, _ = with_ends(past_document(session, line, on=on), programme=programme)
    days = {ForPriority(question): days for question, days in start_days(document).items()}
    return PastDates(days, document["services"][0]["target_days"])


def past_document(session: Session, line: Line, *, on: dt.date) -> Document:
    """What was known of the line when the day began; nothing recorded later is in it.

    Raises `TermsNotStated` where nothing was.
    """
    return document_for(session, line, as_of=on, known_at=beginning_of(on))


def beginning_of(day: dt.date) -> dt.datetime:
    """Midnight in England and Wales."""
    return dt.datetime.combine(day, dt.time(), LONDON).astimezone(dt.UTC)
