"""When a line's groups meet, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flask_babel import gettext, lazy_gettext

from commissioning.availability.answer_types import LineRow
from commissioning.availability.statuses import IN_DOUBT
from commissioning.groups.meeting import Meeting
from portal.formatting import in_words

ON_WEEKDAYS: Final = (
    lazy_gettext("Mondays"),
    lazy_gettext("Tuesdays"),
    lazy_gettext("Wednesdays"),
    lazy_gettext("Thursdays"),
    lazy_gettext("Fridays"),
    lazy_gettext("Saturdays"),
    lazy_gettext("Sundays"),
)


def meeting_in_words(meeting: Meeting | None, row: LineRow) -> Iterator[tuple[str, str]]:
    """The planned days as days of a start only where the line's dates are confirmed: an old plan
    is no date."""
    if meeting is None:
        return
    if meeting.weekday is not None:
        yield gettext("Meets"), str(ON_WEEKDAYS[meeting.weekday - 1])
    if meeting.ahead and row.standing.status not in IN_DOUBT:
        days = [f"{in_words(one.starts_on)} ({one.reference})" for one in meeting.ahead]
        yield gettext("Next groups"), "; ".join(days)
