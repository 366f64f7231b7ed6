"""The commands of docs/pilot.md as they stand: from nothing to a court page, and a month on."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from pathlib import Path

import pytest
from flask import Flask

from tests.portal.pilot.guide import BETWEEN, COUNTED, EACH_MONTH, GUIDE, Walk, blocks

D = dt.date
TUESDAY, SATURDAY = 1, 5
TEXT = GUIDE.read_text("utf-8")
PRINTED = next(block for _, block in blocks(TEXT, "text"))
A_DATE = re.compile(r"(?:Available|Starts later); half start by (\d+ [A-Z][a-z]+ \d{4})")
"""Of the same files another installation may tell a day one session sooner or later, and by it
what stands before the day."""

PLAUSIBLE: list[tuple[str, str, dt.date, dt.date, int | None]] = [
    # 6 wait and 12 to 14 start a week; the target is 5 working days
    ("Central Lancashire", "First supervision appointment", D(2026, 11, 30), D(2026, 12, 7), None),
    # 3 wait and 3 start in two weeks, on Saturdays
    ("Central Lancashire", "Unpaid work", D(2026, 12, 5), D(2026, 12, 19), SATURDAY),
    # five started 14 or 15 days after they were referred, on Tuesdays
    ("Central Lancashire", "Rehabilitation activity", D(2026, 12, 8), D(2026, 12, 22), TUESDAY),
    # nobody was referred; the target is 28 days
    ("Central Lancashire", "Alcohol treatment", D(2026, 11, 30), D(2026, 12, 28), None),
    # three started, each after 21 days
    ("East Lancashire", "Rehabilitation activity", D(2026, 11, 30), D(2026, 12, 21), None),
    # the group planned next
    ("Blackburn", "Rehabilitation activity", D(2027, 1, 18), D(2027, 1, 18), None),
]
"""The day by which half start: no sooner and no later than the example's own numbers let it be."""

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
    return A_DATE.sub("(day)", text)


def days_told(text: str) -> dict[tuple[str, str], dt.date]:
    """By area and requirement, from an answer as the command prints it."""
    told, area = {}, ""
    for line in text.splitlines():
        if not line.startswith(" "):
            area = line
        elif found := A_DATE.search(line):
            day = dt.datetime.strptime(found[1], "%d %B %Y").replace(tzinfo=dt.UTC)
            told[area, line.split(":")[0].strip()] = day.date()
    return told


def implausible(text: str) -> list[str]:
    told = days_told(text)
    named = {(area, requirement) for area, requirement, *_ in PLAUSIBLE}
    wrong = [f"{area}, {requirement}" for area, requirement in named ^ told.keys()]
    for area, requirement, first, last, weekday in PLAUSIBLE:
        day = told.get((area, requirement), first)
        if not first <= day <= last or (weekday is not None and day.weekday() != weekday):
            wrong.append(f"{area}, {requirement}: {day}")
    return wrong


def test_the_days_that_the_guide_prints_are_plausible_by_its_own_numbers() -> None:
    assert implausible(PRINTED) == []


def test_a_day_of_former_times_is_caught() -> None:
    """As the guide stood before dates learned readiness from starts."""
    stale = PRINTED.replace(
        "appointment: Available; half start by 1 December",
        "appointment: Starts later; half start by 11 December",
    )
    assert implausible(stale) == ["Central Lancashire, First supervision appointment: 2026-12-11"]


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
    told = said["7. Look at it"]
    assert without_days(PRINTED) in without_days(told)
    assert implausible(told) == []
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
