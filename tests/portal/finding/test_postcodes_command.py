"""The command that makes the file of all postcodes, on a small source."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask

from directory.places.exact_postcodes import FILE_NAME
from portal.finding.postcodes import exact_postcodes, geocoder
from tests.portal.conftest import MakeShell

SOURCE = "directory.places.postcode_source"
ROWS = [
    ("E1  6AN", 533_400.0, 181_900.0, "E09000030"),
    ("PR2 8AB", 353_811.0, 432_095.0, "E07000123"),
]


@pytest.fixture
def small_source(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Stands in for the module that needs the optional packages."""
    source = ModuleType(SOURCE)
    source.edition = lambda: "2026.1.1"  # type: ignore[attr-defined]
    source.postcode_files = lambda: ["one file"]  # type: ignore[attr-defined]
    source.postcodes = lambda files: (row for _ in files for row in ROWS)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, SOURCE, source)
    return source


def run(app: Flask) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["postcodes"])
    return done.exit_code, done.output


@pytest.fixture
def shell(make_shell: MakeShell) -> Flask:
    """One with a folder of its own."""
    return make_shell()


@pytest.mark.usefixtures("small_source")
def test_the_file_is_made_once(shell: Flask, tmp_path: Path) -> None:
    status, told = run(shell)
    assert status == 0
    assert f"2 postcodes of edition 2026.1.1 are in {tmp_path / FILE_NAME}." in told
    before = (tmp_path / FILE_NAME).stat()
    status, told = run(shell)
    assert (status, told) == (
        0,
        "The file holds 2 postcodes of edition 2026.1.1 already.\n",
    )
    assert (tmp_path / FILE_NAME).stat() == before


def test_a_new_edition_or_a_broken_file_is_replaced(
    shell: Flask, tmp_path: Path, small_source: ModuleType
) -> None:
    run(shell)
    small_source.edition = lambda: "2027.1.1"  # type: ignore[attr-defined]
    assert "edition 2027.1.1 are in" in run(shell)[1]
    (tmp_path / FILE_NAME).write_bytes(b"POSTCODE, or was it?")
    assert "2 postcodes of edition 2027.1.1 are in" in run(shell)[1]


@pytest.mark.usefixtures("small_source")
def test_the_geocoder_knows_the_file_as_soon_as_it_is_there(shell: Flask) -> None:
    with shell.app_context():
        before = geocoder().geocode("PR2 8AB")
        run(shell)
        after = geocoder().geocode("PR2 8AB")
        assert exact_postcodes().kept() is not None
    assert before is not None
    assert after is not None
    assert (before.raw["precision"], after.raw["precision"]) == (
        "within about 1 km of PR2 8",
        "exact",
    )


@pytest.mark.parametrize("missing", [SOURCE, "brotli"])
def test_without_the_package_it_says_what_to_install(
    shell: Flask, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delitem(sys.modules, SOURCE, raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    status, told = run(shell)
    assert status == 1
    assert "Install requirements-postcodes.lock" in told
