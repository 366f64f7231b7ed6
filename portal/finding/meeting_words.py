"""When a line's groups meet, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext, lazy_gettext

from commissioning.availability.answer_types import LineRow
from commissioning.bookings.cards import GroupWithPlaces
from commissioning.groups.meeting import Meeting
from portal.formatting import in_words
from portal.lines.fact_words import IN_DOUBT

ON_WEEKDAYS: Final = (
    lazy_gettext("Mondays"),
    lazy_gettext("Tuesdays"),
    lazy_gettext("Wednesdays"),
    lazy_gettext("Thursdays"),
    lazy_gettext("Fridays"),
    lazy_gettext("Saturdays"),
    lazy_gettext("Sundays"),
)


def meeting_in_words(
    meeting: Meeting | None, row: LineRow, groups: Sequence[GroupWithPlaces] = ()
) -> Iterator[tuple[str, str]]:
    """The planned days as days of a start only where the line's dates are confirmed: an old plan
    is no date.

    Places left, net of holds, where places are booked here: elsewhere nobody knows them.
    """
    if meeting is None:
        return
    if meeting.weekday is not None:
        yield gettext("Meets"), str(ON_WEEKDAYS[meeting.weekday - 1])
    if meeting.ahead and row.standing.status not in IN_DOUBT:
        days = [f"{in_words(one.starts_on)} ({one.reference})" for one in meeting.ahead]
        yield gettext("Next groups"), "; ".join(days)
    if any(_is_counted_here(one) for one in groups):
        left = [f"{in_words(one.starts_on)}: {one.places.left}" for one in groups]
        yield _places_left(row), "; ".join(left)


def _places_left(row: LineRow) -> str:
    """Places are counted here whether or not anybody confirmed on what day the group begins."""
    if row.standing.status in IN_DOUBT:
        return str(gettext("Places left by planned start, not confirmed, without those held"))
    return str(gettext("Places left, without those held"))


def _is_counted_here(group: GroupWithPlaces) -> bool:
    places = group.places
    return bool(places.booked or places.held or places.offered)


@dataclass(frozen=True, slots=True)
class BookedGroup:
    """With `taken` in words, for officers and for whoever delivers or buys it; an officer may hold
    or book a place at its `path`."""

    path: str | None
    starts: str
    taken: str


def booked_groups(groups: Sequence[GroupWithPlaces], *, may_book: bool) -> tuple[BookedGroup, ...]:
    return tuple(
        BookedGroup(
            f"/places/{one.public_id}" if may_book else None,
            in_words(one.starts_on),
            gettext(
                "%(left)s of %(places)s places left, %(booked)s booked, %(held)s held",
                left=one.places.left,
                places=one.places.places,
                booked=one.places.booked,
                held=one.places.held,
            )
            if _is_counted_here(one)
            else gettext("nothing is booked in this portal"),
        )
        for one in groups
    )
