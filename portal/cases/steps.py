"""What happened to a referral, line by line: what was recorded, and places that are had no more."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from commissioning.bookings.kinds import LeftReason
from commissioning.cases.places_left import PlaceLeft
from commissioning.moves.taking_back import WordTakenBack
from commissioning.referrals.folding import Happened
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.states import reason_name
from portal.cases.words import EVENTS, PLACES_LEFT
from portal.formatting import in_words


@dataclass(frozen=True, slots=True)
class CaseStep:
    """`href`: where it is explained why a place was `given`, and on what day; else both are ""."""

    day: str
    what: str
    why: str
    href: str = ""
    given: str = ""


def case_steps(
    history: Sequence[Happened], left: Sequence[PlaceLeft], back: Sequence[WordTakenBack] = ()
) -> tuple[CaseStep, ...]:
    """In the order of their days: a place that was given up is told with the day it was booked,
    and what was taken back with the day on which it was."""
    told = list(_as_they_come(history))
    told += [(one.on_date, _rank(one.happened.kind) + 1, _taken_back(one)) for one in back]
    told += _unbooked(history, left)
    told += [(one.freed_on, _rank_left(one), _left(one)) for one in left]
    return tuple(step for _, _, step in sorted(told, key=lambda one: one[:2]))


def _as_they_come(history: Sequence[Happened]) -> Iterator[tuple[dt.date, int, CaseStep]]:
    """Each ranks at least as whatever stands before it on its day."""
    ranks: dict[dt.date, int] = {}
    for one in history:
        rank = ranks[one.on_date] = max(_rank(one.kind), ranks.get(one.on_date, 0))
        yield one.on_date, rank, _step(one)


def _rank(kind: EventKind) -> int:
    return 2 * list(EventKind).index(kind)


def _rank_left(one: PlaceLeft) -> int:
    """A place freed by an end comes after it."""
    after = list(EventKind)[-1] if one.reason is LeftReason.REFERRAL_ENDED else EventKind.BOOKED
    return _rank(after) + 1


def _unbooked(
    history: Sequence[Happened], left: Sequence[PlaceLeft]
) -> Iterator[tuple[dt.date, int, CaseStep]]:
    """Bookings whose event no longer counts: it went with the place."""
    told = Counter(one.on_date for one in history if one.kind is EventKind.BOOKED)
    for one in left:
        if told[one.booked_on] > 0:
            told[one.booked_on] -= 1
            continue
        step = CaseStep(in_words(one.booked_on), str(EVENTS[EventKind.BOOKED]), "")
        yield one.booked_on, _rank(EventKind.BOOKED), step


def _left(one: PlaceLeft) -> CaseStep:
    by = str(gettext("by %(body)s", body=one.by)) if one.by else ""
    href = f"/turns/{one.public_id}" if one.has_proof else ""
    given = in_words(one.booked_on) if href else ""
    return CaseStep(in_words(one.freed_on), str(PLACES_LEFT[one.reason]), by, href, given)


def _taken_back(one: WordTakenBack) -> CaseStep:
    what = gettext("Taken back, and counts no longer: %(what)s, %(day)s",
                   what=str(EVENTS[one.happened.kind]).lower(),
                   day=in_words(one.happened.on_date))  # fmt: skip
    return CaseStep(in_words(one.on_date), str(what), "")


def _step(event: Happened) -> CaseStep:
    return CaseStep(
        in_words(event.on_date), str(EVENTS[event.kind]), reason_name(event.kind, event.reason)
    )
