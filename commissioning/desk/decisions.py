"""What of a line somebody must decide, in words, and which line comes first. Pure.

| rank | decision | which of two comes first |
|---|---|---|
| 1 | notice day passed, or the agreement has ended | whose end comes first |
| 2 | records incomplete | more people |
| 3 | running out before the year | sooner |
| 4 | people whose order ends first | more people |
| 5 | nobody confirmed for 35 days | longer ago; never at all before any day |
| 6 | return overdue | longer overdue |
| 7 | over or under tolerance | farther from what was expected |
| 8 | started later than promised | more people |

A line stands where its first decision puts it; all of its decisions are told. Lines without one
come last. Between equals the title decides, then the key.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from commissioning.volumes.account import VolumeAccount
from commissioning.volumes.alerts import Direction
from directory.clock import day_in_words

CONFIRMED_FOR_DAYS = 35
FEWEST_LATE = 3
LATE_SHARE = 0.1
"""Dates are told as “9 in 10 start by”: one in ten later is as promised."""

PROMISES_OF_DAYS = 92


class Decision(enum.IntEnum):
    """In the order of the desk."""

    NOTICE_PASSED = 1
    RECORDS_INCOMPLETE = 2
    RUNNING_OUT = 3
    ORDER_ENDS_FIRST = 4
    NOT_CONFIRMED = 5
    RETURN_OVERDUE = 6
    PAST_TOLERANCE = 7
    LATER_THAN_PROMISED = 8


class Need(NamedTuple):
    """`urgency`: of two lines with the same decision the smaller comes first."""

    decision: Decision
    urgency: float
    words: str


@dataclass(frozen=True, slots=True)
class Attention:
    """What was counted of a line's people on `as_of`; a stored count, never asked of cases."""

    as_of: date
    starts_without_end: int = 0
    people_above_places: int = 0
    orders_end_first: int = 0
    promised: int = 0
    later_than_promised: int = 0


@dataclass(frozen=True, slots=True)
class LineFacts:
    """All that a decision depends on; None is not known, which decides nothing.

    `is_confirmed_monthly` False: an agreement whose queue is not known or is another's to keep,
    or a line without dates. `confirmed_on` None: nobody ever confirmed. `alert` stands since it
    came by the rule of alerts, and until it went.
    """

    ends_on: date | None = None
    notice_day: date | None = None
    attention: Attention | None = None
    account: VolumeAccount | None = None
    is_confirmed_monthly: bool = True
    confirmed_on: date | None = None
    return_due_on: date | None = None
    overdue_returns: int = 0
    alert: Direction | None = None


def needs_of(facts: LineFacts, *, today: date) -> tuple[Need, ...]:
    """Every decision, the first of which says where the line stands."""
    return tuple(_needs(facts, today))


def desk_place(needs: tuple[Need, ...], *, title: str, key: int) -> tuple[float, float, str, int]:
    """Sorts lines as the table of this module says."""
    if not needs:
        return len(Decision) + 1, 0, title, key
    return needs[0].decision, needs[0].urgency, title, key


def counted_by_decision(needs: Iterable[tuple[Need, ...]]) -> dict[Decision, int]:
    """How many lines have each decision, first or not; those that none has are left out."""
    found = dict.fromkeys(Decision, 0)
    for of_line in needs:
        for decision in {need.decision for need in of_line}:
            found[decision] += 1
    return {decision: lines for decision, lines in found.items() if lines}


def _needs(facts: LineFacts, today: date) -> Iterator[Need]:
    yield from _notice(facts, today)
    if facts.attention is not None:
        yield from _incomplete(facts.attention)
    yield from _running_out(facts.account, today)
    if facts.attention is not None:
        yield from _orders(facts.attention)
    if facts.is_confirmed_monthly:
        yield from _confirmed(facts.confirmed_on, today)
    yield from _returns(facts, today)
    yield from _tolerance(facts)
    if facts.attention is not None:
        yield from _promises(facts.attention)


