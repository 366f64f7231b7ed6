"""One listing from the invitation of who keeps it to what a visitor reads, all by hand.

Nobody's cookie is made for them: each message is read from the file that the worker writes, each
person logs in, and sets up a second factor where their role needs it. Actions are counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from playwright.sync_api import expect

from directory.people.roles import Role
from directory.providers.models import Provider
from portal.extensions import begin_writing, db
from portal.listings.jobs import remind_providers
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import (
    Hand,
    link_in,
    log_in,
    log_out,
    newest_message,
    set_up_second_factor,
    shown,
)
from tests.counting import DID
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import PASSWORD, make_member
from tests.makers.days import NOW
from tests.makers.listings import NEW_NUMBER, OLD_NUMBER
from tests.makers.places import make_area
from tests.portal.listings.keeping import TITLE, kept_listing

pytestmark = pytest.mark.browser

Recorded = Callable[[str, object], None]

ALMA, CARLA, NIA = (
    f"{name}@example.org" for name in ("alma.administrator", "carla.approver", "nia.new")
)
NEW: Final = "four grey herons wading"
OFFICE: Final = "01632 960900"
LATER: Final = NOW + dt.timedelta(hours=1)
NINE: Final = 9


@pytest.fixture
def made(scratch: Path, tmp_path: Path) -> Flask:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        kept = kept_listing(app, db.session())
        kept.line()
        db.session().get_one(Provider, kept.service.provider_id).telephone = OFFICE
        make_member(
            db.session(), Role.PROVIDER_ADMINISTRATOR, organisation=kept.organisation,
            name="Alma Administrator",
        )  # fmt: skip
        make_member(db.session(), Role.COMMISSIONER, name="Carla Approver")
        for number in range(2, NINE + 1):
            make_area(db.session(), f"area-{number}")
        db.session().commit()
        db.session.remove()
    return app


@pytest.fixture
def site(made: Flask) -> Iterator[str]:
    with listening(made) as address:
        yield address


def counted(visit: Visit, record_property: Recorded, what: str, hand: Hand, since: float) -> None:
    """Told at the end of a run, and judged by nobody: how long is this machine's own."""
    how = f"{what} at {visit.width} px, {'' if visit.runs_scripts else 'no '}scripts"
    took = int(clock() - since)
    record_property(DID, {f"{how}, actions:": len(hand.actions), f"{how}, seconds:": took})


def clock() -> float:
    return dt.datetime.now(dt.UTC).timestamp()


def test_from_the_invitation_to_what_a_visitor_reads(
    made: Flask, visit: Visit, record_property: Recorded
) -> None:
    page = visit.page
    invite_nia(visit)
    join(visit, newest_message(made, NIA, at=LATER))
    visit.go("/listings", "Your listings")
    page.get_by_role("link", name=TITLE, exact=True).click()
    visit.is_at(TITLE)
    since = clock()
    hand = change_the_telephone(visit)
    counted(visit, record_property, "Telephone changed by who is logged in", hand, since)
    since = clock()
    hand = write_and_submit(visit)
    counted(visit, record_property, "A draft written and submitted", hand, since)
    public = f"/services/{page.url.partition('?')[0].rpartition('/')[2]}"
    log_out(visit)
    visit.go(public, TITLE)
    assert "Thinking Further" not in page.content()
    approve(visit)
    visit.go(public, "Thinking Further")
    assert NEW_NUMBER in page.locator(".contact-first").inner_text()
    assert "is approved, and readers see it now" in newest_message(made, NIA, at=LATER)


def invite_nia(visit: Visit) -> None:
    log_in(visit, ALMA, PASSWORD)
    set_up_second_factor(visit)
    visit.is_at("Your listings")
    visit.go("/account", "Your account")
    visit.page.click("text=Organisations and their members")
    visit.is_at("Members of")
    visit.page.click("text=Invite somebody")
    visit.is_at("Invite somebody")
    visit.page.fill("#email", NIA)
    visit.page.get_by_role("radio", name="Administrator of a provider").check()
    visit.page.click("text=Send the invitation")
    visit.is_at("Members of")
    log_out(visit)


def join(visit: Visit, invited: str) -> None:
    visit.go(link_in(invited, "/invitations/"), "You are invited")
    shown(visit, "invited")
    visit.page.fill("#name", "Nia New")
    visit.page.fill("#password", NEW)
    visit.page.click("main button")
    visit.is_at("Log in")
    log_in(visit, NIA, NEW)
    set_up_second_factor(visit)


