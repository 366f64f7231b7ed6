"""Officers who press the same button at one moment, at two web processes: twenty places are twenty.

Over the wire, with cookies and tokens of forms, as browsers send them; nothing is a fault.
"""

from __future__ import annotations

import http.client
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking, FailedBooking
from commissioning.lines.models import Line
from directory.accounts.models import Account, Organisation
from directory.accounts.visiting import begin_visit
from directory.people.roles import OrganisationKind, Role
from portal.config import DEVELOPMENT_SECRET
from portal.running.transactions import in_reading, in_writing
from tests.bench.databases import now
from tests.makers.accounts import csrf_token_in, make_member, make_organisation
from tests.makers.bookings import publish_soon, wait_now
from tests.patience import PATIENCE_SECONDS
from tests.soak.booking import RACE, group_called
from tests.soak.processes import Portal, Web, web
from tests.soak.recounting import wrong_figures
from tests.soak.test_booking_at_once import PLACES, faults, taken

OFFICERS = 16


class Officer(NamedTuple):
    """A browser: its cookie, and the token that its forms carry."""

    cookie: str
    csrf: str


def make_queue(session: Session, *, people: int) -> list[str]:
    """People of one home who wait, longest first, and the officers of its court; their visits."""
    line = session.scalars(select(Line).where(Line.external_id == "queue-01")).one()
    publish_soon(session, line, external_id=RACE, places=PLACES, at=now())
    team = make_organisation(session, OrganisationKind.COURT_TEAM)
    for number in range(people):
        case = wait_now(session, line, reference=reference(number), days=people - number, at=now())
        case.home_local_delivery_unit_id = team.local_delivery_unit_id
    return [_visit(session, team, number) for number in range(OFFICERS)]


def reference(number: int) -> str:
    return f"RACE-{number:04}"


def _visit(session: Session, team: Organisation, number: int) -> str:
    member = make_member(
        session,
        Role.COURT_OFFICER,
        organisation=team,
        name=f"Ada {number}",
    )
    account = session.scalars(select(Account).where(Account.person_id == member.person_id)).one()
    visit, token = begin_visit(session, account, browser="Firefox", at=now())
    visit.membership, visit.second_factor_at = member, now()
    return token


def officer(app: Flask, token: str) -> Officer:
    """Signed as the web processes sign."""
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    csrf = csrf_token_in(browser)
    found = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert found is not None
    return Officer(found.value, csrf)


def press(served: Web, who: Officer, path: str, told: dict[str, str]) -> tuple[int, str]:
    """Status, and where it leads."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE_SECONDS)
    headers = {
        "Cookie": f"portal={who.cookie}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", path, urlencode(told | {"csrf_token": who.csrf}), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.getheader("Location", "")


def race(portal: Portal, here: Flask, monkeypatch: pytest.MonkeyPatch, *, people: int) -> None:
    """Each is tried by two officers with the same form, as a double click does."""
    monkeypatch.setitem(here.config, "SECRET_KEY", DEVELOPMENT_SECRET)
    tokens = in_writing(lambda session: make_queue(session, people=people))
    officers = [officer(here, token) for token in tokens]
    group_id = in_reading(lambda session: group_called(session, RACE).public_id)

    def tried(number: int) -> tuple[int, str]:
        told = {"reference": reference(number // 2), "request_id": f"r{number // 2}"}
        who = officers[number % OFFICERS]
        return press(served, who, f"/places/{group_id}/book", told)

    with web(portal) as served, ThreadPoolExecutor(OFFICERS) as pool:
        answers = list(pool.map(tried, range(2 * people)))
    statuses = Counter(status for status, _ in answers)
    assert statuses == {303: 2 * PLACES, 422: 2 * (people - PLACES)}
    assert len({leads for status, leads in answers if status == 303}) == PLACES
    assert in_reading(taken) == {reference(number) for number in range(PLACES)}
    assert in_reading(lambda session: counted(session, Booking)) == PLACES
    assert in_reading(lambda session: group_called(session, RACE).booked) == PLACES
    assert in_reading(lambda session: counted(session, FailedBooking)) <= 2 * (people - PLACES)
    assert in_reading(faults) == []
    assert in_reading(wrong_figures) == []


def counted(session: Session, of: type[Booking | FailedBooking]) -> int:
    return session.scalar(select(func.count()).select_from(of)) or 0


@pytest.mark.soak
def test_500_tries_on_twenty_places_over_http_give_exactly_twenty(
    portal: Portal, here: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    race(portal, here, monkeypatch, people=250)
