"""The same door for many referrals at once: same checks, same rows, one audit row.

Chunks are checked and written as plain rows; the lines' figures move once, at the end.
What becomes of a known reference is said in `extending`, of a forgotten one in `forgetting`. A
chunk may come as a sheet: its plain rows are then taken shape by shape, the others one by one.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from operator import attrgetter
from typing import Any, Final

import numpy as np
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.referrals.beside import append_besides, keep_besides
from commissioning.referrals.checking import FACTS
from commissioning.referrals.counting import OFFERS, FigureTally, changes_between
from commissioning.referrals.errors import (
    HistoriesRefused,
    RecordedMeanwhile,
    ReferenceRepeated,
    RefusedHistory,
)
from commissioning.referrals.extending import NewEvent, extensions_of, stand_again
from commissioning.referrals.folding import standing_of
from commissioning.referrals.forgetting import DaysForgotten
from commissioning.referrals.histories import (
    History,
    RecordedCount,
    ReferralOutcome,
    happened_in,
    outcome_of,
)
from commissioning.referrals.kinds import Basis, EventKind, ReferralStatus
from commissioning.referrals.sheet_rows import Row, SheetRows, plain_facts
from commissioning.referrals.sheets import Alike, Sheet, alike_in
from commissioning.referrals.waiting_since import move_figures
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.dialect import append_rows, instant_text, keys_by, reserve_keys
from directory.journal import note_appended, note_past
from directory.people.models import Person
from directory.public_ids import time_ordered_ids

PLAIN_REFERRAL: Final = (
    "id",
    "public_id",
    *FACTS,
    "status",
    "ready_on",
    "started_on",
    "ended_on",
    "left_on",
    "missed_starts",
    "sessions_attended",
    "hours_worked",
)
PLAIN_EVENT: Final = ("referral_id", "kind", "on_date")
"""What tells a row of a sheet from the next; the rest is empty or the same for all."""

REFERRAL_COLUMNS: Final = (*PLAIN_REFERRAL, "recorded_at", "first_line_id")
EVENT_COLUMNS: Final = (*PLAIN_EVENT, "amount", "reason", "recorded_at", "to_line_id")
NEW_EVENT_COLUMNS: Final = (*EVENT_COLUMNS, "corrects_id", "replacement_kind")

SetAside = Callable[[RefusedHistory], object]


def record_histories(
    session: Session,
    chunks: Iterable[Sequence[History] | Sheet],
    *,
    by: Person,
    at: dt.datetime,
    unsaid: Collection[str] = (),
    corrects: bool = False,
    set_aside: SetAside | None = None,
) -> RecordedCount:
    """Record referrals with their events, chunk by chunk (a few thousand at a time).

    `unsaid` are fields of `ReferralFacts` and `HistoryEvent` of which the source says
    nothing, so that what is recorded of them contradicts nothing. `corrects`: another day of
    an event that happens once corrects what was recorded. Only a chunk and the figures are held
    in memory. `set_aside` is told of each refused history, and the others are recorded; without
    it `HistoriesRefused` is raised at the end if any was: the caller must then roll back.
    """
    bulk = _Bulk(session, by=by, at=at, unsaid=unsaid, corrects=corrects, set_aside=set_aside)
    with _rarely_collecting():
        for chunk in chunks:
            if isinstance(chunk, Sheet):
                bulk.take_sheet(chunk)
            else:
                bulk.take(chunk)
        return bulk.finish()


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """Rows hold no cycles; looking for them in each few hundred took a fifth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


