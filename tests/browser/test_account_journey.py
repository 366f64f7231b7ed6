"""From an administrator's log-in to a new member's first change, as people do it in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from directory.messages.models import Message
from directory.people.roles import Role
from portal.extensions import begin_writing, db
from portal.running.transactions import in_reading
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import log_in, log_out, set_up_second_factor
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import PASSWORD, make_member

pytestmark = pytest.mark.browser

NEW = "four grey herons wading"


@pytest.fixture
def made(scratch: Path, tmp_path: Path) -> Flask:
    """A portal of its own for each walk: what one changes the next does not find."""
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        make_member(db.session(), Role.PROVIDER_ADMINISTRATOR, name="Alma Administrator")
        db.session().commit()
        db.session.remove()
    return app


@pytest.fixture
def site(made: Flask) -> Iterator[str]:
    with listening(made) as address:
        yield address


def newest_link(app: Flask) -> str:
    """Behind whatever address is configured."""
    with app.app_context():
        body = in_reading(
            lambda session: session.scalars(select(Message).order_by(Message.id.desc())).first()
        )
        assert body is not None
        return str(re.findall(r"https?://[^/\s]+(/\S+)", body.body)[0])


@pytest.mark.soak
def test_from_an_invitation_to_the_first_change(made: Flask, visit: Visit) -> None:
    """With mistakes on the way; without them test_people_journey walks it every time."""
    log_in(visit, "alma.administrator@example.org", PASSWORD)
    set_up_second_factor(visit)
    visit.is_at("Your listings")
    visit.go("/account", "Your account")
    visit.page.click("text=Organisations and their members")
    visit.is_at("Members of")
    visit.page.click("text=Invite somebody")
    visit.is_at("Invite somebody")
    visit.page.click("text=Send the invitation")
    visit.page.wait_for_selector("text=There is a problem")
    visit.is_at("Invite somebody")
    visit.page.fill("#email", "nia.new@example.org")
    visit.page.check("text=Listing editor")
    visit.page.click("text=Send the invitation")
    visit.is_at("Members of")
    expect(visit.page.locator("main")).to_contain_text("nia.new@example.org")
    log_out(visit)
    expect(visit.page.locator("main")).to_contain_text("You have logged out.")

    visit.go(newest_link(made), "You are invited")
    visit.page.fill("#name", "Nia New")
    visit.page.fill("#password", NEW)
    visit.page.click("main button")
    visit.is_at("Log in")
    log_in(visit, "nia.new@example.org", NEW)
    visit.is_at("Your listings")
    visit.go("/account/telephone", "Change your telephone number")
    visit.page.fill("#telephone", "01632 960123")
    visit.page.press("#telephone", "Enter")
    visit.is_at("Your account")
    expect(visit.page.locator("main")).to_contain_text("01632 960123")


OTHERS = (
    ("/account/password", "Change your password"),
    ("/account/email", "Change your e-mail address"),
    ("/account/second-factor", "Set up the second factor"),
    ("/account/recovery-codes", "Make new recovery codes"),
    ("/tokens", "Tokens for software"),
    ("/tokens/new", "Make a token"),
    ("/password-reset", "Set a new password"),
    ("/password-reset/sent", "Look into your e-mails"),
)


def test_every_other_page_is_sound(made: Flask, visit: Visit) -> None:
    log_in(visit, "alma.administrator@example.org", PASSWORD)
    set_up_second_factor(visit)
    for path, heading in OTHERS:
        visit.go(path, heading)
