"""How fresh the page of a service is: one statement, which its lines and its parts agree with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask_babel import gettext

from commissioning.availability.answer_types import LineRow
from commissioning.availability.statuses import IN_DOUBT, Because, Status
from directory.delivery import DeliveryKind
from directory.services.freshness import FactKind, expires_on, is_confirmed, is_ring_first
from portal.finding.listing_words import fact_kind_names
from portal.formatting import in_words, joined

TOLD_BY_LINES: Final = frozenset({FactKind.START_DATES, FactKind.PLACES, FactKind.VACANCIES})
"""Each line has its own clock for these, so that the service's own word on them is not shown."""

UNDATED: Final = frozenset({Status.NOT_AVAILABLE, Status.AT_ONCE, Status.CHECK_COMMENCEMENT})
"""What such a line says is no date, so that its clock says nothing of it."""


@dataclass(frozen=True, slots=True)
class ShownConfirmation:
    """`is_current`: not yet past the day until which such a fact may be relied on.

    `how_is_said`: `said` tells itself how it was confirmed. `ring_first_since`: the day on which
    it was last confirmed, where its grace is over too. `is_never`: it is stated, and nobody ever
    confirmed it.
    """

    what: str
    said: str
    is_current: bool
    how_is_said: bool = False
    ring_first_since: str = ""
    is_never: bool = False


@dataclass(frozen=True, slots=True)
class Freshness:
    """`says` is what a reader needs; `parts` are the days behind it."""

    says: str
    is_current: bool
    parts: tuple[ShownConfirmation, ...]


def freshness_of(
    confirmed: Mapping[FactKind, dt.date],
    rows: Sequence[LineRow],
    today: dt.date,
    by_file_alone: Collection[FactKind] = (),
    by_telephone: Mapping[FactKind, Collection[dt.date]] = MappingProxyType({}),
    stated: Collection[FactKind] = (),
) -> Freshness:
    """`confirmed` is what somebody confirmed of the service, by kind; `rows` its lines today.

    `by_file_alone` are the kinds that a file sent again confirmed, several times running;
    `by_telephone` the days on which the provider said so by telephone; `stated` the kinds of which
    the page says something, confirmed or not.
    """
    how = _How(by_file_alone, by_telephone)
    parts = (*_dates_of(rows, today, how), *_facts_of(confirmed, stated, today, how))
    old = [part for part in parts if not part.is_current]
    first = [part for part in parts if part.ring_first_since]
    if first:
        says = gettext("Ring first: %(what)s.", what="; ".join(map(_not_confirmed_since, first)))
    elif any(_is_contradicted(row) for row in rows):
        says = gettext("What happens contradicts the places that were stated: ring.")
    elif all(part.is_never for part in parts):
        says = gettext("Nobody has confirmed anything about this service yet: ring to check.")
    elif old:
        says = _not_current(old)
    else:
        says = gettext("Everything on this page was confirmed within its time.")
    return Freshness(str(says), bool(parts) and not old, parts)


def _not_current(old: Iterable[ShownConfirmation]) -> str:
    """What was confirmed too long ago, then what never was."""
    lately: list[str] = []
    never: list[str] = []
    for part in old:
        (never if part.is_never else lately).append(part.what[:1].lower() + part.what[1:])
    said = [
        gettext("Not confirmed lately: %(what)s.", what=joined(lately)) if lately else "",
        gettext("Nobody has confirmed yet: %(what)s.", what=joined(never)) if never else "",
        gettext("Ring to check."),
    ]
    return " ".join(str(one) for one in said if one)


def _is_contradicted(row: LineRow) -> bool:
    return row.standing.because is Because.REFUSED_AS_FULL and not row.is_restricted


def _not_confirmed_since(part: ShownConfirmation) -> str:
    what = part.what[:1].lower() + part.what[1:]
    day = part.ring_first_since
    return str(gettext("not confirmed since %(day)s: %(what)s", day=day, what=what))


@dataclass(frozen=True, slots=True)
class _How:
    """How what is confirmed was said, where that is worth telling."""

    by_file_alone: Collection[FactKind]
    by_telephone: Mapping[FactKind, Collection[dt.date]]

    def told(self, kind: FactKind, day: dt.date) -> bool:
        return day in self.by_telephone.get(kind, ())


def _dates_of(rows: Iterable[LineRow], today: dt.date, how: _How) -> Iterator[ShownConfirmation]:
    """The oldest word of those lines that tell dates or places; one in doubt puts all in doubt."""
    dated = [row for row in rows if row.standing.status not in UNDATED and not row.is_restricted]
    if not dated:
        return
    doubtful = [row for row in dated if row.standing.status in IN_DOUBT]
    kind = FactKind.VACANCIES if dated[0].kind is DeliveryKind.BED else FactKind.START_DATES
    what = fact_kind_names()[kind]
    if doubtful:
        areas = joined(dict.fromkeys(area for row in doubtful for area in row.areas))
        is_everywhere = len(doubtful) == len(dated)
        named = what if is_everywhere else gettext("%(what)s in %(areas)s", what=what, areas=areas)
        lapsed = [row for row in doubtful if row.standing.is_ring_first]
        yield ShownConfirmation(
            str(named), _last_said(doubtful), is_current=False, ring_first_since=_last_said(lapsed)
        )
    days = [row.confirmed_on for row in dated if row.confirmed_on]
    if days and not doubtful:
        alone = any(row.is_confirmed_by_file_alone for row in dated)
        day = min(days)
        yield _confirmation(kind, day, today, by_file_alone=alone, by_telephone=how.told(kind, day))


def _last_said(rows: Iterable[LineRow]) -> str:
    days = [row.confirmed_on for row in rows if row.confirmed_on]
    return in_words(min(days)) if days else ""


def _facts_of(
    confirmed: Mapping[FactKind, dt.date], stated: Collection[FactKind], today: dt.date, how: _How
) -> Iterator[ShownConfirmation]:
    """The kinds of fact that somebody has confirmed, and those stated that nobody has."""
    for kind, what in fact_kind_names().items():
        day = confirmed.get(kind)
        if day is None and kind in stated:
            said = str(gettext("nobody has confirmed it yet"))
            yield ShownConfirmation(what, said, is_current=False, how_is_said=True, is_never=True)
        if day is not None and kind not in TOLD_BY_LINES:
            yield _confirmation(
                kind, day, today, by_file_alone=kind in how.by_file_alone,
                by_telephone=how.told(kind, day),
            )  # fmt: skip


def _confirmation(
    kind: FactKind, day: dt.date, today: dt.date, *, by_file_alone: bool, by_telephone: bool
) -> ShownConfirmation:
    what, said = fact_kind_names()[kind], in_words(day)
    if by_telephone:
        said = str(gettext("told by telephone on %(day)s", day=said))
    if not is_confirmed(kind, day, today):
        since = in_words(day) if is_ring_first(kind, day, today) else ""
        return ShownConfirmation(
            what, said, is_current=False, how_is_said=by_telephone, ring_first_since=since
        )
    until = gettext(
        "%(day)s, good until %(until)s", day=said, until=in_words(expires_on(kind, day))
    )
    if by_file_alone:
        until = gettext("by file only: %(when)s", when=until)
    return ShownConfirmation(what, str(until), is_current=True, how_is_said=by_telephone)
