"""Referrals with what happened to them, one row each, by the hundred thousand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, repeat, zip_longest
from operator import attrgetter
from typing import Any, Final

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from commissioning.exchange.referral_besides import besides_in
from commissioning.exchange.referral_checking import (
    plain_rows,
    problems_of,
    says_something,
    unusual_days,
)
from commissioning.exchange.referral_columns import CODES, KNOWN_AS, REFERRAL_COLUMNS
from commissioning.exchange.referral_sharing import FileSharing
from commissioning.lines.figures import count_rows_set_aside, told_weeks
from commissioning.lines.models import Line
from commissioning.lines.weekly_totals import WEEK, lines_with_totals
from commissioning.referrals.checking import ReferralFacts
from commissioning.referrals.errors import HistoriesRefused, RefusedHistory
from commissioning.referrals.histories import History, HistoryEvent
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.particulars import NOTHING_BESIDE
from commissioning.referrals.recording_histories import record_histories
from commissioning.referrals.sheets import Sheet
from directory.clock import local_date
from directory.exchange.columns import CellError, Chunk, Kind
from directory.exchange.forms import shown
from directory.exchange.taking import Taking
from directory.exchange.working import ADDED, REVISED, UNCHANGED, not_kept
from directory.people.models import Person
from directory.places.models import Court, LocalDeliveryUnit
from directory.requirements import requirement_codes

ORDERED: Final = (
    ("accepted_on", EventKind.ACCEPTED),
    ("assessment_arranged_on", EventKind.ASSESSMENT_ARRANGED),
    ("assessment_missed_on", EventKind.ASSESSMENT_MISSED),
    ("assessment_attended_on", EventKind.ASSESSMENT_ATTENDED),
    ("ready_on", EventKind.READY),
    ("started_on", EventKind.STARTED),
    ("breached_on", EventKind.BREACHED),
    ("end_asked_on", EventKind.END_ASKED),
)
"""Columns that hold the day of one event, in the order in which they happen."""

PASSED_OVER: Final = (
    "passed over: not known, and received on a day of which somebody was forgotten"
    " 12 months after closing, so that it may be them"
)

OUTCOMES: Final = {
    "completed": EventKind.COMPLETED,
    "dropped_out": EventKind.DROPPED_OUT,
    "withdrawn": EventKind.WITHDRAWN,
    "declined": EventKind.DECLINED,
}


FIELDS: Final = {
    "home_area": "home_local_delivery_unit_id",
    "court": "court_id",
    "priority": "is_priority",
    "hours_worked": "amount",
    "withdrawal_reason": "reason",
}
"""Columns by the field of a referral or an event that they fill, where the names differ."""


class _Events(dict[dt.date | None, tuple[HistoryEvent, ...]]):
    """The event of a kind by its day, made once for each day; none on no day."""

    def __init__(self, kind: EventKind) -> None:
        super().__init__({None: ()})
        self._kind = kind

    def __missing__(self, day: dt.date) -> tuple[HistoryEvent, ...]:
        made = self[day] = (HistoryEvent(self._kind, day),)
        return made


@dataclass(frozen=True, slots=True)
class _Known:
    """Keys of the records that codes of a column stand for."""

    what: str
    keys: Mapping[str | None, int | None]


@dataclass
class ReferralWork:
    """Column by column where it can be: most cells repeat, and most rows are sound."""

    session: Session
    by: Person
    at: dt.datetime
    taking: Taking
    outcomes: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    aside: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    speaks_as: str = ""
    unsaid: frozenset[str] = frozenset()
    refused: Counter[int | None] = field(default_factory=Counter)
    """Rows by line that the records refused, where such rows are set aside."""

    @cached_property
    def known(self) -> dict[str, _Known]:
        return {
            "line": _Known("line", self._keys(Line.external_id)),
            "home_area": _Known("area", self._keys(LocalDeliveryUnit.slug)),
            "court": _Known("court", self._keys(Court.slug)),
            "requirement": _Known("requirement", dict.fromkeys((*requirement_codes(), None), 0)),
        }

    def _keys(self, column: InstrumentedAttribute[str]) -> dict[str | None, int | None]:
        model: Any = column.class_
        return {None: None, **dict(self.session.execute(select(column, model.id)).all())}

    def check(self, chunk: Chunk) -> Iterator[CellError]:
        self.unsaid = frozenset(FIELDS.get(name, name) for name in chunk.absent)
        for name in CODES:
            known = self.known[KNOWN_AS.get(name, name)]
            if not known.keys.keys() >= set(chunk[name]):
                for row, code in zip(chunk.numbers, chunk[name], strict=True):
                    if code not in known.keys:
                        waits = self.taking.waits_for(known.what, str(code))
                        yield CellError(row, name, not_kept(known.what, code), waits)
        yield from self._beside_totals(chunk)
        if not self.taking.is_one_by_one:
            yield from self.sharing.check(
                chunk, self.known["line"].keys, self.known["home_area"].keys
            )
        yield from problems_of(chunk, today=local_date(self.at))

    @cached_property
    def sharing(self) -> FileSharing:
        return FileSharing(self.session, local_date(self.at), self.notes)

    @cached_property
    def told_weeks(self) -> dict[str | None, dt.date]:
        """The last week told by totals, of the lines of which any is."""
        keys = {key: code for code, key in self.known["line"].keys.items() if key is not None}
        told = told_weeks(self.session, lines_with_totals(self.session))
        return {keys[key]: week for key, week in told.items()}

    def _beside_totals(self, chunk: Chunk) -> Iterator[CellError]:
        """Cases count from the week after the last one that is told by totals."""
        for code, week in self.told_weeks.items():
            for row, line, day in zip(
                chunk.numbers, chunk["line"], chunk["received_on"], strict=True
            ):
                if line == code and day < week + WEEK:
                    yield CellError(
                        row,
                        "line",
                        f"weeks of {shown(str(code))} are told by totals up to that of {week};"
                        f" cases count from {week + WEEK} on. Take the weeks back first, by"
                        " sending them with empty cells",
                    )

    def unusual(self, chunk: Chunk) -> Iterator[CellError]:
        return unusual_days(chunk)

    def write(self, chunks: Iterable[Chunk]) -> Iterable[CellError]:
        refused: list[RefusedHistory] = []
        try:
            done = record_histories(
                self.session,
                self.told(chunks),
                by=self.by,
                at=self.at,
                unsaid=self.unsaid,
                corrects=True,
                set_aside=refused.append if self.taking.sets_aside else None,
            )
        except HistoriesRefused as error:
            return [_told(one) for one in error.refused]
        self.outcomes.update({ADDED: done.added, REVISED: done.extended, UNCHANGED: done.unchanged})
        self.notes["event recorded" if done.events == 1 else "events recorded"] += done.events
        self.notes["of them corrections; what they correct stays readable"] += done.corrections
        self.notes["days told again that were corrected since, and stay so"] += (
            done.kept_as_corrected
        )
        self.notes[PASSED_OVER] += done.forgotten
        self.refused.update(one.line_id for one in refused)
        return [_told(one) for one in refused]

    def count_set_aside(self, rows: Mapping[Any, int]) -> None:
        """On the lines that are known; what was read of others stands in the report alone."""
        keys = self.known["line"].keys
        counted = Counter({keys[code]: count for code, count in rows.items() if code in keys})
        counted.update(self.refused)
        count_rows_set_aside(
            self.session, {key: count for key, count in counted.items() if key is not None}
        )

    def told(self, chunks: Iterable[Chunk]) -> Iterator[Sheet | list[History]]:
        """Rows with one day of each event as a sheet, the others one by one."""
        for chunk in chunks:
            is_plain = plain_rows(chunk)
            if is_plain.all():
                yield self.sheet_of(chunk)
                continue
            numbers = np.array(chunk.numbers)
            yield self.sheet_of(chunk.without(numbers[~is_plain].tolist()))
            yield self.histories_of(chunk.without(numbers[is_plain].tolist()))

    def sheet_of(self, chunk: Chunk) -> Sheet:
        """Rows that tell no more than one day of each event."""
        days: dict[EventKind, Sequence[dt.date | None]] = {
            kind: chunk[name] for name, kind in ORDERED if says_something(chunk, name)
        }
        told = set(chunk["outcome"])
        pairs = zip(chunk["ended_on"], chunk["withdrawn_on"], strict=True)
        ends = [ended_on or withdrawn_on for ended_on, withdrawn_on in pairs]
        for outcome, kind in OUTCOMES.items():
            if outcome in told:
                days[kind] = [
                    on if word == outcome else None
                    for word, on in zip(chunk["outcome"], ends, strict=True)
                ]
        if says_something(chunk, "terminated_on"):
            days[EventKind.TERMINATED] = chunk["terminated_on"]
        return Sheet(self._facts_of(chunk), days, chunk.numbers, besides_in(chunk))

    def histories_of(self, chunk: Chunk) -> list[History]:
        """The rows as the one door of referrals takes them."""
        columns = self._facts_of(chunk)
        rows = zip(*columns.values(), strict=True)
        facts = (ReferralFacts(**dict(zip(columns, row, strict=True))) for row in rows)
        besides = besides_in(chunk) or repeat(NOTHING_BESIDE, len(chunk))
        return [
            History(fact, events, None, row, beside)
            for fact, events, row, beside in zip(
                facts, self._events_of(chunk), chunk.numbers, besides, strict=True
            )
        ]

    def _facts_of(self, chunk: Chunk) -> dict[str, Sequence[Any]]:
        """Columns by the fields of `ReferralFacts`."""
        keys = {
            name: list(map(self.known[name].keys.__getitem__, chunk[name]))
            for name in ("line", "home_area", "court")
        }
        as_told = ("reference", "basis", "received_on", "sentenced_on", "requirement")
        return {name: chunk[name] for name in (*as_told, "hours_ordered")} | {
            "line_id": keys["line"],
            "home_local_delivery_unit_id": keys["home_area"],
            "court_id": keys["court"],
            "is_priority": list(map(bool, chunk["priority"])),
        }

    @cached_property
    def _by_day(self) -> dict[EventKind, _Events]:
        return {kind: _Events(kind) for kind in EventKind}

    def _events_of(self, chunk: Chunk) -> Iterator[tuple[HistoryEvent, ...]]:
        """By day, so that most are one of few shapes; ends come last."""
        by_day = self._by_day
        told = [
            map(by_day[kind].__getitem__, chunk[name])
            for name, kind in ORDERED
            if says_something(chunk, name) and name != "end_asked_on"
        ]
        single = map(chain.from_iterable, zip(*told, strict=True)) if told else repeat(())
        many = zip(
            map(_missed, chunk["missed_starts"]),
            map(_attended, chunk["sessions_attended"], chunk["hours_worked"]),
            map(_paused, chunk["paused_from"], chunk["paused_to"], chunk["pause_reason"]),
            self._transfers_of(chunk),
            map(_asked, chunk["end_asked_on"], chunk["end_asked_reason"]),
            strict=True,
        )
        for events, more, end in zip(single, many, self._ends_of(chunk), strict=False):
            happened = [*events, *chain.from_iterable(more)]
            happened.sort(key=_DAY)
            yield (*happened, *end)

    def _transfers_of(self, chunk: Chunk) -> Iterator[tuple[HistoryEvent, ...]]:
        lines = self.known["line"].keys
        for day, line, reason in zip(
            chunk["transferred_on"],
            chunk["transferred_to_line"],
            chunk["transfer_reason"],
            strict=True,
        ):
            kind = EventKind.TRANSFERRED
            yield () if day is None else (HistoryEvent(kind, day, None, reason, None, lines[line]),)

    def _ends_of(self, chunk: Chunk) -> Iterator[tuple[HistoryEvent, ...]]:
        by_day = self._by_day
        for outcome, ended_on, withdrawn_on, reason, terminated_on in zip(
            chunk["outcome"],
            chunk["ended_on"],
            chunk["withdrawn_on"],
            chunk["withdrawal_reason"],
            chunk["terminated_on"],
            strict=True,
        ):
            if outcome is None:
                yield by_day[EventKind.TERMINATED][terminated_on]
            elif reason is not None:
                yield (HistoryEvent(OUTCOMES[outcome], ended_on or withdrawn_on, None, reason),)
            else:
                yield by_day[OUTCOMES[outcome]][ended_on or withdrawn_on]


def _told(refused: RefusedHistory) -> CellError:
    return CellError(refused.row or 0, "", str(refused.refusal))


def _missed(days: Sequence[dt.date] | None) -> tuple[HistoryEvent, ...]:
    return tuple(HistoryEvent(EventKind.MISSED_START, day) for day in days or ())


def _attended(
    days: Sequence[dt.date] | None, hours: Sequence[float] | None
) -> tuple[HistoryEvent, ...]:
    """One event for each session; `hours` stand in the order of the days, if any are told."""
    told = hours or (None,) * len(days or ())
    pairs = zip(days or (), told, strict=True)
    return tuple(HistoryEvent(EventKind.ATTENDED, day, credited) for day, credited in pairs)


def _asked(day: dt.date | None, reason: str | None) -> tuple[HistoryEvent, ...]:
    return () if day is None else (HistoryEvent(EventKind.END_ASKED, day, None, reason),)


def _paused(
    begins: Sequence[dt.date] | None,
    ends: Sequence[dt.date] | None,
    reasons: Sequence[str] | None,
) -> tuple[HistoryEvent, ...]:
    """Each pause and its end; one reason may stand for all."""
    if not begins:
        return ()
    why = reasons if reasons and len(reasons) > 1 else repeat((reasons or (None,))[0], len(begins))
    paused = [
        HistoryEvent(EventKind.PAUSED, day, None, reason)
        for day, reason in zip(begins, why, strict=True)
    ]
    resumed = [HistoryEvent(EventKind.RESUMED, day) for day in ends or ()]
    pairs = zip_longest(paused, resumed)
    return tuple(event for pair in pairs for event in pair if event is not None)


_DAY: Final = attrgetter("on_date")


REFERRALS = Kind(
    name="referrals",
    says=(
        "One row for each referral, with the days on which things happened. The same file may come"
        " again with later days filled in; what is recorded already is not recorded twice. Who was"
        " referred is forgotten 12 months after closing: a row that may be of such a person is"
        " passed over, and counted in the report."
    ),
    columns=REFERRAL_COLUMNS,
    key=("reference",),
    begin=ReferralWork,
    set_aside_by="line",
)
