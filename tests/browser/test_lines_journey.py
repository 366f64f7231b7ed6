"""From the desk to a line, its cases, a rehearsal and a request; the provider agrees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from directory.people.roles import OrganisationKind, Role
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member, make_organisation
from tests.makers.scene import make_scene

pytestmark = pytest.mark.browser

ADA, BEA = "ada.buyer@example.org", "bea.forge@example.org"
WORK = "Community Payback in Central Lancashire"


@dataclass(frozen=True)
class LineSite:
    address: str
    line: str
    cookies: dict[str, str]


@pytest.fixture
def line_site(scratch: Path, tmp_path: Path) -> Iterator[LineSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        line = _make(app)
        cookies = {email: cookie_of(app, email) for email in (ADA, BEA)}
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield LineSite(address, line, cookies)


def _make(app: Flask) -> str:
    session = db.session()
    scene = make_scene(session)
    provider_id = scene.service(WORK, session).provider_id
    assert provider_id
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=scene.home.region_id
    )
    forge = make_organisation(
        session, OrganisationKind.PROVIDER, "The forge", provider_id=provider_id
    )
    make_member(session, Role.COMMISSIONER, organisation=region, name="Ada Buyer")
    make_member(session, Role.PROVIDER_ADMINISTRATOR, organisation=forge, name="Bea Forge")
    return f"/desk/lines/{scene.lines[WORK].public_id}"


@pytest.fixture
def site(line_site: LineSite) -> str:
    return line_site.address


def test_from_a_line_to_places_agreed(visit: Visit, line_site: LineSite) -> None:
    page, on = visit.page, line_site
    as_somebody(page, on.address, on.cookies, ADA)
    visit.go("/desk/order-expiry", "Orders that end first")
    shown(visit, "order-expiry")
    visit.go("/desk", "Your desk")
    page.get_by_role("link", name=WORK).click()
    visit.is_at(WORK)
    expect(page.get_by_text("Expected to date", exact=True).first).to_be_visible()
    shown(visit, "line")
    page.get_by_role("link", name="Cases, one by one").click()
    visit.is_at(f"Cases: {WORK}")
    page.get_by_role("link", name="Under way", exact=True).click()
    visit.is_at(f"Cases: {WORK}")
    expect(page.get_by_role("columnheader", name="Likely last day")).to_be_visible()
    shown(visit, "cases")
    page.get_by_role("link", name="What if?").click()
    visit.is_at(f"What if? {WORK}")
    page.get_by_role("button", name="Work it out").click()
    visit.is_at(f"What if? {WORK}")
    page.get_by_label("From the day there are so many places in all").check()
    for part, typed in (("Day", "1"), ("Month", "June"), ("Year", "2027")):
        page.get_by_label(part, exact=True).fill(typed)
    page.get_by_label("How many").fill("480")
    page.get_by_role("button", name="Work it out").click()
    visit.is_at(f"What if? {WORK}")
    expect(page.get_by_role("heading", name="480 places from 1 June 2027")).to_be_visible()
    shown(visit, "rehearsal")
    page.get_by_role("button", name="Ask the provider for it").click()
    visit.is_at("Requests for places")
    as_somebody(page, on.address, on.cookies, BEA)
    visit.go("/desk/requests", "Requests for places")
    shown(visit, "requests")
    page.get_by_role("button", name="Agree").click()
    visit.is_at("Requests for places")
    expect(page.get_by_text("Agreed by Bea Forge")).to_be_visible()
