"""A portal that listens, a Chromium that looks at it, and what a visit to a page must not bring."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import time_machine
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from flask import Flask
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Request,
    expect,
    sync_playwright,
)
from werkzeug.serving import make_server

from directory.search.levelling import Leveller
from portal.extensions import begin_writing, db
from portal.running.search_levelling import index_folder
from portal.running.transactions import in_reading
from tests.databases import application, new_sqlite_database
from tests.makers.days import NOW, TODAY
from tests.makers.promises import change_of_kind, keep_record_of, tally_of
from tests.makers.scene import make_scene
from tests.makers.two_weeks import tell_of_a_week
from tests.patience import PATIENCE_MILLISECONDS
from tests.shared import folder_of_all
from tests.thoroughness import THOROUGH

expect.set_options(timeout=PATIENCE_MILLISECONDS)

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = (
    # A process of its own draws suggestions for an address bar that nobody sees.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


WIDE, NARROW, HEIGHT = 1280, 320, 900
SCREENS = [
    pytest.param((WIDE, True), id="wide"),
    pytest.param((NARROW, True), id="narrow", marks=pytest.mark.soak),
    pytest.param((NARROW, False), id="narrow, no JavaScript"),
]
"""What can be used on a narrow page without JavaScript can be used with it: the second is walked
by `make soak`, where axe judges each narrow page. An ordinary run sees that it fits.
"""


OFFICES = frozenset(
    f"test_{name}_journey.py"
    for name in (
        "account", "agreements", "calls", "cases", "desk", "duplicates", "evaluations", "fairness",
        "inbox",
        "liaison", "lines", "listings", "masters", "offering", "people", "plans", "problems",
        "protocols", "registers",
        "returns", "schemes", "secret", "software", "uploads", "walk",
    )
)  # fmt: skip
"""Walked at a desk: their way without JavaScript on a narrow page is walked by `make soak`."""


BY_SOAK = frozenset(
    f"test_{name}_journey.py"
    for name in (
        "account", "agreements", "duplicates", "evaluations", "fairness", "liaison", "lines",
        "masters", "offering", "plans", "problems", "protocols", "schemes", "software",
    )
)  # fmt: skip
"""Walked by `make soak` at every width: what is done on them the tests of their rooms do by form,
and kinds of elements that they have of their own axe judges there."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        is_narrow = item.path.name in OFFICES and "[narrow, no JavaScript" in item.name
        if is_narrow or item.path.name in BY_SOAK:
            item.add_marker(pytest.mark.soak)


def chromium_here() -> str | None:
    """Where Chromium is; a `CHROMIUM` that is set decides, and set to nothing hides it."""
    named = os.environ.get("CHROMIUM")
    names = CHROMIUM if named is None else (named,)
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium_here()
    if path is None:
        pytest.skip("Chromium is missing")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(QUIET), timeout=PATIENCE_MILLISECONDS
        )
        yield browser
        try:
            browser.close()
        except Error:  # already gone with its page
            return


def patient_page(
    browser: Browser, *, width: int = 1280, height: int = 720, runs_scripts: bool = True
) -> Page:
    """A page in a context of its own, which closes with it; whatever it waits for may take long."""
    page = browser.new_page(
        viewport={"width": width, "height": height}, java_script_enabled=runs_scripts
    )
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    return page


@pytest.fixture(autouse=True)
def on_the_day_of_the_tests() -> Iterator[None]:
    """For each test by itself: tests of other rooms in the same process keep the real day."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(scope="session")
def site(scratch: Path) -> Iterator[str]:
    """The address of a portal with one scene in it, on the day of the tests."""
    folder = scratch / "site"
    folder.mkdir()
    app = application(new_sqlite_database(scratch), folder)
    with app.app_context():
        begin_writing(db.session())
        tell_of_a_week(db.session(), make_scene(db.session()).lines, at=NOW)
        keep_record_of(db.session(), tally_of(kept=184, broken=16, later=3))
        change_of_kind(db.session(), "Chances were too bright.")
        db.session().commit()
        db.session.remove()
        in_reading(lambda session: Leveller(index_folder()).level(session, today=TODAY))
    with listening(app) as address:
        yield address


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """The address at which the portal answers meanwhile."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        engine = db.engine
    engine.dispose()


