"""The floor under the number of tests on each database holds."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests import counting

pytest_plugins = ["pytester"]

SUITE = """
    import pytest

    @pytest.fixture(params=["sqlite", "postgresql"])
    def database(request):
        if request.param in {BROKEN}:
            pytest.skip("did not start")
        return request.param

    def test_stores(database):
        assert database

    def test_reads(database):
        assert database

    @pytest.mark.browser
    def test_shows():
        if {NO_BROWSER}:
            pytest.skip("Chromium is missing")

    def test_sums():
        assert True
"""
INI = """
    [pytest]
    addopts = -p tests.counting -p no:schemathesis
    testpaths = tests
    pythonpath = {root}
    markers = browser
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A small suite of two tests on each database, one in the browser and one on neither."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(counting, "FLOORS", pytester.path / "floors.toml")
    monkeypatch.syspath_prepend(str(Path(counting.__file__).parents[1]))
    pytester.makeini(INI.format(root=Path(counting.__file__).parents[1]))
    (pytester.path / "floors.toml").write_text("sqlite = 2\npostgresql = 2\nbrowser = 1\n")
    return pytester


def plant(suite: pytest.Pytester, broken: str = "()", no_browser: bool = False) -> None:
    text = SUITE.replace("{BROKEN}", broken).replace("{NO_BROWSER}", str(no_browser))
    suite.mkdir("tests").joinpath("test_all.py").write_text(
        "\n".join(line[4:] for line in text.splitlines()), "utf-8"
    )


def test_a_whole_run_at_the_floor_passes_and_prints_its_counts(suite: pytest.Pytester) -> None:
    plant(suite)
    result = suite.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["Tests passed: sqlite 2, postgresql 2, browser 1"])


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_a_database_that_skipped_its_tests_fails_the_run(
    suite: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    plant(suite, broken='{"postgresql"}')
    result = suite.runpytest_inprocess(*workers)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["TOO FEW: 0 tests passed on postgresql, the floor is 2"])


@pytest.mark.parametrize(
    ("ci", "workers", "ends", "short"),
    [
        (None, ("-n", "2"), pytest.ExitCode.OK, 0),
        ("false", (), pytest.ExitCode.OK, 0),
        ("yes", (), pytest.ExitCode.TESTS_FAILED, 1),
    ],
)
def test_without_chromium_the_last_lines_say_what_did_not_run(
    suite: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    ci: str | None,
    workers: tuple[str, ...],
    ends: pytest.ExitCode,
    short: int,
) -> None:
    if ci is not None:
        monkeypatch.setenv("CI", ci)
    plant(suite, no_browser=True)
    result = suite.runpytest_inprocess(*workers)
    assert result.ret == ends
    said = [line for line in result.stdout.lines if line]
    not_run = said.index("NOT RUN: the tests of pages in Chromium (1), which is missing here.")
    assert said[not_run + 1 :] == list(counting.HOW_TO_RUN_IT)
    assert sum(line.startswith("TOO FEW: 0 tests passed on browser") for line in said) == short


def test_under_ci_some_tests_without_chromium_fail_too(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "1")
    plant(suite, no_browser=True)
    result = suite.runpytest_inprocess("tests/test_all.py")
    assert result.ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize(
    "picked", [("tests/test_all.py",), ("-k", "stores"), ("-m", "browser"), ("--lf",)]
)
def test_a_run_of_some_tests_is_held_to_no_floor(
    suite: pytest.Pytester, picked: tuple[str, ...]
) -> None:
    plant(suite, broken='{"postgresql"}')
    assert suite.runpytest_inprocess(*picked).ret == pytest.ExitCode.OK


def test_what_the_configuration_asks_for_by_itself_counts_as_the_whole_suite() -> None:
    pyproject = Path(counting.__file__).parents[1] / "pyproject.toml"
    options = tomllib.loads(pyproject.read_text("utf-8"))["tool"]["pytest"]["ini_options"]
    assert options["addopts"][-2:] == ["-m", counting.WHOLE_SUITE]


def test_with_the_real_files_it_is_the_whole_suite_too() -> None:
    makefile = Path(counting.__file__).parents[1] / "Makefile"
    assert f"-m '{counting.WITH_REAL_FILES}'" in makefile.read_text("utf-8")


def test_the_kept_floors_name_each_kind() -> None:
    floors = tomllib.loads(counting.FLOORS.read_text("utf-8"))
    assert sorted(floors) == sorted(counting.KINDS)
    assert min(floors.values()) >= 1
