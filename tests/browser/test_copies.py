"""A copy as a person meets it: on the portal while its records are gone, and from a folder."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from portal.copies.making import Copying, shelf
from portal.extensions import begin_writing, db
from tests.browser.conftest import NARROW, WIDE, patient_page, refuse_what_axe_minds
from tests.databases import application, new_sqlite_database
from tests.makers.days import NOW
from tests.makers.scene import make_scene

pytestmark = pytest.mark.browser

COURT = "/courts/preston-magistrates-court"
COURT_HEADING = "Preston Magistrates' Court"
GONE = "records cannot be reached just now. This page is a copy made on 2 March 2027 at 9:30am."


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a portal whose database is gone: its site, and its folder of copies."""

    site: str
    folder: Path


@pytest.fixture(scope="module")
def left(scratch: Path) -> Iterator[Left]:
    home = scratch / "copied"
    home.mkdir()
    url = new_sqlite_database(scratch)
    app = application(url, home)
    with app.app_context():
        begin_writing(db.session())
        make_scene(db.session())
        db.session().commit()
        db.session.remove()
        with time_machine.travel(NOW, tick=False):
            Copying().all_now(lambda: NOW)
        folder, engine = shelf().offline, db.engine
    engine.dispose()
    Path(url.removeprefix("sqlite:///")).unlink()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    listening = threading.Thread(target=server.serve_forever, daemon=True)
    listening.start()
    yield Left(f"http://127.0.0.1:{server.port}", folder)
    server.shutdown()
    listening.join()
    server.server_close()


@pytest.fixture(params=[WIDE, pytest.param(NARROW, marks=pytest.mark.soak)])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    page = patient_page(browser, width=request.param, height=900)
    missing: list[str] = []
    page.on("requestfailed", lambda asked: missing.append(asked.url))
    yield page
    page.close()
    assert missing == []


def refuse_other_than(page: Page, heading: str, banner: str) -> None:
    """The banner stands first, the page fits, also on a narrow screen, and axe minds nothing."""
    assert page.locator("h1").inner_text().startswith(heading)
    notice = page.locator(".copy-notice")
    assert banner in notice.inner_text()
    place = notice.bounding_box()
    assert place is not None
    assert place["y"] == 0
    wide = page.viewport_size
    assert wide is not None
    for width in (NARROW, wide["width"]):
        page.set_viewport_size({"width": width, "height": wide["height"]})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    refuse_what_axe_minds(page)


def test_while_the_records_are_gone_the_court_is_there_with_its_banner(
    page: Page, left: Left
) -> None:
    page.goto(left.site + "/")
    assert page.locator(".copy-notice").count() == 0
    page.fill("#q", "preston")
    page.press("#q", "Enter")
    page.wait_for_selector(".copy-notice")
    refuse_other_than(page, "Choose a court", "a copy cannot be searched")
    page.click(f"text={COURT_HEADING}")
    refuse_other_than(page, COURT_HEADING, GONE)
    assert page.locator("form").count() == 0
    page.click(".area-choice a >> nth=0")
    refuse_other_than(page, COURT_HEADING, "It shows everything")
    page.goto(left.site + "/services")
    assert page.locator("h1").inner_text() == "The service cannot reach its records"
    refuse_what_axe_minds(page)


def test_folder_is_a_site_of_its_own(page: Page, left: Left) -> None:
    made = "This page is a copy made on 2 March 2027 at 9:30am. Ring to check"
    page.goto((left.folder / "index.html").as_uri())
    refuse_other_than(page, "What is available", made)
    page.click("text=See every court")
    page.click(f"text={COURT_HEADING}")
    refuse_other_than(page, COURT_HEADING, made)
    assert page.locator(".start + .stale").count() > 5
    colour = page.locator(".masthead").evaluate("one => getComputedStyle(one).backgroundColor")
    assert colour == "rgb(23, 50, 74)", "the style sheet is there"
    page.click(".area-choice a >> nth=0")
    assert page.locator("h1").inner_text() in {"Central Lancashire", "Blackburn"}
    refuse_other_than(page, "", made)
    page.click("text=The same facts as JSON")
    assert '"copy_made_at"' in page.content()


def test_on_paper_the_banner_stands_first(browser: Browser, left: Left) -> None:
    page = patient_page(browser)
    page.goto(f"{left.site}{COURT}")
    page.emulate_media(media="print")
    expect(page.locator(".copy-notice")).to_be_visible()
    expect(page.locator(".powers")).to_be_visible()
    expect(page.locator("text=nothing can be entered here")).to_be_hidden()
    page.close()
