"""Commands are found by name; one that needs only its files starts without all the rest."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import FlaskGroup

from portal.starting.command_lookup import STAND_ALONE
from tests.commissioning.forecasting.documents import example
from tests.house.sources import ROOT
from tests.portal.conftest import MakeShell

HEAVY = {"sqlalchemy", "alembic", "flask_sqlalchemy", "wtforms", "whoosh", "babel", "portal.access"}


class Asked:
    """`flask`, with the portal of a test as its application."""

    def __init__(self, make_shell: MakeShell) -> None:
        self.apps: list[Flask] = []
        self._make = make_shell

    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(FlaskGroup(create_app=self._made), words)

    def _made(self) -> Flask:
        self.apps.append(self._make())
        return self.apps[-1]


@pytest.fixture
def flask(make_shell: MakeShell) -> Asked:
    return Asked(make_shell)


def rules_of(app: Flask) -> list[str]:
    return sorted(map(str, app.url_map.iter_rules()))


def test_the_forecast_starts_without_the_database_the_search_and_the_web(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps(example("ex1_cohort.json")))
    done = subprocess.run(
        (
            sys.executable, "-X", "importtime", "-m", "flask", "--app", "portal", "forecast",
            "--input", str(tmp_path / "in.json"), "--output", str(tmp_path / "out.json"),
        ),
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "commissioning.forecasting.forecast" in imported
    assert imported & HEAVY == set()


def test_the_forecast_leaves_no_folder_behind_and_asks_for_no_setting(tmp_path: Path) -> None:
    """A fresh copy of the portal, a read-only disk, no secret: the file is all that it needs."""
    (tmp_path / "in.json").write_text("{}")
    done = subprocess.run(
        (
            sys.executable, "-m", "flask", "--app", str(ROOT / "portal"), "forecast",
            "--input", "in.json", "--output", "out.json",
        ),
        cwd=tmp_path, check=False, capture_output=True, text=True,
        env={"PORTAL_ENV": "production"},
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert {path.name for path in tmp_path.iterdir()} == {"in.json", "out.json"}


def test_a_command_that_stands_alone_is_the_one_its_area_offers(shell: Flask) -> None:
    runner = FlaskGroup(create_app=lambda: shell)
    for name in STAND_ALONE:
        with runner.make_context("flask", [name]) as context:
            assert runner.get_command(context, name) is shell.cli.commands[name]


def test_every_command_is_listed(flask: Asked, shell: Flask) -> None:
    listed = flask("--help").output.partition("Commands:")[2].split()
    assert set(shell.cli.commands) | {"run", "shell", "routes"} <= set(listed)
    assert {"forecast", "demo", "import", "worker", "db"} <= set(listed)


@pytest.mark.parametrize("words", [("worker", "--help"), ("routes",), ("--help",)])
def test_another_command_finds_the_portal_as_a_server_does(
    words: tuple[str, ...], flask: Asked, shell: Flask
) -> None:
    assert flask(*words).exit_code == 0
    (app,) = flask.apps
    assert rules_of(app) == rules_of(shell)
    assert app.jinja_env.trim_blocks
    assert set(app.jinja_env.filters) == set(shell.jinja_env.filters)
    assert set(app.jinja_env.globals) == set(shell.jinja_env.globals)


@pytest.mark.soak
def test_a_command_of_a_fresh_process_loads_the_pages_without_a_request(tmp_path: Path) -> None:
    done = subprocess.run(
        (sys.executable, "-m", "flask", "--app", "portal", "worker", "--help"),
        cwd=ROOT, check=False, capture_output=True, text=True,
        env={"PORTAL_DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_a_word_that_is_no_command_is_refused(flask: Asked) -> None:
    result = flask("forecasts")
    assert (result.exit_code, "No such command" in result.stderr) == (2, True)
