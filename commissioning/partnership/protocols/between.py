"""Which agreement covers two bodies on a day: sums over what is known of all agreements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from commissioning.partnership.protocols.kinds import SharingStanding
from commissioning.partnership.protocols.standing import BEST_FIRST, standing_on
from directory.clock import day_in_words

Body = TypeVar("Body")


@dataclass(frozen=True, slots=True)
class KnownProtocol(Generic[Body]):
    """`parties` are those of today; `key` is the record's."""

    key: int
    reference: str
    parties: frozenset[Body]
    owner_region_id: int
    owner_post: str
    in_force_from: dt.date
    review_on: dt.date
    ended_on: dt.date | None

    def standing(self, on: dt.date) -> SharingStanding:
        return standing_on(
            on, in_force_from=self.in_force_from, review_on=self.review_on, ended_on=self.ended_on
        )

    def why_not(self, on: dt.date) -> str:
        """Why it cannot be relied on, as it stands in a sentence; empty where it can."""
        named = f"agreement {self.reference}"
        match self.standing(on):
            case SharingStanding.PAST_REVIEW:
                return f"{named} is past review since {day_in_words(self.review_on)}"
            case SharingStanding.NOT_YET:
                return f"{named} is in force only from {day_in_words(self.in_force_from)}"
            case SharingStanding.ENDED if self.ended_on is not None:
                return f"{named} ended on {day_in_words(self.ended_on)}"
            case _:
                return ""

    @property
    def folded(self) -> str:
        return folded(self.reference)


@dataclass(frozen=True, slots=True)
class SharingCover(Generic[Body]):
    """What covers two bodies: `protocol` is None where nothing does.

    `named_unknown`: a reference was given and none here has it. `named_elsewhere`: the one that was
    named is not between these two.
    """

    standing: SharingStanding
    protocol: KnownProtocol[Body] | None = None
    named_unknown: bool = False
    named_elsewhere: str = ""


def folded(reference: str) -> str:
    """As it is compared: without spaces, whatever its capitals."""
    return "".join(reference.split()).casefold()


def cover_between(
    known: Iterable[KnownProtocol[Body]], one: Body, other: Body, *, on: dt.date, named: str = ""
) -> SharingCover[Body]:
    """The one that is named, where it is between them; else the best that is."""
    protocols = list(known)
    between = [each for each in protocols if {one, other} <= each.parties]
    best = min(
        between,
        key=lambda each: (BEST_FIRST.index(each.standing(on)), -each.review_on.toordinal()),
        default=None,
    )
    standing = SharingStanding.MISSING if best is None else best.standing(on)
    if not folded(named):
        return SharingCover(standing, best)
    found = next((each for each in protocols if each.folded == folded(named)), None)
    if found is None:
        return SharingCover(standing, best, named_unknown=True)
    if found not in between:
        return SharingCover(standing, best, named_elsewhere=found.reference)
    return SharingCover(found.standing(on), found)
