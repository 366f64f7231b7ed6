"""Acts on a listing that neither its wordings nor decisions nor words given tell of.

An act that nothing here knows is told too: nothing that was recorded of a listing is missing from
its history but what its author alone has before them, and what is told already.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.groups.models import PlannedStop
from directory.acts import Act
from directory.audit.reading import Recorded, acts_on
from directory.audit.speaking import ACTING
from directory.listings.models import ProviderCall
from directory.places.models import LocalDeliveryUnit
from directory.services.models import Service

TOLD_AS_A_DECISION: Final = frozenset(
    {
        Act.LISTING_PUBLISH,
        Act.LISTING_EDIT,
        Act.LISTING_SUBMIT,
        Act.LISTING_TAKE_BACK,
        Act.LISTING_APPROVE,
        Act.LISTING_ROLL_BACK,
        Act.LISTING_WITHDRAW,
        Act.CONFIDENTIAL_ADDRESS_READ,
    }
)
"""Where the history tells something of the same moment, which is this act."""

TOLD_AS_A_WORD: Final = frozenset({Act.LISTING_CONFIRM})
ITS_AUTHORS: Final = frozenset({Act.LISTING_DRAFT})
"""What somebody is writing is nobody else's before it is submitted."""


@dataclass(frozen=True, slots=True)
class ActTold:
    """`stop`: what was planned ahead or cancelled; `told_by`: who told by telephone; `areas` are
    names."""

    row: Recorded
    areas: tuple[str, ...] = ()
    stop: PlannedStop | None = None
    told_by: str = ""

    @property
    def by(self) -> str:
        acting = self.row.after.get(ACTING)
        return f"{self.row.by}, {acting}" if acting else self.row.by


def acts_told(
    session: Session, service: Service, *, told: Collection[dt.datetime]
) -> list[ActTold]:
    """`told`: the moments of what is told as a wording, a decision or a reading."""
    of_service = acts_on(session, Service.__tablename__, service.id)
    return [
        *_with_areas(session, [one for one in of_service if not _is_told(one, told)]),
        *_of_stops(session, service),
        *_of_calls(session, service),
    ]


def _is_told(one: Recorded, told: Collection[dt.datetime]) -> bool:
    if one.act in TOLD_AS_A_WORD | ITS_AUTHORS:
        return True
    # A file's word that was turned down is an edit without a wording.
    return one.act in TOLD_AS_A_DECISION and one.at in told and "kept" not in one.after


def _with_areas(session: Session, rows: Collection[Recorded]) -> list[ActTold]:
    slugs = {slug for one in rows for slug in _slugs(one)}
    asked = select(LocalDeliveryUnit).where(LocalDeliveryUnit.slug.in_(slugs))
    names = {area.slug: area.name for area in session.scalars(asked)} if slugs else {}
    return [ActTold(one, tuple(names.get(slug, slug) for slug in _slugs(one))) for one in rows]


def _slugs(one: Recorded) -> list[str]:
    tells_areas = one.act in {Act.AREAS_SERVE, Act.AREAS_LEAVE}
    return list(one.after.get("areas") or ()) if tells_areas else []


def _of_stops(session: Session, service: Service) -> Iterable[ActTold]:
    for stop in session.scalars(
        select(PlannedStop).where(PlannedStop.service_id == service.id).order_by(PlannedStop.id)
    ):
        for one in acts_on(session, PlannedStop.__tablename__, stop.id):
            yield ActTold(one, stop=stop)


def _of_calls(session: Session, service: Service) -> Iterable[ActTold]:
    for call in session.scalars(
        select(ProviderCall).where(ProviderCall.service_id == service.id).order_by(ProviderCall.id)
    ):
        for one in acts_on(session, ProviderCall.__tablename__, call.id):
            yield ActTold(one, told_by=call.told_by)
