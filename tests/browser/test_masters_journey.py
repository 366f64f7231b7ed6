"""A prime asks its copies to take a change; a listing is carried over the turn of the year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from commissioning.listings.turn_of_year import turn_at
from directory.people.roles import Role
from directory.services.editing import publish_listing
from directory.services.listing import Listing
from directory.services.serving import stop_serving
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member
from tests.makers.days import NOW
from tests.makers.listings import says
from tests.makers.people import actor
from tests.portal.listings.keeping import TITLE
from tests.portal.masters.copied import COPY_TITLE, copied

pytestmark = pytest.mark.browser

PRIMA, SAM = "prima.editor@example.org", "sam.small@example.org"


@dataclass(frozen=True)
class MasterSite:
    address: str
    master: str
    copy: str
    cookies: dict[str, str]


@pytest.fixture
def master_site(scratch: Path, tmp_path: Path) -> Iterator[MasterSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        master, copy = _make(app)
        cookies = {email: cookie_of(app, email) for email in (PRIMA, SAM)}
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield MasterSite(address, master, copy, cookies)


def _make(app: Flask) -> tuple[str, str]:
    """The copy ends with the year in which the browser looks."""
    session = db.session()
    two = copied(app, session, opening_hours="Mornings")
    by = actor(session)
    news = Listing.of_record(says(session, two.service) | {"opening_hours": "9 to 5"})
    publish_listing(session, two.service, news, by=by, at=NOW)
    last_day = turn_at(NOW.date()).last_day
    stop_serving(session, two.copy, [two.area], last_day=last_day, by=by, at=NOW)
    make_member(session, Role.LISTING_EDITOR, name="Prima Editor", organisation=two.organisation)
    make_member(session, Role.LISTING_EDITOR, name="Sam Small", organisation=two.subcontractor)
    return two.path, two.copy_path


@pytest.fixture
def site(master_site: MasterSite) -> str:
    return master_site.address


def test_a_change_of_the_master_is_asked_of_its_copies(
    visit: Visit, master_site: MasterSite
) -> None:
    page, on = visit.page, master_site
    as_somebody(page, on.address, on.cookies, PRIMA)
    visit.go(f"{on.master}/copies", f"Local copies of “{TITLE}”")
    shown(visit, "copies-none")
    as_somebody(page, on.address, on.cookies, SAM)
    visit.go(f"{on.copy}/master", "Local copy of a master listing")
    shown(visit, "master-choose")
    page.get_by_label("Of which listing").select_option(f"{TITLE}, Example Forge Trust")
    page.get_by_role("button", name="It is a copy of this one").click()
    visit.is_at(f"“{COPY_TITLE}” and its master")
    expect(page.get_by_text("Differs: name, telephone and when somebody answers.")).to_be_visible()
    shown(visit, "master")
    as_somebody(page, on.address, on.cookies, PRIMA)
    visit.go(f"{on.master}/copies", f"Local copies of “{TITLE}”")
    shown(visit, "copies")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="See what would change")).to_be_hidden()
    expect(page.get_by_text("Mornings")).to_be_visible()
    shown(visit, "copies-printed")
    page.emulate_media(media="screen")
    page.get_by_label(f"Telephone, {COPY_TITLE}").check()
    page.get_by_role("button", name="See what would change").click()
    visit.is_at("What would change")
    expect(page.get_by_text("1 own word would be given up.")).to_be_visible()
    shown(visit, "taking")
    page.get_by_role("button", name="Ask for it").click()
    visit.is_at(f"Local copies of “{TITLE}”")
    expect(page.get_by_text("it waits for approval")).to_be_visible()
    shown(visit, "copies-asked")
    page.get_by_role("button", name="Ask no longer").click()
    visit.is_at(f"Local copies of “{TITLE}”")
    as_somebody(page, on.address, on.cookies, SAM)
    visit.go(f"{on.copy}/master", f"“{COPY_TITLE}” and its master")
    page.get_by_role("button", name="Take the master’s word for: When somebody answers").click()
    visit.is_at(f"“{COPY_TITLE}” and its master")
    expect(page.get_by_text("Taken. Readers see it now.")).to_be_visible()
    expect(page.get_by_text("Differs: name and telephone.")).to_be_visible()


@pytest.mark.soak
def test_a_listing_is_carried_over_the_turn(visit: Visit, master_site: MasterSite) -> None:
    page, on = visit.page, master_site
    as_somebody(page, on.address, on.cookies, SAM)
    visit.go("/rollover", "Into the next year")
    expect(page.get_by_text("1 listing: 0 carried on, 1 ends, 0 changed")).to_be_visible()
    shown(visit, "turn")
    page.get_by_label(f"Carry on {COPY_TITLE}").uncheck()
    page.get_by_role("button", name="Carry on what is ticked").click()
    visit.is_at("Into the next year")
    expect(page.get_by_text("Tick at least one listing.")).to_be_visible()
    shown(visit, "turn-error")
    page.get_by_role("button", name="Carry on what is ticked").click()
    visit.is_at("Into the next year")
    expect(page.get_by_text("1 listing: 1 carried on, 0 end, 0 changed")).to_be_visible()
    shown(visit, "turn-carried")
    page.get_by_label(f"{COPY_TITLE}, Small Steps").check()
    page.get_by_role("button", name="Take back what is ticked").click()
    visit.is_at("Into the next year")
    expect(page.get_by_text("1 listing: 0 carried on, 1 ends, 0 changed")).to_be_visible()
