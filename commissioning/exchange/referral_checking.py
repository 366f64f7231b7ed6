"""What is wrong with rows of referrals in themselves: dates out of order, halves without halves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from commissioning.referrals.kinds import Basis
from commissioning.referrals.sheets import NO_DAY, ordinals
from directory.exchange.columns import CellError, Chunk
from directory.exchange.working import Row

AFTER_START = ("completed", "dropped_out")
BEFORE_START = ("withdrawn", "declined")

_RARE = ("missed_starts", "sessions_attended", "hours_worked", "withdrawal_reason")
_OPEN, _AFTER, _WITHDRAWN, _DECLINED = range(4)
_OUTCOMES = {None: _OPEN, "withdrawn": _WITHDRAWN, "declined": _DECLINED}
_OUTCOMES |= dict.fromkeys(AFTER_START, _AFTER)
_ORDER = ("received_on", "accepted_on", "ready_on", "started_on", "ended_on")


def problems_of(chunk: Chunk, *, today: dt.date) -> Iterator[CellError]:
    """A quick look passes over the rows that are plainly sound."""
    doubtful = np.flatnonzero(~_plainly_sound(chunk, today=today)).tolist()
    return problems_at(doubtful, chunk, today=today)


def problems_at(places: Iterable[int], chunk: Chunk, *, today: dt.date) -> Iterator[CellError]:
    """What is wrong with the rows at these places, each looked at by itself."""
    for at in places:
        row = {name: values[at] for name, values in chunk.columns.items()}
        for column, reason in _problems(row, today):
            yield CellError(chunk.numbers[at], column, reason)


def plain_rows(chunk: Chunk) -> NDArray[np.bool_]:
    """Which rows tell no more than one day of each event."""
    return np.fromiter(
        map(((None,) * len(_RARE)).__eq__, zip(*(chunk[name] for name in _RARE), strict=True)),
        np.bool_,
        len(chunk),
    )


def _plainly_sound(chunk: Chunk, *, today: dt.date) -> NDArray[np.bool_]:
    """Says no to a sound row now and then, never yes to a wrong one."""
    day = {name: ordinals(chunk[name]) for name in (*_ORDER, "withdrawn_on", "sentenced_on")}
    latest = day["received_on"]
    sound = plain_rows(chunk) & (day["sentenced_on"] <= latest)
    for name in _ORDER[1:]:
        sound &= (day[name] == NO_DAY) | (day[name] >= latest)
        latest = np.maximum(latest, day[name])
    sound &= (day["withdrawn_on"] == NO_DAY) | (day["withdrawn_on"] >= latest)
    latest = np.maximum(latest, day["withdrawn_on"])
    sound &= latest <= today.toordinal()
    return sound & _ends_fit(chunk, day)


def _ends_fit(chunk: Chunk, day: Mapping[str, NDArray[np.int64]]) -> NDArray[np.bool_]:
    """Whether an outcome has its day, a day its outcome, and both the right start."""
    has = {name: ordinal != NO_DAY for name, ordinal in day.items()}
    outcome = np.fromiter(map(_OUTCOMES.__getitem__, chunk["outcome"]), np.int64, len(chunk))
    after, before = outcome == _AFTER, outcome >= _WITHDRAWN
    fits: NDArray[np.bool_] = (has["ended_on"] == after) & (has["withdrawn_on"] == before)
    fits &= (has["started_on"] | ~after) & ~(has["started_on"] & before)
    fits &= ~(has["accepted_on"] | has["ready_on"]) | (outcome != _DECLINED)
    return fits


def _problems(row: Row, today: dt.date) -> Iterator[tuple[str, str]]:
    yield from _out_of_order(row, today)
    yield from _halves(row)
    sentenced, received = row["sentenced_on"], row["received_on"]
    if sentenced is not None and Basis(row["basis"]).is_requirement and sentenced > received:
        yield "received_on", f"{received} is before the sentence on {sentenced}"
    yield from _sessions(row)


def _out_of_order(row: Row, today: dt.date) -> Iterator[tuple[str, str]]:
    latest, named = row["received_on"], "received_on"
    ends = "ended_on" if row["withdrawn_on"] is None else "withdrawn_on"
    for column in (*_ORDER[:-1], ends):
        day = row[column]
        if day is None:
            continue
        if day < latest:
            yield column, f"{day} is before {named.replace('_', ' ')} {latest}"
        latest, named = max(day, latest), column
    for column in (*_ORDER, "withdrawn_on", "sentenced_on"):
        if row[column] is not None and row[column] > today:
            yield column, f"{row[column]} has not come yet"


def _halves(row: Row) -> Iterator[tuple[str, str]]:
    outcome = row["outcome"]
    if row["ended_on"] is not None and outcome not in AFTER_START:
        yield "outcome", "must be completed or dropped_out beside ended_on"
    if row["withdrawn_on"] is not None and outcome not in BEFORE_START:
        yield "outcome", "must be withdrawn or declined beside withdrawn_on"
    if outcome in AFTER_START and row["ended_on"] is None:
        yield "ended_on", f"is missing beside {outcome}"
    if outcome in BEFORE_START and row["withdrawn_on"] is None:
        yield "withdrawn_on", f"is missing beside {outcome}"
    if row["ended_on"] is not None and row["started_on"] is None:
        yield "started_on", "is missing beside ended_on"
    if row["withdrawn_on"] is not None and row["started_on"] is not None:
        yield "withdrawn_on", "leaving after the start is dropping out"
    if row["withdrawal_reason"] is not None and outcome != "withdrawn":
        yield "withdrawal_reason", "belongs to the outcome withdrawn"
    if outcome == "declined" and (row["accepted_on"] or row["ready_on"]):
        yield "outcome", "a referral that was accepted is withdrawn, not declined"


def _sessions(row: Row) -> Iterator[tuple[str, str]]:
    started, sessions, hours = row["started_on"], row["sessions_attended"], row["hours_worked"]
    if sessions and started is None:
        yield "started_on", "is missing beside sessions_attended"
    elif sessions and min(sessions) < started:
        yield "sessions_attended", f"{min(sessions)} is before the start on {started}"
    if row["ended_on"] is not None and sessions and max(sessions) > row["ended_on"]:
        yield "sessions_attended", f"{max(sessions)} is after the end on {row['ended_on']}"
    if hours is not None and len(hours) != len(sessions or ()):
        yield (
            "hours_worked",
            f"tells {len(hours)} sessions, sessions_attended {len(sessions or ())}",
        )
    missed = row["missed_starts"]
    if missed and min(missed) < row["received_on"]:
        yield "missed_starts", f"{min(missed)} is before received on {row['received_on']}"
    last = started or row["withdrawn_on"]
    if missed and last is not None and max(missed) > last:
        yield "missed_starts", f"{max(missed)} is after {last}"