def change_the_telephone(visit: Visit) -> Hand:
    hand = Hand(visit.page)
    hand.fill("Telephone", NEW_NUMBER)
    hand.press("Save")
    visit.is_at(TITLE)
    assert visit.page.get_by_role("status").inner_text().startswith("Saved. Readers see it now")
    return hand


def write_and_submit(visit: Visit) -> Hand:
    hand = Hand(visit.page)
    hand.press("Change any of this")
    visit.is_at(f"Change {TITLE}")
    hand.fill("Name", "Thinking Further")
    hand.press("Save and see it as readers will")
    visit.is_at("Thinking Further")
    hand.press("Submit it for approval")
    visit.is_at(TITLE)
    return hand


def approve(visit: Visit) -> None:
    log_in(visit, CARLA, PASSWORD)
    set_up_second_factor(visit)
    visit.go("/approving", "Listings to approve")
    visit.page.get_by_role("link", name=TITLE).click()
    visit.is_at(TITLE)
    visit.page.get_by_role("button", name="Publish").first.click()
    visit.is_at("Listings to approve")
    log_out(visit)


def test_one_button_from_the_reminder_as_it_was_sent(
    made: Flask, visit: Visit, record_property: Recorded
) -> None:
    with made.test_request_context():
        begin_writing(db.session())
        assert remind_providers(db.session(), NOW) == 1
        db.session().commit()
        db.session.remove()
    page, hand, since = visit.page, Hand(visit.page), clock()
    visit.go(link_in(newest_message(made, ALMA, at=LATER), "/confirm/"), "Is this still right?")
    assert OLD_NUMBER in page.locator(".facts").inner_text()
    hand.press("All of this is still right")
    visit.is_at("Is this still right?")
    assert page.get_by_role("status").inner_text() == "Thank you. It is confirmed from today."
    counted(visit, record_property, "Confirmed from a message", hand, since)


def test_provision_of_nine_areas_on_one_page(
    made: Flask, visit: Visit, record_property: Recorded
) -> None:
    page, hand = visit.page, Hand(visit.page)
    log_in(visit, CARLA, PASSWORD)
    set_up_second_factor(visit)
    visit.go("/provision", "What is provided")
    page.get_by_role("link", name="Unpaid work").click()
    visit.is_at("Unpaid work")
    own = page.locator("tbody select")
    assert own.count() == NINE
    page.get_by_role("button", name="State it for").click()
    visit.is_at("Unpaid work")
    expect(page.get_by_role("alert")).to_be_visible()
    since = clock()
    page.get_by_label("In every area where nothing else is chosen below").select_option("provided")
    own.nth(1).select_option("not_commissioned")
    hand.actions += ["choose for all", "choose for one"]
    hand.fill("Whom to ring about it (optional)", OFFICE)
    hand.press_it(page.get_by_role("button", name="State it for"))
    visit.is_at("Unpaid work")
    shown(visit, "nine-areas")
    assert page.get_by_role("status").inner_text().startswith("Kept.")
    counted(visit, record_property, "Provision of nine areas", hand, since)
    assert page.get_by_text("waits", exact=False).count() >= 1
    visit.go("/provision", "What is provided")
    assert "8 of 9" in page.locator("main").inner_text()
    expect(page.get_by_text("somebody else has to agree")).to_be_visible()


def test_told_by_telephone_once_a_number_held_was_rung(
    made: Flask, visit: Visit, record_property: Recorded
) -> None:
    page, hand = visit.page, Hand(visit.page)
    log_in(visit, CARLA, PASSWORD)
    set_up_second_factor(visit)
    since = clock()
    visit.go("/calls", "Told by telephone")
    page.get_by_role("link", name=TITLE).first.click()
    visit.is_at("Ring back first")
    page.get_by_role("button", name="Record what was told").click()
    visit.is_at("Ring back first")
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator(f"input[value='{OFFICE}']").check()
    page.locator("#told_by").fill("Mo Khan")
    page.locator("input[name=has_rung]").check()
    hand.actions += ["choose a number", "who told", "rung"]
    hand.press("Record what was told")
    visit.is_at(TITLE)
    hand.fill("Telephone", NEW_NUMBER)
    hand.press("Record it")
    visit.is_at(TITLE)
    shown(visit, "told")
    assert page.get_by_role("status").inner_text().startswith("Recorded.")
    counted(visit, record_property, "Told by telephone", hand, since)
    path = page.url.partition("?")[0].removeprefix(visit.site)
    visit.go(f"{path}/letter", "What was recorded for you by telephone")
    assert f"{OLD_NUMBER} → {NEW_NUMBER}" in newest_message(made, ALMA, at=LATER)
