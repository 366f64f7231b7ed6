"""A reader reports a problem, the provider answers it; going back shows a refused form again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from directory.people.roles import Role
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member
from tests.portal.listings.keeping import TITLE, kept_listing

pytestmark = pytest.mark.browser

JANE = "jane.roe@example.org"
ANSWER = "The number is put right."


@dataclass(frozen=True)
class ProblemSite:
    address: str
    service_id: str
    cookies: dict[str, str]


@pytest.fixture
def problem_site(scratch: Path, tmp_path: Path) -> Iterator[ProblemSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        service_id = _make(app)
        cookies = {JANE: cookie_of(app, JANE)}
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield ProblemSite(address, service_id, cookies)


def _make(app: Flask) -> str:
    kept = kept_listing(app, db.session())
    make_member(
        db.session(), Role.PROVIDER_ADMINISTRATOR, name="Jane Roe", organisation=kept.organisation
    )
    return str(kept.service.public_id)


@pytest.fixture
def site(problem_site: ProblemSite) -> str:
    return problem_site.address


def test_reported_answered_and_gone_back_from(visit: Visit, problem_site: ProblemSite) -> None:
    page = visit.page
    visit.go(f"/services/{problem_site.service_id}", TITLE)
    page.get_by_role("button", name="No", exact=True).click()
    visit.is_at("Thank you")
    shown(visit, "after-no")
    page.get_by_role("link", name="Say what was wrong or missing").click()
    visit.is_at("Report a problem")
    page.get_by_label("A telephone number or e-mail is wrong").check()
    page.get_by_label("What should it say?").fill("It rings out. They moved to PR1 2AB.")
    page.get_by_role("button", name="Send").click()
    visit.is_at("Report a problem")
    shown(visit, "asked-about")
    page.get_by_label("It is about the service, not about a person").check()
    page.get_by_role("button", name="Send").click()
    visit.is_at("Thank you")
    as_somebody(page, problem_site.address, problem_site.cookies, JANE)
    visit.go("/listings", "Your listings")
    page.get_by_role("link", name="Answer 1 problem that readers reported").click()
    visit.is_at("Problems reported")
    shown(visit, "waiting")
    page.get_by_role("link", name=TITLE).first.click()
    visit.is_at(TITLE)
    page.get_by_role("button", name="Answer it").click()
    visit.is_at(TITLE)
    shown(visit, "refused")
    page.get_by_role("link", name="Where it is put right").click()
    visit.is_at(TITLE)
    page.go_back()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    page.get_by_label("What was done about it").fill(ANSWER)
    page.get_by_role("button", name="Answer it").click()
    visit.is_at("Problems reported")
    expect(page.get_by_text(ANSWER)).to_be_visible()
    shown(visit, "answered")
