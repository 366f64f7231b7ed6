"""One line as its commissioner and its provider read it: bought, started, waited for, ended."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from sqlalchemy.orm import Session

from commissioning.agreements.prices import prices_by_day
from commissioning.agreements.volume_ends import last_days
from commissioning.desk.line_costs import CostToDate, cost_to_date
from commissioning.desk.line_records import (
    LineHead,
    PersonOnLine,
    PromisesHeld,
    ReasonCount,
    area_names,
    days_of_line,
    line_head,
    people_of_line,
    promises_held,
    reasons_of_line,
    volume_ids_of,
)
from commissioning.desk.untold_months import silent_months, untold_months, untold_starts
from commissioning.lines.models import LineDay
from commissioning.monitoring.process_control import Better, ControlChart, control_chart
from commissioning.returns.delivered import both_by_month
from commissioning.returns.used import UsedInMonth, counts_of
from commissioning.volumes.account import (
    AlertSpell,
    VolumeAccount,
    alert_spells,
    volume_account,
)
from commissioning.volumes.models import VolumeUnit
from commissioning.volumes.money import Price, price_in_force
from commissioning.volumes.queries import volumes_by_id
from commissioning.volumes.silence import Untold
from commissioning.volumes.volume import Volume
from commissioning.waiting.clock import Outcome, Wait, wait_of
from commissioning.waiting.lists import (
    CompletedWaits,
    IncompleteWaits,
    completed,
    incomplete,
    quantile,
)
from directory.sight import Sight

MONTHS_CHARTED = 24
PERIOD_DAYS = 365


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """Counted in one calendar month, given by its first day."""

    month: dt.date
    referred: int = 0
    started: int = 0
    completed: int = 0
    dropped_out: int = 0
    left: int = 0
    terminated: int = 0


@dataclass(frozen=True, slots=True)
class MonthlyChart:
    """Points of whole months; `chart` None: fewer than six of them, which no chart is made of.

    Of months that are `untold` there is no point.
    """

    months: tuple[dt.date, ...]
    values: tuple[float, ...]
    chart: ControlChart | None
    untold: Untold = ()


@dataclass(frozen=True, slots=True)
class VolumeOnLine:
    """`both` is what records and accepted returns say of each month, `by_month` what counts.

    `cost` None: no price is known to who looks, and no money is told.
    """

    account: VolumeAccount
    by_month: tuple[tuple[dt.date, float], ...]
    both: tuple[tuple[dt.date, UsedInMonth], ...]
    spells: tuple[AlertSpell, ...]
    cost: CostToDate | None


@dataclass(frozen=True, slots=True)
class SentenceToReferral:
    """Days from the sentence to the referral, of those referred on orders in the period."""

    people: int
    median_days: int | None
    nine_in_ten_days: int | None


@dataclass(frozen=True, slots=True)
class LineAccount:
    """`since` is the first day of the period of which waits, reasons and ends are told."""

    head: LineHead
    areas: tuple[str, ...]
    since: dt.date
    on: dt.date
    volumes: tuple[VolumeOnLine, ...]
    months: tuple[MonthCounts, ...]
    starts: MonthlyChart
    waits: MonthlyChart
    completed: CompletedWaits
    incomplete: IncompleteWaits
    sentence_to_referral: SentenceToReferral
    reasons: tuple[ReasonCount, ...]
    promises: PromisesHeld | None

    @property
    def ended(self) -> MonthCounts:
        """How people's time here ended, in the last twelve whole months and this one."""
        last = self.months[-12:]
        names = [field.name for field in fields(MonthCounts) if field.name != "month"]
        sums = {name: sum(getattr(month, name) for month in last) for name in names}
        return MonthCounts(last[0].month if last else self.since, **sums)


def line_account(
    session: Session, public_id: uuid.UUID, *, sight: Sight, today: dt.date
) -> LineAccount:
    """Raises `NotKnown` of a line that is another's."""
    head = line_head(session, public_id, sight=sight)
    since = today - dt.timedelta(days=PERIOD_DAYS)
    charted_from = _first_charted(today)
    people = people_of_line(session, head.key, since=charted_from)
    waits = _waits(people, today)
    months = _months(days_of_line(session, head.key, since=charted_from), today)
    whole = [month for month in months if month.month < today.replace(day=1)]
    return LineAccount(
        head=head,
        areas=area_names(session, head.key),
        since=since,
        on=today,
        volumes=_volumes(session, head, sight, today, people),
        months=months,
        starts=_starts(whole, untold_starts(session, head.key, whole)),
        waits=_charted(_half_waited(waits, whole), "decrease", target=head.target_days),
        completed=completed(
            ((started, wait) for started, wait in waits if started is not None),
            first=since,
            last=today,
            target_days=head.target_days,
        ),
        incomplete=incomplete(wait for _, wait in waits),
        sentence_to_referral=_sentence_to_referral(people, since),
        reasons=tuple(reasons_of_line(session, head.key, since=since)),
        promises=promises_held(session, head.key),
    )