AXE_COUNTS = """
    axe.run({resultTypes: ["violations"], preload: false, selectors: false, elementRef: false})
        .then(({violations}) => violations.length)
"""
"""Whether it minds anything. What it found well, where each element stands and the style sheets
that it would fetch anew took half of its time; no rule that is switched on reads those."""

KINDS_ON_PAGE = """
    () => {
      const word = ({name, value}) => /^(class|type|role|scope|lang|tabindex)$/.test(name)
        || /^aria-(?!.*by$|controls$)/.test(name) ? `${name}=${value}` : name + (value ? "" : "=");
      const alone = (node) => {
        if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? "words" : "";
        if (node.nodeType !== Node.ELEMENT_NODE) return "";
        return `${node.localName}[${[...node.attributes].map(word).sort()}]`;
      };
      const within = (node) => [...new Set([...node.childNodes].map(alone))].filter(Boolean);
      const kinds = [...document.querySelectorAll("*")]
        .map((node) => `${alone(node)}(${within(node).join(" ")})`);
      const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
        .map((node, at, all) => `${at && all[at - 1].localName} before ${node.localName}`);
      return [...new Set([...kinds, ...headings])];
    }
"""
"""Its elements with what stands directly in them, without words, numbers and addresses; and which
heading follows which."""


def found_well() -> Path:
    """Of widths and pages, or kinds of elements, in which axe found nothing to mind; no
    process of a run asks of what another did."""
    return folder_of_all() / "found-well"


def words_of(width: int, kinds: Iterable[str]) -> set[str]:
    return {hashlib.sha256(f"{width} {kind}".encode()).hexdigest()[:20] for kind in kinds}


def asked_about_once(page: Page) -> set[str]:
    """What axe need not be asked of again: in an ordinary run an element of each kind will do."""
    return {page.content()} if THOROUGH else set(page.evaluate(KINDS_ON_PAGE))


def refuse_what_axe_minds(page: Page) -> None:
    """By every rule that axe has switched on, brought once to a page; what it minds is told whole.

    Nothing is asked of a page of whose kinds of elements none was minded at this width."""
    assert page.viewport_size is not None
    width = page.viewport_size["width"]
    found_well().touch()
    seen = words_of(width, asked_about_once(page)) - set(found_well().read_text().split())
    if not seen:
        return
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    if page.evaluate(AXE_COUNTS):
        pytest.fail(AxeResults(page.evaluate("axe.run()")).generate_report())
    with found_well().open("a") as known:
        known.write("".join(f"{word}\n" for word in sorted(seen)))


@dataclass
class Visit:
    """A page of the portal and what went wrong while it was open."""

    page: Page
    site: str
    width: int
    runs_scripts: bool
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def hear(self, said: ConsoleMessage) -> None:
        """Chromium reports the status of a refused form as if a resource were missing, and that
        somebody who logged out left nothing behind."""
        if not any(known in said.text for known in ("status of 422", "Clear-Site-Data header on")):
            self.complaints.append(said.text)

    def go(self, path: str, heading: str) -> None:
        self.page.goto(self.site + path)
        self.is_at(heading)

    def is_at(self, heading: str) -> None:
        """The heading first: an error page without faults must not pass for the page."""
        assert self.page.locator("h1").inner_text().startswith(heading)
        self.fits()
        if self.runs_scripts:
            refuse_what_axe_minds(self.page)
        if self.width == WIDE:
            with self.narrowed():
                self.fits()

    def fits(self) -> None:
        """Nothing hangs over the page's edge."""
        width, fits = self.page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
        assert fits <= width, f"{self.page.url} is {fits} wide of {width}"

    @contextmanager
    def narrowed(self) -> Iterator[None]:
        """The same page on the screen of a telephone, and wide again afterwards."""
        self.page.set_viewport_size({"width": NARROW, "height": HEIGHT})
        yield
        self.page.set_viewport_size({"width": self.width, "height": HEIGHT})


@pytest.fixture(params=SCREENS)
def visit(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visit]:
    width, runs_scripts = request.param
    page = patient_page(browser, width=width, height=HEIGHT, runs_scripts=runs_scripts)
    visit = Visit(page, site, width, runs_scripts)

    def watch(asked: Request) -> None:
        if not asked.url.startswith(site):
            visit.elsewhere.append(asked.url)

    visit.page.on("console", visit.hear)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("request", watch)
    yield visit
    page.close()
    assert visit.complaints == []
    assert visit.elsewhere == []
