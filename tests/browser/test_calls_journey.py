"""A provider rings its commissioner, is rung back, and what it tells is recorded and read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from directory.people.roles import Role
from directory.providers.models import Provider
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member
from tests.makers.listings import NEW_NUMBER, OLD_NUMBER
from tests.portal.listings.keeping import TITLE, kept_listing

pytestmark = [pytest.mark.browser, pytest.mark.soak]
"""The way of who makes no mistake is walked every time, in test_people_journey."""

CARLA = "carla.approver@example.org"
OFFICE = "01632 960900"


@dataclass(frozen=True)
class CallSite:
    address: str
    service_id: str
    cookies: dict[str, str]


@pytest.fixture
def call_site(scratch: Path, tmp_path: Path) -> Iterator[CallSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        service_id = _make(app)
        cookies = {CARLA: cookie_of(app, CARLA)}
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield CallSite(address, service_id, cookies)


def _make(app: Flask) -> str:
    session = db.session()
    kept = kept_listing(app, session, email=None)
    session.get_one(Provider, kept.service.provider_id).telephone = OFFICE
    kept.line()
    make_member(session, Role.COMMISSIONER, name="Carla Approver")
    return str(kept.service.public_id)


@pytest.fixture
def site(call_site: CallSite) -> str:
    return call_site.address


def test_rung_back_recorded_and_read(visit: Visit, call_site: CallSite) -> None:
    page = visit.page
    as_somebody(page, call_site.address, call_site.cookies, CARLA)
    visit.go("/calls", "Told by telephone")
    shown(visit, "choose")
    page.get_by_role("link", name=TITLE).click()
    visit.is_at("Ring back first")
    page.get_by_role("button", name="Record what was told").click()
    visit.is_at("Ring back first")
    shown(visit, "ring")
    expect(page.get_by_role("link", name="Ring the number back first")).to_be_visible()
    page.get_by_label(f"{OLD_NUMBER}, the number that readers see").check()
    page.get_by_label("Who answered for the provider").fill("Mo Khan")
    page.get_by_label("I rang this number back myself").check()
    page.get_by_role("button", name="Record what was told").click()
    visit.is_at(TITLE)
    page.get_by_label("Telephone", exact=True).fill(NEW_NUMBER)
    page.get_by_role("button", name="Record it").click()
    visit.is_at(TITLE)
    assert (
        "You rang back the number that would be changed" in page.get_by_role("alert").inner_text()
    )
    shown(visit, "refused")
    page.get_by_label("Telephone", exact=True).fill(OLD_NUMBER)
    page.get_by_label("When somebody answers").fill("Monday to Friday, 9 to 5")
    page.get_by_role("button", name="Record it").click()
    visit.is_at(TITLE)
    assert "print the letter and post it" in page.get_by_role("status").inner_text()
    for fact in page.locator('input[name="fact"]').all():
        page.locator(f"#{fact.get_attribute('id')}").check()
    page.get_by_role("button", name="All that is ticked is still right").click()
    visit.is_at(TITLE)
    shown(visit, "call")
    page.get_by_role("link", name="The copy as a letter to print").click()
    visit.is_at("What was recorded for you by telephone")
    assert "9 to 5" in page.locator("main").inner_text()
    shown(visit, "letter")
    page.context.clear_cookies()
    visit.go(f"/services/{call_site.service_id}", TITLE)
    page.get_by_text("How fresh this is").click()
    told = page.locator("main").inner_text()
    assert "told by telephone on 2 March 2027" in told
    assert "Mo Khan" not in told
    shown(visit, "public")
