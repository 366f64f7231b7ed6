"""What is wrong with rows of referrals in themselves: dates out of order, halves without halves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from commissioning.referrals.kinds import Basis
from directory.exchange.columns import CellError, Chunk
from directory.exchange.working import Row

AFTER_START = ("completed", "dropped_out")
BEFORE_START = ("withdrawn", "declined")

_ORDER = ("received_on", "accepted_on", "ready_on", "started_on", "ended_on")


def problems_of(chunk: Chunk, *, today: dt.date) -> Iterator[CellError]:
    """A quick look passes over the rows that are plainly sound."""
    plain = zip(
        chunk["received_on"],
        chunk["sentenced_on"],
        chunk["ready_on"],
        chunk["started_on"],
        chunk["ended_on"],
        chunk["withdrawn_on"],
        chunk["outcome"],
        chunk["missed_starts"],
        chunk["sessions_attended"],
        chunk["hours_worked"],
        chunk["accepted_on"],
        chunk["withdrawal_reason"],
        strict=True,
    )
    doubtful = [at for at, cells in enumerate(plain) if not _is_plainly_sound(today, *cells)]
    for at in doubtful:
        row = {name: values[at] for name, values in chunk.columns.items()}
        for column, reason in _problems(row, today):
            yield CellError(chunk.numbers[at], column, reason)


def _is_plainly_sound(
    today: dt.date,
    received: dt.date,
    sentenced: dt.date | None,
    ready: dt.date | None,
    started: dt.date | None,
    ended: dt.date | None,
    withdrawn: dt.date | None,
    outcome: str | None,
    *rare: Any,
) -> bool:
    """Says no to a sound row now and then, never yes to a wrong one."""
    if rare != (None, None, None, None, None) or (sentenced or received) > received:
        return False
    latest = ready or received
    if withdrawn is not None:
        fits = outcome == "withdrawn" or (outcome == "declined" and ready is None)
        return fits and started is ended is None and received <= latest <= withdrawn <= today
    if started is None:
        return ended is None and outcome is None and received <= latest <= today
    if ended is None:
        return outcome is None and received <= latest <= started <= today
    return outcome in AFTER_START and received <= latest <= started <= ended <= today


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
