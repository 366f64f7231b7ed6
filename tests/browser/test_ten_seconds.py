"""What a magistrate must be able to read within ten seconds, measured on the page itself."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import patient_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PARTS = ("table", "thead", "tbody", "tr", "th", "td")
COURT = "/courts/preston-magistrates-court"


@pytest.mark.parametrize("path", [COURT, "/about/api"])
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
