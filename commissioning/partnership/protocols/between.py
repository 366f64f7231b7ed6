"""Which agreement covers two bodies on a day: sums over what is known of all agreements."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from commissioning.partnership.protocols.kinds import SharingStanding
from commissioning.partnership.protocols.standing import BEST_FIRST, standing_on
from commissioning.partnership.protocols.standing_said import TakenOver, standing_said

Body = TypeVar("Body")

_BETWEEN_FIGURES: Final = re.compile(r"(?<=\d)[^a-z\d]+(?=\d)")
_BETWEEN_PARTS: Final = re.compile(r"(?<!\d)[^a-z\d]+|[^a-z\d]+(?!\d)")


@dataclass(frozen=True, slots=True)
class KnownProtocol(Generic[Body]):
    """`parties` are those of today; `key` is the record's. `below` are those to whom its parties
    pass work, of which a clause covers all (`has_clause`) or none that is not named. `unsigned` are
    those parties of which no signature is recorded, `taken_over` those for which alone a body
    signed whose work they took over."""

    key: int
    reference: str
    parties: frozenset[Body]
    owner_region_id: int
    owner_post: str
    in_force_from: dt.date
    review_on: dt.date
    ended_on: dt.date | None
    below: frozenset[Body] = frozenset()
    has_clause: bool = False
    unsigned: frozenset[Body] = frozenset()
    taken_over: tuple[tuple[Body, TakenOver], ...] = ()

    def is_between(self, one: Body, other: Body) -> bool:
        """Named both, or one named and the other covered by the clause."""
        return self.names(one, other) or (self.has_clause and self.reaches(one, other))

    def names(self, one: Body, other: Body) -> bool:
        return {one, other} <= self.parties

    def reaches(self, one: Body, other: Body) -> bool:
        """One is a party, the other has work passed on by one: a clause is what covers them."""
        return (one in self.parties and other in self.below) or (
            other in self.parties and one in self.below
        )

    def standing(self, on: dt.date) -> SharingStanding:
        return standing_on(
            on, in_force_from=self.in_force_from, review_on=self.review_on, ended_on=self.ended_on
        )

    def said(self, on: dt.date, unsigned: Sequence[str] = ()) -> str:
        """How it stands, after its name in a sentence; `unsigned` by name, of those who may be
        told of."""
        return standing_said(
            self.standing(on), unsigned, in_force_from=self.in_force_from,
            review_on=self.review_on, ended_on=self.ended_on,
        )  # fmt: skip

    @property
    def folded(self) -> str:
        return folded(self.reference)


@dataclass(frozen=True, slots=True)
class SignaturesMissing:
    """Of the two bodies that were asked about; of others nobody is told here.

    They take nothing from the cover: an agreement stands by its dates, and what is missing is
    said beside.
    """

    one: bool = False
    other: bool = False


@dataclass(frozen=True, slots=True)
class SharingCover(Generic[Body]):
    """What covers two bodies: `protocol` is None where nothing does.

    `named_unknown`: a reference was given and none here has it. `named_elsewhere`: the one that was
    named is not between these two. `instead_of`: the one that was named is between them and cannot
    be relied on, while `protocol` can.

    `by_clause`: one of them is not named in it, and is covered as a subcontractor of one that is.
    `without_clause`: the reference of one in force with a prime of theirs, which has no such
    clause.
    """

    standing: SharingStanding
    protocol: KnownProtocol[Body] | None = None
    named_unknown: bool = False
    named_elsewhere: str = ""
    instead_of: KnownProtocol[Body] | None = None
    by_clause: bool = False
    without_clause: str = ""
    missing: SignaturesMissing = SignaturesMissing()
    taken_over: tuple[TakenOver, ...] = ()


def folded(reference: str) -> str:
    """As it is compared: whatever its capitals, and whatever stands between its parts.

    | written | compared as |
    |---|---|
    | `NW-ISA-10`, `nw isa 10`, `NW/ISA10` | `nwisa10` |
    | `NW 1-2`, `NW 1.2` | `nw1-2`: between figures something stands |
    | `NW 12` | `nw12` |
    """
    apart = _BETWEEN_FIGURES.sub("-", reference.casefold().strip())
    return _BETWEEN_PARTS.sub("", apart)


def cover_between(
    known: Iterable[KnownProtocol[Body]], one: Body, other: Body, *, on: dt.date, named: str = ""
) -> SharingCover[Body]:
    """The one that is named, where it is between them; else the best that is.

    A named one that cannot be relied on gives way to one that can, and is told beside it:

    | the one that is named | the best other | it is covered by |
    |---|---|---|
    | in force, or due for review | any, or none | the one that is named |
    | past review, not yet or ended | in force, or due for review | the other |
    | past review, not yet or ended | any other, or none | nothing in force: the named one is told |

    | the prime is a party | the agreement has the clause | the subcontractor is a party | covered |
    |---|---|---|---|
    | yes | no | no | no: told that the clause is missing |
    | yes | yes | no | yes, by its clause |
    | yes or no | yes or no | yes | yes, by name |
    | no | yes or no | no | no |
    """
    protocols = list(known)
    between = [each for each in protocols if each.is_between(one, other)]

    def told(each: KnownProtocol[Body] | None) -> SharingCover[Body]:
        if each is None:
            missing = _without_clause(protocols, one, other, on)
            return SharingCover(SharingStanding.MISSING, without_clause=missing)
        return _covered_by(each, one, other, on)

    best = _best_of(between, one, other, on)
    if not named.strip():
        return told(best)
    found = next((each for each in protocols if each.folded == folded(named)), None)
    if found is None:
        return replace(told(best), named_unknown=True)
    if found not in between:
        return replace(told(best), named_elsewhere=found.reference)
    gives_way = not found.standing(on).can_be_relied_on
    if gives_way and best is not None and best.standing(on).can_be_relied_on:
        return replace(told(best), instead_of=found)
    return told(found)


def _best_of(
    between: Iterable[KnownProtocol[Body]], one: Body, other: Body, on: dt.date
) -> KnownProtocol[Body] | None:
    """By how it stands, then named before covered by a clause, then reviewed last."""
    return min(
        between,
        key=lambda each: (
            BEST_FIRST.index(each.standing(on)), not each.names(one, other),
            -each.review_on.toordinal(),
        ),
        default=None,
    )  # fmt: skip


def _covered_by(
    found: KnownProtocol[Body], one: Body, other: Body, on: dt.date
) -> SharingCover[Body]:
    return SharingCover(
        found.standing(on), found, by_clause=not found.names(one, other),
        missing=SignaturesMissing(one in found.unsigned, other in found.unsigned),
        taken_over=tuple(how for body, how in found.taken_over if body in {one, other}),
    )  # fmt: skip


def _without_clause(
    known: Iterable[KnownProtocol[Body]], one: Body, other: Body, on: dt.date
) -> str:
    """The first by its reference of those that a clause would make cover them."""
    near = (
        each.reference
        for each in known
        if each.reaches(one, other) and each.standing(on).can_be_relied_on
    )
    return min(near, default="")
