"""What a history adds to a referral that is recorded already.

Events ever recorded are skipped, corrected ones too: an old file does not undo a
correction. Further events are appended if the state table allows them beside those that
count. The other facts of the referral must be the same. Anything else is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from commissioning.errors import CommissioningError
from commissioning.lines.figures import FigureChange
from commissioning.referrals.checking import ReferralFacts
from commissioning.referrals.counting import change_between
from commissioning.referrals.errors import HistoryContradicts, RefusedHistory
from commissioning.referrals.folding import (
    FOLDED,
    Happened,
    RecordedEvent,
    ReferralStanding,
    as_counted,
    counting,
    standing_of,
)
from commissioning.referrals.histories import History, HistoryEvent
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.queries import event_columns

_IN_ONE_QUESTION: Final = 500
_COMPARED: Final = tuple(
    name for name in ReferralFacts._fields if name not in {"reference", "received_on"}
)
"""When it was received is an event, and compared as one."""


class Extension(NamedTuple):
    """New events of a known referral, where they leave it, and how the figures move."""

    key: int
    events: Sequence[HistoryEvent]
    standing: ReferralStanding
    change: FigureChange


class Extended(NamedTuple):
    extensions: list[Extension]
    refused: list[RefusedHistory]


def extensions_of(
    session: Session, told_again: Mapping[int, History], *, unsaid: Collection[str] = ()
) -> Extended:
    """Compare histories with the referrals of these keys, locking each until the commit.

    Fields `unsaid` are not compared: the source does not speak of them.
    """
    found = Extended([], [])
    for keys in _batches(sorted(told_again)):
        referrals = session.execute(
            select(Referral.id, *(getattr(Referral, name) for name in _COMPARED))
            .where(Referral.id.in_(keys))
            .order_by(Referral.id)
            .with_for_update()
        ).all()
        events = _events_of(session, keys)
        for referral in referrals:
            history = told_again[referral.id]
            try:
                extension = _extension_of(referral, events[referral.id], history, unsaid)
            except CommissioningError as refused:
                found.refused.append(RefusedHistory(history.row, refused))
                continue
            if extension is not None:
                found.extensions.append(extension)
    return found


def stand_again(session: Session, extensions: Sequence[Extension]) -> None:
    """Bring the folded columns of the extended referrals level with their events."""
    if not extensions:
        return
    table: Any = Referral.__table__
    rows = [
        {"of_referral": extension.key}
        | {f"new_{name}": getattr(extension.standing, name) for name in FOLDED}
        for extension in extensions
    ]
    session.connection().execute(
        update(table)
        .where(table.c.id == bindparam("of_referral"))
        .values({name: bindparam(f"new_{name}") for name in FOLDED}),
        rows,
    )
    for extension in extensions:
        loaded = session.identity_map.get(identity_key(Referral, extension.key))
        if loaded is not None:
            session.expire(loaded)


def _extension_of(
    referral: Any, known: Sequence[RecordedEvent], history: History, unsaid: Collection[str]
) -> Extension | None:
    facts = history.facts
    differ = [
        name
        for name in _COMPARED
        if name not in unsaid and getattr(referral, name) != getattr(facts, name)
    ]
    if differ:
        raise HistoryContradicts(differ)
    new = list(_new_events(known, history, unsaid))
    if not new:
        return None
    counted = counting(known)
    told = [Happened(*event[:4]) for event in new]
    before, after = standing_of(counted), standing_of([*counted, *told])
    change = change_between(
        before, after, line_id=facts.line_id, is_priority=referral.is_priority, told=told
    )
    return Extension(referral.id, new, after, change)


def _new_events(
    known: Sequence[RecordedEvent], history: History, unsaid: Collection[str]
) -> Iterator[HistoryEvent]:
    """Those told now and never recorded; two alike are two."""
    silent: dict[str, Any] = dict.fromkeys({"amount", "reason"}.intersection(unsaid))
    recorded = Counter(
        as_counted(event)._replace(**silent)
        for event in known
        if event.kind is not EventKind.CORRECTED or event.replacement_kind
    )
    received = HistoryEvent(EventKind.RECEIVED, history.facts.received_on)
    for event in (received, *history.events):
        happened = Happened(*event[:4])
        if recorded[happened] > 0:
            recorded[happened] -= 1
        else:
            yield event


def _events_of(session: Session, keys: Sequence[int]) -> dict[int, list[RecordedEvent]]:
    events: dict[int, list[RecordedEvent]] = {key: [] for key in keys}
    rows = session.execute(
        select(ReferralEvent.referral_id, *event_columns())
        .where(ReferralEvent.referral_id.in_(keys))
        .order_by(ReferralEvent.id)
    )
    for row in rows:
        events[row[0]].append(RecordedEvent._make(row[1:]))
    return events


def _batches(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (
        keys[first : first + _IN_ONE_QUESTION] for first in range(0, len(keys), _IN_ONE_QUESTION)
    )
