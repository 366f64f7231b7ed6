"""The plan of 2004 as it was published: `make check-shared SHARED=…`."""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import kind_called
from commissioning.partnership.actions.models import ActionBlock, ActionLevel
from commissioning.partnership.actions.queries import plan_called, plan_standing
from commissioning.partnership.actions.rows import plan_rows
from directory.exchange.report import Report
from directory.exchange.runner import run_import
from directory.exchange.taking import Taking
from directory.people.models import Person
from tests.makers.days import NOW

pytestmark = [pytest.mark.shared, pytest.mark.sqlite]

PUBLISHED = dt.date(2004, 7, 19)
NEW_YEAR = dt.date(2005, 1, 1)
OVERDUE = (
    "F4-N A1-N A2-N A3-N A4-N A7-N A8-N4 A8-N5 E2-N E3-N E4-N1 E4-N2 E9-N H2-N H3-N1 H3-N2"
    " H4-N1 H4-N2 D1-N1 D1-N3 D1-N4 D5-N1 D5-N2 B1-N B2-N"
)
"""By hand: whose last day was 31 December 2004 or before, and whose target is no start."""

START_PASSED = "F2-N2 F2-N3 A8-N3 B3-N"
"""Starts from June or July, in autumn, in summer: whether they began the plan does not say."""

REPORTED = "A5-N A6-N"
"""“Commenced April 2004”."""

ASKED = "T1-N1 T1-N2 T1-N3"
SECTIONS = {
    "framework": (7, 13, 9),
    "accommodation": (14, 12, 14),
    "education_training_and_employment": (10, 15, 20),
    "health": (8, 5, 7),
    "drugs_and_alcohol": (11, 5, 6),
    "finance_benefit_and_debt": (5, 4, 4),
    "children_and_families": (7, 3, 4),
    "attitudes_thinking_and_behaviour": (4, 1, 3),
}
"""National, regional and local items."""


@pytest.fixture
def path() -> Path:
    return Path(os.environ["SHARED"]) / "data" / "action_plan_2004.csv"


def take_in(session: Session, importer: Person, path: Path) -> Report:
    taking = Taking(PUBLISHED)
    report = run_import(
        session, kind_called("actions", ""), path, by=importer, at=NOW, taking=taking
    )
    assert [str(one) for one in (*report.errors, *report.unusual)] == []
    return report


def test_every_row_is_accounted_for_by_level_and_section_and_the_second_time_changes_nothing(
    session: Session, importer: Person, path: Path
) -> None:
    report = take_in(session, importer, path)
    assert (report.rows, report.outcomes) == (191, {"added": 191})
    for section, counts in SECTIONS.items():
        told = tuple(report.notes[f"{level.value} items of {section}"] for level in ActionLevel)
        assert told == counts
    assert [sum(one) for one in zip(*SECTIONS.values(), strict=True)] == [66, 58, 67]
    assert report.notes["national items with a date"] == 58
    assert session.scalar(select(func.count(ActionBlock.id))) == 46
    again = take_in(session, importer, path)
    assert (again.outcomes, again.run_id) == ({"unchanged": 191}, None)


def test_the_days_read_are_those_that_the_file_states(
    session: Session, importer: Person, path: Path
) -> None:
    take_in(session, importer, path)
    rows = plan_rows(session, plan_called(session, "national-2004-07-19"), as_of=PUBLISHED)
    with path.open(encoding="utf-8") as file:
        stated = {one["id"]: (one["target_from"], one["target_to"]) for one in csv.DictReader(file)}
    assert {row.code for row in rows} == stated.keys()
    for row in rows:
        dated = [one for one in row.milestones if one.earliest or one.latest]
        first = dated[0].earliest if dated else None
        last = dated[-1].latest if dated else None
        assert (str(first or ""), str(last or "")) == stated[row.code], row.code
    [pilot] = [row for row in rows if row.code == "B4-N1"]
    assert [(one.kind, one.standing) for one in pilot.milestones] == [
        ("start", "running"), ("evaluate", "waits"),
    ]  # fmt: skip


def test_on_1_january_2005_what_is_overdue_and_what_merely_started(
    session: Session, importer: Person, path: Path
) -> None:
    take_in(session, importer, path)
    standing = plan_standing(session, plan_called(session, "national-2004-07-19"), as_of=NEW_YEAR)
    assert [one.action.code for one in standing.overdue] == OVERDUE.split()
    begun = Counter(one.standing.value for one in standing.merely_started)
    assert begun == {"start_passed": 4, "started": 2}
    assert {one.action.code for one in standing.merely_started} == {
        *START_PASSED.split(), *REPORTED.split(),
    }  # fmt: skip
    asked = [one.action.code for one in standing.actions if one.standing.value == "asked"]
    assert asked == ASKED.split()
    assert len(standing.dated) == 58
