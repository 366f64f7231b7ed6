"""What stands behind actions, as far as who looks may read of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.own_agreements import is_own_agreement
from commissioning.partnership.actions.models import ActionLink, ActionPlan, PlanAction
from directory.keeping import batches
from directory.places.models import LocalDeliveryUnit
from directory.schemes.models import Scheme
from directory.services.models import Service
from directory.services.queries import title_to_read
from directory.sight import Sight

ANYBODY: Final = Sight()


@dataclass(frozen=True, slots=True)
class LinkRow:
    """`what`: action, service, coverage, agreement or scheme. `key` is how its page calls it: a
    public id, of a cell the requirement or pathway, of a scheme its name; `area` the slug of its
    area, where it has one."""

    public_id: uuid.UUID
    what: str
    key: str
    name: str
    area: str
    words: str


def links_shown(
    session: Session, action_ids: Sequence[int], *, as_of: dt.date, sight: Sight = ANYBODY
) -> Mapping[int, list[LinkRow]]:
    """By action, in the order in which they were linked. Left out are services whose text, and
    agreements and plans that, who looks may not read."""
    told: defaultdict[int, list[LinkRow]] = defaultdict(list)
    for some in batches(action_ids):
        asked = select(ActionLink).where(ActionLink.action_id.in_(some)).order_by(ActionLink.id)
        for link in session.scalars(asked):
            row = _shown(session, link, as_of, sight)
            if row is not None:
                told[link.action_id].append(row)
    return told


def _shown(session: Session, link: ActionLink, as_of: dt.date, sight: Sight) -> LinkRow | None:
    if link.other_action_id is not None:
        found = _action(session, link.action_id, link.other_action_id, as_of)
    elif link.service_id is not None:
        found = _service(session, link.service_id, sight)
    elif link.agreement_id is not None:
        found = _agreement(session, link.agreement_id, sight)
    else:
        found = _of_an_area(session, link)
    return None if found is None else LinkRow(link.public_id, *found, link.words or "")


Found = tuple[str, str, str, str] | None
"""What it is, its key, its name, its area's slug."""


def _action(session: Session, own_id: int, other_id: int, as_of: dt.date) -> Found:
    own, other = session.get_one(PlanAction, own_id), session.get_one(PlanAction, other_id)
    plan = session.get_one(ActionPlan, other.plan_id)
    if other.plan_id != own.plan_id and not plan.is_public(as_of):
        return None
    return "action", str(other.public_id), f"{other.code}: {other.words}", ""


def _service(session: Session, key: int, sight: Sight) -> Found:
    service = session.get_one(Service, key)
    title = title_to_read(session, service.public_id, sight=sight)
    return ("service", str(service.public_id), title, "") if title else None


def _agreement(session: Session, key: int, sight: Sight) -> Found:
    asked = select(Agreement).where(Agreement.id == key, is_own_agreement(session, sight))
    agreement = session.scalar(asked)
    if agreement is None:
        return None
    return "agreement", str(agreement.public_id), agreement.title, ""


def _of_an_area(session: Session, link: ActionLink) -> Found:
    if link.scheme_id is None:
        area = session.get_one(LocalDeliveryUnit, link.local_delivery_unit_id)
        return "coverage", link.covered or "", area.name, area.slug
    scheme = session.get_one(Scheme, link.scheme_id)
    area = session.get_one(LocalDeliveryUnit, scheme.local_delivery_unit_id)
    return "scheme", scheme.name, scheme.name, area.slug
