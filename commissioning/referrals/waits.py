"""How long each person on a line has waited, as at a census; one person once.

A transfer keeps day 0 and moves the person: at a census they are counted by the line that had
them that day. Pauses for custody and illness are left out of the adjusted days, which stand
beside the wait and never replace it; a pause for the provider's own reasons adjusts nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.functions import coalesce

from commissioning.referrals.folding import RecordedEvent, ReferralStanding, fold
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.queries import DAY_0, event_columns, ever_on
from commissioning.waiting.clock import Wait, wait_of

ADJUSTING: Final = frozenset({"custody", "illness"})


def waits_of_line(session: Session, line_id: int, *, census: dt.date) -> dict[int, Wait]:
    """By referral, of everyone whom the line had at the census or last had before it."""
    courses = dict(_courses(session, line_id))
    people = session.execute(
        select(
            Referral.id,
            DAY_0,
            coalesce(Referral.first_line_id, Referral.line_id),
            Referral.started_on,
            Referral.left_on,
        )
        .where(ever_on(line_id), census >= DAY_0)
        .order_by(Referral.id)
    )
    return {
        key: wait_of(
            day_0,
            started=started_on,
            left=left_on,
            pauses=adjusting_pauses(courses.get(key), census=census),
            census=census,
        )
        for key, day_0, first_line_id, started_on, left_on in people
        if _line_at(courses.get(key), first_line_id, census) == line_id
    }


def adjusting_pauses(
    standing: ReferralStanding | None, *, census: dt.date
) -> list[tuple[dt.date, dt.date | None]]:
    """Half-open; those that began by the census and were not for the provider's reasons."""
    if standing is None:
        return []
    return [
        (pause.from_date, pause.to_date)
        for pause in standing.pauses
        if pause.reason in ADJUSTING and pause.from_date <= census
    ]


def _line_at(standing: ReferralStanding | None, first_line_id: int, census: dt.date) -> int:
    if standing is None:
        return first_line_id
    moved = [move.to_line_id for move in standing.moves if move.on_date <= census]
    return moved[-1] if moved else first_line_id


def _courses(session: Session, line_id: int) -> Iterator[tuple[int, ReferralStanding]]:
    """Folded anew only for those who were ever paused or moved: few of thousands."""
    told = aliased(ReferralEvent)
    is_such = or_(
        told.kind == EventKind.PAUSED,
        told.replacement_kind == EventKind.PAUSED.value,
        told.to_line_id.is_not(None),
    )
    events: defaultdict[int, list[RecordedEvent]] = defaultdict(list)
    for key, *event in session.execute(
        select(ReferralEvent.referral_id, *event_columns())
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(ever_on(line_id), exists().where(told.referral_id == Referral.id, is_such))
        .order_by(ReferralEvent.id)
    ):
        events[key].append(RecordedEvent._make(event))
    for key, recorded in events.items():
        yield key, fold(recorded)
