"""What is told of a quarter: figures by area and group, exact to the owner, protected to others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from commissioning.monitoring.disclosure import SMALLEST_SHOWN, may_show_distribution, suppress
from commissioning.monitoring.fairness import PeopleShare, ShareDifference, difference
from commissioning.referrals.characteristics import GROUPS, NO_LONGER_HELD, NOT_ASKED
from commissioning.statistics.counting import PersonCounted, QuarterCount, count, count_by
from commissioning.statistics.quarters import Quarter

NATION: Final = ""
"""In place of a region's address: England and Wales."""

NEVER_COMPARED: Final = frozenset({"prefer_not_to_say", NOT_ASKED, NO_LONGER_HELD})
"""Answers that are no group: nobody is held up against them."""

METHOD: Final = 1
"""Of how figures are counted and protected; a change of either is another number."""


@dataclass(frozen=True, slots=True)
class ShareTold:
    """`of_others` and the difference from it are None where there are too few to compare."""

    share: PeopleShare
    of_others: PeopleShare | None = None
    differs: ShareDifference | None = None


@dataclass(frozen=True, slots=True)
class FiguresTold:
    """Counts in words; a share is None where too few are in it.

    `fewer_than_half`: not half of them had started by the census, so there is no half wait.
    """

    referred: str
    started: str
    completed: str
    declined: str
    half_wait_days: int | None
    in_time: ShareTold | None
    turned_away: ShareTold | None
    finished: ShareTold | None
    fewer_than_half: bool = False


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """`figures` None: all of them stand alike, or they would tell of such a group by what is left.

    `is_one_class` says which of the two; only the owner is told it.
    """

    code: str
    referred: str
    figures: FiguresTold | None
    is_one_class: bool = False


@dataclass(frozen=True, slots=True)
class AreaTold:
    """A region by its address, or the `NATION`; `groups` by characteristic."""

    slug: str
    name: str
    figures: FiguresTold
    groups: Mapping[str, Sequence[GroupFigures]]


@dataclass(frozen=True, slots=True)
class DeclinesTold:
    """A table with exact totals; None is a hidden cell. Withheld: no cell and no total."""

    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[int | None]]
    row_totals: Sequence[int]
    column_totals: Sequence[int]
    is_withheld: bool = False
    is_kept_from_before: bool = False

    @property
    def by_itself(self) -> DeclinesTold:
        """Without the word that it stood before."""
        return replace(self, is_kept_from_before=False)


@dataclass(frozen=True, slots=True)
class QuarterTold:
    """As it was published, and stays."""

    quarter: str
    census: dt.date
    areas: Sequence[AreaTold]
    declines: DeclinesTold
    has_generated_figures: bool = False

    def area(self, slug: str) -> AreaTold | None:
        return next((one for one in self.areas if one.slug == slug), None)


@dataclass(frozen=True, slots=True)
class FiguresFor:
    """To whom: the owner reads exact figures, everybody else protected ones."""

    is_owner: bool = False

    def figures(self, counted: QuarterCount, whole: QuarterCount | None = None) -> FiguresTold:
        """`whole`: everybody of a known group, beside whom this group is held."""
        counts = (counted.referred, counted.started, counted.completed, counted.declined)
        exact = [f"{one:,}" for one in counts]
        referred, started, completed, declined = exact if self.is_owner else suppress(counts)
        may_tell_wait = counted.referred > 0 and (
            self.is_owner or may_show_distribution(counted.referred)
        )
        beside = whole or NOBODY
        return FiguresTold(
            referred,
            started,
            completed,
            declined,
            counted.half_wait_days if may_tell_wait else None,
            self._share(counted.in_time, beside.in_time),
            self._share(counted.turned_away, beside.turned_away),
            self._share(counted.finished, beside.finished),
            may_tell_wait and counted.half_wait_days is None,
        )

    def groups(
        self, codes: Sequence[str], counted: Mapping[str, QuarterCount], whole: QuarterCount
    ) -> list[GroupFigures]:
        """In the order of `codes`; a group of nobody is told as nobody."""
        withheld = set() if self.is_owner else _withheld(counted)
        return [self._group(code, counted.get(code), whole, code in withheld) for code in codes]

    def _group(
        self, code: str, counted: QuarterCount | None, whole: QuarterCount, is_withheld: bool
    ) -> GroupFigures:
        counted = counted or NOBODY
        beside = None if code in NEVER_COMPARED else whole
        figures = self.figures(counted, beside)
        is_one_class = self.is_owner and counted.is_one_class
        return GroupFigures(code, figures.referred, None if is_withheld else figures, is_one_class)

    def _share(self, share: PeopleShare, whole: PeopleShare) -> ShareTold | None:
        """`whole` is nobody where nobody is held beside them."""
        told = self._told(share)
        if told is None:
            return None
        others = self._told(whole.without(share)) if whole.whole else None
        return ShareTold(told, others, difference(told, others))

    def _told(self, share: PeopleShare) -> PeopleShare | None:
        if self.is_owner:
            return share if share.whole else None
        return share.protected()


NOBODY: Final = QuarterCount(
    0, 0, 0, 0, PeopleShare(0, 0), PeopleShare(0, 0), PeopleShare(0, 0), None, False
)


def _withheld(counted: Mapping[str, QuarterCount]) -> set[str]:
    """Groups in which all stand alike; where it is one alone, the next smallest with it.

    Fewer than eight are hidden in any case, and hide nobody else.
    """
    told = {
        code: one
        for code, one in counted.items()
        if one.referred >= SMALLEST_SHOWN and code not in NEVER_COMPARED
    }
    alike = {code for code, one in told.items() if one.is_one_class}
    left = [(one.referred, code) for code, one in told.items() if code not in alike]
    if len(alike) == 1 and left:
        alike.add(min(left)[1])
    return alike


def area_told(
    reader: FiguresFor,
    slug: str,
    name: str,
    people: Iterable[PersonCounted],
    quarter: Quarter,
    *,
    census: dt.date | None = None,
) -> AreaTold:
    """Everybody there, and each group by its characteristic, as at the quarter's own census."""
    people, as_at = list(people), census or quarter.census
    groups = {}
    for at, (characteristic, answers) in enumerate(GROUPS.items()):
        named = [one for one in people if one.groups[at] not in NEVER_COMPARED]
        groups[characteristic] = reader.groups(
            [*(answer.value for answer in answers), NOT_ASKED, NO_LONGER_HELD],
            count_by(people, lambda one, at=at: one.groups[at], quarter=quarter, census=as_at),  # type: ignore[misc]
            count(named, quarter=quarter, census=as_at),
        )
    everybody = count(people, quarter=quarter, census=as_at)
    return AreaTold(slug, name, reader.figures(everybody), groups)
