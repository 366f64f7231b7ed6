"""What is needed beside what is provided, protected as of people who are not one's own."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from flask_babel import gettext, ngettext

from commissioning.coverage.covering import Coverage, CoverTable
from commissioning.coverage.double_purchases import DoublePurchase, Purchase
from commissioning.coverage.need import AreaAndRequirement, Needed, Orders, RunningVolume
from commissioning.monitoring.disclosure import nearest_five, share_in_tens, suppress
from commissioning.volumes.models import VolumeUnit
from commissioning.volumes.volume import units_told
from directory.delivery import delivery_rules
from directory.pathways import pathways
from directory.places.models import LocalDeliveryUnit
from directory.requirements import requirement_codes, requirement_name
from directory.search.unmet import UnmetCount
from portal.formatting import between, in_words, joined, month

MOST_COMBINATIONS: Final = 10
MANY_REQUIREMENTS: Final = 3
UNITS: Final[Mapping[VolumeUnit, str]] = {
    VolumeUnit.ORDER: "order",
    VolumeUnit.REFERRAL: "referral",
    VolumeUnit.START: "start",
    VolumeUnit.COMPLETION: "completion",
    VolumeUnit.HOUR: "hour",
}


@dataclass(frozen=True, slots=True)
class NeedRow:
    """`bought` a sentence each; none: nothing that is bought for it is known to this portal."""

    name: str
    referred: str
    turned_away: str
    missed_starts: str
    bought: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    requirements: str
    orders: str


@dataclass(frozen=True, slots=True)
class SearchedInVain:
    words: str
    area: str
    times: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Where somebody said that nobody could start: areas of one requirement or pathway."""

    name: str
    kind: str
    areas: tuple[tuple[str, str], ...]
    is_everywhere: bool


@dataclass(frozen=True, slots=True)
class ShownPurchase:
    name: str
    provider: str
    agreement: str
    days: str


@dataclass(frozen=True, slots=True)
class ShownDouble:
    what: str
    areas: str
    purchases: tuple[ShownPurchase, ...]


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """All that is asked of the records, exact, for some areas."""

    areas: Sequence[LocalDeliveryUnit]
    needed: Mapping[AreaAndRequirement, Needed]
    orders: Orders
    bought: Sequence[RunningVolume]
    searches: Sequence[UnmetCount]
    coverage: Coverage
    doubles: Sequence[DoublePurchase]
    since: dt.date
    today: dt.date


@dataclass(frozen=True, slots=True)
class NeedPage:
    """`chosen` an area's address, "" for all of them together."""

    chosen: str
    where: str
    places: tuple[tuple[str, str], ...]
    since: dt.date
    as_at: dt.datetime
    rows: tuple[NeedRow, ...]
    orders: str
    by_number: tuple[tuple[str, str], ...]
    combinations: tuple[Combination, ...]
    searches: tuple[SearchedInVain, ...]
    gaps: tuple[Gap, ...]
    doubles: tuple[ShownDouble, ...]
    buys_all: bool
    has_generated_figures: bool


def need_page(
    facts: NeedFacts,
    places: Iterable[LocalDeliveryUnit],
    *,
    chosen: str,
    as_at: dt.datetime,
    buys_all: bool,
) -> NeedPage:
    alone = facts.areas[0].name if chosen else str(gettext("All of your areas"))
    orders = sum((facts.orders.get(area.id, Counter()) for area in facts.areas), Counter())
    return NeedPage(
        chosen,
        alone,
        tuple((area.slug, area.name) for area in places),
        facts.since,
        as_at,
        tuple(need_rows(facts, facts.areas)),
        suppress([orders.total()])[0],
        tuple(_by_number(orders)),
        tuple(combinations(orders)[:MOST_COMBINATIONS]),
        tuple(searched_in_vain(facts)),
        tuple(gaps(facts)),
        tuple(shown_double(one, facts.areas) for one in facts.doubles),
        buys_all,
        facts.coverage.has_generated_figures,
    )


def name_of(code: str | None) -> str:
    if code is None:
        return str(gettext("Without a requirement: licence, voluntary, before sentence"))
    return requirement_name(code) if code in _codes() else code


@cache
def _codes() -> frozenset[str]:
    return frozenset(requirement_codes())


def need_rows(facts: NeedFacts, areas: Sequence[LocalDeliveryUnit]) -> Iterator[NeedRow]:
    """In the order of the law; where nobody was referred and nothing is bought there is no row."""
    ids = {area.id for area in areas}
    told: dict[str | None, Needed] = {}
    for (area_id, code), one in facts.needed.items():
        if area_id in ids:
            told[code] = told.get(code, Needed()).plus(one)
    paid = [one for one in facts.bought if one.areas & ids]
    for code in (*requirement_codes(), *(sorted(told.keys() - _codes() - {None}, key=str)), None):
        here = [_bought(one, ids) for one in paid if code in one.requirements]
        if code is None:
            here = [_bought(one, ids) for one in paid if not one.requirements]
        if code in told or here:
            one = told.get(code, Needed())
            told_of = (one.referred, one.turned_away, one.missed_starts)
            referred, turned_away, missed = suppress(told_of)
            yield NeedRow(name_of(code), referred, turned_away, missed, tuple(here))


