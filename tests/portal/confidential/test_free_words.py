"""Where words are typed about a confidential service, nothing that leads to its door is kept."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.groups.models import Closure, PlannedStop
from directory.listings.models import ListingDecision
from directory.people.roles import Role
from tests.makers.lines import make_line
from tests.portal.confidential.refuge import make_refuge
from tests.portal.listings.keeping import Kept, hidden

pytestmark = pytest.mark.usefixtures("client")

THERE = "Ring 01632 960667 at 14 Quokka Street"
SAID = "this service is confidential, and these words are read by more people"
DAYS = {
    "first-day": "1", "first-month": "12", "first-year": "2029",
    "last-day": "2", "last-month": "12", "last-year": "2029",
    "from_date-day": "1", "from_date-month": "12", "from_date-year": "2029",
    "to_date-day": "2", "to_date-month": "12", "to_date-year": "2029",
}  # fmt: skip


@pytest.fixture
def refuge(app: Flask, session: Session) -> Kept:
    kept = make_refuge(app, session)
    session.commit()  # a refusal takes back what was not
    return kept


@pytest.mark.parametrize("words", [THERE, "53.7595, -2.6992", "quokka at example dot org"])
def test_when_somebody_answers(refuge: Kept, words: str) -> None:
    jane = refuge.somebody(Role.LISTING_EDITOR, "Jane Roe")
    refuge.session.commit()
    page = jane.get(refuge.path).text
    told = {"based_on": hidden(page, "based_on"), "opening_hours": words}
    answer = jane.post(f"{refuge.path}/reach", told)
    assert answer.status_code == 422
    assert SAID in answer.text
    assert words in answer.text, "what was typed stays"
    assert "Quokka" not in jane.get(f"{refuge.path}/history").text


def test_why_it_stops(refuge: Kept) -> None:
    jane = refuge.somebody(Role.LISTING_EDITOR, "Jane Roe")
    refuge.session.commit()
    told = DAYS | {"kind": "pause", "reason": THERE}
    answer = jane.post(f"{refuge.path}/stop", told)
    assert (answer.status_code, SAID in answer.text) == (422, True)
    assert refuge.session.scalar(select(func.count()).select_from(PlannedStop)) == 0


def test_why_it_is_shut(refuge: Kept) -> None:
    line = make_line(refuge.session, areas=[refuge.area], service=refuge.service)
    jane = refuge.somebody(Role.LISTING_EDITOR, "Jane Roe")
    refuge.session.commit()
    answer = jane.post(f"{refuge.path}/lines/{line.public_id}/closure", DAYS | {"reason": THERE})
    assert (answer.status_code, SAID in answer.text) == (422, True)
    assert refuge.session.scalar(select(func.count()).select_from(Closure)) == 0


def test_why_it_is_withdrawn(refuge: Kept) -> None:
    carla = refuge.somebody(Role.COMMISSIONER, "Carla Vine")
    refuge.session.commit()
    path = f"/approving/services/{refuge.service.public_id}/withdraw"
    answer = carla.post(path, {"reason": THERE})
    assert (answer.status_code, SAID in answer.text) == (422, True)
    assert refuge.session.scalar(select(func.count()).select_from(ListingDecision)) == 0
    assert carla.post(path, {"reason": "No longer bought"}).status_code == 303
