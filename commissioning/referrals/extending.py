"""What a history adds to a referral that is recorded already.

Events ever recorded are skipped, corrected ones too: an old file does not undo a
correction. Where the source has one place for an event that happens once, another day there
corrects what counts. Further events are appended if the state table allows them beside those
that count. The other facts of the referral must be the same. Anything else is refused.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from commissioning.errors import CommissioningError
from commissioning.lines.figures import FigureChange
from commissioning.referrals.beside import Besides, NewBeside, besides_of
from commissioning.referrals.checking import FACTS, ReferralFacts, refuse_moves, refuse_sentence
from commissioning.referrals.counting import changes_between
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
    name for name in FACTS if name not in {"reference", "received_on", "line_id"}
)
"""When it was received is an event, and compared as one; a line is right if it was ever theirs."""

_ENDS: Final = frozenset(
    {
        EventKind.DECLINED,
        EventKind.COMPLETED,
        EventKind.DROPPED_OUT,
        EventKind.WITHDRAWN,
        EventKind.TERMINATED,
    }
)
_ONCE: Final = frozenset(
    {
        EventKind.RECEIVED,
        EventKind.ACCEPTED,
        EventKind.ASSESSMENT_ARRANGED,
        EventKind.ASSESSMENT_MISSED,
        EventKind.ASSESSMENT_ATTENDED,
        EventKind.READY,
        EventKind.STARTED,
        EventKind.END_ASKED,
    }
)


_REASON_OF: Final = {
    **dict.fromkeys(_ENDS, "reason"),
    EventKind.TRANSFERRED: "transfer_reason",
    EventKind.END_ASKED: "end_asked_reason",
}
"""What the source may be silent of while it tells the event."""


def alike(kind: EventKind) -> frozenset[EventKind]:
    """The events of which a referral has one at most; none for those that may come again."""
    return _ENDS if kind in _ENDS else frozenset({kind}) & _ONCE


class NewEvent(NamedTuple):
    """`corrects_id`: the event whose place it takes."""

    event: HistoryEvent
    corrects_id: int | None = None


class Extension(NamedTuple):
    """What is new of a known referral, where that leaves it, and how the figures move."""

    key: int
    events: Sequence[NewEvent]
    beside: NewBeside
    first_line_id: int
    standing: ReferralStanding
    changes: Sequence[FigureChange]
    kept_as_corrected: int
    """Days told again that have been corrected since; what corrected them stands."""

    @property
    def is_new(self) -> bool:
        return bool(self.events) or self.beside.is_new


class Extended(NamedTuple):
    extensions: list[Extension]
    refused: list[RefusedHistory]


def extensions_of(
    session: Session,
    told_again: Mapping[int, History],
    *,
    today: dt.date,
    unsaid: Collection[str] = (),
    corrects: bool = False,
) -> Extended:
    """Compare histories with the referrals of these keys, locking each until the commit.

    Fields `unsaid` are not compared: the source does not speak of them. `corrects`: another
    day of an event that happens once is a correction, not a contradiction. Who is forgotten
    in this very moment is left out.
    """
    found = Extended([], [])
    saying = _HowTold(frozenset(unsaid), corrects, today)
    for keys in _batches(sorted(told_again)):
        referrals = session.execute(
            select(
                Referral.id,
                Referral.line_id,
                Referral.first_line_id,
                *(getattr(Referral, name) for name in _COMPARED),
            )
            .where(Referral.id.in_(keys), Referral.erased_on.is_(None))
            .order_by(Referral.id)
            .with_for_update()
        ).all()
        events = _events_of(session, keys)
        besides = besides_of(session, {key: told_again[key].beside for key in keys})
        for referral in referrals:
            history = told_again[referral.id]
            try:
                extension = _extension_of(referral, events[referral.id], history, saying, besides)
            except CommissioningError as refused:
                found.refused.append(RefusedHistory(history.row, refused, history.facts.line_id))
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
        | {f"new_{name}": value for name, value in _columns(extension).items()}
        for extension in extensions
    ]
    columns = (*FOLDED, "line_id", "first_line_id")
    session.connection().execute(
        update(table)
        .where(table.c.id == bindparam("of_referral"))
        .values({name: bindparam(f"new_{name}") for name in columns}),
        rows,
    )
    for extension in extensions:
        loaded = session.identity_map.get(identity_key(Referral, extension.key))
        if loaded is not None:
            session.expire(loaded)


def _columns(extension: Extension) -> dict[str, Any]:
    standing, first = extension.standing, extension.first_line_id
    lines = {
        "line_id": standing.line_now(first=first),
        "first_line_id": first if standing.moves else None,
    }
    return {name: getattr(standing, name) for name in FOLDED} | lines


class _HowTold(NamedTuple):
    """How the source speaks: of what not at all, and whether another day is a correction."""

    unsaid: frozenset[str]
    corrects: bool
    today: dt.date

    def of(self, happened: Happened) -> Happened:
        """The event as the source would tell it: why somebody left and hours may be unsaid."""
        if _REASON_OF.get(happened.kind) in self.unsaid:
            happened = happened._replace(reason=None)
        return happened._replace(amount=None) if "amount" in self.unsaid else happened


def _extension_of(
    referral: Any,
    known: Sequence[RecordedEvent],
    history: History,
    saying: _HowTold,
    besides: Besides,
) -> Extension | None:
    first = referral.line_id if referral.first_line_id is None else referral.first_line_id
    _refuse_other_facts(referral, history.facts, saying.unsaid)
    beside = besides.new_of(referral.id, history.beside)
    new, kept_as_corrected = _new_events(known, history, saying)
    if not new and not beside.is_new and not kept_as_corrected:
        return None
    replaced = {event.corrects_id for event in new}
    counted = counting(known)
    left = counting([event for event in known if event.id not in replaced])
    told = [event.event.happened for event in new]
    before, after = standing_of(counted), standing_of([*left, *told])
    refuse_moves(after, first_line_id=first)
    if referral.sentenced_on is not None:
        refuse_sentence(
            referral.basis, referral.sentenced_on, after.received_on, today=saying.today
        )
    changes = changes_between(
        before, after, first_line_id=first, is_priority=referral.is_priority, told=told
    )
    return Extension(referral.id, new, beside, first, after, changes, kept_as_corrected)


def _refuse_other_facts(referral: Any, facts: ReferralFacts, unsaid: Collection[str]) -> None:
    differ = [
        name
        for name in _COMPARED
        if name not in unsaid and getattr(referral, name) != getattr(facts, name)
    ]
    if facts.line_id not in {referral.line_id, referral.first_line_id}:
        differ.insert(0, "line_id")
    if differ:
        raise HistoryContradicts(differ)


def _new_events(
    known: Sequence[RecordedEvent], history: History, saying: _HowTold
) -> tuple[list[NewEvent], int]:
    """Those told now and never recorded; two alike are two.

    Beside them how many days are told that were corrected since.
    """
    recorded = Counter(
        saying.of(as_counted(event))
        for event in known
        if event.kind is not EventKind.CORRECTED or event.replacement_kind
    )
    standing = _StandingEvents(known, saying)
    received = HistoryEvent(EventKind.RECEIVED, history.facts.received_on)
    new, kept_as_corrected = [], 0
    for event in (received, *history.events):
        happened = saying.of(event.happened)
        if recorded[happened] > 0:
            recorded[happened] -= 1
            kept_as_corrected += saying.corrects and standing.is_corrected(happened)
        else:
            replaced = standing.replaced_by(event.kind) if saying.corrects else None
            new.append(NewEvent(event, replaced))
    return new, kept_as_corrected


class _StandingEvents:
    """The events of a referral that count, by what can happen once."""

    def __init__(self, known: Sequence[RecordedEvent], saying: _HowTold) -> None:
        corrected = {event.corrects_id for event in known}
        self._counting = [
            (event.id, saying.of(as_counted(event)))
            for event in known
            if event.id not in corrected
            and (event.kind is not EventKind.CORRECTED or event.replacement_kind)
        ]

    def replaced_by(self, kind: EventKind) -> int | None:
        """The event whose place such a one takes."""
        same = alike(kind)
        return next((key for key, counted in self._counting if counted.kind in same), None)

    def is_corrected(self, happened: Happened) -> bool:
        """Recorded once, and something else stands in its place now."""
        same = alike(happened.kind)
        there = [counted for _, counted in self._counting if counted.kind in same]
        return bool(same) and happened not in there


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
