"""Weekly totals: figures, a date and volumes from counts alone, and never beside cases."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.dates.kept_dates import FROM_TOTALS
from commissioning.dates.models import ForPriority
from commissioning.dates.working_out import work_out
from commissioning.groups.queries import capacity_of_line
from commissioning.lines.figures import WeekToldByTotals
from commissioning.lines.models import Line, LineDay, LineFigures
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import receive_referral, record_event
from commissioning.sweep.records import records
from commissioning.volumes.models import CommissionedVolume, VolumeUnit
from directory.delivery import DeliveryKind
from directory.exchange.taking import Taking
from directory.people.models import Person
from tests.commissioning.exchange.conftest import Import
from tests.commissioning.exchange.test_referrals import SOUND, written
from tests.makers.agreements import buy
from tests.makers.days import NOW, TODAY
from tests.makers.lines import make_bare_line, make_line
from tests.makers.places import make_area

HEADING = "line,week,received,started,completed,waiting,places,hours"
FIRST = dt.date(2026, 9, 7)
WEEKS = 25
"""The last of them ends on Sunday 28 February, two days before today."""


def weeks(line: str, *rows: str) -> str:
    return "\n".join([HEADING, *(f"{line},{row}" for row in rows)]) + "\n"


def steady(line: str) -> str:
    """Four received and four started a week, ten waiting: a wait of two weeks and a half."""
    days = (FIRST + dt.timedelta(weeks=number) for number in range(WEEKS))
    return weeks(line, *(f"{day},4,4,4,10,40,96.5" for day in days))


def figures(session: Session, line_id: int) -> tuple[int, int, int, float]:
    session.expire_all()
    sums = select(
        func.coalesce(func.sum(LineDay.referred), 0),
        func.coalesce(func.sum(LineDay.started), 0),
        func.coalesce(func.sum(LineDay.hours), 0),
    ).where(LineDay.line_id == line_id)
    referred, started, hours = session.execute(sums).one()
    return session.get_one(LineFigures, line_id).waiting, referred, started, hours


@pytest.fixture
def line(session: Session, take_in: Import, one_line: str) -> Line:
    return session.scalars(select(Line).where(Line.external_id == one_line)).one()


def test_weeks_are_counted_corrected_and_taken_back(
    session: Session, take_in: Import, line: Line
) -> None:
    told = weeks("L1", "2027-02-08,3,2,,7,,", "2027-02-15,4,1,,10,12,")
    first = take_in("weekly-totals", told)
    assert ([str(error) for error in first.errors], first.outcomes["added"]) == ([], 2)
    assert figures(session, line.id) == (10, 7, 3, 0.0)
    assert [one.value for one in capacity_of_line(session, line.id)] == [12]
    assert take_in("weekly-totals", told).outcomes["unchanged"] == 2
    mended = take_in("weekly-totals", weeks("L1", "2027-02-15,5,1,,11,12,"))
    assert mended.outcomes["revised"] == 1
    assert figures(session, line.id) == (11, 8, 3, 0.0)
    take_in("weekly-totals", weeks("L1", "2027-02-15,,,,,,"))
    assert figures(session, line.id) == (7, 3, 2, 0.0)


def test_a_column_that_is_not_there_leaves_what_was_told(
    session: Session, take_in: Import, line: Line
) -> None:
    take_in("weekly-totals", weeks("L1", "2027-02-08,3,2,,7,,"))
    again = take_in("weekly-totals", "line,week,waiting\nL1,2027-02-08,7\n")
    assert again.outcomes["unchanged"] == 1
    assert figures(session, line.id) == (7, 3, 2, 0.0)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2027-02-09,1,,,,,", "row 2, week: 9 February 2027 is no Monday"),
        ("2027-03-01,1,,,,,", "row 2, week: The week of 1 March 2027 is not over yet"),
        ("2027-02-08,-1,,,,,", "row 2, received: -1 is not between"),
        ("2027-02-08,x,,,,,", "row 2, received: x is not a whole number"),
    ],
)
def test_a_wrong_row_keeps_all_out(
    session: Session, take_in: Import, line: Line, row: str, said: str
) -> None:
    report = take_in("weekly-totals", weeks("L1", row))
    assert str(report.errors[0]).startswith(said)
    assert figures(session, line.id) == (0, 0, 0, 0.0)


def test_totals_beside_cases_are_refused(session: Session, take_in: Import, line: Line) -> None:
    take_in("referrals", written(SOUND | {"received_on": "2027-01-13"}))
    report = take_in("weekly-totals", weeks("L1", "2027-01-04,3,,,,,", "2027-01-11,1,,,,,"))
    assert [error.row for error in report.errors] == [3]
    assert "they count" in report.errors[0].reason
    assert figures(session, line.id) == (1, 1, 0, 0.0)
    before = take_in("weekly-totals", weeks("L1", "2027-01-04,3,,,0,,"))
    assert before.outcomes["added"] == 1  # the week before the first case
    assert figures(session, line.id) == (1, 4, 0, 0.0)


@pytest.mark.parametrize(
    ("received", "is_taken"),
    [("2027-02-01", False), ("2027-02-14", False), ("2027-02-15", True)],
)
def test_cases_count_from_the_week_after_the_last_one_told(
    session: Session, take_in: Import, line: Line, received: str, is_taken: bool
) -> None:
    take_in("weekly-totals", weeks("L1", "2027-02-08,3,,,0,,"))
    report = take_in("referrals", written(SOUND | {"received_on": received}))
    assert (report.outcomes["added"] == 1) is is_taken
    assert bool(report.errors) is not is_taken
    if not is_taken:
        assert str(report.errors[0]).startswith("row 2, line: weeks of L1 are told by totals")
    assert session.scalar(select(func.count(Referral.id))) == int(is_taken)


def test_a_case_told_by_hand_is_refused_as_well(
    session: Session, take_in: Import, importer: Person, line: Line
) -> None:
    def receive(on: dt.date) -> Referral:
        return receive_referral(
            session,
            line,
            reference=f"C-{on}",
            basis=Basis.LICENCE,
            received_on=on,
            by=importer,
            at=NOW,
        )

    take_in("weekly-totals", weeks("L1", "2027-02-08,3,,,0,,"))
    with pytest.raises(WeekToldByTotals, match="8 February 2027"), session.begin_nested():
        receive(dt.date(2027, 2, 14))
    later = receive(dt.date(2027, 2, 15))
    record_event(session, later, kind=EventKind.STARTED, on_date=TODAY, by=importer, at=NOW)
    assert figures(session, line.id) == (0, 4, 1, 0.0)


@pytest.mark.parametrize("kind", ["unpaid_work", "first appointments", "rolling group"])
def test_totals_alone_give_a_date_and_say_so(session: Session, take_in: Import, kind: str) -> None:
    line = {
        "unpaid_work": lambda: make_bare_line(session, DeliveryKind.UNPAID_WORK),
        "rolling group": lambda: make_bare_line(session, DeliveryKind.ROLLING_GROUP),
        "first appointments": lambda: make_line(
            session,
            areas=[make_area(session, "harrogate")],
            kind=DeliveryKind.ONE_TO_ONE,
            requirements=("first_supervision_appointment",),
            places=None,
        ),
    }[kind]()
    report = take_in("weekly-totals", steady(line.external_id))
    assert [str(error) for error in report.errors] == []
    [answer] = work_out(session, [line.id], as_of=TODAY)
    days = answer.start_days[ForPriority.STANDARD]
    assert days.status == "ok"
    likely = days.quantiles_within(365).p50
    assert likely is not None
    assert 1 <= likely <= 42  # ten ahead at four a week
    assert days.basis.explanation.endswith(FROM_TOTALS)
    assert "About 10 people are ahead." in days.basis.explanation
    assert records(session, today=TODAY).lines[line.public_id].has_people


def test_who_starts_within_a_week_is_told_a_date_within_a_week_or_so(
    session: Session, take_in: Import
) -> None:
    """Ten are sentenced and ten start each week, two days after at the most: nobody's readiness is
    told, but it cannot take longer than that."""
    line = make_line(
        session,
        areas=[make_area(session, "harrogate")],
        kind=DeliveryKind.ONE_TO_ONE,
        requirements=("first_supervision_appointment",),
        places=None,
    )
    days = (FIRST + dt.timedelta(weeks=number) for number in range(WEEKS))
    take_in("weekly-totals", weeks(line.external_id, *(f"{day},10,10,10,2,40," for day in days)))
    [answer] = work_out(session, [line.id], as_of=TODAY)
    likely = answer.start_days[ForPriority.STANDARD].quantiles_within(365)
    assert likely.p50 is not None
    assert likely.p90 is not None
    assert likely.p50 <= 4
    assert likely.p90 <= 14


@pytest.mark.parametrize(
    ("kind", "first", "rows", "odd"),
    [
        ("one_to_one", "", ["3,2,,7,,", "4,1,,10,12,"], [2]),
        ("unpaid_work", "", ["3,,,7,,", "4,1,,10,12,"], [3]),  # nobody started in the first week
        (
            "rolling_group",
            "",
            ["3,2,,7,,", "4,1,0,10,12,"],
            [],
        ),  # nobody completed, and that is told
        ("rolling_group", "1,1,1,,,", ["3,2,,7,,"], []),  # told before
        ("closed_group", "", ["3,2,,7,,"], []),  # ends by its calendar
        ("drop_in", "", ["3,2,,7,,"], []),  # has no places
    ],
)
def test_starts_of_which_nobody_ever_completes_are_asked_about(
    session: Session, take_in: Import, kind: str, first: str, rows: list[str], odd: list[int]
) -> None:
    line = make_bare_line(session, DeliveryKind(kind)).external_id
    if first:
        assert take_in("weekly-totals", weeks(line, f"2027-01-25,{first}")).outcomes["added"] == 1
    told = (f"{FIRST + dt.timedelta(weeks=n)},{row}" for n, row in enumerate(rows))
    file = weeks(line, *told)
    report = take_in("weekly-totals", file)
    assert [(error.row, error.column) for error in report.unusual] == [
        (n, "completed") for n in odd
    ]
    assert report.is_refused is bool(odd)
    if odd:
        assert "fills a place of the line for ever" in report.unusual[0].reason
        meant = Taking(TODAY, accepts_unusual=True)
        assert take_in("weekly-totals", file, taking=meant).outcomes["added"] == len(rows)


def test_a_file_without_the_column_is_asked_about_once_for_each_line(
    session: Session, take_in: Import
) -> None:
    one, other = (
        make_bare_line(session, kind).external_id
        for kind in (DeliveryKind.ROLLING_GROUP, DeliveryKind.ONE_TO_ONE)
    )
    days = [FIRST + dt.timedelta(weeks=number) for number in range(3)]
    rows = [f"{line},{day},2,2" for line in (one, other) for day in days]
    report = take_in("weekly-totals", "\n".join(["line,week,received,started", *rows]))
    assert [error.row for error in report.unusual] == [2, 5]


def test_hours_use_up_what_was_bought(session: Session, take_in: Import) -> None:
    line = make_bare_line(session, DeliveryKind.UNPAID_WORK)
    buy(session, line, quantity=5000, unit=VolumeUnit.HOUR)
    take_in("weekly-totals", steady(line.external_id))
    volume = session.scalars(select(CommissionedVolume)).one()
    session.refresh(volume)
    within = [
        day
        for number in range(WEEKS)
        if volume.starts_on <= (day := FIRST + dt.timedelta(weeks=number)) <= volume.ends_on
    ]
    assert within
    assert volume.used == 96.5 * len(within)
