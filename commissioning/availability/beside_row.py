"""What an open row says beside its dates: chances, people ahead, what it rests on, time needed.

Only where dates are shown: a line that nobody has confirmed lately, one that is not available and
a restricted one say none of it.
"""

from __future__ import annotations

import datetime as dt

from commissioning.availability.answer_types import BesideDates, Footing
from commissioning.availability.in_order import in_order
from commissioning.availability.placed_lines import PlacedLine
from commissioning.availability.question import CourtQuestion
from commissioning.availability.statuses import DATED, LineStanding
from commissioning.availability.stored_lines import LineShown
from commissioning.dates.kept_dates import GROUP, LASTS, NEEDS, WIDER, WITHIN_TARGET, DatesBasis
from commissioning.monitoring.disclosure import banded
from commissioning.timing.chances import in_tenths
from commissioning.timing.time_in_order import TimeInOrder
from commissioning.timing.time_needed import TimeNeeded


def beside_row(
    placed: PlacedLine,
    shown: LineShown,
    question: CourtQuestion,
    *,
    is_referred_to: bool,
    today: dt.date,
) -> BesideDates | None:
    """None where the row shows no dates that count from a forecast.

    `is_referred_to`: enough is recorded to say who is ahead.
    """
    line, basis = placed.stored, shown.forecast_basis
    if basis is None or not line.delivery_kind.is_queued or placed.standing.status not in DATED:
        return None
    time = _time_in_order(placed, question, today)
    return BesideDates(
        group=_group(placed.standing, basis),
        within_target=basis.get(WITHIN_TARGET) if line.answered_on == today else None,
        target_days=line.target_days,
        within_order=in_tenths(placed.order.chance) if placed.order else None,
        people_ahead=banded(basis["queue_ahead"]) if is_referred_to else None,
        footing=Footing(basis["data"], banded(basis["history_starts"])),
        is_wider=WIDER in basis["explanation"],
        needs=time.needs if time else _needs(basis),
        lasts_as_the_order=LASTS in basis,
        in_order=time,
    )


def _time_in_order(
    placed: PlacedLine, question: CourtQuestion, today: dt.date
) -> TimeInOrder | None:
    """Worked out for the rows that are shown, where the chance alone was kept."""
    order = placed.order
    if order is None or placed.detail is None or not order.is_finish_known:
        return None
    if order.time is not None:
        return order.time
    found = in_order(
        placed.stored, placed.detail, question, today=today, closures=placed.closures_ahead
    )
    return found.time if found else None


def _group(standing: LineStanding, basis: DatesBasis) -> str | None:
    """The number of the group that is to start on the likely day."""
    if GROUP not in basis or standing.likely_start is None:
        return None
    day, number = basis[GROUP]
    return str(number) if day == standing.likely_start.isoformat() else None


def _needs(basis: DatesBasis) -> TimeNeeded | None:
    return TimeNeeded(*basis[NEEDS]) if NEEDS in basis else None
