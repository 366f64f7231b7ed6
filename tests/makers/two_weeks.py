"""Two weeks of a court, of which the second has something of several kinds to tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commissioning.bulletins.models import LineWeek
from commissioning.bulletins.recording import keep_standings, monday_of, standings_on
from commissioning.bulletins.writing import write_bulletins
from commissioning.lines.models import Line, LineFigures

WEEK = dt.timedelta(weeks=1)
DRUGS = "Drug recovery at Avenham"
DEBT = "Finance, benefit and debt advice 1"


def tell_of_a_week(session: Session, lines: Mapping[str, Line], *, at: dt.datetime) -> None:
    """The bulletins of the week before `at` and of its own; `lines` are those of the scene.

    The worker has found every date to be so still.
    """
    session.execute(update(LineFigures).values(answered_on=at.date()))

    def was(title: str, **stood: object) -> None:
        row = _row(session, lines[title])
        row.standing = row.standing | stood

    before = at - WEEK
    standings = standings_on(session, at=at).items()
    keep_standings(session, standings, week=monday_of(before.date()), at=before)
    write_bulletins(session, before)
    was("Women’s centre", status="not_available", reason="no_staff")
    was("Horizon", likely_start="2027-02-01")
    was("Building Choices", status="not_confirmed")
    was(DEBT, status="not_available", reason="full")
    likely = _row(session, lines[DRUGS]).standing["likely_start"]
    was(DRUGS, likely_start=str(dt.date.fromisoformat(likely) + dt.timedelta(days=90)))
    session.flush()
    write_bulletins(session, at)


def _row(session: Session, line: Line) -> LineWeek:
    return session.scalars(select(LineWeek).where(LineWeek.line_id == line.id)).one()
