"""An event told by software, beside the same told through the verb in a transaction of its own."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder, run_wsgi_app

from commissioning.lines.models import Line
from commissioning.referrals import recording
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral, ReferralEvent
from directory.accounts.tokens import FOR_SOFTWARE, make_token
from directory.people.models import Person
from directory.people.roles import OrganisationKind, Role
from directory.services.models import Service
from portal.running.transactions import in_reading, in_writing
from tests.bench.databases import Databases, now, portal_on
from tests.bench.measuring import Measured, ResultsDiffer, milliseconds, timed_once
from tests.bench.records import Size
from tests.makers.accounts import make_member, make_organisation

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

GOAL = 1.5
KIND = EventKind.ASSESSMENT_ARRANGED

Waiting = Sequence[tuple[int, uuid.UUID]]
"""Key and public identifier of people who wait on lines of one provider."""


def event_by_api(databases: Databases, size: Size, *, events: int, rounds: int = 5) -> Measured:
    """Turn by turn, on the same lines; a request whole, but for the network and for what its client
    does to make it."""
    app = portal_on(databases.copy_of(size, "api"))
    app.config["REQUESTS_A_MINUTE"] = 10**6
    with app.app_context():
        provider_id, waiting = in_reading(partial(_waiting, people=2 * events * rounds + 1))
        word, person_id = in_writing(partial(_program, provider_id=provider_id))
    logging.disable(logging.CRITICAL)
    before, api, verb = _events(app), list[float](), list[float]()
    *waiting, warms_up = waiting
    _by_api(app, _requests(word, [warms_up]))
    for first in range(0, len(waiting) - 2 * events + 1, 2 * events):
        by_api, by_verb = waiting[first:][:events], waiting[first + events :][:events]
        api.append(timed_once(partial(_by_api, app, _requests(word, by_api)))[1].cpu)
        verb.append(timed_once(partial(_by_verb, app, person_id, by_verb))[1].cpu)
    logging.disable(logging.NOTSET)
    if not api or _events(app) - before != 2 * events * len(api) + 1:
        raise ResultsDiffer("not every event was recorded")
    ours, peer = min(api) / events, min(verb) / events
    return Measured(
        "An event told by software, beside the same through the verb",
        str(size),
        milliseconds(ours),
        milliseconds(peer),
        ours / peer,
        goal=f"≤ {GOAL}",
        is_met=ours / peer <= GOAL,
    )


def _waiting(session: Session, *, people: int) -> tuple[int, Waiting]:
    """Of the provider with the most people who wait."""
    waits = Referral.status == ReferralStatus.WAITING
    rows = (
        select(Service.provider_id)
        .join(Line, Line.service_id == Service.id)
        .join(Referral, Referral.line_id == Line.id)
        .where(waits)
    )
    most = rows.group_by(Service.provider_id).order_by(func.count().desc()).limit(1)
    provider_id = session.scalars(most).one()
    assert provider_id is not None
    theirs = (
        select(Referral.id, Referral.public_id)
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(waits, Service.provider_id == provider_id, Referral.received_on < now().date())
        .order_by(Referral.id)
        .limit(people)
    )
    return provider_id, [(key, public_id) for key, public_id in session.execute(theirs)]


def _program(session: Session, *, provider_id: int) -> tuple[str, int]:
    organisation = make_organisation(
        session, OrganisationKind.PROVIDER, "The measured provider", provider_id=provider_id
    )
    role = Role.PROVIDER_ADMINISTRATOR
    member = make_member(session, role, organisation=organisation, name="Ada Measured")
    return make_token(session, member, "measuring", FOR_SOFTWARE, at=now())[1], member.person_id


def _requests(word: str, people: Waiting) -> list[WSGIEnvironment]:
    """As a web server hands them over."""
    told = {"kind": KIND.value, "on_date": now().date().isoformat()}
    return [
        EnvironBuilder(
            path=f"/api/v1/referrals/{public_id}/events",
            method="POST",
            json=told,
            headers=[("Authorization", f"Bearer {word}"), ("Idempotency-Key", str(public_id))],
        ).get_environ()
        for _, public_id in people
    ]


def _by_api(app: Flask, requests: list[WSGIEnvironment]) -> None:
    for request in requests:
        content, status, _ = run_wsgi_app(app.wsgi_app, request)
        if not status.startswith("201"):
            raise ResultsDiffer(b"".join(content).decode())


def _by_verb(app: Flask, person_id: int, people: Waiting) -> None:
    for key, _ in people:
        with app.app_context():
            in_writing(partial(_record, key=key, person_id=person_id))


def _record(session: Session, *, key: int, person_id: int) -> None:
    at = now()
    recording.record_event(
        session, session.get_one(Referral, key), kind=KIND, on_date=at.date(),
        by=session.get_one(Person, person_id), at=at,
    )  # fmt: skip


def _events(app: Flask) -> int:
    with app.app_context():
        return in_reading(lambda session: session.scalar(select(func.count(ReferralEvent.id)))) or 0
