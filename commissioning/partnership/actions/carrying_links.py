"""What stands behind items that are carried into a next plan goes on with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.partnership.actions.checking import successor_areas
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.linking import (
    CoverageCell,
    Linked,
    link_action,
    unlink_action,
)
from commissioning.partnership.actions.models import ActionLink, PlanAction
from directory.clock import local_date
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from directory.schemes.models import Scheme
from directory.services.models import Service


def carry_links(
    session: Session, new: Sequence[PlanAction], *, by: Person, at: dt.datetime
) -> list[tuple[str, str]]:
    """Services, coverage, agreements and schemes as they are, a cell of an area that ended as that
    of the one which followed it. What waited for an item that goes on as well waits for it there,
    also where it was carried before; for one that stayed behind, as until now. Told is
    of which item a link could not go on, with why."""
    left: list[tuple[str, str]] = []
    for action in new:
        for link in _links(session, action.carried_from_id or 0):
            to = _led_to(session, link, action, on=local_date(at))
            try:
                link_action(session, action, to, words=link.words or "", by=by, at=at)
            except PlanRefused as refusal:
                left.append((action.code, f"it went on without one of its links. {refusal}"))
    if new:
        _wait_for_the_new(session, new, by=by, at=at)
    return left


def _links(session: Session, action_id: int) -> Sequence[ActionLink]:
    asked = select(ActionLink).where(ActionLink.action_id == action_id)
    return session.scalars(asked.order_by(ActionLink.id)).all()


def _led_to(session: Session, link: ActionLink, action: PlanAction, *, on: dt.date) -> Linked:
    if link.other_action_id is not None:
        return _goes_on_as(session, link.other_action_id, action.plan_id)
    if link.service_id is not None:
        return session.get_one(Service, link.service_id)
    if link.agreement_id is not None:
        return session.get_one(Agreement, link.agreement_id)
    if link.scheme_id is not None:
        return session.get_one(Scheme, link.scheme_id)
    area = session.get_one(LocalDeliveryUnit, link.local_delivery_unit_id)
    if area.valid_to is not None and area.valid_to < on:
        followed = successor_areas(session, area)
        area = followed[0] if len(followed) == 1 else area
    return CoverageCell(area, link.covered or "")


def _goes_on_as(session: Session, action_id: int, plan_id: int) -> PlanAction:
    """The item of the plan that the action was carried into; itself where it was not."""
    asked = select(PlanAction).where(
        PlanAction.plan_id == plan_id, PlanAction.carried_from_id == action_id
    )
    return session.scalar(asked) or session.get_one(PlanAction, action_id)


def _wait_for_the_new(
    session: Session, new: Sequence[PlanAction], *, by: Person, at: dt.datetime
) -> None:
    """Of items that were carried before, what they waited for in the plan before."""
    now = {one.carried_from_id: one for one in new}
    of_plan = select(PlanAction.id).where(PlanAction.plan_id == new[0].plan_id)
    waiting = select(ActionLink).where(
        ActionLink.action_id.in_(of_plan), ActionLink.other_action_id.in_(now)
    )
    for link in session.scalars(waiting.order_by(ActionLink.id)).all():
        action = session.get_one(PlanAction, link.action_id)
        to, words = now[link.other_action_id], link.words or ""
        unlink_action(session, link, by=by, at=at)
        link_action(session, action, to, words=words, by=by, at=at)