class _Bulk:
    """One bulk under way."""

    def __init__(
        self,
        session: Session,
        *,
        by: Person,
        at: dt.datetime,
        unsaid: Collection[str],
        corrects: bool,
        set_aside: SetAside | None,
    ) -> None:
        self.session = session
        self.by = by
        self.at = at
        self.unsaid = unsaid
        self.corrects = corrects
        self.set_aside = set_aside
        self.today = local_date(at)
        self.recorded_at = instant_text(at)
        self.refused: list[RefusedHistory] = []
        self.tally = FigureTally()
        self.digest = hashlib.sha256()
        self.ours: list[range] = []
        self.forgotten = DaysForgotten(session)
        self.done = RecordedCount()
        self.sheet_rows = SheetRows()

    def take_sheet(self, sheet: Sheet) -> None:
        """The same for a sheet; rows that are not plain go the way of single histories."""
        references = sheet.facts["reference"]
        if len(set(references)) < len(sheet):
            self.take(sheet.histories())
            return
        known = keys_by(self.session.connection(), "referral", "reference", references)
        told = zip(references, sheet.facts["line_id"], sheet.facts["received_on"], strict=True)
        own_way = {*known, *self.forgotten.among(told)}
        plain = alike_in(sheet, today=self.today, known=own_way)
        left = set(range(len(sheet))).difference(*(alike.places for alike in plain))
        if left:
            self.take(sheet.histories(sorted(left)))
        if plain and not self.refused:
            self._write_sheet(sheet, plain)

    def take(self, chunk: Sequence[History]) -> None:
        """Check the chunk and, as long as nothing was refused, write it."""
        connection = self.session.connection()
        known = keys_by(
            connection, "referral", "reference", [history.facts.reference for history in chunk]
        )
        passed_over = self.forgotten.among(map(_TOLD, chunk)) - known.keys()
        self._done(forgotten=len(passed_over))
        fresh: list[tuple[History, ReferralOutcome]] = []
        told_again: dict[int, History] = {}
        seen: set[str] = set()
        for history in (one for one in chunk if one.facts.reference not in passed_over):
            try:
                outcome = outcome_of(history, at=self.at, today=self.today)
                key = self._known_key(history, known, seen)
            except CommissioningError as refused:
                self._refuse(RefusedHistory(history.row, refused, history.facts.line_id))
                continue
            if key is None:
                fresh.append((history, outcome))
            else:
                told_again[key] = history
        if told_again:
            self._extend(told_again)
        if fresh and not self.refused:
            self._write(fresh)

    def _refuse(self, refused: RefusedHistory) -> None:
        if self.set_aside is None:
            self.refused.append(refused)
        else:
            self.set_aside(refused)

    def _known_key(self, history: History, known: dict[str, int], seen: set[str]) -> int | None:
        reference = history.facts.reference
        if reference in seen:
            raise ReferenceRepeated
        seen.add(reference)
        key = known.get(reference)
        if key is not None and any(key in block for block in self.ours):
            raise ReferenceRepeated
        return key

    def _write(self, fresh: Sequence[tuple[History, ReferralOutcome]]) -> None:
        connection = self.session.connection()
        keys = reserve_keys(connection, "referral", len(fresh))
        public_ids = time_ordered_ids(len(fresh), at=self.at, after=self.done.added)
        referrals: list[Row] = []
        events: list[Row] = []
        for key, public_id, (history, outcome) in zip(keys, public_ids, fresh, strict=True):
            referrals.append(self._referral_row(key, public_id, history, outcome))
            self._add_event_rows(events, key, history)
            self._count(history, outcome)
        self._append(keys, referrals, events)
        told = ((key, history.beside) for key, (history, _) in zip(keys, fresh, strict=True))
        append_besides(self.session, told, by=self.by, recorded_at=self.recorded_at)

    def _count(self, history: History, outcome: ReferralOutcome) -> None:
        facts = history.facts
        if outcome.moves:
            self.tally.take(
                changes_between(
                    None,
                    standing_of(happened_in(history)),
                    first_line_id=facts.line_id,
                    is_priority=facts.is_priority,
                    told=happened_in(history),
                )
            )
            return
        self.tally.add(facts.line_id, facts.is_priority, facts.received_on, outcome)
        for event in history.events:
            if event.kind in OFFERS:
                self.tally.offer(facts.line_id, event.on_date)

    def _write_sheet(self, sheet: Sheet, plain: Sequence[Alike]) -> None:
        count = sum(len(alike.places) for alike in plain)
        keys = reserve_keys(self.session.connection(), "referral", count)
        public_ids = time_ordered_ids(count, at=self.at, after=self.done.added)
        referrals: list[Row] = []
        events: list[Row] = []
        for alike in plain:
            done = slice(len(referrals), len(referrals) + len(alike.places))
            referrals += self.sheet_rows.referrals(sheet, alike, keys[done], public_ids[done])
            events += self.sheet_rows.events(sheet, alike, keys[done])
            self.tally.add_alike(sheet, alike)
        self._append(keys, referrals, events, is_plain=True)
        if sheet.beside:
            places = chain.from_iterable(alike.places for alike in plain)
            told = zip(keys, map(sheet.beside_at, places), strict=True)
            append_besides(self.session, told, by=self.by, recorded_at=self.recorded_at)

    def _append(
        self,
        keys: Sequence[int],
        referrals: list[Row],
        events: list[Row],
        *,
        is_plain: bool = False,
    ) -> None:
        columns = PLAIN_REFERRAL if is_plain else REFERRAL_COLUMNS
        same = {"recorded_at": self.recorded_at} if is_plain else {}
        try:
            append_rows(self.session.connection(), "referral", columns, referrals, same=same)
            self._append_events(events, PLAIN_EVENT if is_plain else EVENT_COLUMNS)
        except IntegrityError as refused:
            raise RecordedMeanwhile from refused
        self.ours.append(range(min(keys), max(keys) + 1))
        note_appended(self.session, "referral", keys)
        self._done(added=len(referrals), events=len(events))

    def _referral_row(
        self, key: int, public_id: str, history: History, outcome: ReferralOutcome
    ) -> Row:
        facts = history.facts
        status, ready_on, started_on, ended_on, left_on, missed_starts, attended, moves = outcome
        return (
            key,
            public_id,
            *plain_facts(facts, moves[-1].to_line_id if moves else facts.line_id),
            _TEXT[status],
            ready_on and ready_on.isoformat(),
            started_on and started_on.isoformat(),
            ended_on and ended_on.isoformat(),
            left_on and left_on.isoformat(),
            missed_starts,
            len(attended),
            sum([hours for _, hours in attended], 0.0),
            self._told_at(history.recorded_at),
            facts.line_id if moves else None,
        )

    def _add_event_rows(self, rows: list[Row], key: int, history: History) -> None:
        received_on = history.facts.received_on.isoformat()
        recorded_at = self._told_at(history.recorded_at)
        rows.append((key, "received", received_on, None, None, recorded_at, None))
        for kind, on_date, amount, reason, told_at, to_line_id in history.events:
            on_text = on_date.isoformat()
            told = self._told_at(told_at)
            rows.append((key, _TEXT[kind], on_text, amount, reason, told, to_line_id))

    def _extend(self, told_again: Mapping[int, History]) -> None:
        found = extensions_of(
            self.session,
            told_again,
            today=self.today,
            unsaid=self.unsaid,
            corrects=self.corrects,
        )
        for refused in found.refused:
            self._refuse(refused)
        if self.refused:
            return
        rows: list[Row] = []
        told = [extension for extension in found.extensions if extension.is_new]
        if told:
            note_past(self.session, "referral")
        for extension in told:
            rows += map(partial(self._new_event_row, extension.key), extension.events)
            self.tally.take(extension.changes)
        self._append_events(rows, NEW_EVENT_COLUMNS)
        stand_again(self.session, [extension for extension in told if extension.events])
        new = {extension.key: extension.beside for extension in told}
        keep_besides(self.session, new, by=self.by, recorded_at=self.recorded_at)
        self._done(
            extended=len(told),
            unchanged=len(told_again) - len(told) - len(found.refused),
            events=len(rows),
            corrections=sum(row[-1] is not None for row in rows),
            kept_as_corrected=sum(one.kept_as_corrected for one in found.extensions),
        )

    def _new_event_row(self, key: int, new: NewEvent) -> Row:
        event, corrects_id = new
        kind = _TEXT[event.kind]
        return (
            key,
            kind if corrects_id is None else EventKind.CORRECTED.value,
            event.on_date.isoformat(),
            event.amount,
            event.reason,
            self._told_at(event.recorded_at),
            event.to_line_id,
            corrects_id,
            None if corrects_id is None else kind,
        )

    def _append_events(self, rows: list[Row], columns: Sequence[str] = EVENT_COLUMNS) -> None:
        is_plain = columns is PLAIN_EVENT
        same: dict[str, Any] = {"recorded_at": self.recorded_at} if is_plain else {}
        same["recorded_by_id"] = self.by.id
        append_rows(self.session.connection(), "referral_event", columns, rows, same=same)
        self._digest(rows)

    def _digest(self, rows: list[Row]) -> None:
        """Column by column: whose events, of which kind, on which day."""
        if rows:
            keys, kinds, days = islice(zip(*rows, strict=True), 3)
            self.digest.update(np.array(keys, "<i8").tobytes())
            self.digest.update("\n".join((*kinds, *days, "")).encode())

    def _told_at(self, recorded_at: dt.datetime | None) -> str:
        return self.recorded_at if recorded_at is None else instant_text(recorded_at)

    def _done(self, **more: int) -> None:
        self.done = RecordedCount._make(
            map(sum, zip(self.done, RecordedCount(**more), strict=True))
        )

    def finish(self) -> RecordedCount:
        if self.refused:
            raise HistoriesRefused(sorted(self.refused, key=lambda refused: refused.row or 0))
        if not self.done.events and not self.done.extended:
            return self.done
        if self.done.events:
            move_figures(self.session, self.tally.changes(), at=self.at)
        after = self.done._asdict() | {"sha256": self.digest.hexdigest()}
        record_act(
            self.session, Act.REFERRAL_IMPORT, "referral", by=self.by, at=self.at, after=after
        )
        self.session.flush()
        return self.done


_TOLD: Final = attrgetter("facts.reference", "facts.line_id", "facts.received_on")
_TEXT: Final = {kind: kind.value for enum in (Basis, EventKind, ReferralStatus) for kind in enum}
"""Plain text: drivers treat a member of an enum as something else than its value."""
