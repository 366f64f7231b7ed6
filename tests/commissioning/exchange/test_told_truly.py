"""What an import says that it changed, took away and confirmed is what it did."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.dates.working_out import work_out
from commissioning.lines.models import Line, LineConfirmation
from commissioning.lines.weekly_totals import WeekCount, starts_that_never_end
from directory.delivery import DeliveryKind
from directory.exchange.taking import ConfirmedAsOf, Taking
from directory.exchange.working import EMPTIED
from directory.services.models import ListingRevision
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import NOW, TODAY
from tests.makers.lines import make_bare_line

PROVIDERS = "external_id,name,telephone\nPW,{},{}\n"
SERVICES = (
    "external_id,provider,delivery_kind,title,summary,sex,minimum_age,areas,publish\n"
    "UPW,PW,unpaid_work,Unpaid work,Work outdoors.,female,18,preston,yes\n"
)
HEADING = (
    "external_id,service,areas,session_weekday,hours_per_session,places,places_stated_by,"
    "target_days,opened_on\n"
)
LINES = HEADING + "U1,UPW,preston,Saturday,7,140,Pennine Works,28,2026-04-01\n"
WEEKS = "line,week,received,started,completed\n"


@pytest.fixture
def queue(take_in: Import, one_line: str) -> None:
    """A line of unpaid work, U1, for women."""
    take_in("providers", PROVIDERS.format("Pennine Works", "01632 960101"))
    take_in("services", SERVICES)
    report = take_in("lines", LINES)
    assert (report.errors, report.outcomes["added"]) == ([], 1)


@pytest.mark.usefixtures("queue")
def test_a_provider_with_another_name_changes_no_rule(session: Session, take_in: Import) -> None:
    take_in("providers", PROVIDERS.format("Pennine Works CIC", "01632 960101"))
    report = take_in("services", SERVICES)
    assert (report.errors, report.changes) == ([], [])
    assert report.outcomes["unchanged"] == 1
    newest = session.scalars(select(ListingRevision).order_by(ListingRevision.id.desc())).first()
    assert newest is not None
    assert {rule["owner"] for rule in newest.eligibility} == {"Pennine Works CIC"}


@pytest.mark.usefixtures("queue")
def test_nor_is_it_a_wording_to_be_looked_at(take_in: Import) -> None:
    take_in("providers", PROVIDERS.format("Pennine Works CIC", "01632 960101"))
    unpublished = SERVICES.replace("preston,yes", "preston,")
    assert take_in("services", unpublished).outcomes == {"unchanged": 1}


@pytest.mark.usefixtures("queue")
def test_another_rule_is_told(take_in: Import) -> None:
    report = take_in("services", SERVICES.replace(",18,", ",21,"))
    assert report.changes == ["UPW: Rules about who may come changed"]
    assert report.outcomes["revised"] == 1


@pytest.mark.usefixtures("queue")
def test_a_cell_that_came_back_empty_takes_away_and_is_counted(take_in: Import) -> None:
    report = take_in("providers", PROVIDERS.format("Pennine Works", ""))
    assert report.changes == ["Pennine Works: Telephone 01632 960101 → nothing"]
    assert report.notes[EMPTIED] == 1


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize(
    ("before", "after", "told", "emptied"),
    [
        (",28,", ",,", ["U1: target days 28 → nothing"], 1),
        (",28,", ",21,", ["U1: target days 28 → 21"], 0),
        ("Saturday", "Sunday", ["U1: session weekday Saturday → Sunday"], 0),
        (",140,", ",70,", ["U1: places 140 → 70"], 0),
        (",140,Pennine Works,", ",,,", [], 0),  # places are a statement: a new one replaces it
    ],
)
def test_what_a_line_says_otherwise_is_told_with_its_values(
    take_in: Import, before: str, after: str, told: list[str], emptied: int
) -> None:
    report = take_in("lines", LINES.replace(before, after))
    assert report.errors == []
    assert report.changes == told
    assert report.notes[EMPTIED] == emptied


@pytest.mark.usefixtures("queue")
def test_a_week_that_is_corrected_is_told_with_its_values(take_in: Import) -> None:
    take_in("weekly-totals", f"{WEEKS}U1,2027-01-11,2,2,1\n")
    report = take_in("weekly-totals", f"{WEEKS}U1,2027-01-11,2,2,2\n")
    assert report.changes == ["U1, week of 2027-01-11: completed 1 → 2"]
    assert report.outcomes["revised"] == 1


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize(
    ("rows", "odd"),
    [
        (["2027-01-11,1,1,50"], [2]),
        (["2027-01-11,1,1,21"], []),  # 20 places: who was there before may have completed
        (["2027-01-11,1,1,22"], [2]),
        (["2027-01-11,9,9,0", "2027-01-18,9,0,29"], []),
        (["2027-01-18,9,0,30", "2027-01-11,9,9,0"], [2]),  # in the order of weeks, not of rows
    ],
)
def test_more_completed_than_can_have_been_there_is_asked_about(
    take_in: Import, rows: list[str], odd: list[int]
) -> None:
    report = take_in("weekly-totals", WEEKS + "".join(f"U1,{row}\n" for row in rows))
    assert [(one.row, one.column) for one in report.unusual] == [(n, "completed") for n in odd]
    assert report.is_refused is bool(odd)


def test_starts_of_totals_that_never_tell_an_end() -> None:
    unpaid = DeliveryKind.UNPAID_WORK
    assert starts_that_never_end([WeekCount(started=2), WeekCount(started=3)], unpaid) == 5
    assert starts_that_never_end([WeekCount(started=2, completed=0)], unpaid) == 0
    assert starts_that_never_end([WeekCount(started=2)], DeliveryKind.CLOSED_GROUP) == 0
    assert starts_that_never_end([], unpaid) == 0


@pytest.mark.parametrize(("completed", "above"), [("", 4), ("0", None)])
def test_who_never_ends_forbids_a_date(
    session: Session, take_in: Import, completed: str, above: int | None
) -> None:
    line = make_bare_line(session, DeliveryKind.UNPAID_WORK)
    taking = Taking(TODAY, accepts_unusual=True)
    file = f"{WEEKS}{line.external_id},2027-01-11,4,4,{completed}\n"
    assert take_in("weekly-totals", file, taking=taking).errors == []
    [answer] = work_out(session, [line.id], as_of=TODAY)
    assert {beside.get("still_above_places") for beside in answer.beside.values()} == {above}


@pytest.mark.usefixtures("queue")
def test_confirming_again_on_the_same_day_says_that_it_was_confirmed(
    session: Session, take_in: Import
) -> None:
    beds = (
        "external_id,provider,delivery_kind,title,summary,areas,publish\n"
        "BED,PW,bed,House,Beds.,preston,yes\n"
    )
    assert take_in("services", beds).errors == []
    lines = LINES + "B1,BED,preston,,,,,,2026-04-01\n"
    assert take_in("lines", lines).errors == []
    at = NOW + dt.timedelta(days=5)
    taking = Taking(at.date(), confirmed=ConfirmedAsOf(at.date(), "North West contract team"))
    first = take_in("lines", lines, at=at, taking=taking)
    again = take_in("lines", lines, at=at, taking=taking)
    assert [note for note in first.notes if note.startswith("confirmed")] == [
        "confirmed as of 7 March 2027: start dates of lines"
    ]
    assert again.notes["confirmed as of that day already: start dates of lines"] == 1
    for report in (first, again):
        assert [count for note, count in report.notes.items() if "no places stand" in note] == [1]
    confirmed = session.scalars(
        select(Line.external_id).join(LineConfirmation, LineConfirmation.line_id == Line.id)
    )
    assert confirmed.all() == ["U1"]
