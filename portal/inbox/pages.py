"""What a provider's inbox says: counts by heading, one heading's rows, what became of the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext

from commissioning.moves.acting import InboxAct
from commissioning.moves.case_rows import ClosedCase, MoveCase, OpenMove
from commissioning.moves.headings import Heading
from commissioning.moves.stages import DueParty, stages
from commissioning.referrals.last_marks import last_marks
from portal.formatting import NOT_KNOWN, counted, in_words, short
from portal.inbox.forms import ACT_WORDS
from portal.inbox.words import HEADING_SAYS, HEADING_WORDS, USUAL_NEXT

ROWS_A_PAGE: Final = 50
NOT_NAMED: Final = "A confidential service"
CLOSED: Final = "closed"
STATUS_WORDS: Final = {
    "completed": "Completed",
    "dropped_out": "Ended without completing",
    "withdrawn": "Withdrawn before the start",
    "declined": "Declined",
    "terminated": "Order terminated early",
}


class ShownHeading(NamedTuple):
    name: str
    words: str
    number: str
    href: str
    is_open: bool


class ShownMove(NamedTuple):
    """One referral. Neither its court nor why it has priority is known here."""

    key: str
    seen: int
    reference: str
    service: str
    area: str
    day_0: str
    due_what: str
    due_by: str
    is_past: bool
    complete_by: str
    details: str
    passed_on: str
    sender: str
    has_priority: bool
    is_ticked: bool
    next_act: str
    next_words: str


class ShownEnd(NamedTuple):
    reference: str
    service: str
    became: str
    on_date: str


class ShownRefusal(NamedTuple):
    reference: str
    says: str


@dataclass(frozen=True, slots=True)
class InboxSaid:
    """What the page says of the act before it; `ticked` stay ticked where it was refused.

    `was_said`: it was news, and can be taken back today.
    """

    done: str = ""
    was_said: bool = False
    ticked: Collection[str] = ()
    refused: tuple[ShownRefusal, ...] = ()
    problem: str = ""


NOTHING_SAID: Final = InboxSaid()


@dataclass(frozen=True, slots=True)
class InboxPage:
    as_at: dt.datetime
    headings: tuple[ShownHeading, ...]
    heading: str
    title: str
    says: str
    rows: tuple[ShownMove, ...]
    number: int
    ended: tuple[ShownEnd, ...]
    page: int = 1
    done: str = ""
    was_said: bool = False
    refused: tuple[ShownRefusal, ...] = ()
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(one.number != "0" for one in self.headings)

    @property
    def pages(self) -> int:
        return max(1, -(-self.number // ROWS_A_PAGE))

    def href_of(self, page: int) -> str:
        return _href(self.heading, page)


def _href(heading: str, page: int = 1) -> str:
    asked = {"heading": heading} | ({"page": str(page)} if page > 1 else {})
    return f"/inbox?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Inbox:
    """How many stand under each heading, and how many were closed."""

    numbers: Mapping[Heading, int]
    closed: int

    def opened(self, asked: str) -> str:
        """The heading asked for, else the first with something under it."""
        if asked in {heading.value for heading in Heading} | {CLOSED}:
            return asked
        return next((one for one, of in self.numbers.items() if of), Heading.NEW).value


class BesideRows(NamedTuple):
    """By referral: by when it is to be completed, and when an offer passed on unanswered."""

    complete_by: Mapping[int, dt.date]
    passed_on: Mapping[int, dt.date]


def inbox_page(
    inbox: Inbox,
    heading: str,
    moves: Sequence[OpenMove],
    cases: Mapping[int, MoveCase],
    beside: BesideRows,
    *,
    ended: Sequence[ClosedCase] = (),
    page: int = 1,
    today: dt.date,
    as_at: dt.datetime,
    said: InboxSaid = NOTHING_SAID,
) -> InboxPage:
    acts = {act: str(words) for act, words in ACT_WORDS.items()}
    rows = tuple(
        _row(one, cases[one.referral_id], beside, said.ticked, acts, today)
        for one in moves
        if one.referral_id in cases
    )
    is_closed = heading == CLOSED
    return InboxPage(
        as_at,
        _headings(inbox, heading),
        heading,
        gettext("What became of each") if is_closed else str(HEADING_WORDS[Heading(heading)]),
        gettext("Closed in the last 28 days.")
        if is_closed
        else str(HEADING_SAYS[Heading(heading)]),
        rows,
        inbox.closed if is_closed else inbox.numbers[Heading(heading)],
        tuple(map(_end, ended)),
        page,
        said.done,
        said.was_said,
        said.refused,
        said.problem,
    )


def _headings(inbox: Inbox, heading: str) -> tuple[ShownHeading, ...]:
    found = [
        ShownHeading(
            one.value, str(HEADING_WORDS[one]), f"{inbox.numbers[one]:,}", _href(one.value),
            one.value == heading,
        )
        for one in Heading
    ]  # fmt: skip
    closed = gettext("What became of each")
    return (
        *found,
        ShownHeading(CLOSED, closed, f"{inbox.closed:,}", _href(CLOSED), heading == CLOSED),
    )


def _row(
    move: OpenMove,
    case: MoveCase,
    beside: BesideRows,
    ticked: Collection[str],
    acts: Mapping[InboxAct, str],
    today: dt.date,
) -> ShownMove:
    usual = usual_next(move, today)
    key = str(case.public_id)
    complete_by = beside.complete_by.get(move.referral_id)
    passed_on = beside.passed_on.get(move.referral_id)
    return ShownMove(
        key,
        move.seen,
        masked(case.reference),
        title_of(case.title, is_read=case.is_read),
        case.area or NOT_KNOWN,
        short(case.day_0),
        stages()[move.stage].says,
        due_words(move, today),
        move.due_on is not None and move.due_on < today,
        NOT_KNOWN if complete_by is None else short(complete_by),
        "" if case.details_on is None else short(case.details_on),
        short(passed_on) if passed_on is not None and move.stage == "to_offer" else "",
        "" if case.team is None else f"{case.team}, {case.telephone}",
        case.is_priority,
        key in ticked,
        "" if usual is None else usual.value,
        "" if usual is None else acts[usual],
    )


def usual_next(move: OpenMove, today: dt.date) -> InboxAct | None:
    """What the button of a row says. Who is booked starts on the day of the group, not before."""
    is_ahead = move.due_on is not None and move.due_on > today
    if move.party is not DueParty.PROVIDER or (move.stage == "to_start" and is_ahead):
        return None
    return USUAL_NEXT.get(move.stage)


def due_words(move: OpenMove, today: dt.date) -> str:
    if move.is_uncounted:
        return "not counted: bank holidays of that time are not published"
    if move.due_on is None:
        return f"no day agreed; since {short(move.since)}"
    day = in_words(move.due_on)
    return f"was due by {day}" if move.due_on < today else day


def masked(reference: str | None) -> str:
    return NOT_KNOWN if reference is None else last_marks(reference)


def title_of(title: str | None, *, is_read: bool) -> str:
    return (title or NOT_KNOWN) if is_read else NOT_NAMED


def _end(case: ClosedCase) -> ShownEnd:
    return ShownEnd(
        masked(case.reference),
        title_of(case.title, is_read=case.is_read),
        STATUS_WORDS.get(case.status, case.status),
        short(case.on_date),
    )


def done_words(act: str, number: int) -> str:
    """What was just recorded; "" for anything that the inbox does not say itself."""
    if act not in {one.value for one in InboxAct}:
        return ""
    if not number:
        return str(gettext("That was recorded already: nothing changed."))
    what, people = str(ACT_WORDS[InboxAct(act)]), counted(number, "referral")
    return str(gettext("Recorded for %(people)s: %(what)s.", people=people, what=what))
