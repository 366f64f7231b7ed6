"""A refuge: another number of it is asked for, seen and approved by a second person, read with a
reason and found in the history. And two organisations that are one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from directory.people.roles import Role
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member
from tests.makers.services import make_provider, make_service
from tests.portal.confidential.refuge import ADDRESS, NUMBER, TITLE, make_refuge

pytestmark = pytest.mark.browser

ADA, CARLA = "ada.admin@example.org", "carla.approver@example.org"
NEW = "01632 960 777"
SECRET = "How to reach a confidential service"


@dataclass(frozen=True)
class SecretSite:
    address: str
    service_id: str
    cookies: dict[str, str]


@pytest.fixture
def secret_site(scratch: Path, tmp_path: Path) -> Iterator[SecretSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        service_id = _make(app)
        cookies = {email: cookie_of(app, email) for email in (ADA, CARLA)}
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield SecretSite(address, service_id, cookies)


def _make(app: Flask) -> str:
    session = db.session()
    kept = make_refuge(app, session)
    kept.line()
    make_member(
        session, Role.PROVIDER_ADMINISTRATOR, name="Ada Admin", organisation=kept.organisation
    )
    make_member(session, Role.COMMISSIONER, name="Carla Approver")
    for name in ("Lune Ramblers", "Lune Ramblers Ltd"):
        service = make_service(session, f"A walk with {name}", areas=[kept.area])
        service.provider_id = make_provider(session, name).id
    session.flush()
    return str(kept.service.public_id)


@pytest.fixture
def site(secret_site: SecretSite) -> str:
    return secret_site.address


def test_asked_seen_approved_and_read(visit: Visit, secret_site: SecretSite) -> None:
    listing = f"/listings/{secret_site.service_id}"
    as_somebody(visit.page, secret_site.address, secret_site.cookies, ADA)
    visit.go(listing, TITLE)
    shown(visit, "secret-listing")
    _ask(visit)
    as_somebody(visit.page, secret_site.address, secret_site.cookies, CARLA)
    visit.go("/approving", "Listings to approve")
    _see_and_approve(visit)
    visit.go(f"/services/{secret_site.service_id}", TITLE)
    shown(visit, "secret-service")
    _read(visit)
    assert secret_site.service_id in visit.page.url
    as_somebody(visit.page, secret_site.address, secret_site.cookies, ADA)
    visit.go(f"{listing}/history", "Who changed what")
    told = visit.page.locator("main").inner_text()
    assert "Carla Approver read how it is reached" in told
    assert NEW not in told
    shown(visit, "secret-history")


def _ask(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("link", name="Ask for another telephone or e-mail").click()
    visit.is_at("Ask for another telephone or e-mail")
    page.get_by_role("button", name="Go on: look at it and submit it").click()
    visit.is_at("Ask for another telephone or e-mail")
    shown(visit, "secret-other")
    page.get_by_label("New telephone number").fill(NEW)
    page.get_by_role("button", name="Go on: look at it and submit it").click()
    page.get_by_role("button", name="Submit it for approval").click()
    visit.is_at(TITLE)


def _see_and_approve(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("link", name=TITLE).click()
    visit.is_at(TITLE)
    shown(visit, "secret-decide")
    page.get_by_role("link", name="Say why you need them").click()
    visit.is_at(SECRET)
    page.get_by_label("To decide on a change of it").check()
    page.get_by_role("button", name="Show how to reach it").click()
    visit.is_at(TITLE)
    assert NEW in page.locator("main").inner_text()
    shown(visit, "secret-decide-shown")
    page.get_by_role("button", name="Publish what is ticked").click()
    visit.is_at("Listings to approve")


def _read(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("link", name="Say why you need them").click()
    visit.is_at(SECRET)
    page.get_by_role("button", name="Show how to reach it").click()
    visit.is_at(SECRET)
    shown(visit, "secret-ask")
    page.get_by_label("To see whether it is right").check()
    page.get_by_role("button", name="Show how to reach it").click()
    visit.is_at(SECRET)
    told = page.locator("main").inner_text()
    assert NEW in told
    assert ADDRESS in told
    assert NUMBER not in told
    shown(visit, "secret-shown")


@pytest.mark.soak
def test_two_organisations_made_one(visit: Visit, secret_site: SecretSite) -> None:
    page = visit.page
    as_somebody(page, secret_site.address, secret_site.cookies, CARLA)
    visit.go("/successors", "Providers that changed")
    shown(visit, "successors-list")
    page.get_by_role("link", name="Lune Ramblers – Lune Ramblers Ltd").click()
    visit.is_at("Are these two one organisation?")
    page.get_by_label("Lune Ramblers Ltd, the second").check()
    page.get_by_label("It merged into the one that stays").check()
    page.get_by_label("Day").fill("1")
    page.get_by_label("Month").fill("January")
    page.get_by_label("Year").fill("2027")
    page.get_by_role("button", name="State that they are one").click()
    visit.is_at("Are these two one organisation?")
    shown(visit, "successors-pair")
    page.get_by_label("Why").fill("The register says so.")
    page.get_by_role("button", name="State that they are one").click()
    visit.is_at("Two organisations that are one")
    shown(visit, "successors-merge")
    page.get_by_role("link", name="Print the letter, and post it").click()
    visit.is_at("Two of your records here were made one")
    shown(visit, "successors-letter")
    visit.go("/successors?q=lune", "Providers that changed")
    page.get_by_role("link", name="Lune Ramblers Ltd", exact=True).click()
    visit.is_at("Lune Ramblers Ltd")
    page.get_by_label("Name", exact=True).fill("Lune Walkers")
    page.get_by_label("Day").fill("1")
    page.get_by_label("Month").fill("2")
    page.get_by_label("Year").fill("2027")
    page.get_by_role("button", name="State it").click()
    visit.is_at("Lune Walkers")
    shown(visit, "successors-provider")
    page.context.clear_cookies()
    visit.go("/providers?q=lune+ramblers", "Find a provider")
    assert "Lune Walkers" in page.locator("main").inner_text()
