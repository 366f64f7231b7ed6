"""Whoever runs a program: reads what it may tell, makes a token of the sandbox, compares keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from directory.people.roles import Role
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import log_in, set_up_second_factor
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import PASSWORD, make_member

pytestmark = pytest.mark.browser


@pytest.fixture
def site(scratch: Path, tmp_path: Path) -> Iterator[str]:
    app: Flask = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        make_member(db.session(), Role.PROVIDER_ADMINISTRATOR, name="Alma Administrator")
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield address


def test_a_token_of_the_sandbox_and_what_differs(visit: Visit) -> None:
    log_in(visit, "alma.administrator@example.org", PASSWORD)
    set_up_second_factor(visit)
    visit.go("/about/software", "What software may tell")
    visit.go("/tokens/new", "Make a token")
    page = visit.page
    page.get_by_label("What it is for").fill("Our case system")
    page.get_by_label("Record what happened to a referral").check()
    page.get_by_label("For the sandbox").check()
    page.get_by_role("button", name="Make it").click()
    visit.is_at("Your token")
    visit.go("/tokens", "Tokens for software")
    assert "sandbox: what it tells is undone" in page.locator("main").inner_text()
    visit.go("/software/differences", "What you hold, what we hold")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("link", name="Paste at least one key")).to_be_visible()
    page.get_by_label("What you hold").fill("P-000101,waiting\nP-000102")
    page.get_by_role("button", name="Compare").click()
    visit.is_at("What you hold, what we hold")
    assert "2 are not known here" in page.locator("main").inner_text()