def _first_charted(today: dt.date) -> dt.date:
    months = today.year * 12 + today.month - 1 - MONTHS_CHARTED
    return dt.date(months // 12, months % 12 + 1, 1)


def _waits(people: Iterable[PersonOnLine], today: dt.date) -> list[tuple[dt.date | None, Wait]]:
    """Beside the day of start; whoever was recorded as starting before day 0 has no wait."""
    return [
        (
            person.started_on,
            wait_of(
                person.day_0,
                started=person.started_on,
                left=person.left_on,
                pauses=(),
                census=today,
            ),
        )
        for person in people
        if person.day_0 <= min(person.started_on or today, person.left_on or today, today)
    ]


def _months(days: Sequence[LineDay], today: dt.date) -> tuple[MonthCounts, ...]:
    """From the first month of which anything is recorded to this one, months without any in it."""
    if not days:
        return ()
    by_month: defaultdict[dt.date, list[LineDay]] = defaultdict(list)
    for day in days:
        by_month[day.day.replace(day=1)].append(day)
    month, counted = min(by_month), list[MonthCounts]()
    while month <= today:
        of_month = by_month.get(month, [])
        counted.append(
            MonthCounts(
                month,
                sum(day.referred for day in of_month),
                sum(day.started for day in of_month),
                sum(day.completed for day in of_month),
                sum(day.dropped_out for day in of_month),
                sum(day.left for day in of_month),
                sum(day.terminated for day in of_month),
            )
        )
        month = (month + dt.timedelta(days=31)).replace(day=1)
    return tuple(counted)


def _charted(
    points: Sequence[tuple[dt.date, float]], better: Better, *, target: float | None = None
) -> MonthlyChart:
    values = [value for _, value in points]
    return MonthlyChart(
        tuple(month for month, _ in points),
        tuple(values),
        control_chart(values, direction=better, target=target),
    )


def _starts(whole: Sequence[MonthCounts], untold: Untold) -> MonthlyChart:
    points = [(one.month, one.started) for one in whole if one.month not in untold]
    return replace(_charted(points, "increase"), untold=untold)


def _half_waited(
    waits: Iterable[tuple[dt.date | None, Wait]], whole: Sequence[MonthCounts]
) -> list[tuple[dt.date, float]]:
    """By month of start the days within which half of them had started; months with any."""
    by_month: defaultdict[dt.date, list[int]] = defaultdict(list)
    for started, wait in waits:
        if started is not None and wait.outcome is Outcome.STARTED:
            by_month[started.replace(day=1)].append(wait.days)
    return [
        (one.month, half)
        for one in whole
        if (half := quantile(by_month.get(one.month, []), 0.5)) is not None
    ]


def _sentence_to_referral(people: Iterable[PersonOnLine], since: dt.date) -> SentenceToReferral:
    days = [
        (person.received_on - person.sentenced_on).days
        for person in people
        if person.sentenced_on is not None
        and person.day_0 == person.sentenced_on
        and since <= person.received_on
        and person.sentenced_on <= person.received_on
    ]
    return SentenceToReferral(len(days), quantile(days, 0.5), quantile(days, 0.9))


def _volumes(
    session: Session,
    head: LineHead,
    sight: Sight,
    today: dt.date,
    people: Sequence[PersonOnLine],
) -> tuple[VolumeOnLine, ...]:
    ids = volume_ids_of(session, head.key, sight=sight, today=today)
    volumes = volumes_by_id(session, ids)
    both = both_by_month(session, list(ids), on=today)
    prices = prices_by_day(session, set(ids.values()), on=today, sight=sight)
    silent = {
        key: silent_months(head.key, VolumeUnit(one.unit), one.period, counts_of(both[key]), today)
        for key, one in volumes.items()
    }
    untold, ends = untold_months(session, silent), last_days(session, ids, today=today)
    return tuple(
        _volume(
            session,
            head,
            volumes[key],
            both[key],
            prices.get(agreement, {}).get(VolumeUnit(volumes[key].unit), ()),
            untold.get(key, ()),
            ends.get(key),
            today,
            people,
        )
        for key, agreement in ids.items()
    )


def _volume(
    session: Session,
    head: LineHead,
    volume: Volume,
    both: Mapping[dt.date, UsedInMonth],
    prices: Sequence[Price],
    untold: Untold,
    ended_on: dt.date | None,
    today: dt.date,
    people: Sequence[PersonOnLine],
) -> VolumeOnLine:
    price = price_in_force(today, prices)
    account = volume_account(
        volume, counts_of(both), today, price=price, untold=untold, ended_on=ended_on
    )
    both = {month: one for month, one in both.items() if month <= account.last}
    delivered = counts_of(both)
    days = days_of_line(session, head.key, since=volume.first) if prices else []
    in_period = [day for day in days if day.day <= account.last]
    return VolumeOnLine(
        account,
        tuple(delivered.items()),
        tuple(both.items()),
        alert_spells(volume, delivered, today, untold, ended_on),
        cost_to_date(
            volume,
            delivered,
            prices,
            started=sum(day.started for day in in_period),
            completed=sum(day.completed for day in in_period),
            people=people,
        ),
    )
