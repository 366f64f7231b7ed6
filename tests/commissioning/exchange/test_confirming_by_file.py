"""The same file sent again confirms what it tells, where its sender says so, and nothing more."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.answer import area_answer
from commissioning.availability.answer_types import LineRow
from commissioning.availability.question import CourtQuestion
from commissioning.availability.statuses import Because, Status
from commissioning.lines.models import Line, LineConfirmation, LineFigures
from directory.audit.models import AuditRow
from directory.exchange.report import Report
from directory.exchange.taking import ConfirmedAsOf, Taking
from directory.services.models import Confirmation
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import NOW, TODAY
from tests.makers.start_dates import answer_everything

WHO = "Example Contract Team"
STATED = "K1,L2,places,2027-03-01,12,the provider,2027-03-01\n"
CAPACITY = f"external_id,line,measure,from_date,value,stated_by,stated_on\n{STATED}"
OFFERED = (
    "programme,area,provider,external_id,delivery_kind,telephone\n"
    "TSP,preston,SUB,L2,one_to_one,01632 960001\n"
)


def after(days: int) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def send(take_in: Import, kind: str, text: str, days: int, *, confirms: bool = True) -> Report:
    """The file so many days on, with or without its sender's word that it was still right."""
    today = after(days).date()
    confirmed = ConfirmedAsOf(today, WHO) if confirms else None
    report = take_in(kind, text, at=after(days), taking=Taking(today, confirmed=confirmed))
    assert report.errors == []
    return report


@pytest.fixture
def queue(take_in: Import, one_line: str) -> None:
    """A one-to-one line, L2, with places for twelve since yesterday."""
    take_in("providers", "external_id,name\nSUB,Sub Trust\n")
    take_in("availability", OFFERED)
    take_in("capacity", CAPACITY)


def row_on(session: Session, days: int) -> LineRow:
    """The line as an answer tells it, worked out that morning."""
    answer_everything(session, at=after(days))
    answer = area_answer(session, ["preston"], CourtQuestion(), after(days))
    rows = [row for found in answer.requirements for row in found.rows]
    return next(row for row in rows if row.provider == "Sub Trust")


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize("confirms", [False, True])
def test_36_days_on_the_date_is_current_only_where_the_sender_confirmed_it(
    session: Session, take_in: Import, confirms: bool
) -> None:
    assert row_on(session, 0).standing.status is Status.AVAILABLE
    report = send(take_in, "capacity", CAPACITY, 36, confirms=confirms)
    assert (report.outcomes["unchanged"], report.changed) == (1, 0)
    standing = row_on(session, 36).standing
    if confirms:
        assert standing.status is Status.AVAILABLE
        assert report.notes["confirmed as of 7 April 2027: start dates of lines"] == 1
    else:
        assert (standing.status, standing.because) == (
            Status.NOT_CONFIRMED, Because.CONFIRMED_TOO_LONG_AGO,
        )  # fmt: skip


@pytest.mark.usefixtures("queue")
def test_the_third_time_running_it_is_told_that_files_alone_confirmed_it(
    session: Session, take_in: Import
) -> None:
    for days in (10, 20):
        send(take_in, "capacity", CAPACITY, days)
    assert not row_on(session, 20).is_confirmed_by_file_alone
    send(take_in, "capacity", CAPACITY, 30)
    assert row_on(session, 30).is_confirmed_by_file_alone
    heading = "line,fact,confirmed_on,confirmed_by\n"
    send(
        take_in,
        "confirmations",
        f"{heading}L2,start_dates,2027-04-02,A person\n",
        31,
        confirms=False,
    )
    assert not row_on(session, 31).is_confirmed_by_file_alone
    send(take_in, "capacity", CAPACITY, 40)
    assert not row_on(session, 40).is_confirmed_by_file_alone


@pytest.mark.usefixtures("queue")
def test_who_confirmed_it_stands_in_the_audit(session: Session, take_in: Import) -> None:
    send(take_in, "capacity", CAPACITY, 5)
    kept = session.scalars(select(LineConfirmation)).one()
    assert (kept.confirmed_by, kept.confirmed_on, kept.times_by_file) == (WHO, after(5).date(), 1)
    last = session.scalars(
        select(AuditRow).where(AuditRow.act == "import:apply").order_by(AuditRow.id.desc())
    ).first()
    assert last is not None
    assert (last.after or {})["confirmed_by"] == WHO


@pytest.mark.usefixtures("queue")
def test_a_dry_run_confirms_nothing(session: Session, take_in: Import) -> None:
    taking = Taking(TODAY, confirmed=ConfirmedAsOf(TODAY, WHO))
    take_in("capacity", CAPACITY, taking=taking, is_rehearsal=True)
    assert session.scalars(select(LineConfirmation)).all() == []


