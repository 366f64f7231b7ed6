"""Who leads an action or is a partner in it, and who follows them from a day on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.checking import checked_words, refuse_names
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.following import lead_follows
from commissioning.partnership.actions.models import ActionLead, PlanAction
from directory.accounts.models import Organisation
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words
from directory.people.models import Person
from directory.providers.merged import provider_that_stays
from directory.providers.models import Provider


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """A body by `name`, a `post` of it, or both; without either `note` says what is known.

    `is_lead`: leads, or is a partner; None: the plan does not say. `is_body`: whoever writes it
    says that what reads as the name of a person is a post or a body.
    """

    name: str = ""
    post: str = ""
    is_lead: bool | None = True
    provider: Provider | None = None
    organisation: Organisation | None = None
    note: str = ""
    is_body: bool = False


def set_lead(
    session: Session,
    action: PlanAction,
    facts: LeadFacts,
    *,
    from_date: dt.date | None = None,
    replaces: ActionLead | None = None,
    by: Person,
    at: dt.datetime,
) -> ActionLead:
    """A lead or partner more, or whoever follows `replaces` from `from_date` on.

    A provider that went into another is kept as the one that stays, with a note of it. Raises
    `PlanRefused` without anything said, for what reads as the name of a person where nobody says
    that it is none, for a successor without a day, and for one that follows somebody who was
    followed already or leads another action.
    """
    _refuse_following(action, replaces, from_date)
    provider, went = _that_stays(session, facts.provider)
    name, post, note = _checked(facts, provider, went)
    lead = ActionLead(
        action_id=action.id, place=_next_place(session, action), name=name, post=post,
        is_lead=facts.is_lead, provider_id=provider.id if provider else None,
        organisation_id=facts.organisation.id if facts.organisation else None,
        from_date=from_date, note=note, recorded_at=at, recorded_by_id=by.id,
    )  # fmt: skip
    session.add(lead)
    session.flush()
    if replaces is not None:
        replaces.until_date, replaces.successor_id = from_date, lead.id
        lead.place = replaces.place
        session.flush()
    after: dict[str, object] = {
        "action": action.code,
        "name": name,
        "post": post,
        "from_date": from_date,
    }
    if facts.is_body:
        after["is_body"] = True
    record_act(session, Act.ACTION_LEAD_SET, lead, by=by, at=at, after=after)
    lead_follows(session, lead, replaces, by=by, at=at)
    return lead


def _checked(
    facts: LeadFacts, provider: Provider | None, went: str
) -> tuple[str | None, str | None, str | None]:
    """Name, post and note as they are kept. Raises `PlanRefused`."""
    name = checked_words("name", facts.name or (provider.name if provider else ""), is_name=True)
    post = checked_words("post", facts.post, is_name=True)
    refuse_names("name", name, are_bodies=facts.is_body or provider is not None)
    refuse_names("post", post, are_bodies=facts.is_body)
    said = checked_words("note", facts.note)
    note = checked_words("note", " ".join(filter(None, (said, went))), is_name=True)
    if name is None and post is None and note is None:
        raise PlanRefused("name", "Enter a body, a post, or a note of who is still to be named.")
    return name, post, note


def _refuse_following(
    action: PlanAction, replaces: ActionLead | None, from_date: dt.date | None
) -> None:
    if replaces is None:
        return
    if from_date is None:
        raise PlanRefused("from_date", "Enter the day from which the successor leads.")
    if replaces.action_id != action.id:
        raise PlanRefused("replaces", "That lead is of another action: choose one of this one.")
    if replaces.successor_id is not None:
        raise PlanRefused("replaces", "That lead has a successor already: follow that one.")
    if replaces.from_date is not None and from_date <= replaces.from_date:
        begun = day_in_words(replaces.from_date)
        raise PlanRefused("from_date", f"Enter a day after {begun}, when the one before began.")


def _that_stays(session: Session, provider: Provider | None) -> tuple[Provider | None, str]:
    if provider is None:
        return None, ""
    stays = provider_that_stays(session, provider)
    return stays, "" if stays is provider else f"{provider.name} went into {stays.name}."


def _next_place(session: Session, action: PlanAction) -> int:
    last = select(func.max(ActionLead.place)).where(ActionLead.action_id == action.id)
    return (session.scalar(last) or 0) + 1
