"""No test passes or fails by a stop-watch: how fast anything is, the bench says.

One place says how long tests wait, `tests/patience.py`; elsewhere no wait has a number of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.house.sources import modules, name_of, nodes_of, tree_of

STOP_WATCHES = frozenset(
    {
        "perf_counter", "process_time", "thread_time", "monotonic", "perf_counter_ns",
        "process_time_ns", "thread_time_ns", "monotonic_ns", "time_ns", "default_timer",
        "getrusage", "clock_gettime",
    }
)  # fmt: skip
SLEEPS = frozenset({"sleep"})
LIMITS = frozenset({"timeout", "deadline"})
"""Arguments by which a wait is limited; hypothesis, and all that Chromium waits for, included."""

PATIENCE = "tests/patience.py"
BENCH = "tests/bench/"
KEEPS_A_PACE = {"tests/soak/editing.py"}
"""May sleep between its edits, by which nobody waits for anything."""

OPENINGS = frozenset({"new_page", "new_context"})
GIVES_PAGES = "tests/browser/conftest.py"
TAKES_PICTURES = "tests/screens/__main__.py"
"""Of a running demonstration, each of its waits with the same patience."""
"""Where alone a page is opened, with patience; by itself Chromium waits for 30 seconds."""


@cache
def judging_modules() -> dict[str, ast.Module]:
    """The modules of the tests, bench and patience apart."""
    return {
        name: tree_of(path)
        for path in modules("tests")
        if not (name := name_of(path)).startswith(BENCH) and name != PATIENCE
    }


def judging(find: Callable[[str, ast.AST], object]) -> dict[str, object]:
    """What is found in each of them, where anything is."""
    return {name: found for name, tree in judging_modules().items() if (found := find(name, tree))}


def names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name that is used, imported or reached for, with its line."""
    for node in nodes_of(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name, node.lineno
            case ast.ImportFrom(names=imported):
                yield from ((one.name, node.lineno) for one in imported)


def stop_watches(tree: ast.AST, refused: frozenset[str] = STOP_WATCHES | SLEEPS) -> list[int]:
    """Lines that measure time or let it pass; `time.time` as well, which needs its owner."""
    by_owner = [
        node.lineno
        for node in nodes_of(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) == ("time", "time")
    ]
    return sorted(by_owner + [line for name, line in names(tree) if name in refused])


def limits_of_their_own(tree: ast.AST) -> list[int]:
    """Lines on which a wait is given a number, or no patience that tests have in common."""
    return [
        node.lineno
        for node in nodes_of(tree)
        if isinstance(node, ast.Call)
        and any(
            isinstance(inner, ast.Constant) and isinstance(inner.value, int | float)
            for limit in limits(node)
            for inner in ast.walk(limit)
        )
    ]


def limits(call: ast.Call) -> list[ast.expr]:
    named = [keyword.value for keyword in call.keywords if keyword.arg in LIMITS]
    sets_one = isinstance(call.func, ast.Attribute) and call.func.attr.startswith("set_default_")
    return named + (call.args if sets_one else [])


def health_checks_that_hurry(tree: ast.AST) -> list[int]:
    """Lines that let some health checks be, in place of all that `tests.patience` lets be."""
    return [
        keyword.value.lineno
        for node in nodes_of(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "suppress_health_check"
        and "too_slow" not in {name for name, _ in names(keyword.value)}
    ]


def test_no_test_reads_a_stop_watch_or_hopes_that_a_while_is_enough() -> None:
    def found(name: str, tree: ast.AST) -> list[int]:
        refused = STOP_WATCHES if name in KEEPS_A_PACE else STOP_WATCHES | SLEEPS
        return stop_watches(tree, refused)

    assert judging(found) == {}


def test_no_wait_has_a_number_of_its_own() -> None:
    assert judging(lambda _, tree: limits_of_their_own(tree)) == {}
    assert judging(lambda _, tree: health_checks_that_hurry(tree)) == {}


def test_every_page_in_chromium_is_opened_with_patience() -> None:
    opened = judging(lambda _, tree: [name for name, _ in names(tree) if name in OPENINGS])
    assert opened == {GIVES_PAGES: ["new_page"], TAKES_PICTURES: ["new_context", "new_page"]}


@pytest.mark.parametrize(
    "fault",
    [
        "began = time.process_time()",
        "from time import perf_counter as now",
        "assert time.time() - began < 2",
        "time.sleep(0.5)",
        "timeit.default_timer()",
    ],
)
def test_a_stop_watch_is_seen(fault: str) -> None:
    assert stop_watches(ast.parse(fault)) == [1]


@pytest.mark.parametrize(
    "fault",
    [
        "process.wait(timeout=15)",
        "page.set_default_timeout(10_000)",
        "settings(deadline=dt.timedelta(seconds=5))",
        "Barrier(4, timeout=2 * 30.0)",
    ],
)
def test_a_number_for_a_wait_is_seen(fault: str) -> None:
    assert limits_of_their_own(ast.parse(fault)) == [1]


@pytest.mark.parametrize(
    "fine", ["process.wait(timeout=PATIENCE_SECONDS)", "SimpleNamespace(monotonic=clock)"]
)
def test_patience_in_common_is_no_fault(fine: str) -> None:
    assert limits_of_their_own(ast.parse(fine)) == []
    assert stop_watches(ast.parse(fine)) == []


def test_a_health_check_that_hurries_is_seen() -> None:
    given = "settings(suppress_health_check=[HealthCheck.{}])".format
    assert health_checks_that_hurry(ast.parse(given("function_scoped_fixture"))) == [1]
    assert health_checks_that_hurry(ast.parse(given("too_slow"))) == []
