"""Back, refresh and the pages behind an answer keep what was asked about a person."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import patient_page

pytestmark = pytest.mark.browser

COURT = "/courts/preston-magistrates-court"
HOME = "PR1: Central Lancashire area"


def reads(page: Page, *words: str) -> None:
    said = " ".join(page.locator("main").inner_text().split())
    assert not [one for one in words if one not in said], page.url.partition("asked=")[0]


def test_back_refresh_and_the_pages_behind_keep_the_question(browser: Browser, site: str) -> None:
    page = patient_page(browser)
    page.goto(f"{site}{COURT}?requirement=unpaid_work")
    page.click(".question__change > summary")
    page.fill("#postcode", "PR1")
    page.select_option("#sex", "male")
    page.fill("#months", "24")
    page.click("text=Show what is available there")
    page.wait_for_selector("dl.asked__facts")
    asked = page.url
    reads(page, HOME, "Male", "24")
    page.reload()
    reads(page, HOME, "Male", "24")
    page.click(".line__name a >> nth=0")
    page.wait_for_url("**/services/**")
    reads(page, "Male", "24")
    page.go_back()
    page.wait_for_url("**/courts/**")
    reads(page, HOME, "Male", "24")
    page.click("text=Put several services together")
    page.wait_for_url("**/packages**")
    assert page.input_value("#months") == "24"
    assert page.input_value("#sex") == "male"
    page.click("text=Change what you asked, at the court’s page")
    page.wait_for_url("**/courts/**")
    page.click("text=Make a sheet")
    page.wait_for_url("**/sheets/**")
    page.go_back()
    page.wait_for_url("**/courts/**")
    reads(page, HOME, "Male", "24")
    page.go_back()
    page.go_back()
    page.wait_for_url(asked)
    reads(page, HOME, "Male", "24")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []
    assert "male" not in page.title().lower()
    page.close()
