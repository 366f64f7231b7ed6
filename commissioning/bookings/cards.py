"""A group and a hold as pages show them: by the title of a service that the reader may read."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from commissioning.bookings.case_asked import of_queue_first
from commissioning.bookings.free_places import GroupPlaces
from commissioning.bookings.models import Hold, PlaceOffer
from commissioning.bookings.queries import holds_of, offer_stands, places_of
from commissioning.groups.models import Group, GroupStatement, GroupStatus
from commissioning.groups.queries import groups_of_line, newest_statement, statement_in_force
from commissioning.lines.models import Line
from commissioning.referrals.last_marks import last_marks
from commissioning.referrals.models import Referral
from commissioning.referrals.sending import is_of_case
from commissioning.referrals.whose_cases import CaseReader, may_give_a_place
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.errors import NotKnown
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service
from directory.services.sight import may_read_all_of
from directory.sight import Sight


@dataclass(frozen=True, slots=True)
class GroupCard:
    """`starts_on` None: it has run or was cancelled. `begun_on`: the day on which it began."""

    group: Group
    line: Line
    service_id: uuid.UUID
    title: str
    starts_on: dt.date | None
    places: GroupPlaces
    begun_on: dt.date | None = None

    @property
    def is_joined_later(self) -> bool:
        """Unpaid work: whoever comes joins from the next session on."""
        return self.line.service.delivery_kind is DeliveryKind.UNPAID_WORK


def group_card(
    session: Session,
    group_id: uuid.UUID,
    *,
    sight: Sight,
    at: dt.datetime,
    such: ColumnElement[bool] | None = None,
) -> GroupCard:
    """Raises `NotKnown` where the reader may not read all of its service; `such`: a condition on
    `Line` joined to its service, where not every group will do."""
    theirs = [] if such is None else [such]
    found = session.execute(
        select(Group, Line)
        .join(Line, Line.id == Group.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(Group.public_id == group_id, *may_read_all_of(sight), *theirs)
        .options(joinedload(Line.service).joinedload(Service.published))
    ).first()
    if found is None:
        raise NotKnown("group", group_id)
    return _card(session, found.Group, found.Line, at=at)


def cards_of(
    session: Session, group_ids: Collection[int], *, sight: Sight, at: dt.datetime
) -> dict[int, GroupCard]:
    """Those that the reader may read, by internal id."""
    rows = session.execute(
        select(Group, Line)
        .join(Line, Line.id == Group.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(Group.id.in_(group_ids), *may_read_all_of(sight))
        .options(joinedload(Line.service).joinedload(Service.published))
        .order_by(Group.id)
    )
    return {group.id: _card(session, group, line, at=at) for group, line in rows}


def _card(session: Session, group: Group, line: Line, *, at: dt.datetime) -> GroupCard:
    published, stated = line.service.published, statement_in_force(session, group.id)
    is_off = stated is None or stated.status is GroupStatus.CANCELLED
    start = None if stated is None or is_off else stated.current_start
    is_planned = stated is not None and stated.status is GroupStatus.PLANNED
    return GroupCard(
        group,
        line,
        line.service.public_id,
        line.name if published is None else published.title,
        start if is_planned else None,
        places_of(session, [group.id], on=at)[group.id],
        None if start is None or (is_planned and start >= local_date(at)) else start,
    )


@dataclass(frozen=True, slots=True)
class GroupWithPlaces:
    """A planned group of a line, with its places at this moment."""

    public_id: uuid.UUID
    reference: str
    starts_on: dt.date
    places: GroupPlaces


def groups_ahead(
    session: Session, line_id: int, *, at: dt.datetime, most: int = 3
) -> list[GroupWithPlaces]:
    """The next planned ones, the soonest first."""
    today = local_date(at)
    planned = [
        (group, stated)
        for group, stated in groups_of_line(session, line_id, first=today)
        if stated.status is GroupStatus.PLANNED
    ][:most]
    places = places_of(session, [group.id for group, _ in planned], on=at)
    return [
        GroupWithPlaces(group.public_id, group.external_id, stated.current_start, places[group.id])
        for group, stated in planned
    ]


class GroupOfLine(NamedTuple):
    """A planned group among those of many lines, with its places at this moment."""

    public_id: uuid.UUID
    reference: str
    line_id: uuid.UUID
    line_name: str
    title: str
    provider: str | None
    starts_on: dt.date
    places: GroupPlaces


def groups_of_lines(
    session: Session,
    such: ColumnElement[bool],
    *,
    sight: Sight,
    at: dt.datetime,
    first: int,
    most: int,
) -> tuple[list[GroupOfLine], int]:
    """Planned ones of such lines (`Line` joined to its service), the soonest first: so many from
    the `first`, and how many there are."""
    newest = newest_statement()
    asked = (
        select(Group, Line, ListingRevision.title, Provider.name, GroupStatement.current_start)
        .join(Line, Line.id == Group.line_id)
        .join(Service, Service.id == Line.service_id)
        .join(GroupStatement, GroupStatement.id == newest)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .where(
            such,
            *may_read_all_of(sight),
            GroupStatement.status == GroupStatus.PLANNED,
            GroupStatement.current_start >= local_date(at),
        )
    )
    number = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    ordered = asked.order_by(GroupStatement.current_start, ListingRevision.title, Group.id)
    rows = session.execute(ordered.offset(first).limit(most)).all()
    places = places_of(session, [group.id for group, *_ in rows], on=at)
    return [
        GroupOfLine(
            group.public_id, group.external_id, line.public_id, line.name, title or line.name,
            provider, start, places[group.id],
        )
        for group, line, title, provider, start in rows
    ], number  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeldPlace:
    hold: Hold
    group: GroupCard | None


def held_places(
    session: Session,
    organisation_id: int,
    *,
    since: dt.date,
    sight: Sight,
    at: dt.datetime,
) -> list[HeldPlace]:
    """A body's holds, the next hearing first."""
    holds = holds_of(session, organisation_id, since=since)
    cards = cards_of(session, {hold.group_id for hold in holds}, sight=sight, at=at)
    return [HeldPlace(hold, cards.get(hold.group_id)) for hold in holds]


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """An offer to somebody of the reader's areas; the reference is masked by the page."""

    offer: PlaceOffer
    reference: str
    group: GroupCard


