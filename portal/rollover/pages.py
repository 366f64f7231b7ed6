"""What the page of a year's turn shows, in its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from commissioning.listings.carrying_on import ListingAtTurn, YearTurn
from commissioning.listings.turn_of_year import AtTurn, OnDay, TurnCounts
from directory.clock import local_date
from portal.formatting import counted, in_words, joined
from portal.listings.pages import title_of

BECOMES: Final = {
    AtTurn.CARRIED_ON: "Carried on",
    AtTurn.ENDS: "Ends",
    AtTurn.CHANGED: "Changed",
}


@dataclass(frozen=True, slots=True)
class ShownAtTurn:
    """A listing on the last day and on the first, what becomes of it, and who carried it on."""

    public_id: str
    title: str
    provider: str
    before: str
    after: str
    becomes: str
    is_carried_on: bool
    can_carry: bool
    carried: str
    can_take_back: bool


@dataclass(frozen=True, slots=True)
class TurnPage:
    """`if_carried` is empty where nothing more can be carried on."""

    last_day: str
    first_day: str
    until: str
    counts: str
    if_carried: str
    listings: tuple[ShownAtTurn, ...]
    done: str = ""
    is_empty: bool = False

    @property
    def can_carry(self) -> bool:
        return any(one.can_carry for one in self.listings)

    @property
    def to_take_back(self) -> tuple[ShownAtTurn, ...]:
        return tuple(one for one in self.listings if one.can_take_back)


def turn_page(
    found: YearTurn, areas: Mapping[int, str], *, has_turned: bool, done: str, is_empty: bool
) -> TurnPage:
    """`areas` are names by internal id."""
    turn = found.turn
    return TurnPage(
        in_words(turn.last_day),
        in_words(turn.first_day),
        in_words(turn.carried_until),
        counts_in_words(found.counts),
        "" if found.counts == found.if_carried else counts_in_words(found.if_carried),
        tuple(_shown(one, areas, has_turned=has_turned) for one in _telling_first(found.listings)),
        done,
        is_empty,
    )


def counts_in_words(counts: TurnCounts) -> str:
    """“41 listings: 38 carried on, 2 end, 1 changed”."""
    ends = counts.of.get(AtTurn.ENDS, 0)
    return (
        f"{counted(counts.there_were, 'listing')}: {counts.of.get(AtTurn.CARRIED_ON, 0)} carried"
        f" on, {ends} {'ends' if ends == 1 else 'end'}, {counts.of.get(AtTurn.CHANGED, 0)} changed"
    )


def _telling_first(listings: Iterable[ListingAtTurn]) -> list[ListingAtTurn]:
    """What needs a look before what goes on; by title within."""
    return sorted(listings, key=lambda one: ORDER.index(one.becomes))


ORDER: Final = (AtTurn.ENDS, AtTurn.CHANGED, AtTurn.CARRIED_ON)


def _shown(one: ListingAtTurn, areas: Mapping[int, str], *, has_turned: bool) -> ShownAtTurn:
    return ShownAtTurn(
        str(one.service.public_id),
        title_of(one.service),
        "" if one.service.provider is None else one.service.provider.name,
        _stands(one.before, areas),
        _stands_after(one, areas),
        BECOMES[one.becomes],
        one.becomes is AtTurn.CARRIED_ON,
        one.can_carry,
        _carried_by(one),
        bool(one.carried) and not has_turned,
    )  # fmt: skip


def _carried_by(one: ListingAtTurn) -> str:
    """Empty where nobody did."""
    acts = [
        f"{act.carried_by.name} on {in_words(local_date(act.carried_at))}" for act in one.carried
    ]
    return joined(acts) if acts else ""


def _stands(standing: OnDay, areas: Mapping[int, str]) -> str:
    told = [areas[key] for key in standing.areas]
    return joined(sorted(told)) if told else "not bound to areas"


def _stands_after(one: ListingAtTurn, areas: Mapping[int, str]) -> str:
    if one.before.areas and not one.after.areas:
        return "served nowhere"
    told = ["the same areas" if one.before.areas == one.after.areas else _stands(one.after, areas)]
    if one.before.queues != one.after.queues:
        told.append(
            "no queue is open" if not one.after.queues else
            f"{counted(len(one.after.queues), 'queue')} open instead of {len(one.before.queues)}"
        )  # fmt: skip
    if one.before.agreements != one.after.agreements:
        told.append(_agreements(one))
    return "; ".join(told)


def _agreements(one: ListingAtTurn) -> str:
    if not one.after.agreements:
        return "its agreement ends, and none is known to follow"
    if not one.before.agreements:
        return "an agreement begins"
    return "its agreement is followed by another"
