"""What the pages of statistics and of fairness say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from commissioning.referrals.characteristics import NO_LONGER_HELD, NOT_ASKED
from commissioning.statistics.figures import (
    NATION,
    AreaTold,
    DeclinesTold,
    FiguresTold,
    GroupFigures,
    QuarterTold,
    ShareTold,
)
from commissioning.statistics.quarters import Quarter
from portal.formatting import long_wait
from portal.statistics.words import (
    CHARACTERISTICS,
    REASONS_FOR_DECLINING,
    TOO_FEW,
    difference_in_words,
    group_in_words,
    quarter_in_words,
    share_in_words,
)

UNKNOWN: Final = frozenset({NOT_ASKED, NO_LONGER_HELD})


@dataclass(frozen=True, slots=True)
class ShownRelease:
    """One version of a quarter; `reason` "" for the first."""

    code: str
    name: str
    version: int
    method: int
    published_at: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PublishedAs:
    """The release that is shown, and all that there are."""

    shown: ShownRelease
    versions: tuple[ShownRelease, ...]
    quarters: tuple[tuple[str, str], ...]

    @property
    def is_latest(self) -> bool:
        return self.shown.version == self.versions[0].version

    @property
    def asks(self) -> str:
        """What an address says of this release."""
        kept = f"quarter={self.shown.code}"
        return kept if self.is_latest else f"{kept}&version={self.shown.version}"


@dataclass(frozen=True, slots=True)
class ShownDeclines:
    """Of people declined, by reason; without rows where it is withheld."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_kept_from_before: bool = False


@dataclass(frozen=True, slots=True)
class StatisticsPage:
    published: PublishedAs
    census: dt.date
    rows: tuple[tuple[str, ...], ...]
    declines: ShownDeclines
    declines_of_year: ShownDeclines | None
    year: str
    has_generated_figures: bool


@dataclass(frozen=True, slots=True)
class ShownShare:
    share: str
    differs: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class GroupRow:
    """`shares` empty: they stand too much alike to be told; without counts it is nobody."""

    name: str
    counts: tuple[str, ...]
    half_wait: str
    shares: tuple[ShownShare, ...]
    is_one_class: bool


@dataclass(frozen=True, slots=True)
class CharacteristicTable:
    """`is_recorded`: somebody at all gave an answer."""

    name: str
    rows: tuple[GroupRow, ...]
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class FairnessPage:
    """`published` of a region or the nation; None for a line, whose `census` is its own day."""

    area: str
    slug: str
    quarter: str
    quarter_code: str
    census: dt.date
    everybody: GroupRow
    tables: tuple[CharacteristicTable, ...]
    places: tuple[tuple[str, str], ...]
    quarters: tuple[tuple[str, str], ...]
    published: PublishedAs | None
    has_generated_figures: bool
    is_owner: bool = False


def statistics_page(
    published: PublishedAs, told: QuarterTold, declines_of_year: DeclinesTold | None
) -> StatisticsPage:
    year = Quarter.called(told.quarter).year_to_march[-1]
    return StatisticsPage(
        published,
        told.census,
        tuple(_area_row(one) for one in told.areas),
        _table(told.declines),
        None if declines_of_year is None else _table(declines_of_year),
        str(year.year),
        told.has_generated_figures,
    )


def fairness_page(
    area: AreaTold,
    quarter: Quarter,
    census: dt.date,
    *,
    places: Iterable[AreaTold] = (),
    quarters: Iterable[Quarter] = (),
    published: PublishedAs | None = None,
    has_generated_figures: bool = False,
    is_owner: bool = False,
) -> FairnessPage:
    everybody = GroupFigures("not_asked", area.figures.referred, area.figures)
    return FairnessPage(
        area.name,
        area.slug,
        quarter_in_words(quarter),
        quarter.code,
        census,
        _group_row(str(gettext("Everybody")), everybody),
        tuple(
            _characteristic(code, str(name), _told(area.groups.get(code, ())))
            for code, name in CHARACTERISTICS.items()
        ),
        tuple((one.slug, one.name) for one in places),
        tuple((one.code, quarter_in_words(one)) for one in quarters),
        published,
        has_generated_figures,
        is_owner,
    )


def _characteristic(code: str, name: str, groups: Sequence[GroupFigures]) -> CharacteristicTable:
    rows = tuple(_group_row(group_in_words(code, one.code), one) for one in groups)
    known = [row for row, one in zip(rows, groups, strict=True) if one.code not in UNKNOWN]
    return CharacteristicTable(name, rows, any(row.counts for row in known))


def _told(groups: Sequence[GroupFigures]) -> list[GroupFigures]:
    """Answers that nobody is without need no row."""
    return [one for one in groups if one.referred != "0" or one.code != "no_longer_held"]


def _area_row(area: AreaTold) -> tuple[str, ...]:
    name = str(gettext("England and Wales")) if area.slug == NATION else area.name
    told = area.figures
    if set(_counts(told)) == {"0"}:
        return name, str(gettext("none recorded")), *("–",) * 7
    shares = (told.in_time, told.turned_away, told.finished)
    return name, *_counts(told), _half_wait(told), *(share_in_words(one) for one in shares)


def _counts(told: FiguresTold) -> tuple[str, ...]:
    four = (told.referred, told.started, told.completed, told.declined)
    return tuple(_count(one) for one in four)


def _count(told: str) -> str:
    """As shares beside it write their numbers; what stands for a protected one is left as it is."""
    return f"{int(told):,}" if told.isdecimal() else told


def _half_wait(told: FiguresTold) -> str:
    if told.half_wait_days is not None:
        return long_wait(told.half_wait_days)
    return str(gettext("fewer than half had")) if told.fewer_than_half else str(TOO_FEW)


def _group_row(name: str, group: GroupFigures) -> GroupRow:
    told = group.figures
    if told is None:
        return GroupRow(name, (_count(group.referred),), "", (), False)
    if set(_counts(told)) == {"0"}:
        return GroupRow(name, (), "", (), False)
    shares = tuple(
        _shown_share(group.code, one) for one in (told.in_time, told.turned_away, told.finished)
    )
    return GroupRow(name, _counts(told), _half_wait(told), shares, group.is_one_class)


def _shown_share(code: str, told: ShareTold | None) -> ShownShare:
    differs = None if told is None else told.differs
    is_marked = differs is not None and differs.can_be_told_from_none
    return ShownShare(share_in_words(told), difference_in_words(code, told), is_marked)


def _table(told: DeclinesTold) -> ShownDeclines:
    headings = (
        str(gettext("Region of the home")),
        *(str(REASONS_FOR_DECLINING[code]) for code in told.columns),
        str(gettext("All declined")),
    )
    if told.is_withheld:
        return ShownDeclines(headings, (), told.is_kept_from_before)
    names = [name or str(gettext("Home not known")) for name in told.rows]
    rows = [
        (name, *("*" if cell is None else f"{cell:,}" for cell in cells), f"{total:,}")
        for name, cells, total in zip(names, told.cells, told.row_totals, strict=True)
    ]
    everywhere = [f"{total:,}" for total in told.column_totals]
    total = (str(gettext("England and Wales")), *everywhere, f"{sum(told.row_totals):,}")
    return ShownDeclines(headings, (*rows, total), told.is_kept_from_before)
