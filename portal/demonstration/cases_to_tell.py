"""A handful of cases of the fictional officers, each with a story; nobody in them is real."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.moves.acting import receive_details
from commissioning.referrals.folding import Happened
from commissioning.referrals.kinds import Basis, DecidedBy, EventKind, Party, WhatFollows
from commissioning.referrals.models import Referral
from commissioning.referrals.open_lines import open_lines_for
from commissioning.referrals.saying import Decline, decline, say, transfer
from commissioning.referrals.sending import (
    NewReferral,
    SendingOfficer,
    send_referral,
)
from commissioning.referrals.whose_cases import CaseReader
from directory.accounts.entering import account_of_email
from directory.accounts.models import Membership
from directory.accounts.sights import sight_of
from directory.clock import local_date
from directory.people.models import Person
from directory.people.queries import SystemActor, system_actor
from directory.people.roles import Role
from directory.places.models import LocalDeliveryUnit
from directory.sight import Looker, Sight
from portal.fictional_accounts import AREA, email_of

NAMESPACE: Final = uuid.UUID("6f1d2c1e-57f2-4b86-9d7a-2f6f0a3f5c11")
QUEUES: Final = 4
"""So many queues of the area the stories walk through."""


@dataclass(frozen=True, slots=True)
class CaseToTell:
    """What happened to a referral so many days ago, by whose word."""

    kind: EventKind
    days_ago: int
    party: Party
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CaseStory:
    """`queue` is the number of a queue of the area; two stories of one reference are one case."""

    role: Role
    reference: str
    queue: int
    days_ago: int
    basis: Basis
    first: str | None = None
    release_in: int | None = None
    order_days: int = 300
    details_told: bool = True
    steps: tuple[CaseToTell, ...] = ()
    declined_days_ago: int | None = None
    moved_days_ago: int | None = None


OFFICER, PROVIDER = Party.OFFICER, Party.PROVIDER

STORIES: Final = (
    # Two parts side by side; one has begun, the other waits.
    CaseStory(
        Role.OFFENDER_MANAGER, "ROBIN-1041", 0, 60, Basis.COMMUNITY_ORDER,
        steps=(
            CaseToTell(EventKind.ACCEPTED, 55, PROVIDER),
            CaseToTell(EventKind.STARTED, 40, PROVIDER),
        ),
    ),
    CaseStory(Role.OFFENDER_MANAGER, "ROBIN-1041", 1, 20, Basis.COMMUNITY_ORDER),
    # Declined as full, and to be offered elsewhere.
    CaseStory(
        Role.OFFENDER_MANAGER, "ROBIN-1187", 1, 30, Basis.COMMUNITY_ORDER, declined_days_ago=24
    ),
    # Passed to another queue; the wait went on.
    CaseStory(
        Role.OFFENDER_MANAGER, "ROBIN-1203", 2, 75, Basis.SUSPENDED_SENTENCE_ORDER,
        moved_days_ago=33,
    ),
    # In custody since: the turn is kept.
    CaseStory(
        Role.OFFENDER_MANAGER, "ROBIN-1266", 3, 48, Basis.LICENCE,
        steps=(CaseToTell(EventKind.PAUSED, 12, OFFICER, "custody"),),
    ),
    # Sent yesterday: details and risk are still to be told.
    CaseStory(
        Role.OFFENDER_MANAGER, "ROBIN-1301", 0, 1, Basis.CONDITIONAL_CAUTION, details_told=False
    ),
    # From court: one goes before its turn, one was sentenced again.
    CaseStory(
        Role.COURT_OFFICER, "ASH-2208", 0, 9, Basis.COMMUNITY_ORDER, first="court_set_a_day"
    ),
    CaseStory(
        Role.COURT_OFFICER, "ASH-2090", 2, 52, Basis.DEFERRED_SENTENCE,
        steps=(CaseToTell(EventKind.WITHDRAWN, 5, OFFICER, "resentenced"),),
    ),
    # By release.
    CaseStory(
        Role.PRISON_OFFICER, "JO-3317", 3, 14, Basis.LICENCE, release_in=21,
        steps=(CaseToTell(EventKind.ACCEPTED, 10, PROVIDER),),
    ),
    CaseStory(Role.PRISON_OFFICER, "JO-3342", 0, 6, Basis.LICENCE, release_in=60),
)  # fmt: skip


def make_cases_to_tell(session: Session, *, at: dt.datetime) -> bool:
    """Once, as soon as accounts and queues of the area are there; whether anything was made."""
    area = session.scalar(select(LocalDeliveryUnit).where(LocalDeliveryUnit.slug == AREA))
    queues = [] if area is None else _queues(session, area, at)
    if area is None or len(queues) < QUEUES:
        return False
    made = [_tell(session, story, area, queues, at=at) for story in STORIES]
    return any(made)


def _queues(session: Session, area: LocalDeliveryUnit, at: dt.datetime) -> list[Line]:
    """Those that an officer may name, the first by title."""
    sight = Sight(Looker.OFFENDER_MANAGER, area_ids=frozenset({area.id}))
    found = open_lines_for(session, sight, area.id, on=local_date(at))
    return [session.get_one(Line, line.id) for line in found if line.is_read][:QUEUES]


def _tell(
    session: Session,
    story: CaseStory,
    area: LocalDeliveryUnit,
    queues: Sequence[Line],
    *,
    at: dt.datetime,
) -> bool:
    sender = sender_of(session, story.role, at)
    request_id = uuid.uuid5(NAMESPACE, f"{story.reference} {story.queue}")
    if sender is None or _is_told(session, story):
        return False
    sent_at = at - dt.timedelta(days=story.days_ago)
    today, day = local_date(at), local_date(sent_at)
    released = None if story.release_in is None else today + dt.timedelta(story.release_in)
    new = NewReferral(
        reference=story.reference,
        basis=story.basis,
        home=area,
        sentenced_on=day - dt.timedelta(3) if story.basis.is_requirement else None,
        order_ends_on=today + dt.timedelta(story.order_days),
        released_on=released,
        needs=("accommodation",),
        priority_reason=story.first,
    )
    referral = send_referral(
        session, queues[story.queue], new, sender=sender, request_id=request_id, at=sent_at
    )
    if story.details_told:
        receive_details(session, referral, on_date=day, by=sender.person, at=sent_at)
    _go_on(session, referral, story, queues, sender.person, at=at)
    return True


def _go_on(
    session: Session,
    referral: Referral,
    story: CaseStory,
    queues: Sequence[Line],
    officer: Person,
    *,
    at: dt.datetime,
) -> None:
    provider = system_actor(session, SystemActor.DEMONSTRATION)
    for step in story.steps:
        when = at - dt.timedelta(days=step.days_ago)
        happened = Happened(step.kind, local_date(when), reason=step.reason)
        by = officer if step.party is OFFICER else provider
        say(session, referral, happened, party=step.party, by=by, at=when)
    if story.declined_days_ago is not None:
        when = at - dt.timedelta(days=story.declined_days_ago)
        said = Decline(
            on_date=local_date(when),
            reason="full",
            decided_by=DecidedBy.PROVIDER,
            follows=WhatFollows.OFFERED_ELSEWHERE,
        )
        decline(session, referral, said, by=provider, at=when)
    if story.moved_days_ago is not None:
        when = at - dt.timedelta(days=story.moved_days_ago)
        other = next(line for line in queues if line.id != referral.line_id)
        transfer(
            session, referral, other, on_date=local_date(when), reason="changed_provider",
            by=officer, at=when,
        )  # fmt: skip


def _is_told(session: Session, story: CaseStory) -> bool:
    own = (story.reference, f"{story.reference}/2")
    known = session.scalars(select(Referral.reference).where(Referral.reference.in_(own))).all()
    wanted = sum(one.reference == story.reference for one in STORIES)
    return len(known) >= wanted


def sender_of(session: Session, role: Role, at: dt.datetime) -> SendingOfficer | None:
    account = account_of_email(session, email_of(role))
    if account is None:
        return None
    found = select(Membership).where(Membership.person_id == account.person_id)
    member = session.scalars(found.order_by(Membership.id).limit(1)).one_or_none()
    if member is None:
        return None
    sight = sight_of(session, member, on=local_date(at))
    return SendingOfficer(
        person=member.person,
        reader=CaseReader.of(sight, organisation_id=member.organisation_id),
        team=member.organisation.name,
        telephone="01632 960 199",
    )
