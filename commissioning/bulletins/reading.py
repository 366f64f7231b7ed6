"""The bulletins of a court as they may be read today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bulletins.comparing import LineChange, services_named
from commissioning.bulletins.models import CourtBulletin, LineWeek
from directory.errors import NotKnown
from directory.places.models import Court
from directory.services.still_open import no_longer_open

RECENT: Final = 12
"""Weeks that the feed and the list of earlier ones hold."""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """`since` None: nothing could be compared: nothing had been recorded before, or, where the
    bulletin is not the court's first, `by_new_rules` since that week.

    `is_partly_withheld`: something it told of is no longer published.
    """

    week: dt.date
    since: dt.date | None
    changes: tuple[LineChange, ...]
    made_at: dt.datetime
    is_partly_withheld: bool
    by_new_rules: bool = False


def iso_week(monday: dt.date) -> str:
    """A week as its address has it: 2026-W47."""
    return f"{monday:%G-W%V}"


def monday_of_iso_week(text: str) -> dt.date:
    """Raises `NotKnown` for what is no week."""
    try:
        monday = dt.datetime.strptime(f"{text}-1", "%G-W%V-%u").date()  # noqa: DTZ007  a date
    except ValueError as refusal:
        raise NotKnown("week", text[:20]) from refusal
    if iso_week(monday) != text:
        raise NotKnown("week", text[:20])
    return monday


def latest_bulletins(session: Session, court: Court, *, most: int = RECENT) -> list[Bulletin]:
    """The newest first."""
    found = session.scalars(
        select(CourtBulletin)
        .where(CourtBulletin.court_id == court.id)
        .order_by(CourtBulletin.week.desc())
        .limit(most)
    ).all()
    return _as_of_today(session, found)


def bulletin_of_week(session: Session, court: Court, week: dt.date) -> Bulletin:
    """Raises `NotKnown` where none was written."""
    found = session.scalars(
        select(CourtBulletin).where(CourtBulletin.court_id == court.id, CourtBulletin.week == week)
    ).all()
    if not found:
        raise NotKnown("bulletin", iso_week(week))
    return _as_of_today(session, found)[0]


def weeks_told(session: Session, court: Court, *, most: int = RECENT) -> list[dt.date]:
    """The Mondays of its bulletins, the newest first."""
    return list(
        session.scalars(
            select(CourtBulletin.week)
            .where(CourtBulletin.court_id == court.id)
            .order_by(CourtBulletin.week.desc())
            .limit(most)
        )
    )


def is_any_week_kept(session: Session) -> bool:
    return session.scalars(select(LineWeek.id).limit(1)).first() is not None


def _as_of_today(session: Session, stored: Sequence[CourtBulletin]) -> list[Bulletin]:
    told = [[LineChange.from_stored(change) for change in one.changes] for one in stored]
    hidden = no_longer_open(session, services_named(chain.from_iterable(told)))
    first = _first_weeks(session, {one.court_id for one in stored})
    return [
        Bulletin(
            week=one.week,
            since=one.since,
            changes=tuple(change for change in changes if change.service not in hidden),
            made_at=one.made_at,
            is_partly_withheld=any(change.service in hidden for change in changes),
            by_new_rules=one.since is None and one.week > first[one.court_id],
        )
        for one, changes in zip(stored, told, strict=True)
    ]


def _first_weeks(session: Session, courts: Collection[int]) -> dict[int, dt.date]:
    weeks = select(CourtBulletin.court_id, func.min(CourtBulletin.week))
    of_courts = weeks.where(CourtBulletin.court_id.in_(courts)).group_by(CourtBulletin.court_id)
    return dict(session.execute(of_courts).all())
