"""Planned groups of the lines that somebody buys: a list, to be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from commissioning.bookings.cards import GroupOfLine
from portal.formatting import NOT_KNOWN, short

A_PAGE: Final = 50


class BoughtGroup(NamedTuple):
    public_id: str
    line_id: str
    title: str
    provider: str
    reference: str
    starts: str
    places: str
    booked: str
    held: str
    offered: str
    left: str


@dataclass(frozen=True, slots=True)
class BoughtGroupsPage:
    rows: tuple[BoughtGroup, ...]
    number: int
    page: int
    as_at: dt.datetime
    may_rule: bool
    may_raise: bool

    @property
    def pages(self) -> int:
        return max(1, -(-self.number // A_PAGE))


def bought_page(
    groups: Sequence[GroupOfLine],
    number: int,
    *,
    page: int,
    as_at: dt.datetime,
    may_rule: bool,
    may_raise: bool,
) -> BoughtGroupsPage:
    return BoughtGroupsPage(
        tuple(_row(one) for one in groups), number, page, as_at, may_rule, may_raise
    )


def _row(one: GroupOfLine) -> BoughtGroup:
    of = one.places
    return BoughtGroup(
        str(one.public_id), str(one.line_id), one.title, one.provider or NOT_KNOWN, one.reference,
        short(one.starts_on),
        *(f"{number}" for number in (of.places, of.booked, of.held, of.offered, of.left)),
    )  # fmt: skip