@pytest.mark.usefixtures("queue")
def test_what_another_statement_has_replaced_is_not_confirmed(
    session: Session, take_in: Import
) -> None:
    take_in("capacity", CAPACITY.replace("K1", "K2").replace(",12,", ",6,"))
    send(take_in, "capacity", CAPACITY, 5)
    assert session.scalars(select(LineConfirmation)).all() == []


GROUPS = "external_id,line,planned_start,places\nG1,L1,2027-03-15,12\n"


def test_a_group_whose_date_has_passed_is_not_confirmed(
    session: Session, take_in: Import, one_line: str
) -> None:
    take_in("groups", GROUPS)
    send(take_in, "groups", GROUPS, 13)
    assert clock(session) == after(13).date()
    send(take_in, "groups", GROUPS, 14)
    assert clock(session) == after(13).date()


def clock(session: Session) -> dt.date | None:
    session.expire_all()
    return session.scalar(
        select(LineFigures.dates_confirmed_on)
        .join(Line, Line.id == LineFigures.line_id)
        .where(Line.external_id == "L1")
    )


@pytest.mark.usefixtures("queue")
def test_the_facts_of_a_listing_are_confirmed_by_the_columns_that_tell_them(
    session: Session, take_in: Import
) -> None:
    send(take_in, "availability", OFFERED, 5)
    facts = set(session.scalars(select(Confirmation.fact_kind)))
    assert facts == {"telephone", "areas"}
    assert set(session.scalars(select(Confirmation.times_by_file))) == {1}


@pytest.mark.usefixtures("queue")
def test_areas_are_confirmed_where_the_file_names_all_of_them(
    session: Session, take_in: Import
) -> None:
    both = OFFERED + "TSP,lancaster,SUB,L3,one_to_one,01632 960001\n"
    take_in("availability", both)
    send(take_in, "availability", OFFERED, 5)
    assert set(session.scalars(select(Confirmation.fact_kind))) == {"telephone"}
    send(take_in, "availability", both, 6)
    assert set(session.scalars(select(Confirmation.fact_kind))) == {"telephone", "areas"}


SERVICE = (
    "external_id,provider,delivery_kind,title,summary,setting,telephone,areas,publish\n"
    "DROP,SUB,drop_in,Open door,Anybody may come.,community,01632 960002,preston,yes\n"
)
OPEN_DOOR = "external_id,service,areas\nD1,DROP,preston\n"


@pytest.mark.usefixtures("queue")
def test_services_and_lines_of_our_own_layout_confirm_what_they_tell(
    session: Session, take_in: Import
) -> None:
    for kind, text in (("services", SERVICE), ("lines", OPEN_DOOR)):
        send(take_in, kind, text, 0, confirms=False)
        report = send(take_in, kind, text, 5)
        assert (report.outcomes["unchanged"], report.changed) == (1, 0)
    assert set(session.scalars(select(Confirmation.fact_kind))) == {"telephone", "wording", "areas"}
    (line,) = session.scalars(select(LineConfirmation))
    assert (line.fact_kind, line.confirmed_on) == ("start_dates", after(5).date())


CONFIRMED = "service,line,fact,confirmed_on,confirmed_by\n"


@pytest.mark.usefixtures("queue")
def test_a_person_confirms_a_service_or_a_line(session: Session, take_in: Import) -> None:
    text = (
        f"{CONFIRMED}TSP/SUB,,telephone,2027-03-02,A team\nTSP/SUB,,start_dates,2027-03-02,A team\n"
        ",L2,start_dates,2027-03-01,A team\n"
    )
    assert take_in("confirmations", text).outcomes == {"added": 3}
    assert take_in("confirmations", text).outcomes == {"unchanged": 3}
    assert set(session.scalars(select(LineConfirmation.confirmed_on))) == {
        TODAY, dt.date(2027, 3, 1),
    }  # fmt: skip


@pytest.mark.usefixtures("queue")
@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",,telephone,2027-03-01,A team", "row 2, service: name either the service or the line"),
        ("TSP/SUB,L2,telephone,2027-03-01,A", "row 2, service: name either the service or"),
        ("WHO,,telephone,2027-03-01,A team", "row 2, service: there is no service WHO"),
        (",L9,start_dates,2027-03-01,A team", "row 2, line: there is no line L9"),
        (",L2,telephone,2027-03-01,A team", "row 2, fact: telephone is confirmed for the whole"),
        (",L2,cake,2027-03-01,A team", "row 2, fact: cake is none of start_dates"),
        (",L2,start_dates,2027-03-03,A team", "row 2, confirmed_on: 2027-03-03 has not come yet"),
        (",L1,start_dates,2027-03-01,A team", "row 2, confirmed_on: no start date lies on that"),
    ],
)
def test_a_confirmation_that_cannot_stand_is_refused(
    session: Session, take_in: Import, row: str, said: str
) -> None:
    report = take_in("confirmations", f"{CONFIRMED}{row}\n")
    assert str(report.errors[0]).startswith(said), report.errors
    assert session.scalars(select(Confirmation)).all() == []
