"""Which tests one process runs together: those of a file, and files that share what is dear.

pytest-xdist 3.8 groups by a mark that it writes into a test's name, and pytest 9.2 no longer takes
a name from there: its groups are silently none. By files nothing needs a mark.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # it has no types

TOGETHER: Final = {
    "tests/agreement/": "the made world of every state",
    "tests/browser/test_court_journey.py": "the site of one scene",
    "tests/browser/test_finding_journey.py": "the site of one scene",
    "tests/browser/test_forecasts_page.py": "the site of one scene",
    "tests/browser/test_packages_journey.py": "the site of one scene",
    "tests/browser/test_sealed_journey.py": "the site of one scene",
    "tests/browser/test_sheet_journey.py": "the site of one scene",
    "tests/browser/test_ten_seconds.py": "the site of one scene",
    "tests/browser/test_widths.py": "the site of one scene",
    "tests/house/test_migrations.py": "the migrations",
    "tests/house/": "the sources, read and walked",
    "tests/portal/sight/": "the installations",
    "tests/portal/sweep/test_check_answers.py": "the made world of every state",
    "tests/portal/finding/test_thirty_searches.py": "the searched demonstration",
    "tests/portal/finding/test_words_of_the_trade.py": "the searched demonstration",
    "tests/portal/demonstration/test_desk_year.py": "the small world",
    "tests/portal/demonstration/test_last_week.py": "the small world",
    "tests/portal/demonstration/test_small_world.py": "the small world",
    "tests/portal/demonstration/test_stated.py": "the small world",
    "tests/portal/demonstration/test_stories.py": "the small world",
    "tests/portal/demonstration/test_workbooks_read_back.py": "the small world",
}

APART: Final = ("tests/directory/listings/test_life_property.py",)
"""Of these one process takes one test, another the next: shares of one long walk."""


LONG: Final = (
    "tests/portal/sight/",
    "tests/browser/",
    "tests/portal/demonstration/",
    "tests/soak/",
    "tests/directory/listings/test_life_property.py",
    "tests/portal/hostile/",
    "tests/house/",
    "tests/agreement/",
    "tests/commissioning/exchange/test_shared_files.py",
    "tests/portal/sweep/",
    "tests/commissioning/forecasting/",
    "tests/forecasting/",
    "tests/commissioning/exchange/",
)
"""What takes long is begun first: begun last, it would be waited for by one process alone."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: how_soon(item.nodeid))


def how_soon(nodeid: str) -> int:
    return next((place for place, path in enumerate(LONG) if nodeid.startswith(path)), len(LONG))


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # as above
    """In the order of collection, as sorted above. What is done is struck off: xdist counts all
    that a process ever was given, test after test."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if file in APART else scope_of(file)

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        nodeid = self.registered_collections[node][item_index]
        scope, assigned = self._split_scope(nodeid), self.assigned_work[node]
        del assigned[scope][nodeid]
        if not assigned[scope]:
            del assigned[scope]
        self._reschedule(node)


@cache
def scope_of(file: str) -> str:
    return next((name for path, name in TOGETHER.items() if file.startswith(path)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:  # Any: xdist has no types
    config.option.loadscopereorder = False
    return ByFile(config, log)
