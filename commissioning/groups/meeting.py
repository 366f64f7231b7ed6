"""When the groups of a line meet: for the page of a service whose text may be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.groups.models import GroupStatus
from commissioning.groups.queries import groups_of_line
from commissioning.lines.models import LineFigures, LineTerms

MOST_AHEAD: Final = 3


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """`reference` is the provider's own: a letter of referral names it."""

    reference: str
    starts_on: dt.date


@dataclass(frozen=True, slots=True)
class Meeting:
    """`weekday` is ISO (1 is Monday), None: not stated. The next groups, the soonest first."""

    weekday: int | None
    ahead: tuple[PlannedGroup, ...] = ()


def meetings_of(
    session: Session, line_ids: Collection[int], *, today: dt.date
) -> dict[int, Meeting]:
    """By internal line id; what nobody stated is not there."""
    asked = (
        select(LineFigures.line_id, LineTerms.session_weekday)
        .join(LineTerms, LineTerms.id == LineFigures.terms_id)
        .where(LineFigures.line_id.in_(line_ids))
    )
    found = {
        line_id: Meeting(weekday, _ahead(session, line_id, today))
        for line_id, weekday in session.execute(asked)
    }
    return {key: one for key, one in found.items() if one != Meeting(None)}


def _ahead(session: Session, line_id: int, today: dt.date) -> tuple[PlannedGroup, ...]:
    planned = [
        PlannedGroup(one.group.external_id, one.stated.current_start)
        for one in groups_of_line(session, line_id, first=today)
        if one.stated.status is GroupStatus.PLANNED
    ]
    return tuple(planned[:MOST_AHEAD])
