"""What the months of an agreement come to, as a page and as a file, and the form that tells one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wtforms import Form, SelectField
from wtforms.validators import InputRequired

from commissioning.agreements.models import Agreement
from commissioning.agreements.notice import months_from
from commissioning.returns.month_money import VolumeMoney
from commissioning.volumes.money import MonthMoney
from commissioning.volumes.silence import Untold, untold_in_words
from commissioning.volumes.volume import units_told
from portal.agreements.words import UNITS, more_or_less, plain_pounds, pounds
from portal.asking.options import options
from portal.formatting import NOT_KNOWN, between, in_words
from portal.formatting import month as month_in_words
from portal.lines.agreement_words import told_in_part_words
from portal.showing.spreadsheets import Cell

HEADINGS: Final = (
    "Agreement", "Lot", "Unit", "Period", "Month", "Delivered", "Units paid", "Units not paid",
    "Comes to (£)", "Told (£)", "Told last in", "Changed since (£)", "As at",
)  # fmt: skip
UntoldOfVolumes = Mapping[int, Untold]
"""By the key of a volume the months that nobody told."""


@dataclass(frozen=True, slots=True)
class ShownMonth:
    month: str
    units: str
    bands: tuple[str, ...]
    pounds: str
    told: str
    changed: str
    in_part: str = ""


@dataclass(frozen=True, slots=True)
class ShownVolumeMoney:
    """`total` is "" where there is no money to tell: `why` says why, and no figure stands.

    `left_out` are the months over that nobody told, which are not in the total.
    """

    title: str
    months: tuple[ShownMonth, ...]
    total: str
    why: str
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class MoneyPage:
    public_id: str
    title: str
    as_at: str
    volumes: tuple[ShownVolumeMoney, ...]
    can_state: bool
    done: str
    has_generated_figures: bool

    @property
    def passes_over(self) -> bool:
        return any(one.left_out for one in self.volumes)


class MonthForm(Form):
    """Which whole month is told next; one choice for each volume that has one."""

    month = SelectField("Which month", [InputRequired("Choose the month")], validate_choice=False)

    def offer(
        self, volumes: Sequence[VolumeMoney], untold: UntoldOfVolumes, today: dt.date
    ) -> None:
        named = [
            (_key(one, month), f"{month_in_words(month)}: {_title(one)}")
            for one, month in _to_state(volumes, untold, today)
        ]
        self.month.choices = options([("", "Choose one"), *named])

    @property
    def has_choices(self) -> bool:
        return len(self.month.choices or ()) > 1

    def chosen(
        self, volumes: Sequence[VolumeMoney], untold: UntoldOfVolumes, today: dt.date
    ) -> tuple[VolumeMoney, dt.date] | None:
        for one, month in _to_state(volumes, untold, today):
            if _key(one, month) == self.month.data:
                return one, month
        self.month.errors = ["This month was told meanwhile, or cannot be: choose again"]
        return None


def money_page(
    agreement: Agreement,
    volumes: Sequence[VolumeMoney],
    untold: UntoldOfVolumes,
    *,
    today: dt.date,
    can_state: bool,
    done: str,
) -> MoneyPage:
    return MoneyPage(
        str(agreement.public_id),
        agreement.title,
        in_words(today),
        tuple(_shown(one, untold.get(one.volume.id, ()), today) for one in volumes),
        can_state,
        done,
        agreement.is_generated,
    )


def money_rows(
    agreement: Agreement,
    volumes: Sequence[VolumeMoney],
    untold: UntoldOfVolumes,
    *,
    today: dt.date,
) -> Iterator[Sequence[Cell]]:
    """A row a month; what nobody told, or where there is no money to tell, is empty and never 0."""
    yield HEADINGS
    for one in volumes:
        money = {month.month: month for month in one.months or ()}
        changed = one.changed_before(dt.date.max) if one.months is not None else {}
        silent = untold.get(one.volume.id, ())
        for month, delivered in one.delivered.items():
            is_told = month not in silent
            yield (
                agreement.external_id, one.lot.external_id, UNITS[one.volume.unit],
                between(one.volume.starts_on, one.volume.ends_on), f"{month:%Y-%m}",
                delivered if is_told else None,
                *_cells(one, money.get(month), changed, is_told=is_told), today,
            )  # fmt: skip


def _cells(
    one: VolumeMoney,
    month: MonthMoney | None,
    changed: Mapping[dt.date, int],
    *,
    is_told: bool,
) -> Sequence[Cell]:
    if month is None:
        return (None,) * 6
    told = one.told.get(month.month)
    return (
        float(month.units - month.unpaid) if is_told else None,
        float(month.unpaid) if is_told else None,
        plain_pounds(month.pence) if month.units else None,
        None if told is None else plain_pounds(told.pence),
        None if told is None else f"{told.in_month:%Y-%m}",
        plain_pounds(changed.get(month.month, 0)) if told is not None else None,
    )


def _shown(one: VolumeMoney, untold: Untold, today: dt.date) -> ShownVolumeMoney:
    if one.months is None:
        return ShownVolumeMoney(_title(one), (), "", _why(one))
    changed = one.changed_before(dt.date.max)
    months = tuple(
        _month(one, month, changed, today, is_told=month.month not in untold)
        for month in one.months
    )
    over = tuple(month for month in untold if months_from(month, 1) <= today)
    left_out = untold_in_words(over)
    return ShownVolumeMoney(_title(one), months, pounds(one.pence or 0), "", left_out)


def _why(one: VolumeMoney) -> str:
    if not one.delivered:
        return "Nothing is recorded as delivered in this period, so there is no money to tell."
    return "No price is known to you for this unit, so no money is told."


def _month(
    one: VolumeMoney,
    month: MonthMoney,
    changed: Mapping[dt.date, int],
    today: dt.date,
    *,
    is_told: bool,
) -> ShownMonth:
    told = one.told.get(month.month)
    so_far = " so far" if months_from(month.month, 1) > today else ""
    moved = changed.get(month.month, 0)
    return ShownMonth(
        f"{month_in_words(month.month)}{so_far}",
        _units(month) if is_told else NOT_KNOWN,
        tuple(
            f"{band.units.normalize():f} at {pounds(band.pence)}"
            if band.pence is not None
            else f"{band.units.normalize():f} above the cap, not paid"
            for band in month.bands
        ),
        _comes_to(month) if is_told else NOT_KNOWN,
        "not told yet" if told is None else pounds(told.pence),
        more_or_less(moved) if told is not None and moved else "",
        told_in_part_words(one.in_part[month.month]) if month.month in one.in_part else "",
    )


def _units(month: MonthMoney) -> str:
    return f"{month.units.normalize():f}" if month.units else "nothing recorded"


def _comes_to(month: MonthMoney) -> str:
    """A month without units is no sum of money; one of which all is above the cap says so."""
    if not month.units:
        return "none"
    return pounds(month.pence) if month.pence else "nothing is paid"


def _title(one: VolumeMoney) -> str:
    volume = one.volume
    period = between(volume.starts_on, volume.ends_on)
    return (
        f"{units_told(volume.quantity)} {UNITS[volume.unit]}, {period}, lot {one.lot.external_id}"
    )


def _to_state(
    volumes: Sequence[VolumeMoney], untold: UntoldOfVolumes, today: dt.date
) -> list[tuple[VolumeMoney, dt.date]]:
    """Month by month, but for those that nobody told; after the period only where something
    changed."""
    found = []
    for one in volumes:
        month = one.next_to_state(today, untold.get(one.volume.id, ()))
        if month is not None and (month <= one.volume.ends_on or one.changed_before(month)):
            found.append((one, month))
    return found


def _key(one: VolumeMoney, month: dt.date) -> str:
    volume = one.volume
    return f"{one.lot.public_id}.{volume.unit.value}.{volume.starts_on}.{month:%Y-%m}"
