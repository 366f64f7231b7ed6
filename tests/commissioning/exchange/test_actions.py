"""A plan from a file: made, read beside its words, once; what cannot stand is told by row."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.exchange.actions import ACTIONS
from commissioning.exchange.known_rows import FilledRegion
from commissioning.exchange.undoing import undo_import
from commissioning.partnership.actions.models import ActionMilestone, ActionPlan, PlanAction
from commissioning.partnership.actions.queries import plan_called, plan_standing
from commissioning.partnership.actions.rows import plan_rows
from commissioning.partnership.actions.saying import say_state
from commissioning.partnership.actions.standings import ActionState
from directory.exchange.errors import StandsOnIt
from directory.exchange.taking import Taking
from directory.people.models import Person
from directory.places.queries import region_by_slug
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import NOW, TODAY

pytestmark = pytest.mark.sqlite

HEADS = "id,parent_id,section,level,action_title,action,lead_and_partners,target_text,notes\n"
FILE = f"""{HEADS}\
F1-N,,framework,national,STRATEGIES,Each has one.,"Example Board, Managers",by 1 May 2027,
F1-R1,F1-N,framework,regional,STRATEGIES,Map what there is,Regional Managers,,
H1-N1,,health,national,CARE,,Health Boards,start Winter 2026,
H1-N2,,health,national,CARE,Publish guidance,Health Boards,Autumn 2026,
H1-L1,F1-N|H1-N2,health,local,CARE,Follow the guidance,,in due course,
"""
ROW = "X1-N,,health,national,CARE,,,,\n"
OWN = "plan,plan_title,plan_region,plan_published_on,region,area,"
REGIONAL = (
    f"{OWN}{HEADS}"
    "nw,North West plan,north-west,2027-01-01,north-west,,"
    "A1-R1,,accommodation,regional,HOMES,Find homes,The council,2027/28,\n"
    "nw,North West plan,north-west,2027-01-01,north-west,preston,"
    "A1-L1,A1-R1,accommodation,local,HOMES,Find homes here,,Summer 2027,\n"
)


MADE = (
    "plan made: National plan of {day} ({code}), published on {day}, from which day everybody"
    " reads it"
)
OF_TODAY = MADE.format(day="2 March 2027", code="national-2027-03-02") + (
    ". That is today, since neither plan_published_on nor the day of which the file speaks"
    " (--as-of) says another: if it is a plan of another day, send the file with that day instead"
)


def count(session: Session, model: type[ActionPlan | PlanAction | ActionMilestone]) -> int | None:
    return session.scalar(select(func.count(model.id)))


def test_a_file_makes_its_plan_and_the_second_time_changes_nothing(
    session: Session, take_in: Import
) -> None:
    report = take_in("actions", FILE)
    assert (report.errors, report.unusual, report.outcomes) == ([], [], {"added": 5})
    assert report.notes == {
        OF_TODAY: 1,
        "items with a target that ended before that day of publication": 2,
        "national items of framework": 1,
        "regional items of framework": 1,
        "national items of health": 2,
        "local items of health": 1,
        "national items with a date": 3,
        "asked about H1-L1: nobody can read a day from “in due course”: say by when, or that it"
        " has none": 1,
    }
    plan = plan_called(session, "national-2027-03-02")
    assert (plan.title, plan.published_on) == ("National plan of 2 March 2027", TODAY)
    rows = {row.code: row for row in plan_rows(session, plan, as_of=TODAY)}
    assert {code: row.standing for code, row in rows.items()} == {
        "F1-N": "ahead", "F1-R1": "template", "H1-N1": "start_passed", "H1-N2": "overdue",
        "H1-L1": "template",
    }  # fmt: skip
    assert rows["H1-L1"].parents == ("F1-N", "H1-N2")
    assert rows["H1-N1"].words == "CARE"
    again = take_in("actions", FILE)
    assert (again.outcomes, again.run_id) == ({"unchanged": 5}, None)


def test_the_day_of_which_the_file_speaks_is_that_of_publication(
    session: Session, take_in: Import
) -> None:
    old = f"{HEADS}{ROW.replace(',,,,', ',,,over the next 2 years,')}"
    report = take_in("actions", old, taking=Taking(dt.date(2024, 7, 19)))
    assert next(iter(report.notes)) == MADE.format(day="19 July 2024", code="national-2024-07-19")
    assert "ended before" not in str(report.notes)
    [read] = session.scalars(select(ActionMilestone))
    assert (read.earliest, read.latest) == (dt.date(2024, 7, 19), dt.date(2026, 7, 18))
    assert plan_called(session, "national-2024-07-19").published_on == dt.date(2024, 7, 19)


def test_a_row_with_another_target_is_revised_alone(session: Session, take_in: Import) -> None:
    take_in("actions", FILE)
    report = take_in("actions", FILE.replace("Autumn 2026", "Autumn 2027"))
    assert report.outcomes == {"unchanged": 4, "revised": 1}
    standing = plan_standing(session, plan_called(session, "national-2027-03-02"), as_of=TODAY)
    assert standing.overdue == []
    silent = "id,section,level,action_title\nH1-N2,health,national,CARE\n"
    assert take_in("actions", silent).outcomes == {"unchanged": 1}


def test_words_counted_from_a_publication_that_nobody_stated_are_not_held_against_stated_days(
    session: Session, take_in: Import
) -> None:
    """A file of 2004 sent today says on which days its "over next 3 years" begins and ends."""
    heads = HEADS.replace("notes", "target_from,target_to,plan,plan_title,plan_published_on")
    row = "T1-N,,health,national,CARE,,,over next 3 years,2004-07-19,2007-07-18,"
    plan = "old,Old plan,"
    stated = take_in("actions", f"{heads}{row}{plan}2004-06-01\n")
    assert [one.column for one in stated.unusual] == ["target_text"]
    for outcome in ("added", "unchanged"):
        report = take_in("actions", f"{heads}{row}{plan}\n")
        assert (report.errors, report.unusual, report.outcomes) == ([], [], {outcome: 1})
    [read] = session.scalars(select(ActionMilestone))
    assert (read.earliest, read.latest) == (dt.date(2004, 7, 19), dt.date(2007, 7, 18))


def test_words_and_stated_days_that_differ_are_asked_about(
    session: Session, take_in: Import
) -> None:
    heads = HEADS.replace("notes", "target_from,target_to")
    text = f"{heads}X1-N,,health,national,CARE,,,May 2027,2027-06-01,2027-06-30\n"
    report = take_in("actions", text)
    [asked] = report.unusual
    assert str(asked) == (
        "row 2, target_text: “May 2027” reads as from 2027-05-01 to 2027-05-31, and from"
        " 2027-06-01 to 2027-06-30 is stated: mend the one or the other"
    )
    assert count(session, ActionPlan) == 0
    take_in("actions", text, taking=Taking(TODAY, accepts_unusual=True))
    [read] = session.scalars(select(ActionMilestone))
    assert (read.earliest, read.latest) == (dt.date(2027, 6, 1), dt.date(2027, 6, 30))


def test_a_day_beside_words_that_nobody_can_read_and_a_persons_name_are_asked_about(
    session: Session, take_in: Import
) -> None:
    heads = HEADS.replace("notes", "target_to")
    text = f"{heads}X1-N,,health,national,CARE,,John Smith,ongoing,2027-06-30\n"
    day, name = map(str, take_in("actions", text).unusual)
    assert day == (
        "row 2, target_text: nobody can read a day from “ongoing”, and to 2027-06-30 is stated:"
        " that day stands if it is meant, else leave it out"
    )
    assert name == (
        "row 2, lead_and_partners: Is “John Smith” a post or a body? Names of people are not kept:"
        " write the post, or say that it is one"
    )
    assert count(session, ActionPlan) == 0
    meant = Taking(TODAY, accepts_unusual=True)
    assert take_in("actions", text, taking=meant).outcomes == {"added": 1}
    again = take_in("actions", text)
    assert (again.unusual, again.outcomes) == ([], {"unchanged": 1})
    [row] = plan_rows(session, plan_called(session, "national-2027-03-02"), as_of=TODAY)
    assert [(one.latest, one.is_stated) for one in row.milestones] == [(dt.date(2027, 6, 30), True)]


WRONG = [
    (FILE.replace("F1-R1,F1-N", "F1-R1,F9-N"), ["row 3, parent_id: There is no F9-N in this plan"]),
    (
        f"{HEADS}X1-R1,X1-N,health,regional,CARE,,,,\n{ROW}",
        ["row 2, parent_id: X1-N stands below, in row 3: put its row above this one"],
    ),
    (FILE.replace("framework,national", "framework,county"), ["row 2, level: county is none of"]),
    (HEADS + ROW.replace("health", "tea"), ["row 2, section: tea is none of framework"]),
    (HEADS + ROW + ROW, ["row 3, plan, id: stands in this file already, in row 2"]),
    (
        HEADS + ROW + ROW.replace("X1-N", "X1-R").replace("CARE", "CURE"),
        ["row 3, action_title: another row of the block X1 says CARE: write the same"],
    ),
    (REGIONAL.replace(",preston,", ",leeds,"), ["row 3, area: there is no area leeds"]),
    (
        REGIONAL.replace("-01,north-west,preston", "-01,,preston"),
        ["row 3, area: Preston Area is not in that region"],
    ),
    (
        REGIONAL.replace("nw,North West plan,", "nw,,"),
        ["row 2, plan: there is no plan nw: write its title beside it"],
    ),
    (
        f"plan,plan_title,{HEADS}p,P,{ROW}p,Q,{ROW.replace('X1', 'X2')}",
        ["row 3, plan_title: the plan p says P here: write the same"],
    ),
    (
        HEADS + ROW.replace(",,,,", ",Ring 01632 960101,,,"),
        ["row 2, action: A plan tells of bodies and posts alone: take out a telephone number."],
    ),
]


@pytest.mark.parametrize(("text", "told"), WRONG)
def test_a_row_that_cannot_stand_is_told_and_nothing_is_taken(
    session: Session, take_in: Import, text: str, told: list[str]
) -> None:
    report = take_in("actions", text)
    errors = [str(one) for one in report.errors]
    assert len(errors) >= len(told)
    for sentence in told:
        assert any(one.startswith(sentence) for one in errors), errors
    assert count(session, PlanAction) == count(session, ActionPlan) == 0


def test_a_parent_that_is_refused_is_no_mistake_of_those_beneath_it(
    session: Session, take_in: Import
) -> None:
    report = take_in("actions", FILE.replace("F1-N,,framework,national", "F1-N,,framework,county"))
    assert [one.row for one in report.errors] == [2]
    assert [str(one) for one in report.waiting] == [
        "row 3, parent_id: F1-N was refused, in row 2",
        "row 6, parent_id: F1-N was refused, in row 2",
    ]


def test_a_regions_plan_comes_with_its_places(session: Session, take_in: Import) -> None:
    report = take_in("actions", REGIONAL)
    assert (report.outcomes, next(iter(report.notes))) == (
        {"added": 2},
        (
            "plan made: North West plan (nw), published on 1 January 2027, from which day everybody"
            " reads it"
        ),
    )
    again = take_in("actions", REGIONAL)
    assert again.outcomes == {"unchanged": 2}
    assert "plan made" not in str(again.notes)
    rows = plan_rows(session, plan_called(session, "nw"), as_of=TODAY)
    assert [(row.region, row.area, row.is_template) for row in rows] == [
        ("north-west", "", False), ("north-west", "preston", False),
    ]  # fmt: skip
    renamed = REGIONAL.replace("North West plan", "Another")
    [error, *_] = take_in("actions", renamed).errors
    assert str(error) == "row 2, plan_title: the plan nw says North West plan here: write the same"


def test_the_workbook_of_a_region_holds_its_plan_and_changes_nothing(
    session: Session, take_in: Import
) -> None:
    take_in("actions", REGIONAL)
    take_in("actions", FILE)
    rows = FilledRegion(session, region_by_slug(session, "north-west"), TODAY).rows(ACTIONS)
    assert [row["id"] for row in rows] == ["A1-R1", "A1-L1"]
    text = io.StringIO()
    writer = csv.DictWriter(text, [column.head for column in ACTIONS.columns])
    writer.writeheader()
    writer.writerows(rows)
    report = take_in("actions", text.getvalue())
    assert (report.unusual, report.outcomes) == ([], {"unchanged": 2})


def test_a_file_is_taken_back_until_somebody_says_something_of_it(
    session: Session, take_in: Import, importer: Person
) -> None:
    number = take_in("actions", FILE).run_id
    assert number is not None
    undo_import(session, number, by=importer, at=NOW)
    assert count(session, PlanAction) == count(session, ActionMilestone) == 0
    number = take_in("actions", FILE).run_id
    assert number is not None
    action = session.scalars(select(PlanAction).order_by(PlanAction.id)).first()
    assert action is not None
    say_state(session, action, ActionState.UNDER_WAY, noted_on=TODAY, by=importer, at=NOW)
    with pytest.raises(StandsOnIt):
        undo_import(session, number, by=importer, at=NOW)


RELATIVE = f"""{HEADS}\
P1-N,,health,national,CARE,,Health Boards,"Pilot from May 2026, evaluated after 6 months",
P1-R1,P1-N,health,regional,CARE,Follow it,Health Boards,within 6 months,
"""


def test_milestones_counted_from_one_another_are_taken_back_with_their_file(
    session: Session, take_in: Import, importer: Person
) -> None:
    first = take_in("actions", RELATIVE).run_id
    [_, counted, _] = session.scalars(select(ActionMilestone).order_by(ActionMilestone.id)).all()
    assert counted.counted_from_id is not None
    revised = take_in("actions", RELATIVE.replace("Pilot from May 2026, eval", "May 2027, eval"))
    later = take_in("actions", RELATIVE.replace("after 6 months", "after 9 months")).run_id
    assert first is not None
    assert revised.run_id is not None
    assert later is not None
    for number, left in ((later, [6]), (revised.run_id, [6]), (first, [])):
        undo_import(session, number, by=importer, at=NOW)
        asked = select(ActionMilestone.months_after).where(ActionMilestone.months_after > 0)
        assert list(session.scalars(asked)) == left
    assert count(session, PlanAction) == count(session, ActionPlan) == 0
