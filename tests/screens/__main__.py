"""`python -m tests.screens URL`: the first page of each role of a demonstration, as pictures, with
a line of a commissioner’s desk and its cases, a provider’s return, inbox and register, a case,
and places held.

Logs in with the accounts that its `/log-in` lists, and writes to `docs/screens`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from directory.people.roles import Role
from portal.fictional_accounts import email_of
from tests.browser.conftest import QUIET, chromium_here
from tests.house.sources import ROOT
from tests.patience import PATIENCE_MILLISECONDS

FOLDER: Final = ROOT / "docs" / "screens"
WIDTHS: Final = {1280: 800, 320: 640}
"""Height by width: what is seen without scrolling."""

ON_A_TELEPHONE: Final = frozenset({Role.LISTING_EDITOR, Role.SENTENCER, Role.COMMISSIONER})
LINE: Final = "Mentors at the gate"
CASE: Final = "…5105"
"""Two parts of it are on one weekday."""
FURTHER: Final = {
    Role.COMMISSIONER: (
        ("desk-line", "/desk", f'.desk__line > a:has-text("{LINE}")'),
        ("desk-cases", "/desk/order-expiry", 'main a[href$="stands=order-ends-first"]'),
    ),
    Role.PROVIDER_ADMINISTRATOR: (
        ("return", "/returns", 'main a[href^="/returns/"]'),
        ("inbox", "/inbox", ""),
        ("register", "/registers", 'main a[href^="/registers/"]'),
    ),
    Role.OFFENDER_MANAGER: (("case", "/sent", f'main a:has-text("{CASE}")'),),
    Role.COURT_OFFICER: (("holds", "/holds", ""),),
}
"""Name, the page that leads to it, and what is clicked there, if anything."""

FURTHER_TIMES: Final = 2
"""So many screens are shown of a page that was led to."""

PASSWORD: Final = re.compile(r"<code>(fictional-[0-9a-f]{8})</code>")
CODE: Final = re.compile(r"The code is\s*<code>(\d{6})</code>")


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    parser.add_argument("url", help="where the demonstration is served")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked = parser.parse_args(words)
    with _browser() as browser:
        for role in Role:
            for name in pictures_of(browser, asked.url.rstrip("/"), role, asked.folder):
                sys.stdout.write(f"{name}\n")
    return 0


def pictures_of(browser: Browser, url: str, role: Role, folder: Path) -> Iterator[str]:
    """The names of the files that were written."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    page = context.new_page()
    _log_in(page, url, role)
    for width, height in WIDTHS.items():
        if width == 1280 or role in ON_A_TELEPHONE:
            page.set_viewport_size({"width": width, "height": height})
            name = f"role-{role.value.replace('_', '-')}-{width}.png"
            page.screenshot(path=folder / name)
            yield name
    for name, start, way in FURTHER.get(role, ()):
        page.goto(url + start)
        if way:
            page.locator(way).first.click()
        yield from _at_both_widths(page, name, folder)
    context.close()


def _at_both_widths(page: Page, name: str, folder: Path) -> Iterator[str]:
    page.wait_for_load_state()
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": FURTHER_TIMES * height})
        page.screenshot(path=folder / f"{name}-{width}.png")
        yield f"{name}-{width}.png"


def _log_in(page: Page, url: str, role: Role) -> None:
    page.goto(f"{url}/log-in")
    page.fill("[name=email]", email_of(role))
    page.fill("[name=password]", _told(PASSWORD, page))
    page.click("main form button")
    if page.locator("[name=code]").count():
        page.fill("[name=code]", _told(CODE, page))
        page.click("main form button")


def _told(what: re.Pattern[str], page: Page) -> str:
    found = what.search(page.content())
    if found is None:
        raise SystemExit(f"{page.url} is no page of a demonstration")
    return found[1]


@contextmanager
def _browser() -> Iterator[Browser]:
    path = chromium_here()
    if path is None:
        raise SystemExit("Chromium is missing")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
