"""The commands of docs/pilot.md, as they stand, from an empty folder to a court page and a month on."""

from __future__ import annotations

import re
import shlex
import sqlite3
from pathlib import Path

import pytest
from flask import Flask

from tests.portal.pilot.guide import BETWEEN, EACH_MONTH, GUIDE, Walk, blocks

TEXT = GUIDE.read_text("utf-8")


def given() -> list[tuple[str, str]]:
    text = "\n".join(block for _, block in blocks(TEXT, "sh"))
    return re.findall(r"^flask --app portal (\S+)(.*)$", text, re.MULTILINE)


def test_every_command_of_the_guide_can_be_given_as_it_stands(shell: Flask) -> None:
    assert len(given()) >= 15
    for name, words in given():
        if name == "db":  # Flask-Migrate's own
            continue
        command = shell.cli.commands[name]
        assert command.make_context(name, shlex.split(words)) is not None


def test_what_a_person_does_between_belongs_to_a_command() -> None:
    text = "\n".join(block for _, block in blocks(TEXT, "sh"))
    assert [words for words in BETWEEN if words not in text] == []


@pytest.mark.soak
def test_the_guide_leads_from_nothing_to_answers_and_through_a_month(tmp_path: Path) -> None:
    walk = Walk(tmp_path)
    walk.through(TEXT)
    for heading, said in walk.said.items():
        print("#", heading)
        print(said)
    assert 0