def offers_in(
    session: Session, reader: CaseReader, *, sight: Sight, at: dt.datetime
) -> list[OpenOffer]:
    """Those that stand, the day of answer first."""
    rows = session.execute(
        select(PlaceOffer, Referral.reference)
        .join(Referral, Referral.id == PlaceOffer.referral_id)
        .where(
            may_give_a_place(reader),
            Referral.reference.is_not(None),
            offer_stands(local_date(at)),
        )
        .order_by(PlaceOffer.answer_by, PlaceOffer.id)
    ).all()
    cards = cards_of(session, {offer.group_id for offer, _ in rows}, sight=sight, at=at)
    return [
        OpenOffer(offer, reference or "", cards[offer.group_id])
        for offer, reference in rows
        if offer.group_id in cards
    ]


def referral_within(
    session: Session, reference: str, *, group_id: int, reader: CaseReader
) -> Referral | None:
    """Of somebody to whom they may give a place, first who was referred to the group's own queue:
    one case may have several referrals. Another's is nobody's."""
    return session.scalar(
        select(Referral)
        .where(is_of_case(reference), may_give_a_place(reader))
        .order_by(*of_queue_first(group_id))
        .limit(1)
    )


def offer_within(session: Session, offer_id: uuid.UUID, *, reader: CaseReader) -> PlaceOffer | None:
    return session.scalar(
        select(PlaceOffer)
        .join(Referral, Referral.id == PlaceOffer.referral_id)
        .where(PlaceOffer.public_id == offer_id, may_give_a_place(reader))
    )


def last_four(reference: str) -> str:
    """As lists show a case."""
    return last_marks(reference)


def shown_since(at: dt.datetime) -> dt.date:
    """Holds that ended in the last fortnight are shown still."""
    return local_date(at) - dt.timedelta(days=14)
