"""A provider sends a file with mistakes, mends it, looks at the cells, applies, takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from directory.people.roles import Role
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of
from tests.commissioning.uploads.sending_desk import SendingDesk
from tests.databases import application, new_sqlite_database

pytestmark = pytest.mark.browser

ULLA = "ulla.uploader@example.org"
HEADS = "external_id,line,planned_start,places,current_start\n"
WRONG = HEADS + "g1,line-ours,3 May,8,\ng2,line-theirs,2027-05-03,8,\ng3,line-ours,2027-06-07,9,\n"
MENDED = HEADS + "g1,line-ours,2027-05-03,8,\ng3,line-ours,2027-06-07,9,\n"


@dataclass(frozen=True)
class UploadSite:
    address: str
    cookies: dict[str, str]


@pytest.fixture
def upload_site(scratch: Path, tmp_path: Path) -> Iterator[UploadSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        desk = SendingDesk(db.session(), tmp_path)
        desk.member(Role.PROVIDER_ADMINISTRATOR, "Ulla Uploader")
        cookies = {ULLA: cookie_of(app, ULLA)}
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield UploadSite(address, cookies)


@pytest.fixture
def site(upload_site: UploadSite) -> str:
    return upload_site.address


def choose(page: Page, content: str) -> None:
    page.get_by_label("What the file is").select_option("groups")
    page.get_by_label("The file", exact=True).set_input_files(
        {"name": "our-groups.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Check the file").click()


def test_with_mistakes_then_mended_looked_at_applied_and_undone(
    visit: Visit, upload_site: UploadSite
) -> None:
    page = visit.page
    as_somebody(page, upload_site.address, upload_site.cookies, ULLA)
    visit.go("/uploads", "Send a file")
    page.get_by_role("button", name="Check the file").click()
    visit.is_at("Send a file")
    expect(page.get_by_role("alert").get_by_text("Choose the file")).to_be_visible()
    choose(page, WRONG)
    visit.is_at("our-groups.csv")
    said = page.get_by_role("alert").inner_text()
    assert "2 mistakes. Nothing was written." in said
    wrong = page.get_by_role("table").inner_text()
    assert "planned_start" in wrong
    assert "line-theirs" in wrong
    with page.expect_download() as download:
        page.get_by_role("link", name="each wrong cell marked").click()
    marked = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "planned_start: " in marked
    page.get_by_role("link", name="Send the mended file").click()
    visit.is_at("Send a file")
    choose(page, MENDED)
    visit.is_at("our-groups.csv")
    assert "2 rows would bring something new." in page.locator("main").inner_text()
    shown = page.get_by_role("table").inner_text()
    assert "2027-06-07" in shown
    page.get_by_role("button", name="Apply exactly this").click()
    visit.is_at("our-groups.csv")
    assert page.get_by_role("status").inner_text().startswith("Applied.")
    page.go_back()
    page.reload()
    page.get_by_role("button", name="Take all of it back").click()
    visit.is_at("our-groups.csv")
    assert page.get_by_role("status").inner_text().startswith("Taken back.")
    visit.go("/uploads", "Send a file")
    assert "applied, then taken back" in page.locator("main").inner_text()
