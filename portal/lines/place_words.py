"""The places of a row's next groups in words: what is left, and to some what is taken."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.availability.answer_types import LineRow
from commissioning.availability.statuses import IN_DOUBT
from commissioning.bookings.places_ahead import PlacesAhead
from portal.formatting import in_words
from portal.lines.plain_words import PlainWords

OTHERS: Final = "other-groups"
"""Where the page of a group leads on to the others of its line."""


@dataclass(frozen=True, slots=True)
class ShownPlacesAhead:
    """`path` is where a place is held or booked, "" for whoever may not; `asks` its words.
    `is_of_later`: no group, but the way to those that are not told here."""

    says: str
    path: str = ""
    asks: str = ""
    starts: str = ""
    is_of_later: bool = False


def places_facts(row: LineRow, words: PlainWords) -> Iterator[tuple[str, str]]:
    """Of planned groups alone; where no place was ever booked here, that it is not known."""
    if not row.places:
        return
    counted = [one for one in row.places if one.left is not None]
    if not counted:
        yield words.places_left, words.not_known_here
        return
    said = [f"{in_words(one.starts_on)}: {_left(one, words)}" for one in counted]
    yield _label(row, words), "; ".join(said)


def places_in_short(row: LineRow, words: PlainWords) -> str:
    """As far as the first group with a place; "" where it is not known."""
    counted = [one for one in row.places if one.left is not None]
    if not counted:
        return ""
    said = [
        words.left_in_group % {"left": _left(one, words), "day": in_words(one.starts_on)}
        for one in _to_the_first_free(counted)
    ]
    return f"{_label(row, words)}: {', '.join(said)}."


def shown_groups(
    row: LineRow, words: PlainWords, *, may_hold: bool, is_short: bool
) -> tuple[ShownPlacesAhead, ...]:
    """For officers, and for whoever delivers or buys it: others read in the facts what is left."""
    told = [one for one in row.places if one.group is not None or one.taken is not None]
    if is_short:
        told = _to_the_first_free(told)
    twice = _days_of_several(row.places)
    shown = tuple(
        ShownPlacesAhead(
            _taken(one, words, day),
            "" if one.group is None else f"/places/{one.group}",
            "" if one.group is None else _asks(one, words, may_hold=may_hold),
            day,
        )
        for one in told
        for day in (_day(one, twice),)
    )
    return shown if is_short else (*shown, *_later(told, words))


def _later(told: Sequence[PlacesAhead], words: PlainWords) -> Iterator[ShownPlacesAhead]:
    """Officers find them on the page of a group; whoever delivers or buys it among its groups."""
    if told and told[-1].later:
        last = told[-1]
        path = "/groups" if last.group is None else f"/places/{last.group}#{OTHERS}"
        yield ShownPlacesAhead("", path, words.later_groups(last.later), is_of_later=True)


def _days_of_several(groups: Sequence[PlacesAhead]) -> set[dt.date]:
    days = Counter(one.starts_on for one in groups)
    return {day for day, number in days.items() if number > 1}


def _day(one: PlacesAhead, twice: Collection[dt.date]) -> str:
    """Two groups of one day are told apart by what their provider calls them."""
    day = in_words(one.starts_on)
    return f"{day}, {one.reference}" if one.starts_on in twice and one.reference else day


def _asks(one: PlacesAhead, words: PlainWords, *, may_hold: bool) -> str:
    """Of a full group nothing can be held; whoever was offered a place of it can be booked."""
    return words.hold_a_place if may_hold and one.left != 0 else words.book_a_place


def _label(row: LineRow, words: PlainWords) -> str:
    """Places are counted here whether or not anybody confirmed on what day the group begins."""
    is_doubted = row.standing.status in IN_DOUBT
    return words.places_left_planned if is_doubted else words.places_left_now


def _left(one: PlacesAhead, words: PlainWords) -> str:
    return str(one.left) if one.left else words.no_place_left


def _to_the_first_free(groups: Sequence[PlacesAhead]) -> list[PlacesAhead]:
    """Where all that are shown are full, the last of them says so."""
    free = next((place for place, one in enumerate(groups) if one.left != 0), len(groups))
    return list(groups[: free + 1])


def _taken(one: PlacesAhead, words: PlainWords, day: str) -> str:
    if one.taken is None:
        return words.group_not_booked_here % {"day": day}
    return words.group_taken % {
        "day": day,
        "left": one.left,
        "places": one.taken.places,
        "booked": one.taken.booked,
        "held": one.taken.held,
        "offered": one.taken.offered,
    }
