"""What can be asked of whose turn it is; whose referrals they are stands in the caller's condition.

What happened since the copy was kept is worked out on the spot: no page waits for the worker.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, func, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.moves.case_rows import ClosedCase, MoveCase, OpenMove
from commissioning.moves.keeping import OPEN, is_behind, is_open, moves_worked_out
from commissioning.moves.models import (
    DetailsReceived,
    KeptMove,
    SilenceReturn,
)
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral, ReferralSending
from commissioning.referrals.queries import DAY_0
from directory.errors import NotKnown
from directory.places.models import LocalDeliveryUnit
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service
from directory.services.sight import reads_text
from directory.sight import Sight


def of_line(line_id: int) -> ColumnElement[bool]:
    """A condition for `open_moves`; the caller knows that the line is theirs."""
    return Referral.line_id == line_id


def open_moves(session: Session, such: ColumnElement[bool], *, today: dt.date) -> list[OpenMove]:
    """Of referrals of which it is so (`Referral` joined to its line and service), soonest first."""
    session.flush()
    asked = kept_columns().add_columns(is_behind()).where(such, is_open())
    rows = session.connection().execute(asked).all()
    found = [OpenMove._make(row[:-1]) for row in rows if not row[-1]]
    found += worked_out_now(session, [row[0] for row in rows if row[-1]], today)
    return sorted(found, key=lambda one: one.soonest)


@cache
def kept_columns() -> Select[*tuple[Any, ...]]:
    """The columns of an `OpenMove`, without the objects."""
    kept = KeptMove
    return (
        select(
            Referral.id, Referral.line_id, kept.stage, kept.party, kept.since, kept.due_on,
            kept.contact_by, kept.is_uncounted, kept.events_through,
        )
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(kept, kept.referral_id == Referral.id)
    )  # fmt: skip


def worked_out_now(session: Session, keys: Sequence[int], today: dt.date) -> list[OpenMove]:
    return [
        OpenMove(
            key, one.line_id, one.due.stage.name, one.due.party, one.due.since, one.due.by,
            one.contact_by, one.is_uncounted, one.events_through,
        )
        for key, one in moves_worked_out(session, keys, today=today).items()
        if one.due is not None
    ]  # fmt: skip


def move_cases(
    session: Session, referral_ids: Collection[int], sight: Sight
) -> dict[int, MoveCase]:
    """Of ids that `open_moves` found; `is_read`: who looks may be told title and provider."""
    session.flush()
    asked = {"referral_ids": list(referral_ids)}
    rows = session.connection().execute(_cases(sight), asked)
    return {row[0]: MoveCase._make(row) for row in rows}


@lru_cache(maxsize=64)
def _cases(sight: Sight) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Referral.id, Referral.public_id, Referral.reference, DAY_0, Referral.received_on,
            Referral.is_priority, ListingRevision.title, Provider.name, reads_text(sight),
            LocalDeliveryUnit.name, DetailsReceived.on_date, ReferralSending.team,
            ReferralSending.published_number,
        )
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .outerjoin(
            LocalDeliveryUnit, LocalDeliveryUnit.id == Referral.home_local_delivery_unit_id
        )
        .outerjoin(DetailsReceived, DetailsReceived.referral_id == Referral.id)
        .outerjoin(ReferralSending, ReferralSending.referral_id == Referral.id)
        .where(Referral.id.in_(bindparam("referral_ids", expanding=True)))
    )  # fmt: skip


_CLOSED_ON = func.coalesce(Referral.ended_on, Referral.left_on)
_IS_CLOSED = Referral.status.in_([status for status in ReferralStatus if status not in OPEN])


def number_closed(session: Session, such: ColumnElement[bool], *, since: dt.date) -> int:
    return session.connection().execute(_closed(such), {"since": since}).scalar_one()


@lru_cache(maxsize=64)
def _closed(such: ColumnElement[bool]) -> Select[int]:
    return (
        select(func.count())
        .select_from(Referral)
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(such, _IS_CLOSED, bindparam("since", type_=Date) <= _CLOSED_ON)
    )


def references_of(
    session: Session, public_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, str | None]:
    """Of referrals that were found to be theirs; for the last figures alone."""
    asked = select(Referral.public_id, Referral.reference)
    rows = session.execute(asked.where(Referral.public_id.in_(public_ids)))
    return {key: value for key, value in rows}  # noqa: C416  rows are no pairs to the checker


def closed_lately(
    session: Session,
    such: ColumnElement[bool],
    sight: Sight,
    *,
    since: dt.date,
    most: int,
    page: int = 1,
) -> list[ClosedCase]:
    """Newest first."""
    rows = session.execute(
        select(
            Referral.reference, ListingRevision.title, reads_text(sight), Referral.status,
            _CLOSED_ON,
        )
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(such, _IS_CLOSED, since <= _CLOSED_ON)
        .order_by(_CLOSED_ON.desc(), Referral.id)
        .limit(most)
        .offset((page - 1) * most)
    )  # fmt: skip
    return [ClosedCase(*row) for row in rows]


def standing_return(session: Session, referral_id: int) -> SilenceReturn | None:
    """The return by silence that nobody has answered yet."""
    return session.scalar(
        select(SilenceReturn)
        .where(SilenceReturn.referral_id == referral_id, SilenceReturn.sent_again_on.is_(None))
        .order_by(SilenceReturn.id.desc())
        .limit(1)
    )


def referral_of(session: Session, public_id: uuid.UUID, such: ColumnElement[bool]) -> Referral:
    """Theirs (`Referral` joined to its line and service). Raises `NotKnown`."""
    found = session.scalar(
        select(Referral)
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(Referral.public_id == public_id, such)
    )
    if found is None:
        raise NotKnown("referral", public_id)
    return found


def line_names(
    session: Session, line_ids: Collection[int], sight: Sight
) -> dict[int, tuple[str, str]]:
    """Title and provider of each, as far as who looks may be told them."""
    rows = session.execute(
        select(Line.id, ListingRevision.title, Provider.name, reads_text(sight))
        .join(Service, Service.id == Line.service_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .where(Line.id.in_(line_ids))
    )
    return {
        key: (title or "", provider or "") if is_read else ("A confidential service", "")
        for key, title, provider, is_read in rows
    }
