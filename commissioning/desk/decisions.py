"""What of a line somebody must decide, in words, and which line comes first. Pure.

| rank | decision | which of two comes first |
|---|---|---|
| 1 | the agreement has ended, or the line closed while people are still there | the earlier end |
| 2 | notice day passed | whose end comes first |
| 3 | notice day near: within 60 days | the sooner day |
| 4 | records incomplete, or months that nobody told | more people, then more months |
| 5 | running out before the year | sooner |
| 6 | people whose order ends first | more people |
| 7 | nobody confirmed for 35 days | longer ago; never at all before any day |
| 8 | return overdue | longer overdue |
| 9 | over or under tolerance | farther from what was expected |
| 10 | started later than promised | more people |

Months that nobody told are asked for as `commissioning.volumes.silence` says.

Of an agreement that another follows on the same line nothing has ended. Of a line that has closed
only the ranks 1, 4, 6 and 8 are told.

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
from commissioning.volumes.silence import Untold, is_to_be_asked, untold_in_words
from directory.clock import day_in_words

CONFIRMED_FOR_DAYS = 35
NOTICE_NEAR_DAYS = 60
MORE_THAN_MONTHS = 10_000
"""However many months are silent, one person more comes first."""

FEWEST_LATE = 3
LATE_SHARE = 0.1
"""Dates are told as “9 in 10 start by”: one in ten later is as promised."""

PROMISES_OF_DAYS = 92


class Decision(enum.IntEnum):
    """In the order of the desk."""

    ENDED = 1
    NOTICE_PASSED = 2
    NOTICE_NEAR = 3
    RECORDS_INCOMPLETE = 4
    RUNNING_OUT = 5
    ORDER_ENDS_FIRST = 6
    NOT_CONFIRMED = 7
    RETURN_OVERDUE = 8
    PAST_TOLERANCE = 9
    LATER_THAN_PROMISED = 10

    @property
    def code(self) -> str:
        return self.name.lower()


OF_CLOSED: Final = frozenset(
    {
        Decision.ENDED,
        Decision.RECORDS_INCOMPLETE,
        Decision.ORDER_ENDS_FIRST,
        Decision.RETURN_OVERDUE,
    }
)


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
    came by the rule of alerts, and until it went. `is_followed`: an agreement that runs is known
    of the same line. `closed_on` is the first day on which the line has stopped for good.
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
    is_followed: bool = False
    closed_on: date | None = None
    waiting: int = 0
    under_way: int = 0

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on < self.today

    @property
    def has_closed(self) -> bool:
        return self.closed_on is not None and self.closed_on <= self.today


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
        if not facts.has_closed or decision in OF_CLOSED
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


def _ended(facts: DeskFacts) -> float | None:
    ends = [facts.closed_on] if facts.has_closed else []
    if facts.has_ended and not facts.is_followed:
        ends.append(facts.ends_on)
    return min((day.toordinal() for day in ends if day is not None), default=None)


def _notice(facts: DeskFacts) -> float | None:
    ends, notice = facts.ends_on, facts.notice_day
    if ends is None or notice is None or facts.has_ended:
        return None
    return ends.toordinal() if notice < facts.today else None


def _notice_near(facts: DeskFacts) -> float | None:
    notice = facts.notice_day
    if notice is None or facts.has_ended:
        return None
    is_near = 0 <= (notice - facts.today).days <= NOTICE_NEAR_DAYS
    return notice.toordinal() if is_near else None


def _incomplete(facts: DeskFacts) -> float | None:
    people = max(facts.attention.starts_without_end, facts.attention.people_above_places)
    return -(people + len(_untold(facts)) / MORE_THAN_MONTHS) or None


def _untold(facts: DeskFacts) -> Untold:
    """Months that nobody told, once they are to be asked for."""
    untold = () if facts.account is None else facts.account.untold
    return untold if is_to_be_asked(untold, facts.today) else ()


def _running_out(facts: DeskFacts) -> float | None:
    account = facts.account
    if account is None or account.exhausted_on is None or not account.volume.total:
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
    if account is None or facts.alert is None or not account.is_known:
        return None
    if account.ended_on is not None:
        return None
    expected = account.expected_to_date
    return -abs(account.variance_to_date) / expected if expected > 0 else 0.0


def _promises(facts: DeskFacts) -> float | None:
    late = facts.attention.later_than_promised
    is_many = late >= FEWEST_LATE and late > LATE_SHARE * facts.attention.promised
    return -late if is_many else None


_URGENCY: Final[Mapping[Decision, Callable[[DeskFacts], float | None]]] = {
    Decision.ENDED: _ended,
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


def _ended_said(facts: DeskFacts) -> str:
    """Courts read after the end that it is not known whether the service goes on."""
    people, ends, closed = _people_there(facts), facts.ends_on, facts.closed_on
    if facts.has_closed and closed is not None:
        return (
            f"The line closed on {day_in_words(closed)}, {people}: pass them on, or record how"
            " their time here ended."
        )
    if ends is None:
        return ""
    ended = f"The agreement ended on {day_in_words(ends)}"
    if not people:
        return f"{ended}: buy again, or close the line."
    return (
        f"{ended}, {people}: extend it, buy again, or say where they go and close the line. Until"
        " then courts are told to ring, as nobody said whether it goes on."
    )


def _people_there(facts: DeskFacts) -> str:
    under_way = f"{_people(facts.under_way)} still under way" if facts.under_way else ""
    waiting = f"{_people(facts.waiting)} waiting" if facts.waiting else ""
    return " and ".join(told for told in (under_way, waiting) if told)


def _notice_said(facts: DeskFacts) -> str:
    ends, notice = facts.ends_on, facts.notice_day
    if ends is None or notice is None:
        return ""
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
    told = [f"{' and '.join(told)}. Ask the provider to complete them."] if told else []
    if untold := untold_in_words(_untold(facts)):
        told.append(f"nobody told of {untold}. {ASK_FOR_MONTHS}")
    first, *others = told
    return " ".join(
        [f"Records incomplete: {first}", *(f"{one[:1].upper()}{one[1:]}" for one in others)]
    )


ASK_FOR_MONTHS: Final = (
    "Ring the provider for its records or its return; accept the return if it was sent."
)


def _running_out_said(facts: DeskFacts) -> str:
    account = facts.account
    if account is None or account.exhausted_on is None:
        return ""
    return (
        f"What was bought {account.runs_out_in_words(facts.today)}, before"
        f" {day_in_words(account.volume.last)}: vary the volume, or say who waits."
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
    least = "At least " if account.has_gap else ""
    is_today = account.on >= min(facts.today, account.volume.last)
    told_to = "" if is_today else f" by {day_in_words(account.on)}"
    return (
        f"{least}{account.position.delivered:,.0f} {account.volume.unit}s{told_to} where about"
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
    Decision.ENDED: _ended_said,
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
