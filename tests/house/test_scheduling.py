"""What the order of a run names is there, and what is dear is made by one process alone."""

from __future__ import annotations

import re

import pytest

from tests.house.sources import ROOT, modules, name_of, text_of
from tests.scheduling import APART, LONG, TOGETHER, how_soon

LOOKS_AT_THE_SMALL_WORLD = re.compile(r"\b(looking: Session|world: World)\b|\bmake_world\(request")
DEMONSTRATION = "tests/portal/demonstration"


def test_every_path_is_there() -> None:
    assert [path for path in (*TOGETHER, *APART, *LONG) if not (ROOT / path).exists()] == []


def test_what_looks_at_the_small_world_is_run_by_the_process_that_makes_it() -> None:
    looking = {
        name_of(path)
        for path in modules(DEMONSTRATION)
        if path.name != "conftest.py" and LOOKS_AT_THE_SMALL_WORLD.search(text_of(path))
    }
    assert len(looking) > 4
    assert {TOGETHER.get(name) for name in looking} == {"the small world"}


@pytest.mark.parametrize(
    ("sooner", "later"),
    [
        ("tests/portal/sight/test_matrix.py::test_x", "tests/browser/test_y.py::test_y"),
        ("tests/house/test_words.py::test_x", "tests/agreement/test_agreement.py::test_y"),
        ("tests/forecasting/test_queue.py::test_x", "tests/commissioning/test_calendar.py::test_y"),
    ],
)
def test_what_takes_long_is_begun_first(sooner: str, later: str) -> None:
    assert how_soon(sooner) < how_soon(later)
