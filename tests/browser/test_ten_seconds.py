"""What a magistrate must be able to read within ten seconds, measured on the page itself."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import patient_page

pytestmark = pytest.mark.browser

PARTS = ("table", "thead", "tbody", "tr", "th", "td")
COURT = "/courts/preston-magistrates-court"
AREA = "/areas/north-west/central-lancashire"

WORDS_READ = """() => {
  const main = document.querySelector("main").cloneNode(true);
  main.querySelectorAll(".govuk-visually-hidden, details > :not(summary)").forEach(e => e.remove());
  document.body.append(main);
  const words = main.innerText.split(/\\s+/).filter(word => word).length;
  main.remove();
  return words;
}"""
"""What stands between masthead and foot while every row is closed."""


def bottom_of(page: Page, selector: str) -> float:
    """How far below the top of the page the first of them ends, in pixels."""
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["y"] + box["height"]


@pytest.mark.parametrize("path", [COURT, AREA])
def test_the_first_date_is_seen_at_once_and_the_closed_page_is_short(
    browser: Browser, site: str, path: str
) -> None:
    wide = patient_page(browser, width=1280, height=900)
    wide.goto(site + path)
    assert bottom_of(wide, "table .start") <= 900
    assert wide.evaluate("document.documentElement.scrollHeight") <= 3000
    assert 100 < wide.evaluate(WORDS_READ) <= 700
    wide.close()
    narrow = patient_page(browser, width=320, height=640)
    narrow.goto(site + path)
    assert bottom_of(narrow, "table .start") <= 830
    narrow.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (320, 640)])
def test_one_question_leads_from_the_front_page_to_one_requirement_without_scrolling(
    browser: Browser, site: str, width: int, height: int
) -> None:
    page = patient_page(browser, width=width, height=height)
    page.goto(site)
    assert bottom_of(page, "main form button") <= height
    page.fill("#q", "Preston mags")
    page.select_option("#requirement", "drug_rehabilitation")
    page.click("main form button")
    page.wait_for_url(f"**{COURT}?requirement=drug_rehabilitation")
    assert page.locator(".in-short").inner_text().startswith("Drug rehabilitation in")
    assert bottom_of(page, ".in-short .start") <= height
    page.close()


@pytest.mark.parametrize("path", [COURT, "/about/api", "/about/data", "/services/sheet"])
def test_rows_that_reflow_stay_a_table_for_a_screen_reader(
    browser: Browser, site: str, path: str
) -> None:
    """Without a role on any row or cell: the tree that Chromium gives to a screen reader."""
    page = patient_page(browser, width=320, height=640)
    page.goto(site + path)
    cell = page.locator("main table td").first
    assert cell.evaluate("cell => getComputedStyle(cell).display") != "table-cell"
    assert page.locator(",".join(f"{part}[role]" for part in PARTS)).count() == 0
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    told = Counter(
        node["role"]["value"] for node in tree["nodes"] if not node["ignored"] and "role" in node
    )
    tables = page.locator("main table")
    assert told["table"] == tables.count() > 0
    assert told["columnheader"] == page.locator("main th[scope=col]").count() > 0
    assert told["rowheader"] == page.locator("main th[scope=row]").count() > 0
    assert told["cell"] == page.locator("main td").count() > 0
    assert told["row"] == page.locator("main tr").count() > 0
    page.close()
