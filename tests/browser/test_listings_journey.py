"""A charity's part-time administrator on a phone, her colleague, and who approves their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from directory.people.roles import Role
from portal.extensions import begin_writing, db
from portal.listings.links import seal_link
from tests.browser.conftest import HEIGHT, NARROW, Visit, listening, patient_page
from tests.browser.somebody import Hand, as_somebody, cookie_of
from tests.counting import DID
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import PASSWORD, make_member
from tests.makers.listings import NEW_NUMBER, OLD_NUMBER
from tests.portal.listings.keeping import TITLE, Kept, kept_listing

pytestmark = pytest.mark.browser

JANE, ALI, CARLA = "jane.roe@example.org", "ali.khan@example.org", "carla.approver@example.org"
MOST_ACTIONS: Final = 6


@dataclass(frozen=True)
class ListingSite:
    """Where it is, the listing's path, who is who by e-mail, and a link as a message holds it."""

    address: str
    path: str
    link: str
    cookies: dict[str, str]


@pytest.fixture
def listing_site(scratch: Path, tmp_path: Path) -> Iterator[ListingSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        made = _make(app)
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield ListingSite(address, *made)


def _make(app: Flask) -> tuple[str, str, dict[str, str]]:
    session = db.session()
    kept: Kept = kept_listing(app, session)
    kept.line()
    where: dict[str, Any] = {"organisation": kept.organisation}
    jane = make_member(session, Role.LISTING_EDITOR, name="Jane Roe", **where)
    make_member(session, Role.LISTING_EDITOR, name="Ali Khan", **where)
    make_member(session, Role.COMMISSIONER, name="Carla Approver")
    names = ("telephone", "referral_route")
    link = seal_link(kept.service, jane.person, names, seen=1)
    return kept.path, f"/confirm/{link}", {one: cookie_of(app, one) for one in (JANE, ALI, CARLA)}


@pytest.fixture
def site(listing_site: ListingSite) -> str:
    return listing_site.address


@pytest.mark.parametrize("runs_scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_telephone_is_changed_on_a_phone_in_few_actions(
    browser: Browser, listing_site: ListingSite, runs_scripts: bool,
    record_property: Callable[[str, object], None],
) -> None:  # fmt: skip
    """From the link in a message, by log-in."""
    since = dt.datetime.now(dt.UTC)
    page = patient_page(browser, width=NARROW, height=HEIGHT, runs_scripts=runs_scripts)
    visit = Visit(page, listing_site.address, NARROW, runs_scripts)
    hand = Hand(page)
    page.goto(listing_site.address + listing_site.path)
    visit.is_at("Log in")
    hand.fill("E-mail address", JANE)
    hand.fill("Password", PASSWORD)
    hand.press("Log in")
    visit.is_at(TITLE)
    hand.fill("Telephone", NEW_NUMBER)
    hand.press("Save")
    visit.is_at(TITLE)
    assert page.get_by_role("status").inner_text().startswith("Saved. Readers see it now")
    assert len(hand.actions) <= MOST_ACTIONS, hand.actions
    how = (
        f"Telephone changed from log-in on, at {NARROW} px, {'' if runs_scripts else 'no '}scripts"
    )
    took = (dt.datetime.now(dt.UTC) - since).seconds
    record_property(DID, {f"{how}, actions:": len(hand.actions), f"{how}, seconds:": took})
    page.goto(f"{listing_site.address}/services/{listing_site.path.rpartition('/')[2]}")
    assert NEW_NUMBER in page.locator(".contact-first").inner_text()
    page.close()


def test_a_draft_is_seen_as_readers_will_submitted_approved_and_read(
    visit: Visit, listing_site: ListingSite
) -> None:
    page, where = visit.page, listing_site
    as_somebody(page, where.address, where.cookies, JANE)
    visit.go("/listings", "Your listings")
    page.get_by_role("link", name=TITLE, exact=True).click()
    visit.is_at(TITLE)
    page.get_by_role("button", name="Change any of this").click()
    visit.is_at(f"Change {TITLE}")
    page.get_by_label("Name", exact=True).fill("Thinking Further")
    page.get_by_label("What it is", exact=True).fill("Ten sessions,\nin a small group.")
    page.get_by_role("button", name="Save and see it as readers will").click()
    visit.is_at("Thinking Further")
    expect(page.get_by_role("heading", name="This is what readers will see")).to_be_visible()
    page.get_by_role("button", name="Submit it for approval").click()
    visit.is_at(TITLE)
    as_somebody(page, where.address, where.cookies, CARLA)
    visit.go("/approving", "Listings to approve")
    page.get_by_role("link", name=TITLE).click()
    visit.is_at(TITLE)
    page.get_by_role("link", name="See the page as readers would").click()
    visit.is_at("Thinking Further")
    page.go_back()
    page.get_by_label("What it is").uncheck()
    page.get_by_role("button", name="Publish what is ticked, send back the rest").click()
    visit.is_at(TITLE)
    expect(page.get_by_role("link", name="Say why what is not ticked goes back")).to_be_visible()
    page.get_by_label("Why what is not ticked goes back").fill("How many people?")
    page.get_by_role("button", name="Publish what is ticked, send back the rest").click()
    visit.is_at("Listings to approve")
    page.context.clear_cookies()
    visit.go(f"/services/{where.path.rpartition('/')[2]}", "Thinking Further")
    assert "What it is." in page.locator("main").inner_text()
    as_somebody(page, where.address, where.cookies, JANE)
    visit.go("/listings", "Your listings")
    assert "Carla Approver: How many people?" in page.locator("main").inner_text()
    visit.go(f"{where.path}/history", "Who changed what")
    assert (
        "Carla Approver approved part of what Jane Roe wrote" in page.locator(".deeds").inner_text()
    )


def test_one_button_confirms_from_a_message_without_log_in(
    visit: Visit, listing_site: ListingSite
) -> None:
    page = visit.page
    visit.go(listing_site.link, "Is this still right?")
    assert OLD_NUMBER in page.locator(".facts").inner_text()
    assert page.get_by_role("button").filter(has_text="right").count() == 1
    page.get_by_role("button", name="All of this is still right").click()
    visit.is_at("Is this still right?")
    assert page.get_by_role("status").inner_text() == "Thank you. It is confirmed from today."


def test_the_second_of_two_editors_sees_both(
    visit: Visit, browser: Browser, listing_site: ListingSite
) -> None:
    page, where = visit.page, listing_site
    as_somebody(page, where.address, where.cookies, ALI)
    page.goto(where.address + where.path)
    page.get_by_label("Telephone", exact=True).fill("01632 960303")
    hers = patient_page(browser)
    as_somebody(hers, where.address, where.cookies, JANE)
    hers.goto(where.address + where.path)
    hers.get_by_label("Telephone", exact=True).fill(NEW_NUMBER)
    hers.get_by_role("button", name="Save", exact=True).click()
    hers.close()
    page.get_by_role("button", name="Save", exact=True).click()
    visit.is_at(TITLE)
    said = page.get_by_role("alert").inner_text()
    for words in ("two people changed the same", "01632 960303", NEW_NUMBER, "Jane Roe"):
        assert words in said
    page.get_by_role("button", name="Save", exact=True).click()
    assert "Readers see it now" in page.get_by_role("status").inner_text()


def test_a_start_is_stated_and_a_wrong_one_says_so(visit: Visit, listing_site: ListingSite) -> None:
    page, where = visit.page, listing_site
    as_somebody(page, where.address, where.cookies, JANE)
    visit.go(where.path, TITLE)
    page.get_by_text("State the next start").click()
    page.get_by_role("button", name="Save the start").click()
    visit.is_at(TITLE)
    expect(page.get_by_text("Enter the day on which the group starts").first).to_be_visible()
    for part, text in (("Day", "12"), ("Month", "April"), ("Year", "2027")):
        page.get_by_role("group", name="The next group starts on").get_by_label(part).fill(text)
    page.get_by_label("Places in the group").fill("8")
    page.get_by_role("button", name="Save the start").click()
    visit.is_at(TITLE)
    assert "12 April 2027, 8 places" in page.locator("#lines ~ dl").first.inner_text()


def test_who_may_come_is_said_in_the_form(visit: Visit, listing_site: ListingSite) -> None:
    page, where = visit.page, listing_site
    as_somebody(page, where.address, where.cookies, JANE)
    visit.go(f"{where.path}/draft", f"Change {TITLE}")
    page.get_by_text("Age: does not matter", exact=True).click()
    ages = page.get_by_role("group", name="Age")
    ages.get_by_label("From").fill("30")
    ages.get_by_label("To", exact=True).fill("20")
    page.get_by_role("button", name="Save and see it as readers will").click()
    visit.is_at(f"Change {TITLE}")
    page.get_by_role("link", name="Age: Enter a higher one than the lowest").click()
    assert page.evaluate("document.activeElement.id") == "eligibility-age-1-high"
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("40")
    page.get_by_role("button", name="Save and see it as readers will").click()
    visit.is_at(TITLE)
    assert "Age: from 30 to under 41" in page.locator(".preview-bar").inner_text()


def test_the_account_bar_leaves_the_page_its_room(visit: Visit, listing_site: ListingSite) -> None:
    """A commissioner has the most pages: on a phone they open, on a wide page they stand there."""
    page, where = visit.page, listing_site
    as_somebody(page, where.address, where.cookies, CARLA)
    visit.go("/approving", "Listings to approve")
    box = page.locator(".visit-bar").bounding_box()
    assert box is not None
    assert box["height"] < HEIGHT / 6
    ways = page.get_by_role("link", name="Organisations", exact=True)
    if page.locator(".visit-bar__open").is_visible():
        expect(ways).to_be_hidden()
        page.locator(".visit-bar__open").focus()
        page.keyboard.press("Enter")
        visit.is_at("Listings to approve")
    expect(ways).to_be_visible()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
