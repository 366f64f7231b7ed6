"""Schemes and partners that the words of a question call so, and what was agreed in these words:
they stand beside the services."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from commissioning.partnership.actions.naming import NamedAction, actions_worded
from commissioning.partnership.partners.models import Partner
from commissioning.partnership.partners.queries import (
    partner_whole,
    partners_called,
    working_in,
)
from commissioning.partnership.partners.told import PartnerTold
from directory.places.models import LocalDeliveryUnit
from directory.schemes.listing import schemes_of_kinds
from directory.schemes.models import Scheme, SchemeKind
from directory.search.called import called_so
from directory.search.found import SearchAnswer

SHOWN_PARTNERS = 3
SHOWN_ACTIONS = 5
SchemesThere = tuple[tuple[Scheme, LocalDeliveryUnit], ...]


@dataclass(frozen=True, slots=True)
class PartnersCalled:
    """The first of `total` that are called so."""

    shown: tuple[PartnerTold, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class CalledBeside:
    """`area` is the slug of the one asked about, `left` the words typed but for a place among
    them: a name may hold a place's ("Preston council"), and a place may narrow what is called
    ("council near Preston")."""

    words: str
    left: str
    area: str | None
    as_typed: bool

    @property
    def names_a_place(self) -> bool:
        return self.left != self.words


def called_beside(
    found: SearchAnswer, words: str, area: str | None, *, as_typed: bool
) -> CalledBeside:
    left = found.countable_words if found.place is not None else words
    return CalledBeside(words, left, area, as_typed)


def schemes_beside(
    session: Session, asked: CalledBeside, kinds: tuple[SchemeKind, ...]
) -> SchemesThere:
    """Those of the kinds that the words name in the area, and those whose name they are."""
    if not asked.words:
        return ()
    rows = schemes_of_kinds(session, tuple(SchemeKind))
    names = {scheme.id: scheme.name for scheme, _ in rows}
    whole, left = (
        called_so(words, names, as_typed=asked.as_typed) for words in (asked.words, asked.left)
    )
    anywhere = set(whole) if asked.names_a_place or not asked.area else set()
    return tuple(
        (scheme, there)
        for scheme, there in rows
        if scheme.id in anywhere
        or (asked.area in {None, there.slug} and (scheme.kind in kinds or scheme.id in left))
    )


def partners_beside(session: Session, asked: CalledBeside, *, on: dt.date) -> PartnersCalled:
    """Those of the whole name wherever they work, then those of the words left in the area."""
    if not asked.words:
        return PartnersCalled()
    by_name = partners_called(session, asked.words, as_typed=asked.as_typed)
    left = by_name
    if asked.names_a_place:
        left = partners_called(session, asked.left, as_typed=asked.as_typed)
    elif asked.area:
        by_name = ()
    if asked.area and left:
        left = working_in(session, left, asked.area, on=on)
    found = tuple(dict.fromkeys((*_still_there(by_name, on), *_still_there(left, on))))
    shown = tuple(partner_whole(session, one, on=on) for one in found[:SHOWN_PARTNERS])
    return PartnersCalled(shown, len(found))


def actions_beside(
    session: Session, asked: CalledBeside, *, on: dt.date
) -> tuple[NamedAction, ...]:
    """Of published plans alone."""
    return actions_worded(session, asked.left, today=on, most=SHOWN_ACTIONS)


def _still_there(partners: tuple[Partner, ...], on: dt.date) -> list[Partner]:
    """What ended stands last: by its old name somebody still looks for it."""
    return sorted(partners, key=lambda one: one.ended_on is not None and one.ended_on < on)
