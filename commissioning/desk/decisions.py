"""What of a line somebody must decide, in words, and which line comes first. Pure.

| rank | decision | which of two comes first |
|---|---|---|
| 1 | notice day passed, or the agreement has ended | whose end comes first |
| 2 | notice day near: within 60 days | the sooner day |
| 3 | records incomplete | more people |
| 4 | running out before the year | sooner |
| 5 | people whose order ends first | more people |
| 6 | nobody confirmed for 35 days | longer ago; never at all before any day |
| 7 | return overdue | longer overdue |
| 8 | over or under tolerance | farther from what was expected |
| 9 | started later than promised | more people |

A line stands where its first decision puts it; all of its decisions are told. Lines without one
come last. Between equals the title decides, then the key.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from commissioning.volumes.account import VolumeAccount
from commissioning.volumes.alerts import Direction
from directory.clock import day_in_words

CONFIRMED_FOR_DAYS = 35
NOTICE_NEAR_DAYS = 60
FEWEST_LATE = 3
LATE_SHARE = 0.1
"""Dates are told as “9 in 10 start by”: one in ten later is as promised."""

PROMISES_OF_DAYS = 92


class Decision(enum.IntEnum):
    """In the order of the desk."""

    NOTICE_PASSED = 1
    NOTICE_NEAR = 2
    RECORDS_INCOMPLETE = 3
    RUNNING_OUT = 4
    ORDER_ENDS_FIRST = 5
    NOT_CONFIRMED = 6
    RETURN_OVERDUE = 7
    PAST_TOLERANCE = 8
    LATER_THAN_PROMISED = 9


class Attention(NamedTuple):
    """What was counted of a line's people on `as_of`; None: nothing was yet."""

    as_of: date | None = None
    starts_without_end: int = 0
    people_above_places: int = 0
    orders_end_first: int = 0
    promised: int = 0
    later_than_promised: int = 0


NOTHING_COUNTED: Final = Attention()


class DeskFacts(NamedTuple):
    """All that a decision depends on; None is not known, which decides nothing.

    `is_confirmed_monthly` False: an agreement whose queue is not known or is another's to keep,
    or a line without dates. `confirmed_on` None: nobody ever confirmed. `alert` stands since it
    came by the rule of alerts, and until it went.
    """

    today: date
    ends_on: date | None = None
    notice_day: date | None = None
    attention: Attention = NOTHING_COUNTED
    account: VolumeAccount | None = None
    is_confirmed_monthly: bool = True
    confirmed_on: date | None = None
    return_due_on: date | None = None
    overdue_returns: int = 0
    alert: Direction | None = None

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on < self.today


class NeedOfDecision(NamedTuple):
    """`urgency`: of two lines with the same decision the smaller comes first."""

    decision: Decision
    urgency: float
    facts: DeskFacts

    @property
    def words(self) -> str:
        """What is so, and what to do; put together when somebody reads it."""
        return _WORDS[self.decision](self.facts)


def needs_of(facts: DeskFacts) -> tuple[NeedOfDecision, ...]:
    """Every decision, the first of which says where the line stands."""
    return tuple(
        NeedOfDecision(decision, urgency, facts)
        for decision, urgency_of in _URGENCY.items()
        if (urgency := urgency_of(facts)) is not None
    )


def desk_place(
    needs: tuple[NeedOfDecision, ...], *, title: str, key: int
) -> tuple[float, float, str, int]:
    """Sorts lines as the table of this module says."""
    if not needs:
        return len(Decision) + 1, 0, title, key
    return needs[0].decision, needs[0].urgency, title, key


def counted_by_decision(needs: Iterable[tuple[NeedOfDecision, ...]]) -> dict[Decision, int]:
    """How many lines have each decision, first or not; those that none has are left out."""
    found = Counter(need.decision for of_line in needs for need in of_line)
    return {decision: found[decision] for decision in Decision if found[decision]}


def _notice(facts: DeskFacts) -> float | None:
    ends, notice = facts.ends_on, facts.notice_day
    if ends is not None and (ends < facts.today or (notice is not None and notice < facts.today)):
        return ends.toordinal()
    return None


def _notice_near(facts: DeskFacts) -> float | None:
    notice = facts.notice_day
    if notice is None or facts.has_ended:
        return None
    is_near = 0 <= (notice - facts.today).days <= NOTICE_NEAR_DAYS
    return notice.toordinal() if is_near else None


def _incomplete(facts: DeskFacts) -> float | None:
    people = max(facts.attention.starts_without_end, facts.attention.people_above_places)
    return -people if people else None


def _running_out(facts: DeskFacts) -> float | None:
    """Of an agreement that has ended what was bought runs out no more."""
    account = facts.account
    if account is None or account.exhausted_on is None or not account.volume.total:
        return None
    if facts.ends_on is not None and facts.ends_on < min(facts.today, account.exhausted_on):
        return None
    return account.exhausted_on.toordinal() if account.volume.last >= facts.today else None


def _orders(facts: DeskFacts) -> float | None:
    return -facts.attention.orders_end_first or None


def _confirmed(facts: DeskFacts) -> float | None:
    if not facts.is_confirmed_monthly:
        return None
    day = facts.confirmed_on
    if day is None:
        return 0
    return day.toordinal() if (facts.today - day).days > CONFIRMED_FOR_DAYS else None


