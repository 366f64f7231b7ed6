"""A page is judged as wide as it is walked, and narrow as well."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import WIDE, Visit, patient_page

pytestmark = pytest.mark.browser


def test_what_hangs_over_the_narrow_edge_alone_is_seen(browser: Browser, site: str) -> None:
    page = patient_page(browser, width=WIDE)
    visit = Visit(page, site, WIDE, runs_scripts=False)
    visit.go("/", "What is available")
    page.evaluate("document.body.style.minWidth = '600px'")
    with pytest.raises(AssertionError, match="600 wide of 320"):
        visit.is_at("What is available")
    page.close()


def test_what_axe_minds_is_seen(browser: Browser, site: str) -> None:
    page = patient_page(browser, width=WIDE)
    visit = Visit(page, site, WIDE, runs_scripts=True)
    visit.go("/", "What is available")
    page.evaluate("document.querySelector('label').remove()")
    with pytest.raises(pytest.fail.Exception, match="label"):
        visit.is_at("What is available")
    page.close()