def _notice(facts: LineFacts, today: date) -> Iterator[Need]:
    ends = facts.ends_on
    if ends is None:
        return
    if ends < today:
        words = f"The agreement ended on {day_in_words(ends)}: buy again, or close the line."
        yield Need(Decision.NOTICE_PASSED, ends.toordinal(), words)
    elif facts.notice_day is not None and facts.notice_day < today:
        words = (
            f"Notice day passed on {day_in_words(facts.notice_day)}; the agreement ends on"
            f" {day_in_words(ends)}: extend it, or say what follows."
        )
        yield Need(Decision.NOTICE_PASSED, ends.toordinal(), words)


def _incomplete(attention: Attention) -> Iterator[Need]:
    without, above = attention.starts_without_end, attention.people_above_places
    if not (without or above):
        return
    told = []
    if without:
        told.append(f"{_people(without)} started long ago without a recorded end")
    if above:
        told.append(f"{_people(above)} more than there are places")
    words = f"Records incomplete: {' and '.join(told)}. Ask the provider to complete them."
    yield Need(Decision.RECORDS_INCOMPLETE, -max(without, above), words)


def _running_out(account: VolumeAccount | None, today: date) -> Iterator[Need]:
    if account is None or account.exhausted_on is None or not account.volume.total:
        return
    day, last = account.exhausted_on, account.volume.last
    if last < today:
        return
    if day <= account.on:
        words = f"What was bought was used up on {day_in_words(day)}"
    else:
        words = f"What was bought runs out about {day_in_words(day)}"
    words += f", before {day_in_words(last)}: vary the volume, or say who waits."
    yield Need(Decision.RUNNING_OUT, day.toordinal(), words)


def _orders(attention: Attention) -> Iterator[Need]:
    people = attention.orders_end_first
    if people:
        verb = "cannot finish before their order ends"
        words = f"{_people(people)} {verb}: ask for places, or tell their officers."
        yield Need(Decision.ORDER_ENDS_FIRST, -people, words)


def _confirmed(confirmed_on: date | None, today: date) -> Iterator[Need]:
    if confirmed_on is None:
        words = "Nobody has ever confirmed its dates: ring the provider."
        yield Need(Decision.NOT_CONFIRMED, 0, words)
    elif (today - confirmed_on).days > CONFIRMED_FOR_DAYS:
        words = (
            f"Nobody has confirmed its dates since {day_in_words(confirmed_on)}: courts are shown"
            " no date. Ring the provider."
        )
        yield Need(Decision.NOT_CONFIRMED, confirmed_on.toordinal(), words)


def _returns(facts: LineFacts, today: date) -> Iterator[Need]:
    due = facts.return_due_on
    if due is None or due >= today:
        return
    many = facts.overdue_returns
    what = "A monthly return was" if many <= 1 else f"{many} monthly returns are overdue, the first"
    words = f"{what} due on {day_in_words(due)}: chase it."
    yield Need(Decision.RETURN_OVERDUE, due.toordinal(), words)


def _tolerance(facts: LineFacts) -> Iterator[Need]:
    account, direction = facts.account, facts.alert
    if account is None or direction is None:
        return
    expected = account.expected_to_date
    share = abs(account.variance_to_date) / expected if expected > 0 else 0.0
    side = "over" if direction is Direction.OVER else "under"
    words = (
        f"{account.position.delivered:,.0f} {account.volume.unit}s where about {expected:,.0f}"
        f" were expected: {side} the tolerance of {account.volume.tolerance:.0%}."
    )
    yield Need(Decision.PAST_TOLERANCE, -share, words)


def _promises(attention: Attention) -> Iterator[Need]:
    late, promised = attention.later_than_promised, attention.promised
    if late < FEWEST_LATE or late <= LATE_SHARE * promised:
        return
    words = (
        f"{late:,} of {_people(promised)} whose promised date came in the last"
        f" {PROMISES_OF_DAYS} days started later, or still wait."
    )
    yield Need(Decision.LATER_THAN_PROMISED, -late, words)


def _people(number: int) -> str:
    return f"{number:,} {'person' if number == 1 else 'people'}"
