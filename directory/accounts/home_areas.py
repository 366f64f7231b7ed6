"""In which of the organisation's areas a member works: chosen by another, told to them, recorded.

None chosen means all of them, also those that come later. Nobody chooses their own, and nobody
gives or takes an area that is not theirs: else somebody kept to one area would have all again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from directory.accounts.errors import AccountError
from directory.accounts.models import (
    Invitation,
    InvitationArea,
    Membership,
    MembershipArea,
    Organisation,
)
from directory.accounts.sights import areas_of, areas_of_organisation
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.roles import OrganisationKind
from directory.places.models import LocalDeliveryUnit

ALL: frozenset[int] = frozenset()
"""No area chosen."""


class OwnAreas(AccountError):
    def __init__(self) -> None:
        super().__init__(
            "Nobody chooses their own areas. Ask somebody else who looks after the members of your "
            "organisation, or an administrator of the portal.",
            "areas",
        )


class NotYourArea(AccountError):
    def __init__(self) -> None:
        super().__init__(
            "You can give and take only areas in which you work yourself. Leave the others as they "
            "are, or ask somebody who works in all of them.",
            "areas",
        )


def areas_to_choose(
    session: Session, organisation: Organisation, *, on: dt.date
) -> list[LocalDeliveryUnit]:
    """By name; none where there is nothing to choose between."""
    ids = areas_of_organisation(session, organisation, on=on)
    if len(ids) < 2:
        return []
    areas = select(LocalDeliveryUnit).where(LocalDeliveryUnit.id.in_(ids))
    return list(session.scalars(areas.order_by(LocalDeliveryUnit.name, LocalDeliveryUnit.id)))


def chosen_areas(session: Session, member: Membership) -> frozenset[int]:
    """`ALL` where none was chosen."""
    chosen = select(MembershipArea.local_delivery_unit_id)
    return frozenset(session.scalars(chosen.where(MembershipArea.membership_id == member.id)))


def invited_areas(session: Session, invitation: Invitation) -> frozenset[int]:
    chosen = select(InvitationArea.local_delivery_unit_id)
    return frozenset(session.scalars(chosen.where(InvitationArea.invitation_id == invitation.id)))


def choose_areas(
    session: Session,
    member: Membership,
    area_ids: Collection[int],
    *,
    giver: Membership,
    at: dt.datetime,
) -> bool:
    """Holds from the member's next request on; False where they have these already.

    Raises `OwnAreas`, `NotYourArea`.
    """
    if member.person_id == giver.person_id:
        raise OwnAreas
    today = local_date(at)
    before = areas_of(session, member, on=today)
    wanted = may_give(session, giver, member.organisation, area_ids, before=before, on=today)
    if wanted == chosen_areas(session, member):
        return False
    told = {"areas": area_names(session, member.organisation, before, on=today)}
    _keep(session, member, wanted)
    after = {"areas": area_names(session, member.organisation, wanted, on=today)}
    record_act(session, Act.MEMBER_EDIT, member, by=giver.person, at=at, before=told, after=after)
    return True


def may_give(
    session: Session,
    giver: Membership,
    organisation: Organisation,
    area_ids: Collection[int],
    *,
    before: Collection[int],
    on: dt.date,
) -> frozenset[int]:
    """What is kept of a choice: some of the organisation's areas, or `ALL`.

    An administrator of the portal works in none and may give any.
    Raises `NotYourArea`.
    """
    there = areas_of_organisation(session, organisation, on=on)
    wanted = there.intersection(area_ids) or there
    moved = wanted.symmetric_difference(before)
    is_bound = giver.organisation.kind is not OrganisationKind.NATIONAL
    if is_bound and not moved <= areas_of(session, giver, on=on):
        raise NotYourArea
    return ALL if wanted == there else wanted


def invite_for(
    session: Session,
    invitation: Invitation,
    area_ids: Collection[int],
    *,
    giver: Membership,
    on: dt.date,
) -> None:
    """In place of what the same invitation named before. Raises `NotYourArea`."""
    wanted = may_give(session, giver, invitation.organisation, area_ids, before=(), on=on)
    old = delete(InvitationArea).where(InvitationArea.invitation_id == invitation.id)
    session.execute(old)
    session.add_all(
        InvitationArea(invitation_id=invitation.id, local_delivery_unit_id=one)
        for one in sorted(wanted)
    )
    session.flush()


def take_over_areas(session: Session, member: Membership, area_ids: Collection[int]) -> None:
    """Of an invitation that was accepted, or of the same member's role before."""
    _keep(session, member, area_ids)


def area_names(
    session: Session, organisation: Organisation, area_ids: Collection[int], *, on: dt.date
) -> str:
    """“Preston, Leeds”; “all” for those who work in all of them."""
    there = areas_of_organisation(session, organisation, on=on)
    if not area_ids or there <= frozenset(area_ids):
        return "all"
    areas = select(LocalDeliveryUnit.name).where(LocalDeliveryUnit.id.in_(area_ids))
    return ", ".join(session.scalars(areas.order_by(LocalDeliveryUnit.name)))


def _keep(session: Session, member: Membership, area_ids: Collection[int]) -> None:
    session.execute(delete(MembershipArea).where(MembershipArea.membership_id == member.id))
    session.add_all(
        MembershipArea(membership_id=member.id, local_delivery_unit_id=one)
        for one in sorted(area_ids)
    )
    session.flush()
