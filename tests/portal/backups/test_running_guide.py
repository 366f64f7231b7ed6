"""The commands of docs/running.md, as they stand, on an empty folder."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from tests.house.sources import ROOT

GUIDE = ROOT / "docs" / "running.md"
SETTINGS = ROOT / "deploy" / "portal.env"
NEWEST = 'COPY="$(ls {copies}/portal-*.sqlite3 | tail -n 1)"\n'


def commands() -> str:
    """What stands in the guide's `sh` blocks, in its order."""
    return "\n".join(
        re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    )


def settings(folder: Path) -> dict[str, str]:
    told = (word.split("=", 1) for word in shlex.split(SETTINGS.read_text("utf-8"), comments=True))
    given = {name: value.replace("/srv/portal", str(folder)) for name, value in told}
    keys = ("PORTAL_SECRET_KEY", "PORTAL_AUDIT_KEY")
    return given | dict.fromkeys(keys, "for this test only, and nobody else")


def test_every_command_of_the_guide_can_be_given_as_it_stands(shell: Flask) -> None:
    given = re.findall(r"^flask --app portal (\S+)(.*)$", commands(), re.MULTILINE)
    assert len(given) >= 10
    for name, words in given:
        if name == "db":  # Flask-Migrate's own
            continue
        command = shell.cli.commands[name]
        assert command.make_context(name, shlex.split(words)) is not None


@pytest.mark.parametrize("name", ["portal.env", "portal-keys.env"])
def test_a_shell_reads_the_settings_as_systemd_does(name: str) -> None:
    """A value with a space needs its marks, or the shell takes the rest for a command."""
    given = subprocess.run(
        ["bash", "-euc", f"set -a; . {SETTINGS.with_name(name)}; env"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (given.returncode, given.stderr) == (0, "")
    for line in SETTINGS.with_name(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            assert line.replace('"', "") in given.stdout.splitlines()


@pytest.mark.soak
def test_the_guide_leads_from_nothing_to_a_restored_copy_and_back_a_release(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    script = commands().replace("/srv/portal", str(tmp_path))
    assert script.count("flask --app portal") >= 10
    newest = NEWEST.format(copies=tmp_path / "copies")
    script = script.replace("flask --app portal restore", f"{newest}flask --app portal restore")
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT, env={**os.environ, **settings(tmp_path), "PATH": tools},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Identical with the copy") == 2
