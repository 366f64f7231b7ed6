"""Counts the tests that passed on each database and in the browser, and holds them to a floor.

A run of the whole suite that passed fewer than `floors.toml` asks for fails: a database that
did not start must never look like a suite that had nothing to say about it. Only the browser
may be missing on somebody's own machine: its tests are then skipped, the run passes and says so
in its last lines. Under `CI` they may not.

What a test counted of what it did (`record_property(DID, {"the life of a listing: saved": 12})`)
is added up over all tests and processes and told there too.
"""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Generator, Mapping
from pathlib import Path

import pytest

FLOORS = Path(__file__).with_name("floors.toml")
DATABASES = ("sqlite", "postgresql")
KINDS = (*DATABASES, "browser")
WHOLE_SUITE = "not soak and not shared"
"""The markers that pyproject.toml asks for where the command line asks for none."""
WITH_REAL_FILES = "not soak"
"""Those that the Makefile asks for where the real files are named."""

COUNTED_AS = "counted as"
DID = "did"
BROWSER = "browser"
HOW_TO_RUN_IT = (
    "As root `make test` installs Chromium by itself; else let somebody who may run",
    "    apt-get install chromium-headless-shell fonts-liberation",
    "and then: make test TESTS=tests/browser",
)

passed_key = pytest.StashKey[Counter[str]]()


def kinds_of(item: pytest.Item) -> list[str]:
    """What a test counts as: the database it was given, a marker, both or neither."""
    callspec = getattr(item, "callspec", None)
    database = callspec.params.get("database") if callspec else None
    return [
        kind
        for kind in KINDS
        if kind == database or (kind == "browser" and item.get_closest_marker(kind))
    ]


def shortfalls(passed: Mapping[str, int], floors: Mapping[str, int]) -> list[str]:
    """One sentence for each kind of which fewer tests passed than its floor."""
    return [
        f"{passed.get(kind, 0)} tests passed on {kind}, the floor is {floor}"
        for kind, floor in floors.items()
        if passed.get(kind, 0) < floor
    ]


def is_under_ci() -> bool:
    return os.environ.get("CI", "").lower() not in {"", "0", "no", "false"}


def is_whole_suite(config: pytest.Config) -> bool:
    """Whether nothing on the command line picked among the tests."""
    option = config.option
    picked = (
        option.keyword,
        option.deselect,
        option.ignore,
        option.ignore_glob,
        option.collectonly,
        getattr(option, "lf", False),
        getattr(option, "stepwise", False),
    )
    return (
        config.args_source is not pytest.Config.ArgsSource.ARGS
        and option.markexpr in {"", WHOLE_SUITE, WITH_REAL_FILES}
        and not any(picked)
    )


def is_worker(config: pytest.Config) -> bool:
    """Whether this process runs a share of the tests for another that reports them."""
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[passed_key] = Counter()
    if not is_worker(config):
        config.pluginmanager.register(Tally(config), "tally")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" or report.skipped:
        report.user_properties.extend((COUNTED_AS, kind) for kind in kinds_of(item))
    return report


class Tally:
    """Adds up the reports of this process or of all its workers."""

    def __init__(self, config: pytest.Config) -> None:
        self.passed = config.stash[passed_key]
        self.did: Counter[str] = Counter()
        self.without_browser = 0
        self.floors: dict[str, int] = (
            tomllib.loads(FLOORS.read_text("utf-8")) if is_whole_suite(config) else {}
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        kinds = [str(kind) for name, kind in report.user_properties if name == COUNTED_AS]
        if report.when == "call":
            self.add_up(report)
        if report.when == "call" and report.passed:
            self.passed.update(kinds)
        elif report.skipped:
            self.without_browser += BROWSER in kinds

    def add_up(self, report: pytest.TestReport) -> None:
        for name, counts in report.user_properties:
            if name == DID and isinstance(counts, dict):
                self.did.update(counts)

    def shortfalls(self) -> list[str]:
        """Of the floors; a skipped test of the browser stands for itself, except under `CI`."""
        if is_under_ci():
            return shortfalls(self.passed, self.floors)
        return shortfalls(self.passed + Counter({BROWSER: self.without_browser}), self.floors)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        left_out = is_under_ci() and self.without_browser
        if session.exitstatus == pytest.ExitCode.OK and (left_out or self.shortfalls()):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        counts = ", ".join(f"{kind} {self.passed[kind]}" for kind in KINDS)
        for what, many in sorted(self.did.items()):
            terminalreporter.write_line(f"{what} {many:,}")
        terminalreporter.write_line(f"Tests passed: {counts}")
        for shortfall in self.shortfalls():
            terminalreporter.write_line(f"TOO FEW: {shortfall}", red=True, bold=True)

    @pytest.hookimpl(tryfirst=True)
    def pytest_unconfigure(self, config: pytest.Config) -> None:
        """After everything else that a run says."""
        terminal = config.pluginmanager.get_plugin("terminalreporter")
        if not self.without_browser or terminal is None:
            return
        terminal.write_line(
            "NOT RUN: the tests of pages in Chromium"
            f" ({self.without_browser}), which is missing here.",
            red=True,
            bold=True,
        )
        for line in HOW_TO_RUN_IT:
            terminal.write_line(line, bold=True)
