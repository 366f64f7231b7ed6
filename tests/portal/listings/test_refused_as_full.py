"""Places are stated, and people are refused as full: told that day, shown, and ended by a word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.recording import receive_referral, record_event
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.messages.kinds import MessageKind
from directory.people.roles import Role
from portal.listings.jobs import tell_contradicted
from tests.makers.days import moment
from tests.makers.people import actor
from tests.portal.listings.keeping import Kept, kept_listing

pytestmark = pytest.mark.usefixtures("client")

NOW = moment(3)
"""Three days after the places were stated."""

SAID = "6 places were stated on"
TO_THE_PUBLIC = "Places were stated, but people referred since were refused as full: ring."


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def kept(app: Flask, session: Session) -> Kept:
    made = kept_listing(app, session)
    made.service.delivery_kind = DeliveryKind.ONE_TO_ONE
    session.flush()
    return made


@pytest.fixture
def line(kept: Kept) -> Line:
    """Six places stated."""
    return kept.line()


def refuse(kept: Kept, line: Line, number: int) -> None:
    by, today = actor(kept.session), local_date(NOW)
    referral = receive_referral(
        kept.session, line, reference=f"F-{number:06}", basis=Basis.COMMUNITY_ORDER,
        sentenced_on=today, received_on=today, by=by, at=NOW,
    )  # fmt: skip
    record_event(
        kept.session, referral, kind=EventKind.DECLINED, on_date=today, reason="full", by=by, at=NOW
    )


def told(kept: Kept) -> int:
    with kept.app.test_request_context():
        return tell_contradicted(kept.session, NOW + dt.timedelta(hours=1))


def test_three_are_told_once_that_day_to_both_sides_and_new_places_end_it(
    kept: Kept, line: Line
) -> None:
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    carla = kept.somebody(Role.COMMISSIONER, "Carla Approver")
    kept.somebody(Role.COURT_OFFICER, "Col Officer")
    refuse(kept, line, 1)
    refuse(kept, line, 2)
    assert told(kept) == 0
    refuse(kept, line, 3)
    assert [told(kept), told(kept)] == [2, 0]
    assert {one.kind for one in kept.told} == {MessageKind.CONTRADICTED}
    assert {one.to_address for one in kept.told} == {
        "carla.approver@example.org", "jane.roe@example.org",
    }  # fmt: skip
    for who in (jane, carla):
        assert SAID in who.get(kept.path).text
    assert "State the places anew" in jane.get("/listings").text
    public = kept.app.test_client().get(f"/services/{kept.service.public_id}").text
    assert TO_THE_PUBLIC in public
    assert "What happens contradicts the places that were stated: ring." in public
    assert SAID not in public
    stated = jane.post(f"{kept.path}/lines/{line.public_id}/places", {"places": "2"})
    assert stated.status_code == 303
    assert SAID not in jane.get(kept.path).text
    assert (
        TO_THE_PUBLIC not in kept.app.test_client().get(f"/services/{kept.service.public_id}").text
    )
