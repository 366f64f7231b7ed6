"""Where the lines and marks of a chart are drawn: whole units of its box, from figures alone.

A chart is drawn by the server, needs no script and stands beside the table that says the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isclose

from commissioning.desk.line_account import MonthlyChart, VolumeOnLine
from commissioning.monitoring.process_control import ControlChart, Signal
from commissioning.volumes.account import VolumeAccount
from commissioning.volumes.position import expected_to_date

WIDTH, HEIGHT = 360, 180
LEFT, RIGHT, TOP, BOTTOM = 38, 8, 10, 24
ROOM_ABOVE = 1.05
MOST_PLACES = 6

_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Mark:
    """`kind` is its class: what it means is said in words beside the chart."""

    x: int
    y: int
    kind: str


@dataclass(frozen=True, slots=True)
class Label:
    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """`lines` are points of a polyline by class, `areas` those of a filled shape."""

    says: str
    lines: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]
    across: tuple[Label, ...]
    up: tuple[Label, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class _Box:
    """What lies at either end of each axis; days or places across, figures up."""

    first: float
    last: float
    most: float
    least: float = 0.0

    def x(self, at: float) -> int:
        across = (at - self.first) / max(1e-9, self.last - self.first)
        return round(LEFT + across * (WIDTH - LEFT - RIGHT))

    def y(self, figure: float) -> int:
        up = (figure - self.least) / max(1e-9, self.most - self.least)
        return round(HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM))

    def points(self, pairs: Iterable[tuple[float, float]]) -> str:
        return " ".join(f"{self.x(at)},{self.y(figure)}" for at, figure in pairs)

    def up(self) -> tuple[Label, ...]:
        return tuple(
            Label(LEFT - 4, self.y(figure), f"{figure:,.0f}")
            for figure in (self.least, (self.least + self.most) / 2, self.most)
        )


def cumulative_chart(line: VolumeOnLine) -> Drawn:
    """Delivered so far against the profile, and from the last day told the range of the outturn."""
    account = line.account
    volume, outturn = account.volume, account.outturn
    first, last, told = (day.toordinal() for day in (*volume.period, account.on))
    expected = [(first - 1, 0.0)] + [
        (day.toordinal(), expected_to_date(volume, day)) for day in _month_ends(volume.period)
    ]
    to_date = account.position.delivered
    highest = to_date if outturn is None else outturn.high
    box = _Box(first - 1, last, max(highest, volume.total, 1.0) * ROOM_ABOVE)
    return Drawn(
        _cumulative_says(account),
        (
            ("chart__profile", box.points(expected)),
            *(("chart__delivered", box.points(piece)) for piece in _delivered(line)),
            ("chart__bought", box.points([(first - 1, volume.total), (last, volume.total)])),
        ),
        _range(account, box),
        (Mark(box.x(told), box.y(to_date), "chart__today"),) if account.is_known else (),
        _months_across(box, volume.first, volume.last),
        box.up(),
    )


def _range(account: VolumeAccount, box: _Box) -> tuple[tuple[str, str], ...]:
    """From the last day told to the end of the period, where that is still to come and known."""
    if account.outturn is None or account.is_final:
        return ()
    last, outturn = account.volume.last.toordinal(), account.outturn
    told = (account.on.toordinal(), account.position.delivered)
    return (("chart__range", box.points([told, (last, outturn.high), (last, outturn.low)])),)


def _cumulative_says(account: VolumeAccount) -> str:
    told = account.in_words()
    if not account.is_known:
        return f"Delivered: {told['To date']}. {told['Expected to date']} expected to date."
    if account.ended_on is not None:
        where = f"ended, {told['Ended']}"
    else:
        where = f"heading for {told['Outturn']}" if account.outturn else told["Outturn"]
    return f"{told['To date']}, {told['Expected to date']} expected to date; {where}."


def _delivered(line: VolumeOnLine) -> list[list[tuple[float, float]]]:
    """Flat through a month in which nothing was delivered; a gap where nobody told of one."""
    account = line.account
    if not account.is_known:
        return []
    delivered, sums = dict(line.by_month), 0.0
    pieces = [[(account.volume.first.toordinal() - 1.0, 0.0)]]
    for end in _month_ends((account.volume.first, account.on)):
        sums += delivered.get(end.replace(day=1), 0.0)
        if end.replace(day=1) in account.untold:
            pieces.append([(float(end.toordinal()), sums)])
        else:
            pieces[-1].append((float(end.toordinal()), sums))
    return [piece for piece in pieces if len(piece) > 1]


def control_chart_drawn(monthly: MonthlyChart, chart: ControlChart, what: str) -> Drawn:
    """Points with their centre and limits; a signal is another shape, not a colour alone."""
    limits = chart.shown_limits()
    low, high = limits[-1]
    places = places_to_tell(chart.values, (chart.centre[-1], low, high))
    between = f"limits {low:,.{places}f} and {high:,.{places}f}" if low < high else "no limits"
    highest = max(*chart.values, *(high for _, high in limits), 1.0)
    box = _Box(0, len(chart.values) - 1, highest * ROOM_ABOVE)
    return Drawn(
        f"{what}: {chart.values[-1]:,.0f} in {monthly.months[-1]:%B %Y}, mean"
        f" {chart.centre[-1]:,.{places}f}, {between}.",
        (
            ("chart__limit", box.points(_by_place(low for low, _ in limits))),
            ("chart__limit", box.points(_by_place(high for _, high in limits))),
            ("chart__centre", box.points(_by_place(chart.centre))),
            ("chart__series", box.points(_by_place(chart.values))),
        ),
        (),
        tuple(
            Mark(box.x(place), box.y(value), _mark_of(chart.primary[place]))
            for place, value in enumerate(chart.values)
        ),
        _some_across(box, monthly.months),
        box.up(),
    )


def places_to_tell(values: Sequence[float], lines: Sequence[float]) -> int:
    """How many decimals, so that each value lies where it does also of the lines as shown."""
    for places in range(1, MOST_PLACES):
        shown = [(line, round(line, places)) for line in lines]
        if all(
            _side(value, line) == _side(value, near) for value in values for line, near in shown
        ):
            return places
    return MOST_PLACES


def _side(value: float, line: float) -> int:
    return 0 if isclose(value, line, abs_tol=_SLACK) else 1 if value > line else -1


def _mark_of(signal: Signal | None) -> str:
    if signal is None:
        return "chart__usual"
    return "chart__high" if signal.is_high else "chart__low"


def _by_place(figures: Iterable[float]) -> Iterable[tuple[float, float]]:
    return ((float(place), figure) for place, figure in enumerate(figures))


def _months_across(box: _Box, first: dt.date, last: dt.date) -> tuple[Label, ...]:
    ends = _month_ends((first, last))
    step = max(1, len(ends) // 4)
    return tuple(
        Label(box.x(day.replace(day=1).toordinal()), HEIGHT - 8, f"{day:%b}")
        for day in ends[::step]
    )


def _some_across(box: _Box, months: Sequence[dt.date]) -> tuple[Label, ...]:
    step = max(1, len(months) // 4)
    return tuple(
        Label(box.x(place), HEIGHT - 8, f"{month:%b %y}")
        for place, month in enumerate(months)
        if place % step == 0 and place < len(months) - step // 2
    )


def _month_ends(period: tuple[dt.date, dt.date]) -> list[dt.date]:
    first, last = period
    ends = []
    day = _end_of(first)
    while day < last:
        ends.append(day)
        day = _end_of(day + dt.timedelta(days=1))
    return [*ends, last]


def _end_of(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
