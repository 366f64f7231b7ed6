"""What stands of a requirement in some areas, as those who may state it need to see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from commissioning.availability.models import ProvisionProposal
from commissioning.availability.provision import statements_in_force
from commissioning.availability.stating_in_person import open_proposals
from commissioning.availability.statuses import ProvisionStated
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from directory.services.models import Service, ServiceArea, ServiceRequirement
from directory.services.serving import serves_on
from directory.services.sight import may_know_of
from directory.sight import ANYBODY


@dataclass(frozen=True, slots=True)
class AreaStated:
    """`own` is what the author asked about says; `others` what other authors say; `waits` what the
    author proposed and nobody has agreed to. All of one strand, or of the whole. `listed` open and
    restricted services are listed there for the requirement: courts read them beside any word."""

    area: LocalDeliveryUnit
    own: ProvisionStated | None
    others: tuple[ProvisionStated, ...]
    waits: ProvisionProposal | None
    listed: int = 0

    @property
    def is_silent(self) -> bool:
        return self.own is None and not self.others and self.waits is None


def provision_of_areas(
    session: Session,
    areas: Sequence[LocalDeliveryUnit],
    requirement: str,
    *,
    strand: str | None,
    author: str,
    today: dt.date,
) -> list[AreaStated]:
    """In the order of the areas."""
    ids = [area.id for area in areas]
    said = statements_in_force(session, ids, today=today)
    waiting = {
        one.local_delivery_unit_id: one
        for one in open_proposals(session, ids)
        if (one.requirement, one.strand, one.stated_by) == (requirement, strand, author)
    }
    listed = services_listed(session, ids, requirement, today=today)
    return [
        replace(
            _stated(
                area, said.get((area.id, requirement), ()), waiting.get(area.id), strand, author
            ),
            listed=listed.get(area.id, 0),
        )
        for area in areas
    ]


def services_listed(
    session: Session, area_ids: Sequence[int], requirement: str, *, today: dt.date
) -> dict[int, int]:
    """Services that anybody may know of, by the area that they serve."""
    asked = (
        select(ServiceArea.local_delivery_unit_id, func.count(distinct(Service.id)))
        .join(Service, Service.id == ServiceArea.service_id)
        .join(ServiceRequirement, ServiceRequirement.service_id == Service.id)
        .where(
            ServiceArea.local_delivery_unit_id.in_(area_ids),
            ServiceRequirement.requirement == requirement,
            *serves_on(today),
            *may_know_of(ANYBODY),
        )
        .group_by(ServiceArea.local_delivery_unit_id)
    )
    return {area_id: number for area_id, number in session.execute(asked)}  # noqa: C416


def _stated(
    area: LocalDeliveryUnit,
    said: Sequence[ProvisionStated],
    waits: ProvisionProposal | None,
    strand: str | None,
    author: str,
) -> AreaStated:
    of_it = [one for one in said if one.strand == strand]
    own = next((one for one in reversed(of_it) if one.stated_by == author), None)
    return AreaStated(area, own, tuple(one for one in of_it if one.stated_by != author), waits)


@dataclass(frozen=True, slots=True)
class RequirementStated:
    """In how many of the areas anybody says something of it, and of how many its author's word
    is to be looked at again by the day asked about."""

    requirement: str
    areas: int
    stated: int
    due: int


def provision_by_requirement(
    session: Session,
    areas: Sequence[LocalDeliveryUnit],
    requirements: Sequence[str],
    *,
    author: str,
    today: dt.date,
    due_by: dt.date,
) -> list[RequirementStated]:
    said = statements_in_force(session, [area.id for area in areas], today=today)
    told = []
    for code in requirements:
        here = [said.get((area.id, code), ()) for area in areas]
        own = [one for stated in here for one in stated if one.stated_by == author]
        due = sum(one.review_on <= due_by for one in own)
        told.append(RequirementStated(code, len(areas), sum(map(bool, here)), due))
    return told


@dataclass(frozen=True, slots=True)
class BesideProposal:
    """What whoever agrees has to know: who proposed it, and what is listed there all the same."""

    proposed_by: str
    listed: int


def beside_proposals(
    session: Session, proposals: Sequence[ProvisionProposal], *, today: dt.date
) -> dict[int, BesideProposal]:
    """By the internal id of the proposal."""
    areas = {one.local_delivery_unit_id for one in proposals}
    listed = {
        code: services_listed(session, sorted(areas), code, today=today)
        for code in {one.requirement for one in proposals}
    }
    people = {one.proposed_by_id: session.get_one(Person, one.proposed_by_id) for one in proposals}
    return {
        one.id: BesideProposal(
            people[one.proposed_by_id].name,
            listed[one.requirement].get(one.local_delivery_unit_id, 0),
        )
        for one in proposals
    }