def _bought(one: RunningVolume, ids: set[int]) -> str:
    """What was bought is not about people: exact. What is used is told in tens, as in public."""
    many = "" if one.quantity == 1 else "s"
    quantity = f"{units_told(one.quantity)} {UNITS[one.unit]}{many}"
    told = f"{one.title}: {quantity}, {between(one.starts_on, one.ends_on)}, {_used(one)}"
    others = len(one.areas - ids)
    shared = ngettext("shared with %(num)d other area", "shared with %(num)d other areas", others)
    return f"{told}, {shared}" if others else told


def _used(one: RunningVolume) -> str:
    """Silence is no 0."""
    if one.used is None:
        return str(gettext("how much is used is not known"))
    tens = share_in_tens(round(one.used), round(one.quantity))
    share = gettext("about %(tens)s%% used", tens=tens) if tens else gettext("less than 5% used")
    if one.returned_to is None:
        return str(share)
    told = month(one.returned_to)
    return str(gettext("%(share)s, from accepted returns to %(month)s", share=share, month=told))


def _by_number(orders: Counter[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    numbers: Counter[int] = Counter()
    for codes, many in orders.items():
        numbers[min(len(codes), MANY_REQUIREMENTS)] += many
    names = (gettext("One requirement"), gettext("Two"), gettext("Three or more"))
    for number, name in enumerate(names, start=1):
        yield str(name), suppress([numbers[number]])[0]


def combinations(orders: Counter[tuple[str, ...]]) -> list[Combination]:
    """Of several requirements, the commonest first; none that fewer than 8 orders hold."""
    several = [(codes, many) for codes, many in orders.items() if len(codes) > 1]
    ordered = sorted(several, key=lambda one: (-nearest_five(one[1]), one[0]))
    return [
        Combination(" + ".join(map(name_of, codes)), shown)
        for codes, many in ordered
        if (shown := suppress([many])[0]) != "*"
    ]


def searched_in_vain(facts: NeedFacts) -> Iterator[SearchedInVain]:
    names = {area.slug: area.name for area in facts.areas}
    for one in facts.searches:
        yield SearchedInVain(one.words, names[one.area], suppress([one.times])[0])


def gaps(facts: NeedFacts) -> Iterator[Gap]:
    """By requirement, then by pathway, where most are without first."""
    yield from _gaps(facts.coverage.requirements, facts.areas, str(gettext("requirement")))
    yield from _gaps(facts.coverage.pathways, facts.areas, str(gettext("pathway")))


def _gaps(table: CoverTable, areas: Sequence[LocalDeliveryUnit], kind: str) -> Iterator[Gap]:
    named = {area.slug: area for area in areas}
    names = {row.code: row.name for row in table.rows}
    found: dict[str, list[tuple[str, str]]] = {}
    for code, slug in table.gaps():
        if slug in named:
            href = f"/areas/{named[slug].region.slug}/{slug}"
            found.setdefault(code, []).append((named[slug].name, href))
    for code, missing in sorted(found.items(), key=lambda one: (-len(one[1]), names[one[0]])):
        yield Gap(names[code], kind, tuple(sorted(missing)), len(missing) == len(areas))


def shown_double(double: DoublePurchase, areas: Sequence[LocalDeliveryUnit]) -> ShownDouble:
    own = {area.slug for area in areas}
    return ShownDouble(
        what=what_is_double(double),
        areas=str(joined(area.name for area in double.areas if area.slug in own)),
        purchases=tuple(_purchase(one) for one in double.purchases),
    )


def what_is_double(double: DoublePurchase) -> str:
    if double.programme:
        return double.programme
    ways = {one.code: one.name for one in pathways()}
    names = [requirement_name(code) for code in double.requirements if code in _codes()]
    return "; ".join(names or [ways.get(code, code) for code in double.pathways])


def _purchase(one: Purchase) -> ShownPurchase:
    """A restricted service's purchase is told by its days alone."""
    return ShownPurchase(
        one.title or delivery_rules()[one.kind].name,
        one.provider or "",
        one.agreement or "",
        "; ".join(_days(first, last) for first, last in one.days),
    )


def _days(first: dt.date, last: dt.date) -> str:
    if last == dt.date.max:
        return str(gettext("from %(day)s, no end known", day=in_words(first)))
    return between(first, last)
