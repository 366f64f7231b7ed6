"""What stands behind actions, as far as who looks may read of it.

However many actions are asked about, a kind of thing is asked for once in a batch of keys.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.own_agreements import is_own_agreement
from commissioning.partnership.actions.models import ActionLink, ActionPlan, PlanAction
from directory.keeping import batches
from directory.places.models import LocalDeliveryUnit, Region
from directory.schemes.models import Scheme
from directory.services.models import ListingRevision, Service
from directory.services.sight import may_read_all_of
from directory.sight import Sight

ANYBODY: Final = Sight()


@dataclass(frozen=True, slots=True)
class LinkRow:
    """`what`: action, service, coverage, agreement or scheme. `key` is how its page calls it: a
    public id, of a cell the requirement or pathway, of a scheme its name; `area` and `region` the
    slugs of its area, where it has one; `plan` the code of the plan of another action."""

    public_id: uuid.UUID
    what: str
    key: str
    name: str
    area: str
    words: str
    region: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class _Thing:
    """One thing that is linked, before it is said why. `plan_id`: of an action, its plan."""

    key: str
    name: str
    area: str = ""
    region: str = ""
    plan: str = ""
    plan_id: int = 0
    is_public: bool = True


Things = Mapping[int, _Thing]


def links_shown(
    session: Session, action_ids: Sequence[int], *, as_of: dt.date, sight: Sight = ANYBODY
) -> Mapping[int, list[LinkRow]]:
    """By action, in the order in which they were linked. Left out are services whose text, and
    agreements and plans that, who looks may not read."""
    found = [link for some in batches(action_ids) for link in _links(session, some)]
    plans = _plans_of(session, action_ids) if any(one.other_action_id for one in found) else {}
    things = {
        "action": _of(found, "other_action_id", lambda ids: _actions(session, ids, as_of)),
        "service": _of(found, "service_id", lambda ids: _services(session, ids, sight)),
        "agreement": _of(found, "agreement_id", lambda ids: _agreements(session, ids, sight)),
        "coverage": _of(found, "local_delivery_unit_id", lambda ids: _areas(session, ids)),
        "scheme": _of(found, "scheme_id", lambda ids: _schemes(session, ids)),
    }
    told: defaultdict[int, list[LinkRow]] = defaultdict(list)
    for link in found:
        what, key = _led_to(link)
        thing = things[what].get(key)
        own_plan = plans.get(link.action_id)
        if thing is not None and (thing.is_public or thing.plan_id == own_plan):
            told[link.action_id].append(_row(link, what, thing))
    return told


def _row(link: ActionLink, what: str, thing: _Thing) -> LinkRow:
    return LinkRow(
        link.public_id, what, link.covered or thing.key, thing.name, thing.area, link.words or "",
        thing.region, thing.plan,
    )  # fmt: skip


def _led_to(link: ActionLink) -> tuple[str, int]:
    """One of them is always there: the database sees to it."""
    if link.other_action_id is not None:
        return "action", link.other_action_id
    if link.service_id is not None:
        return "service", link.service_id
    if link.agreement_id is not None:
        return "agreement", link.agreement_id
    if link.scheme_id is not None:
        return "scheme", link.scheme_id
    return "coverage", link.local_delivery_unit_id or 0


def _of(
    links: Iterable[ActionLink], column: str, ask: Callable[[Sequence[int]], Things]
) -> dict[int, _Thing]:
    """What the links lead to in the column; nothing is asked where none does."""
    keys = sorted({key for one in links if (key := getattr(one, column)) is not None})
    return {key: thing for some in batches(keys) for key, thing in ask(some).items()}


def _links(session: Session, action_ids: Sequence[int]) -> Iterable[ActionLink]:
    asked = select(ActionLink).where(ActionLink.action_id.in_(action_ids))
    return session.scalars(asked.order_by(ActionLink.id))


def _plans_of(session: Session, action_ids: Sequence[int]) -> dict[int, int]:
    """The plan of each action that is asked about: of one's own plan all may be told."""
    return {
        key: plan_id
        for some in batches(action_ids)
        for key, plan_id in session.execute(
            select(PlanAction.id, PlanAction.plan_id).where(PlanAction.id.in_(some))
        )
    }


def _actions(session: Session, keys: Sequence[int], as_of: dt.date) -> Things:
    asked = (
        select(PlanAction, ActionPlan)
        .join(ActionPlan, ActionPlan.id == PlanAction.plan_id)
        .where(PlanAction.id.in_(keys))
    )
    return {
        one.id: _Thing(
            str(one.public_id), f"{one.code}: {one.words}", plan=plan.code, plan_id=plan.id,
            is_public=plan.is_public(as_of),
        )
        for one, plan in session.execute(asked)
    }  # fmt: skip


def _services(session: Session, keys: Sequence[int], sight: Sight) -> Things:
    asked = (
        select(Service.id, Service.public_id, ListingRevision.title)
        .join(ListingRevision, Service.published_revision_id == ListingRevision.id)
        .where(Service.id.in_(keys), *may_read_all_of(sight))
    )
    return {key: _Thing(str(public_id), title) for key, public_id, title in session.execute(asked)}


def _agreements(session: Session, keys: Sequence[int], sight: Sight) -> Things:
    theirs = is_own_agreement(session, sight)
    asked = select(Agreement).where(Agreement.id.in_(keys), theirs)
    return {one.id: _Thing(str(one.public_id), one.title) for one in session.scalars(asked)}


def _areas(session: Session, keys: Sequence[int]) -> Things:
    """The key of the cell is its requirement or pathway, which the link itself says."""
    asked = (
        select(LocalDeliveryUnit, Region.slug)
        .join(Region, Region.id == LocalDeliveryUnit.region_id)
        .where(LocalDeliveryUnit.id.in_(keys))
    )
    return {
        area.id: _Thing("", area.name, area.slug, region) for area, region in session.execute(asked)
    }


def _schemes(session: Session, keys: Sequence[int]) -> Things:
    asked = (
        select(Scheme, LocalDeliveryUnit.slug, Region.slug)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.id == Scheme.local_delivery_unit_id)
        .join(Region, Region.id == LocalDeliveryUnit.region_id)
        .where(Scheme.id.in_(keys))
    )
    return {
        scheme.id: _Thing(scheme.name, scheme.name, area, region)
        for scheme, area, region in session.execute(asked)
    }
