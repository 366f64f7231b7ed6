"""What was used of volumes, month by month: of recorded cases and accepted returns what counts.

The one question of whoever tells what was used of a volume in its months. A returned month is
told as a whole: two periods that share one have it in the period in which it begins.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    extract,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased

from commissioning.agreements.volume_ends import (
    DeliveredByVolume,
    delivered_after,
    last_days,
    to_the_end,
)
from commissioning.returns.models import MonthlyReturn, ReturnCounter, ReturnFigure
from commissioning.returns.queries import COUNTER_OF
from commissioning.returns.told_in_part import knowing_parts
from commissioning.returns.used import ReturnedInMonth, UsedInMonth, both_of_months, counts_of
from commissioning.volumes.delivered import delivered_by_month
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeMonth
from directory.keeping import batches


def used_by_month(
    session: Session, volume_ids: Collection[int], *, on: dt.date
) -> dict[int, dict[dt.date, float]]:
    """Units by first day of the month, for each volume; `on` as in `delivered_by_month`."""
    both = both_by_month(session, volume_ids, on=on)
    return {volume_id: counts_of(months) for volume_id, months in both.items()}


def both_by_month(
    session: Session, volume_ids: Collection[int], *, on: dt.date
) -> dict[int, dict[dt.date, UsedInMonth]]:
    """The same with what either says."""
    recorded = recorded_by_month(session, volume_ids, on=on)
    returned = _returned_by_month(session, volume_ids, on)
    both = {
        volume_id: both_of_months(months, returned.get(volume_id, {}))
        for volume_id, months in recorded.items()
    }
    return knowing_parts(session, both, on=on)


def recorded_by_month(
    session: Session, volume_ids: Collection[int], *, on: dt.date
) -> DeliveredByVolume:
    """Of cases and weekly totals, to the last day of agreement and line where that is before `on`.

    `on` as in `delivered_by_month`; what is dated after the last day is used of nothing.
    """
    recorded = delivered_by_month(session, volume_ids, on=on)
    after = delivered_after(session, last_days(session, volume_ids, today=on))
    return recorded | {
        volume_id: to_the_end(recorded[volume_id], months) for volume_id, months in after.items()
    }


def _returned_by_month(
    session: Session, volume_ids: Collection[int], on: dt.date
) -> Mapping[int, Mapping[dt.date, ReturnedInMonth]]:
    found: defaultdict[int, dict[dt.date, ReturnedInMonth]] = defaultdict(dict)
    for batch in batches(sorted(volume_ids)):
        for volume_id, month, units, recorded in session.execute(months_returned(batch, on)):
            found[volume_id][month] = ReturnedInMonth(float(units), recorded > 0)
    return found


def months_returned(
    volume_ids: Collection[int] | Select[int] | BindParameter[int],
    on: dt.date | BindParameter[dt.date],
    *,
    unless_recorded: bool = False,
) -> Select[int, dt.date, float, int]:
    """By volume and month what accepted returns say, all parts of its lot together, and how many
    of the figures had records beside them when they were given.

    While a figure is being corrected the value that was accepted last goes on counting. With
    `unless_recorded` only of months in which nothing that counts before them is recorded.
    """
    asked, figure = _months_asked(volume_ids, on, unless_recorded).cte(), ReturnFigure
    return (
        select(
            asked.c.volume_id, asked.c.month, func.sum(figure.value), func.count(figure.recorded)
        )
        .join(
            figure,
            and_(
                figure.return_id == asked.c.return_id,
                figure.lot_id == asked.c.lot_id,
                figure.counter == asked.c.counter,
            ),
        )
        .where(figure.accepted_at.is_not(None), _was_accepted_last())
        .group_by(asked.c.volume_id, asked.c.month)
        .order_by(asked.c.volume_id, asked.c.month)
    )


def _months_asked(
    volume_ids: Collection[int] | Select[int] | BindParameter[int],
    on: dt.date | BindParameter[dt.date],
    unless_recorded: bool,
) -> Select[int, int, ReturnCounter | None, int, dt.date]:
    """The returns of each volume's period, with the counter of its unit.

    Distinct without need: so both databases leave out months first and read figures then.
    """
    volume, told = CommissionedVolume, MonthlyReturn
    return (
        select(
            volume.id.label("volume_id"),
            volume.lot_id,
            _counter_of(volume).label("counter"),
            told.id.label("return_id"),
            told.month,
        )
        .join(Lot, Lot.id == volume.lot_id)
        .join(told, told.agreement_id == Lot.agreement_id)
        .where(
            volume.id.in_(volume_ids),
            told.month <= on,
            _is_of_the_period(),
            ~_is_recorded() if unless_recorded else true(),
        )
        .distinct()
    )


def _counter_of(volume: type[CommissionedVolume]) -> ColumnElement[ReturnCounter | None]:
    kind = ReturnFigure.counter.type
    return case(
        {unit: literal(counter, kind) for unit, counter in COUNTER_OF.items()}, value=volume.unit
    )


def _is_recorded() -> ColumnElement[bool]:
    return exists().where(
        VolumeMonth.volume_id == CommissionedVolume.id,
        VolumeMonth.month == MonthlyReturn.month,
        VolumeMonth.delivered != 0,
    )


def _was_accepted_last() -> ColumnElement[bool]:
    figure, later = ReturnFigure, aliased(ReturnFigure)
    return ~exists().where(
        later.return_id == figure.return_id,
        later.lot_id == figure.lot_id,
        later.counter == figure.counter,
        later.number > figure.number,
        later.accepted_at.is_not(None),
    )


def _is_of_the_period() -> ColumnElement[bool]:
    """Holds the month's first day, or begins later in it where no period before holds any of it."""
    volume, before, month = CommissionedVolume, aliased(CommissionedVolume), MonthlyReturn.month
    begins_in_it = and_(
        *(extract(part, volume.starts_on) == extract(part, month) for part in ("year", "month"))
    )
    has_one_before = exists().where(
        before.lot_id == volume.lot_id,
        before.unit == volume.unit,
        before.starts_on < volume.starts_on,
        before.ends_on >= month,
    )
    return and_(
        volume.ends_on >= month,
        or_(volume.starts_on <= month, and_(begins_in_it, ~has_one_before)),
    )
