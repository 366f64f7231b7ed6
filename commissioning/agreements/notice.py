"""When notice must be given, and where an agreement stands on the way to its end. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
import enum
from collections.abc import Sequence

MONTHS_IN_YEAR = 12


class TermStanding(enum.StrEnum):
    """In the order in which a list of them is read."""

    NOTICE_PASSED = "notice_passed"
    TO_END = "to_end"
    END_NOT_KNOWN = "end_not_known"
    ENDED = "ended"


def notice_day(ends_on: dt.date | None, notice_months: int | None) -> dt.date | None:
    """The last day on which notice can be given; None where end or notice is not known.

    The same day of the month so many months before, or that month's last day.
    """
    if ends_on is None or notice_months is None:
        return None
    return months_from(ends_on, -notice_months)


def standing(ends_on: dt.date | None, notice_months: int | None, *, today: dt.date) -> TermStanding:
    """On its last day it still runs, and on the notice day itself notice can still be given."""
    if ends_on is None:
        return TermStanding.END_NOT_KNOWN
    if ends_on < today:
        return TermStanding.ENDED
    last = notice_day(ends_on, notice_months)
    return TermStanding.NOTICE_PASSED if last is not None and last < today else TermStanding.TO_END


def latest_end(ends_on: dt.date | None, extensions: Sequence[int] | None) -> dt.date | None:
    """Where every option to extend were taken from this end; None where none is known.

    An agreement that ends with a month goes on ending with one.
    """
    if ends_on is None or not extensions:
        return None
    later = months_from(ends_on, sum(extensions))
    if ends_on.day == calendar.monthrange(ends_on.year, ends_on.month)[1]:
        return later.replace(day=calendar.monthrange(later.year, later.month)[1])
    return later


def last_possible_day(ends_on: dt.date | None, extensions: Sequence[int] | None) -> dt.date | None:
    """The last to which the options lead from the end that they were agreed beside; None where
    the options are not known."""
    return ends_on if extensions is not None and not extensions else latest_end(ends_on, extensions)


def months_from(day: dt.date, months: int) -> dt.date:
    """The same day of another month, or that month's last."""
    year, month = divmod(day.year * MONTHS_IN_YEAR + day.month - 1 + months, MONTHS_IN_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
