"""What nobody confirms in its grace is told once, in one message a week, to who commissions it."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from commissioning.listings.facts import FactStanding, ServiceFact, confirm_facts, facts_of
from commissioning.listings.lapsing import lapses_to_tell
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.listings.wording import published_now
from directory.messages.kinds import MessageKind
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Exposure
from directory.services.freshness import FactKind
from portal.listings.jobs import tell_commissioners, telling_commissioners
from tests.makers.accounts import make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.places import make_region
from tests.portal.listings.keeping import TITLE, Kept, kept_listing

pytestmark = pytest.mark.usefixtures("client")


@pytest.fixture
def kept(app: Flask, session: Session) -> Kept:
    """Its queue was confirmed today, by the places stated of it."""
    made = kept_listing(app, session)
    made.service.delivery_kind = DeliveryKind.ONE_TO_ONE
    session.flush()
    made.line()
    return made


def day(number: int) -> dt.datetime:
    return NOW + dt.timedelta(days=number)


def told_on(kept: Kept, *days: int) -> list[int]:
    with kept.app.test_request_context():
        return [tell_commissioners(kept.session, day(number)) for number in days]


def test_who_commissions_is_told_once_after_the_grace(kept: Kept) -> None:
    kept.somebody(Role.COMMISSIONER, "Carla Approver")
    kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    elsewhere = make_organisation(
        kept.session, OrganisationKind.PROBATION_REGION, "Elsewhere",
        region_id=make_region(kept.session, "wales", code="W").id,
    )  # fmt: skip
    kept.somebody(Role.COMMISSIONER, "Owen Other", organisation=elsewhere)
    assert told_on(kept, 49, 50, 51, 57, 64, 71) == [0, 1, 0, 0, 0, 0]
    [message] = kept.told
    assert (message.kind, message.to_address) == (
        MessageKind.LAPSED, "carla.approver@example.org",
    )  # fmt: skip
    assert "start dates, Everybody here: not confirmed since 2 March 2027" in message.body
    assert f"http://localhost:5000{kept.path}" in message.body
    assert "Referrals are still taken" in message.body
    assert TITLE not in message.subject


def confirm_line(kept: Kept, number: int) -> None:
    facts = facts_of(kept.session, kept.service, today=local_date(day(number)))
    confirm_facts(
        kept.session, kept.service, [one.name for one in facts if one.line],
        seen=published_now(kept.session, kept.service).number,
        confirmed_by="Jane Roe", by=actor(kept.session), at=day(number),
    )  # fmt: skip


def test_who_confirmed_meanwhile_is_not_told_of_and_is_when_it_lapses_again(kept: Kept) -> None:
    kept.somebody(Role.COMMISSIONER, "Carla Approver")
    with kept.app.test_request_context():
        change = telling_commissioners(kept.session, day(50))
        confirm_line(kept, 50)
        assert change(kept.session, day(50)) == 0
    assert told_on(kept, 99, 100, 120) == [0, 1, 0]


@pytest.mark.parametrize(
    ("last", "today", "is_told"),
    [
        (None, 49, False),
        (None, 50, True),
        (None, 300, True),  # nights on which nothing ran are made good
        (45, 50, False),  # a message five days ago: it waits for its week
        (45, 52, True),
        (50, 57, False),  # told already
    ],
)
def test_each_lapse_is_told_once(last: int | None, today: int, is_told: bool) -> None:
    fact = ServiceFact("it", FactKind.START_DATES, FactStanding.RING_FIRST, TODAY)
    told = None if last is None else TODAY + dt.timedelta(days=last)
    found = lapses_to_tell([fact], last=told, today=TODAY + dt.timedelta(days=today))
    assert bool(found) is is_told


def test_a_confidential_service_is_not_named(kept: Kept) -> None:
    kept.somebody(Role.COMMISSIONER, "Carla Approver")
    kept.service.exposure = Exposure.CONFIDENTIAL
    kept.session.flush()
    assert told_on(kept, 50) == [1]
    assert TITLE not in kept.told[0].body
    assert "A confidential service" in kept.told[0].body