def _returns(facts: DeskFacts) -> float | None:
    due = facts.return_due_on
    return due.toordinal() if due is not None and due < facts.today else None


def _tolerance(facts: DeskFacts) -> float | None:
    account = facts.account
    if account is None or facts.alert is None:
        return None
    expected = account.expected_to_date
    return -abs(account.variance_to_date) / expected if expected > 0 else 0.0


def _promises(facts: DeskFacts) -> float | None:
    late = facts.attention.later_than_promised
    is_many = late >= FEWEST_LATE and late > LATE_SHARE * facts.attention.promised
    return -late if is_many else None


_URGENCY: Final[Mapping[Decision, Callable[[DeskFacts], float | None]]] = {
    Decision.NOTICE_PASSED: _notice,
    Decision.NOTICE_NEAR: _notice_near,
    Decision.RECORDS_INCOMPLETE: _incomplete,
    Decision.RUNNING_OUT: _running_out,
    Decision.ORDER_ENDS_FIRST: _orders,
    Decision.NOT_CONFIRMED: _confirmed,
    Decision.RETURN_OVERDUE: _returns,
    Decision.PAST_TOLERANCE: _tolerance,
    Decision.LATER_THAN_PROMISED: _promises,
}


def _notice_said(facts: DeskFacts) -> str:
    ends, notice = facts.ends_on, facts.notice_day
    if ends is None:
        return ""
    if facts.has_ended or notice is None:
        return f"The agreement ended on {day_in_words(ends)}: buy again, or close the line."
    return (
        f"Notice day passed on {day_in_words(notice)}; the agreement ends on"
        f" {day_in_words(ends)}: extend it, or say what follows."
    )


def _notice_near_said(facts: DeskFacts) -> str:
    ends, notice = facts.ends_on, facts.notice_day
    if ends is None or notice is None:
        return ""
    days = (notice - facts.today).days
    when = "today" if not days else f"in {days} {'day' if days == 1 else 'days'}"
    return (
        f"Notice must be given by {day_in_words(notice)}, {when}; the agreement ends on"
        f" {day_in_words(ends)}: give notice, extend it, or say what follows."
    )


def _incomplete_said(facts: DeskFacts) -> str:
    without, above = facts.attention.starts_without_end, facts.attention.people_above_places
    told = []
    if without:
        told.append(f"{_people(without)} started long ago without a recorded end")
    if above:
        told.append(f"{_people(above)} more than there are places")
    return f"Records incomplete: {' and '.join(told)}. Ask the provider to complete them."


def _running_out_said(facts: DeskFacts) -> str:
    account = facts.account
    if account is None or account.exhausted_on is None:
        return ""
    day = account.exhausted_on
    said = "was used up on" if day <= account.on else "runs out about"
    return (
        f"What was bought {said} {day_in_words(day)}, before {day_in_words(account.volume.last)}:"
        " vary the volume, or say who waits."
    )


def _orders_said(facts: DeskFacts) -> str:
    people = _people(facts.attention.orders_end_first)
    return (
        f"{people} cannot finish before their order ends: ask for places, or tell their officers."
    )


def _confirmed_said(facts: DeskFacts) -> str:
    if facts.confirmed_on is None:
        return "Nobody has ever confirmed its dates: ring the provider."
    return (
        f"Nobody has confirmed its dates since {day_in_words(facts.confirmed_on)}: courts are shown"
        " no date. Ring the provider."
    )


def _returns_said(facts: DeskFacts) -> str:
    if facts.return_due_on is None:
        return ""
    many = facts.overdue_returns
    what = "A monthly return was" if many <= 1 else f"{many} monthly returns are overdue, the first"
    return f"{what} due on {day_in_words(facts.return_due_on)}: chase it."


def _tolerance_said(facts: DeskFacts) -> str:
    account = facts.account
    if account is None or facts.alert is None:
        return ""
    side = "over" if facts.alert is Direction.OVER else "under"
    return (
        f"{account.position.delivered:,.0f} {account.volume.unit}s where about"
        f" {account.expected_to_date:,.0f} were expected: {side} the tolerance of"
        f" {account.volume.tolerance:.0%}."
    )


def _promises_said(facts: DeskFacts) -> str:
    late, promised = facts.attention.later_than_promised, facts.attention.promised
    return (
        f"{late:,} of {_people(promised)} whose promised date came in the last"
        f" {PROMISES_OF_DAYS} days started later, or still wait."
    )


_WORDS: Final[Mapping[Decision, Callable[[DeskFacts], str]]] = {
    Decision.NOTICE_PASSED: _notice_said,
    Decision.NOTICE_NEAR: _notice_near_said,
    Decision.RECORDS_INCOMPLETE: _incomplete_said,
    Decision.RUNNING_OUT: _running_out_said,
    Decision.ORDER_ENDS_FIRST: _orders_said,
    Decision.NOT_CONFIRMED: _confirmed_said,
    Decision.RETURN_OVERDUE: _returns_said,
    Decision.PAST_TOLERANCE: _tolerance_said,
    Decision.LATER_THAN_PROMISED: _promises_said,
}


def _people(number: int) -> str:
    return f"{number:,} {'person' if number == 1 else 'people'}"
