"""Starts without an end, by kind: who is taken as ended, when, and how the length is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from copy import deepcopy
from itertools import count
from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

from commissioning.bank_holidays import holidays_between
from commissioning.dates.incomplete import with_ends
from commissioning.dates.keeping import keep
from commissioning.dates.kept_dates import DatesBasis, IncompleteRecords, LengthFrom
from commissioning.dates.models import LineForecast
from commissioning.dates.queries import lines_with_incomplete_records
from commissioning.dates.working_out import work_out
from commissioning.forecasting.forecast import start_days
from commissioning.lines.models import Line, LineFigures
from commissioning.lines.opening import TermsStated
from commissioning.referrals.kinds import EventKind
from commissioning.timing.line_courses import ProgrammeSessions
from directory.delivery import DeliveryKind
from tests.makers.days import NOW, OPENED, TODAY
from tests.makers.lines import make_line
from tests.makers.places import make_area
from tests.makers.referrals import happen, refer

_numbers = count(1)

WEEKLY = {"session_weekday": 2}


def day(ago: int) -> str:
    return (TODAY - dt.timedelta(days=ago)).isoformat()


def record(started: int, *, ended: int | None = None, hours: int | None = None) -> dict[str, Any]:
    """Of somebody referred four weeks before the start; both are days ago."""
    return {
        "id": str(next(_numbers)),
        "service_id": "line",
        "received": day(started + 28),
        "priority": "standard",
        "status": "in_progress" if ended is None else "completed",
        "inducted": day(started + 14),
        "started": day(started),
        "ended": None if ended is None else day(ended),
        "withdrawn": None,
        "missed_starts": 0,
        "hours_ordered": hours,
        "hours_worked": None,
        "sessions_attended": None,
    }


def document(
    kind: str, records: Iterable[dict[str, Any]], *, places: float | None = 20, **terms: Any
) -> dict[str, Any]:
    first, last = TODAY - dt.timedelta(days=730), TODAY + dt.timedelta(days=1095)
    service = {
        "id": "line",
        "kind": kind,
        "opened_on": "2024-01-01",
        "contract_end": None,
        "closed_on": None,
        "target_days": 42,
        "allocation": "date",
        "capacity": [] if places is None else [{"from": "2024-01-01", "value": places}],
        "closures": [],
        **terms,
    }
    return {
        "schema_version": "1.0",
        "as_of": TODAY.isoformat(),
        "bank_holidays": [one.isoformat() for one, _ in holidays_between(first, last)],
        "services": [service],
        "referrals": list(records),
        "questions": [
            {"id": "q", "service_id": "line", "priority": "standard", "order_days": 1095,
             "target_days": 42},
        ],
    }  # fmt: skip


def found(given: dict[str, Any], programme: ProgrammeSessions | None = None) -> IncompleteRecords:
    return with_ends(given, programme=programme)[1]


def ends_of(given: dict[str, Any], programme: ProgrammeSessions | None = None) -> list[str | None]:
    return [one["ended"] for one in with_ends(given, programme=programme)[0]["referrals"]]


# Ten weekly sessions of which people miss one in five: half have finished after twelve weeks.
@pytest.mark.parametrize(
    ("started", "without_end"),
    [
        (70, 0),  # still within the usual length
        (140, 0),  # longer than usual, not twice as long
        (147, 0),
        (210, 1),
        (700, 1),
    ],
)
def test_twice_the_usual_length_of_a_rolling_group(started: int, without_end: int) -> None:
    given = document("rolling_group", [record(started)], sessions_required=10, **WEEKLY)
    assert found(given).starts_without_end == without_end


def test_whoever_is_overdue_is_taken_as_ended_at_the_usual_length() -> None:
    given = document("closed_group", [record(280)], programme_weeks=10)
    (ended,) = ends_of(given)
    assert ended == day(280 - 63)  # nine weeks after the first of ten sessions
    (changed,) = with_ends(given, programme=None)[0]["referrals"]
    assert changed["status"] == "completed"


def test_the_given_document_stays_as_it_is() -> None:
    given = document("closed_group", [record(280)], programme_weeks=10)
    before = deepcopy(given)
    with_ends(given, programme=None)
    assert given == before


def test_complete_records_are_left_alone() -> None:
    records = [record(300, ended=200), record(40), record(60)]
    given = document("rolling_group", records, sessions_required=10, **WEEKLY)
    same, nothing = with_ends(given, programme=None)
    assert same is given
    assert not nothing.are_incomplete
    assert nothing.to_stored() == {}


FINISHED = [record(400 + 10 * number, ended=310 + 10 * number) for number in range(8)]
"""Eight people who stayed 90 days each."""


@pytest.mark.parametrize(
    ("kind", "terms", "records", "programme", "known_from"),
    [
        ("closed_group", {"programme_weeks": 10}, [], None, LengthFrom.TERMS),
        ("rolling_group", {"sessions_required": 10, **WEEKLY}, [], None, LengthFrom.TERMS),
        ("closed_group", {}, [], ProgrammeSessions("Ours", 20, 2), LengthFrom.PROGRAMME),
        ("one_to_one", {}, [], ProgrammeSessions("Ours", None, 12), LengthFrom.PROGRAMME),
        ("one_to_one", {}, FINISHED, None, LengthFrom.CASES),
        ("rolling_group", WEEKLY, FINISHED, None, LengthFrom.CASES),
        ("unpaid_work", {"hours_per_session": 7.0, **WEEKLY}, [record(9, hours=80)], None,
         LengthFrom.HOURS),
        ("one_to_one", {}, FINISHED[:7], None, None),  # too few to know
        ("closed_group", {}, [], None, None),
        ("unpaid_work", {"hours_per_session": 7.0, **WEEKLY}, [], None, None),  # hours of nobody
    ],
)  # fmt: skip
def test_from_what_the_usual_length_is_known(
    kind: str,
    terms: dict[str, Any],
    records: list[dict[str, Any]],
    programme: ProgrammeSessions | None,
    known_from: LengthFrom | None,
) -> None:
    """Without one there is no such rule, however long ago the start."""
    incomplete = found(document(kind, [*records, record(725)], **terms), programme)
    assert incomplete.usual_length_from is known_from
    assert incomplete.starts_without_end == (known_from is not None)


@pytest.mark.parametrize(
    ("hours", "started", "without_end"),
    [
        (40, 200, 1),  # 6 sessions of 7 hours: about 7 weeks
        (300, 200, 0),  # 43 sessions: about a year
        (300, 650, 0),
        (300, 729, 1),
        (None, 200, 0),  # as the middle order here: about a year
    ],
)
def test_unpaid_work_lasts_as_long_as_the_persons_own_hours(
    hours: int | None, started: int, without_end: int
) -> None:
    others = [record(20, hours=280), record(30, hours=300), record(25, hours=300)]
    given = document(
        "unpaid_work", [*others, record(started, hours=hours)], hours_per_session=7.0, **WEEKLY
    )
    assert found(given).starts_without_end == without_end


@pytest.mark.parametrize(
    ("longest_stay", "started", "without_end"),
    [
        (90, 180, 0),
        (90, 181, 1),  # twice 90
        (300, 340, 0),  # one of nine stayed 300 days: nine in ten need as much
        (300, 600, 0),
        (300, 601, 1),
    ],
)
def test_of_cases_alone_a_few_who_stay_long_are_no_fault_of_the_records(
    longest_stay: int, started: int, without_end: int
) -> None:
    long_stay = record(700, ended=700 - longest_stay)
    given = document("one_to_one", [*FINISHED, long_stay, record(started)])
    assert found(given).starts_without_end == without_end


@pytest.mark.parametrize(
    ("kind", "people", "places", "terms", "above"),
    [
        ("one_to_one", 20, 20, {}, 0),
        ("one_to_one", 21, 20, {}, 1),
        ("one_to_one", 21, None, {}, 0),  # nobody stated any places: that is not none
        ("rolling_group", 25, 20, WEEKLY, 5),
        # 140 hours a week: 20 people of 7 hours, 25 of whom four in five come.
        ("unpaid_work", 25, 140, {"hours_per_session": 7.0, **WEEKLY}, 0),
        ("unpaid_work", 27, 140, {"hours_per_session": 7.0, **WEEKLY}, 2),
    ],
)
def test_more_people_in_places_than_places_stated(
    kind: str, people: int, places: float | None, terms: dict[str, Any], above: int
) -> None:
    given = document(kind, [record(10) for _ in range(people)], places=places, **terms)
    assert found(given).people_above_places == above


def test_the_places_are_those_in_force() -> None:
    given = document("one_to_one", [record(10) for _ in range(12)])
    given["services"][0]["capacity"] = [
        {"from": day(-5), "value": 5},  # from next week on
        {"from": day(30), "value": 10},
        {"from": day(300), "value": 20},
    ]
    assert found(given).people_above_places == 2


def group(started: int, places: int, status: str = "ran") -> dict[str, Any]:
    return {
        "id": f"group-{started}",
        "planned_start": day(started),
        "current_start": day(started),
        "status": status,
        "places": places,
        "started": None,
    }


def test_of_groups_each_has_its_own_places() -> None:
    """Ten started with the first of 8 places, three late ones with the second of 6."""
    records = [*(record(100) for _ in range(10)), *(record(39) for _ in range(3)), record(400)]
    groups = [group(100, 8), group(40, 6), group(-30, 1, "planned")]
    assert found(document("closed_group", records, cohorts=groups)).people_above_places == 2


def test_where_too_many_are_there_the_longest_there_go_first() -> None:
    """Three above the places: nobody is overdue by twice, so those longest there go."""
    records = [record(ago) for ago in (10, 150, 130, 140, 145)]
    given = document("rolling_group", records, places=2, sessions_required=10, **WEEKLY)
    ended = [end is not None for end in ends_of(given)]
    assert ended == [False, True, False, True, True]
    assert found(given) == IncompleteRecords(3, 3, 0, LengthFrom.TERMS)


def test_nobody_is_taken_as_ended_before_the_usual_length() -> None:
    """The records go on contradicting each other, and that is counted."""
    records = [record(ago) for ago in (10, 20, 30, 140)]
    given = document("rolling_group", records, places=1, sessions_required=10, **WEEKLY)
    assert found(given) == IncompleteRecords(1, 3, 2, LengthFrom.TERMS)


def test_what_is_kept_is_read_again() -> None:
    incomplete = IncompleteRecords(212, 30, 4, LengthFrom.HOURS)
    assert IncompleteRecords.of(incomplete.to_stored()) == incomplete
    assert IncompleteRecords.of({"queue_ahead": 0}) == IncompleteRecords()


def test_a_line_whose_ends_nobody_records_does_not_read_as_full_for_ever() -> None:
    """900 starts in two years, one every weekday and more, of whom 60 have an end; 20 places."""
    starts = [729 - 729 * number // 900 for number in range(900)]
    records = [
        record(ago, ended=ago - 90 if number % 15 == 0 and ago > 90 else None)
        for number, ago in enumerate(starts)
    ]
    given = document("one_to_one", records)
    assert start_days(given)["q"].chance_within(1095) < 0.1
    complete, incomplete = with_ends(given, programme=None)
    assert start_days(complete)["q"].chance_within(365) > 0.9
    assert incomplete.starts_without_end > 700


@pytest.fixture
def line(session: Session) -> Line:
    return make_line(
        session,
        areas=[make_area(session)],
        kind=DeliveryKind.ROLLING_GROUP,
        terms=TermsStated(
            opened_on=OPENED, target_days=42, session_weekday=2, sessions_required=10
        ),
        places=3,
        at=NOW - dt.timedelta(days=400),
    )


def answered(session: Session, line: Line) -> LineForecast:
    keep(session, work_out(session, [line.id], as_of=TODAY), at=NOW)
    session.expire_all()
    figures = session.get_one(LineFigures, line.id)
    return session.get_one(LineForecast, figures.standard_forecast_id)


def test_the_worker_counts_them_beside_the_dates_and_the_desk_lists_them(
    session: Session, line: Line
) -> None:
    for ago in (300, 290, 280, 270, 20):
        refer(session, line, on=-ago - 30, started=-ago)
    basis = cast("DatesBasis", answered(session, line).basis)
    assert IncompleteRecords.of(basis) == IncompleteRecords(4, 2, 0, LengthFrom.TERMS)
    (listed,) = lines_with_incomplete_records(session)
    assert (listed.line_id, listed.line, listed.name) == (line.id, line.public_id, line.name)
    assert listed.records.starts_without_end == 4


def test_a_line_with_complete_records_is_not_listed(session: Session, line: Line) -> None:
    refer(session, line, on=-50, started=-20)
    assert "starts_without_end" not in answered(session, line).basis
    assert lines_with_incomplete_records(session) == []


def test_once_the_ends_are_recorded_it_is_listed_no_more(session: Session, line: Line) -> None:
    referral = refer(session, line, on=-330, started=-300)
    answered(session, line)
    assert len(lines_with_incomplete_records(session)) == 1
    happen(session, referral, EventKind.COMPLETED, on=-200)
    answered(session, line)
    assert lines_with_incomplete_records(session) == []
