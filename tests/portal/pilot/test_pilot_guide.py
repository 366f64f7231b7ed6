"""The commands of docs/pilot.md as they stand: from nothing to a court page, and a month on."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from flask import Flask

from tests.portal.pilot.guide import BETWEEN, COUNTED, EACH_MONTH, GUIDE, Walk, blocks

TEXT = GUIDE.read_text("utf-8")
A_DAY = re.compile(r"\d+ [A-Z][a-z]+ \d{4}")
"""Of the same files another installation may tell a day one session sooner or later."""

NUMBERS_OF_PEOPLE = [f"X9{number:05}" for number in range(1001, 1015)]


def given(*, is_month_after: bool | None = None) -> list[tuple[str, str]]:
    text = "\n".join(
        block
        for heading, block in blocks(TEXT, "sh")
        if is_month_after is None or (heading == EACH_MONTH) is is_month_after
    )
    return re.findall(r"^flask --app portal (\S+)(.*)$", text, re.MULTILINE)


def test_every_command_of_the_guide_can_be_given_as_it_stands(shell: Flask) -> None:
    for name, words in given():
        if name == "db":  # Flask-Migrate's own
            continue
        command = shell.cli.commands[name]
        assert command.make_context(name, shlex.split(words)) is not None


def test_the_guide_says_how_many_commands_there_are() -> None:
    first, monthly = len(given(is_month_after=False)), len(given(is_month_after=True))
    assert first >= 10
    assert f"{first} commands lead to the first court page, {monthly} through each month" in TEXT


def test_what_a_person_does_between_belongs_to_a_command() -> None:
    text = "\n".join(block for _, block in blocks(TEXT, "sh"))
    assert [words for words in BETWEEN if words not in text] == []


def counted(*numbers: int) -> dict[str, int]:
    return dict(zip(COUNTED, numbers, strict=True))


def without_days(text: str) -> str:
    return A_DAY.sub("(day)", text)


@pytest.mark.soak
def test_the_guide_leads_from_nothing_to_answers_and_through_a_month(tmp_path: Path) -> None:
    """Figures by hand from tests/examples; the answers are those that the guide prints."""
    walk = Walk(tmp_path)
    walk.through(TEXT)
    said = walk.said
    assert "         12 added\n" in said["5. Referrals: the report of 27 columns"]
    assert "          2 left open\n" in said["4. Contracts, and which line each buys"]
    # Of eight referred five started and one left; of four three started.
    assert walk.figures("DEBT-PR") == counted(8, 5, 2, 1, 2, 3)
    assert walk.figures("WOMEN-PR") == counted(4, 3, 1, 0, 1, 2)
    printed = [block for _, block in blocks(TEXT, "text")]
    assert without_days(printed[0]) in without_days(said["7. Look at it"])
    assert "      0  contradictions in all\n" in said["7. Look at it"]

    walk.through(TEXT, is_month_after=True)
    month = said[EACH_MONTH]
    assert "          2 added\n          3 revised\n          9 unchanged\n" in month
    assert "1 of them corrections; what they correct stays readable" in month
    # EX1003 completed, EX1005 started a week later than told, EX1006 started; two are new.
    assert walk.figures("DEBT-PR") == counted(9, 6, 3, 1, 2, 3)
    assert walk.figures("WOMEN-PR") == counted(5, 3, 1, 0, 2, 2)
    assert "      6  with a start date\n" in month
    assert "Not confirmed: ring" not in month
    assert "      0  contradictions in all\n" in month
    assert walk.holds(*NUMBERS_OF_PEOPLE) == []
    assert not [number for number in NUMBERS_OF_PEOPLE if number in "".join(said.values())]
