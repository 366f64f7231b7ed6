"""A portal that listens, and a Chromium that looks at it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, Error, sync_playwright
from werkzeug.serving import make_server

from portal.extensions import begin_writing, db
from tests.databases import application, new_sqlite_database
from tests.makers import NOW
from tests.portal.sentencing.scene import make_scene

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("Chromium is missing: apt-get install chromium fonts-liberation")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        try:
            browser.close()
        except Error:  # already gone with its page
            return


@pytest.fixture(autouse=True)
def on_the_day_of_the_tests() -> Iterator[None]:
    """For each test by itself: tests of other rooms in the same process keep the real day."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(scope="session")
def site(scratch: Path) -> Iterator[str]:
    """The address of a portal with one scene in it, on the day of the tests."""
    app = application(new_sqlite_database(scratch), scratch)
    with app.app_context():
        begin_writing(db.session())
        make_scene(db.session())
        db.session().commit()
        db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    listening = threading.Thread(target=server.serve_forever, daemon=True)
    listening.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    listening.join(timeout=5)
    server.server_close()
    with app.app_context():
        engine = db.engine
    engine.dispose()
