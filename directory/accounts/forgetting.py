"""What is forgotten of visits and links once it serves nobody; the audit keeps who did what."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from directory.accounts.models import OneTimeLink, Visit
from directory.accounts.visiting import LONGEST

KEPT: Final = dt.timedelta(days=30)


def forget_links(session: Session, at: dt.datetime) -> int:
    """How many."""
    old = list(session.scalars(select(OneTimeLink.id).where(OneTimeLink.expires_at < at - KEPT)))
    session.execute(delete(OneTimeLink).where(OneTimeLink.id.in_(old)))
    return len(old)


def forget_visits(session: Session, at: dt.datetime) -> int:
    """How many; one that nobody ended was over with its longest time."""
    is_over = or_(Visit.ended_at < at - KEPT, Visit.entered_at < at - KEPT - LONGEST)
    old = list(session.scalars(select(Visit.id).where(is_over)))
    session.execute(delete(Visit).where(Visit.id.in_(old)))
    return len(old)
