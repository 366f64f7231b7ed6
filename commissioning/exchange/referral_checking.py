"""What is wrong with rows of referrals in themselves: dates out of order, halves without halves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commissioning.exchange.referral_columns import DECLINES, WITHDRAWALS
from commissioning.referrals.kinds import Basis
from commissioning.referrals.sending import LONGEST_BEFORE_REFERRAL
from commissioning.referrals.sheets import NO_DAY, ordinals
from directory.exchange.columns import CellError, Chunk
from directory.exchange.working import Row

AFTER_START = ("completed", "dropped_out")
BEFORE_START = ("withdrawn", "declined")

LONGEST_USUAL_WAIT_DAYS: Final = 365

_RARE = (
    "missed_starts",
    "sessions_attended",
    "hours_worked",
    "withdrawal_reason",
    "paused_from",
    "paused_to",
    "pause_reason",
    "end_asked_reason",
    "transferred_on",
    "transferred_to_line",
    "transfer_reason",
)
_OPEN, _AFTER, _WITHDRAWN, _DECLINED = range(4)
_OUTCOMES = {None: _OPEN, "withdrawn": _WITHDRAWN, "declined": _DECLINED}
_OUTCOMES |= dict.fromkeys(AFTER_START, _AFTER)
_ORDER = ("received_on", "accepted_on", "ready_on", "started_on", "ended_on")
_WITHIN = (
    "assessment_arranged_on",
    "assessment_missed_on",
    "assessment_attended_on",
    "breached_on",
    "transferred_on",
    "end_asked_on",
    "terminated_on",
)
"""Days from the receipt on, in no order that a file could break."""


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


def unusual_waits(chunk: Chunk) -> Iterator[CellError]:
    """Starts more than a year after the receipt: possible, and oftener a slip of the year."""
    waited = ordinals(chunk["started_on"]) - ordinals(chunk["received_on"])
    for at in np.flatnonzero(waited > LONGEST_USUAL_WAIT_DAYS).tolist():
        started, received = chunk["started_on"][at], chunk["received_on"][at]
        reason = f"{started} is {waited[at]} days after received on {received}: is it meant?"
        yield CellError(chunk.numbers[at], "started_on", reason)


def unusual_days(chunk: Chunk) -> Iterator[CellError]:
    """What is possible, and oftener a slip of the year: asked again, never refused."""
    yield from unusual_waits(chunk)
    yield from unusual_sentences(chunk)


def unusual_sentences(chunk: Chunk) -> Iterator[CellError]:
    """A requirement sentenced longer before the receipt than its order lasts: the wait counts from
    that day. Whoever is on licence may have been sentenced at any time before."""
    sentenced, received = ordinals(chunk["sentenced_on"]), ordinals(chunk["received_on"])
    is_long = (sentenced != NO_DAY) & (received - sentenced > LONGEST_BEFORE_REFERRAL.days)
    for at in np.flatnonzero(is_long).tolist():
        if Basis(chunk["basis"][at]).is_requirement:
            reason = (
                f"{chunk['sentenced_on'][at]} is more than three years before received on"
                f" {chunk['received_on'][at]}, longer than an order lasts: is it meant?"
            )
            yield CellError(chunk.numbers[at], "sentenced_on", reason)


def plain_rows(chunk: Chunk) -> NDArray[np.bool_]:
    """Which rows tell no more than one day of each event."""
    told = [chunk[name] for name in _RARE if says_something(chunk, name)]
    if not told:
        return np.ones(len(chunk), np.bool_)
    return np.fromiter(
        map(((None,) * len(told)).__eq__, zip(*told, strict=True)), np.bool_, len(chunk)
    )


def says_something(chunk: Chunk, name: str) -> bool:
    """Whether the column is there and any of its cells is not empty."""
    return name not in chunk.absent and chunk[name].count(None) < len(chunk)


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
    for name in _WITHIN:
        if says_something(chunk, name):
            within = ordinals(chunk[name])
            is_within = (within >= day["received_on"]) & (within <= today.toordinal())
            sound &= (within == NO_DAY) | is_within
    if says_something(chunk, "terminated_on"):
        sound &= ordinals(chunk["terminated_on"]) == NO_DAY
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
    yield from _terminated(row)
    yield from _pauses(row, today)
    if row["transferred_on"] is None and (row["transferred_to_line"] or row["transfer_reason"]):
        yield "transferred_on", "is missing beside what it says of a transfer"
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
    for column in (*_ORDER, *_WITHIN, "withdrawn_on", "sentenced_on"):
        if row[column] is not None and row[column] > today:
            yield column, f"{row[column]} has not come yet"
    for column in _WITHIN:
        if row[column] is not None and row[column] < row["received_on"]:
            yield column, f"{row[column]} is before received on {row['received_on']}"


def _terminated(row: Row) -> Iterator[tuple[str, str]]:
    """An end of its own, beside no other."""
    if row["terminated_on"] is None:
        return
    if row["outcome"] is not None:
        yield "outcome", "must be empty beside terminated_on"
    if row["started_on"] is not None and row["terminated_on"] < row["started_on"]:
        yield "terminated_on", f"{row['terminated_on']} is before started on {row['started_on']}"


def _pauses(row: Row, today: dt.date) -> Iterator[tuple[str, str]]:
    """A first day each, all but the last with the first day after, and why."""
    begins, ends, why = row["paused_from"] or (), row["paused_to"] or (), row["pause_reason"] or ()
    if begins and not why:
        yield "pause_reason", "is missing beside paused_from"
    if len(why) not in {0, 1, len(begins)}:
        yield "pause_reason", f"tells {len(why)} pauses, paused_from {len(begins)}"
    if len(ends) not in {len(begins), max(0, len(begins) - 1)}:
        yield "paused_to", f"tells {len(ends)} pauses, paused_from {len(begins)}"
    days = [day for pair in zip_longest(begins, ends) for day in pair if day is not None]
    if days != sorted(days):
        yield "paused_to", "pauses follow each other: each ends before the next begins"
    if days and days[0] < row["received_on"]:
        yield "paused_from", f"{days[0]} is before received on {row['received_on']}"
    if days and days[-1] > today:
        yield "paused_from", f"{days[-1]} has not come yet"


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
    yield from _why_it_ended(row["withdrawal_reason"], outcome)
    if row["end_asked_reason"] is not None and row["end_asked_on"] is None:
        yield "end_asked_on", "is missing beside end_asked_reason"
    if outcome == "declined" and (row["accepted_on"] or row["ready_on"]):
        yield "outcome", "a referral that was accepted is withdrawn, not declined"


def _why_it_ended(reason: str | None, outcome: str | None) -> Iterator[tuple[str, str]]:
    """Who declines has other reasons than who withdraws."""
    if reason is None:
        return
    if outcome not in {"dropped_out", *BEFORE_START}:
        yield "withdrawal_reason", "belongs to the outcomes withdrawn, declined and dropped_out"
        return
    allowed = DECLINES if outcome == "declined" else WITHDRAWALS
    if reason not in allowed:
        yield "withdrawal_reason", f"{outcome} is for one of {', '.join(allowed)}"


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
