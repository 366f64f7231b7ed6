"""Who is due to act: cases for officers, counts for a commissioner, clocks for both sides."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import urlencode

from commissioning.monitoring.disclosure import SMALLEST_SHOWN, banded
from commissioning.moves.case_rows import MoveCase, OpenMove
from commissioning.moves.records import ClockSaid, HandsCounted, MissedClock
from commissioning.moves.stages import DueParty, stages
from commissioning.referrals.last_marks import last_marks
from portal.formatting import NOT_KNOWN, counted, in_words, short

ROWS_A_PAGE: Final = 50
NOT_NAMED: Final = "A confidential service"
LISTS: Final = {
    "promise": "Past the day promised for first contact",
    "past": "Past their last day",
    "yours": "Yours to act",
    "all": "All open cases",
}
STARTED, WAITING = "Started in the last twelve months", "Waiting now"

Cells = tuple[str, ...]


class ShownList(NamedTuple):
    name: str
    words: str
    number: str
    is_open: bool

    @property
    def href(self) -> str:
        return f"/waiting-on?{urlencode({'list': self.name})}"


class ShownTurn(NamedTuple):
    key: str
    reference: str
    service: str
    provider: str
    whose: str
    what: str
    since: str
    by: str
    is_past: bool
    contact: str
    may_send_again: bool


@dataclass(frozen=True, slots=True)
class DueCasesPage:
    as_at: dt.datetime
    lists: tuple[ShownList, ...]
    opened: ShownList
    rows: tuple[ShownTurn, ...]
    number: int
    page: int
    done: str = ""
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        return all(one.number == "0" for one in self.lists)

    @property
    def pages(self) -> int:
        return max(1, -(-self.number // ROWS_A_PAGE))

    def href_of(self, page: int) -> str:
        return f"{self.opened.href}&page={page}"


def cases_by_list(moves: Sequence[OpenMove], today: dt.date) -> dict[str, list[OpenMove]]:
    """Each list past promise first, then what is due first."""
    ordered = sorted(moves, key=lambda one: (not _is_past_promise(one, today), one.soonest))
    return {
        "promise": [one for one in ordered if _is_past_promise(one, today)],
        "past": [one for one in ordered if _is_past(one, today)],
        "yours": [one for one in ordered if one.party is DueParty.OFFICER],
        "all": ordered,
    }


def _is_past_promise(move: OpenMove, today: dt.date) -> bool:
    return move.contact_by is not None and move.contact_by < today


def _is_past(move: OpenMove, today: dt.date) -> bool:
    return move.due_on is not None and move.due_on < today


def cases_page(
    lists: Mapping[str, Sequence[OpenMove]],
    opened: str,
    cases: Mapping[int, MoveCase],
    *,
    page: int,
    today: dt.date,
    as_at: dt.datetime,
    done: str = "",
    problem: str = "",
) -> DueCasesPage:
    shown = tuple(
        ShownList(name, words, f"{len(lists[name]):,}", name == opened)
        for name, words in LISTS.items()
    )
    rows = [_turn(one, cases[one.referral_id], today) for one in rows_of_page(lists[opened], page)]
    is_open = next(one for one in shown if one.is_open)
    return DueCasesPage(as_at, shown, is_open, tuple(rows), len(lists[opened]), page, done, problem)


def rows_of_page(moves: Sequence[OpenMove], page: int) -> Sequence[OpenMove]:
    return moves[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]


def _turn(move: OpenMove, case: MoveCase, today: dt.date) -> ShownTurn:
    return ShownTurn(
        str(case.public_id),
        masked(case.reference),
        _title(case.title, is_read=case.is_read),
        (case.provider or NOT_KNOWN) if case.is_read else "",
        move.party.words,
        stages()[move.stage].says,
        short(move.since),
        _by(move, today),
        _is_past(move, today),
        _contact(move, today),
        move.stage == "came_back",
    )


def _by(move: OpenMove, today: dt.date) -> str:
    if move.is_uncounted:
        return "not counted: bank holidays of that time are not published"
    if move.due_on is None:
        return "no day agreed"
    day = in_words(move.due_on)
    return f"was due by {day}" if move.due_on < today else day


def _contact(move: OpenMove, today: dt.date) -> str:
    """What the person was promised, while nobody has been in touch."""
    if move.contact_by is None:
        return ""
    was = "was promised" if move.contact_by < today else "is promised"
    return f"First contact {was} by {in_words(move.contact_by)}"


def masked(reference: str | None) -> str:
    return NOT_KNOWN if reference is None else last_marks(reference)


def _title(title: str | None, *, is_read: bool) -> str:
    return (title or NOT_KNOWN) if is_read else NOT_NAMED


class ShownClock(NamedTuple):
    key: str
    reference: str
    service: str
    provider: str
    what: str
    due: str
    returned: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SidesPage:
    """Of a provider or a commissioner: counts of turns, clocks missed, days by whose they were."""

    as_at: dt.datetime
    is_provider: bool
    says: str
    turns: tuple[Cells, ...]
    clocks: tuple[ShownClock, ...]
    hands: tuple[Cells, ...]
    passed_on: str = ""
    done: str = ""
    problem: str = ""
    problem_key: str = ""
    typed: str = ""


TURN_HEADINGS: Final = ("Service", "Delivered by", *(one.words for one in DueParty), "Past due")


def turn_rows(
    moves: Sequence[OpenMove], names: Mapping[int, tuple[str, str]], today: dt.date
) -> tuple[Cells, ...]:
    """By line, most past due first."""
    by_line: dict[int, Counter[DueParty]] = {}
    past: Counter[int] = Counter()
    for one in moves:
        by_line.setdefault(one.line_id, Counter())[one.party] += 1
        past[one.line_id] += _is_past(one, today)
    ordered = sorted(by_line, key=lambda line_id: (-past[line_id], names[line_id], line_id))
    return tuple(
        (*names[key], *(f"{by_line[key][party]:,}" for party in DueParty), f"{past[key]:,}")
        for key in ordered
    )


def clocks_shown(
    clocks: Sequence[MissedClock],
    notes: Mapping[int, Sequence[ClockSaid]],
    *,
    with_case: bool,
) -> tuple[ShownClock, ...]:
    return tuple(
        ShownClock(
            str(one.public_id),
            masked(one.reference) if with_case else "",
            _title(one.title, is_read=one.is_read),
            one.provider or NOT_KNOWN,
            stages()[one.stage].says,
            short(one.due_on),
            "" if one.returned_on is None else short(one.returned_on),
            tuple(f"{note.words} ({note.by})" for note in notes.get(one.reminder_id, ())),
        )
        for one in clocks
    )


HANDS_HEADINGS: Final = (
    "People", *(one.words for one in DueParty), "Came back unanswered"
)  # fmt: skip


def exact_hands(counted_hands: Sequence[HandsCounted]) -> tuple[Cells, ...]:
    """For whoever owns the cases: days in all; together they are the waits exactly."""
    return tuple(
        (
            f"{one.name}: {WAITING.lower() if one.is_waiting else STARTED.lower()}",
            f"{one.people:,}",
            *(f"{one.of(party):,}" for party in DueParty),
            f"{one.returned:,}",
        )
        for one in counted_hands
    )


def public_hands(counted_hands: Sequence[HandsCounted], *, is_waiting: bool) -> tuple[Cells, ...]:
    """From 8 people on: days a person on average, whole; below that nothing but that it is few."""
    return tuple(
        _public(one) for one in counted_hands if one.is_waiting is is_waiting and one.people
    )


def _public(one: HandsCounted) -> Cells:
    if one.people < SMALLEST_SHOWN:
        return (one.name, str(banded(one.people)), *(["–"] * len(DueParty)), "–")
    days = (f"{round(one.of(party) / one.people):,}" for party in DueParty)
    return (one.name, str(banded(one.people)), *days, str(banded(one.returned)))


def passed_on_says(number: int) -> str:
    """ "" where every offer was answered in time."""
    if not number:
        return ""
    offers = counted(number, "offer of a place", "offers of a place")
    return (
        f"In the last four weeks {offers} passed on because no officer answered in time. Nobody"
        " refused: those turns are kept."
    )


def summary(moves: Sequence[OpenMove], today: dt.date) -> str:
    past = sum(_is_past(one, today) for one in moves)
    promise = sum(_is_past_promise(one, today) for one in moves)
    return (
        f"{counted(len(moves), 'open case')}: {past:,} past the last day to act,"
        f" {promise:,} past the day promised to the person for first contact."
    )
