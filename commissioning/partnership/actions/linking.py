"""What stands behind an action: other actions, services, cells of coverage, agreements, schemes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.partnership.actions.checking import checked_words
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.models import ActionLink, PlanAction
from directory.acts import Act
from directory.audit.recording import record_act
from directory.pathways import pathways
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from directory.requirements import requirement_codes
from directory.schemes.models import Scheme
from directory.services.models import Service


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """A requirement or pathway, by its code, in an area: as the map of coverage tells it."""

    area: LocalDeliveryUnit
    covered: str


Linked = PlanAction | Service | CoverageCell | Agreement | Scheme
"""What an action can be linked to; another action it waits for (“when … is available”)."""


def link_action(
    session: Session,
    action: PlanAction,
    to: Linked,
    *,
    words: str = "",
    by: Person,
    at: dt.datetime,
) -> ActionLink:
    """A link that is there already is returned as it is. Raises `PlanRefused` for the action
    itself, for one that waits for it already, by one step or several, and for a cell of no
    requirement or pathway."""
    if isinstance(to, PlanAction):
        _refuse_waiting_in_a_circle(session, action, to)
    columns = link_columns(to)
    told = checked_words("words", words)
    known = session.scalar(
        select(ActionLink).where(
            ActionLink.action_id == action.id,
            *(getattr(ActionLink, name) == value for name, value in columns.items()),
        )
    )
    if known is not None:
        return known
    link = ActionLink(
        action_id=action.id, words=told, recorded_at=at, recorded_by_id=by.id, **columns
    )
    session.add(link)
    session.flush()
    after = {"action": action.code, **columns}
    record_act(session, Act.PLAN_ACTION_LINK, link, by=by, at=at, after=after)
    return link


def _refuse_waiting_in_a_circle(session: Session, action: PlanAction, to: PlanAction) -> None:
    if to.id == action.id:
        raise PlanRefused("other", "An action does not wait for itself: choose another.")
    awaited, seen = {to.id}, set[int]()
    while awaited:
        seen |= awaited
        asked = select(ActionLink.other_action_id).where(ActionLink.action_id.in_(awaited))
        awaited = {key for key in session.scalars(asked) if key is not None} - seen
    if action.id in seen:
        raise PlanRefused("other", f"{to.code} waits for {action.code} already: choose another.")


def unlink_action(session: Session, link: ActionLink, *, by: Person, at: dt.datetime) -> None:
    """The record of changes keeps what it led to."""
    told = ("other_action_id", "service_id", "local_delivery_unit_id", "covered", "agreement_id",
            "scheme_id")  # fmt: skip
    before = {name: getattr(link, name) for name in told if getattr(link, name) is not None}
    record_act(session, Act.PLAN_ACTION_UNLINK, link, by=by, at=at, before=before)
    session.delete(link)
    session.flush()


def link_columns(to: Linked) -> dict[str, int | str]:
    """The columns of `ActionLink` that lead there. Raises `PlanRefused` as `link_action`."""
    match to:
        case PlanAction():
            return {"other_action_id": to.id}
        case Service():
            return {"service_id": to.id}
        case Agreement():
            return {"agreement_id": to.id}
        case Scheme():
            return {"scheme_id": to.id}
    codes = {*requirement_codes(), *(one.code for one in pathways())}
    if to.covered not in codes:
        raise PlanRefused("covered", "Choose a requirement or a pathway of the map of coverage.")
    return {"local_delivery_unit_id": to.area.id, "covered": to.covered}
