"""Statements from a file: kept once, taken back, and refused where something is missing."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.models import ProvisionStatement
from commissioning.availability.provision import REVIEWED_AFTER, all_statements_in_force
from commissioning.availability.provision_authors import AuthorRole, may_state
from commissioning.availability.statuses import Provision
from directory.audit.models import AuditRow
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import TODAY

HEADING = "area,requirement,says,stated_by,stated_on,strand,review_on,stated_as,agreed_by,notice\n"
ROW = "preston,programme,{},Example Team,2027-03-01,,,{},{},{}\n"
PROVIDED = HEADING + ROW.format("provided", "", "", "")


def in_force(session: Session, today: dt.date = TODAY) -> list[str]:
    found = all_statements_in_force(session, today=today)
    return [one.said.value for said in found.values() for one in said]


def test_the_same_row_again_is_unchanged(session: Session, take_in: Import) -> None:
    assert take_in("provision", PROVIDED).outcomes == {"added": 1}
    for again in (PROVIDED, PROVIDED.replace("2027-03-01", "01/03/2027")):
        assert take_in("provision", again).outcomes == {"unchanged": 1}
    statement = session.scalars(select(ProvisionStatement)).one()
    assert statement.review_on == statement.stated_on + REVIEWED_AFTER


def test_a_file_of_only_what_must_be_there_does_not_speak_of_the_rest(take_in: Import) -> None:
    take_in("provision", HEADING + ROW.format("provided", "court_team", "", ""))
    short = "area,requirement,says,stated_by,stated_on\n"
    row = "preston,programme,provided,Example  Team,2027-03-01\n"
    assert take_in("provision", short + row).outcomes == {"unchanged": 1}


def test_said_otherwise_the_same_day_the_later_row_counts_and_both_are_kept(
    session: Session, take_in: Import
) -> None:
    take_in("provision", PROVIDED)
    taken_back = PROVIDED.replace(",provided,", ",not_known,")
    assert take_in("provision", taken_back).outcomes == {"added": 1}
    assert in_force(session) == []
    assert len(session.scalars(select(ProvisionStatement)).all()) == 2
    assert take_in("provision", taken_back).outcomes == {"unchanged": 1}


def test_who_said_it_as_what_with_whom_is_recorded(session: Session, take_in: Import) -> None:
    row = ROW.format("not_commissioned", "commissioner", "Head of commissioning", "")
    assert take_in("provision", HEADING + row).notes == {}
    statement = session.scalars(select(ProvisionStatement)).one()
    assert (statement.stated_as, statement.agreed_by) == ("commissioner", "Head of commissioning")
    audit = session.scalars(select(AuditRow).where(AuditRow.act == "provision:state")).one()
    assert audit.after is not None
    assert audit.after["agreed_by"] == "Head of commissioning"


@pytest.mark.parametrize(
    ("row", "note"),
    [
        (
            ROW.format("not_commissioned", "court_team", "Somebody else", ""),
            "said as court_team, who may not say so: kept, not enforced yet",
        ),
        (
            ROW.format("not_known", "", "", ""),
            "not_known by somebody who had said nothing: takes nothing back",
        ),
        (
            ROW.format("provided", "", "", "").replace("2027-03-01", "2026-03-01"),
            "past the day of its review: kept, not shown",
        ),
    ],
)
def test_what_a_reader_would_not_expect_is_counted(take_in: Import, row: str, note: str) -> None:
    report = take_in("provision", HEADING + row)
    assert (report.outcomes, report.notes) == ({"added": 1}, {note: 1})


def test_an_older_statement_does_not_undo_a_newer(session: Session, take_in: Import) -> None:
    take_in("provision", PROVIDED.replace(",provided,", ",not_known,"))
    older = take_in("provision", PROVIDED.replace("2027-03-01", "2027-02-01"))
    assert older.notes == {"older than what the same author said since: kept, not shown": 1}
    assert in_force(session) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW.format("not_commissioned", "", "", ""), "row 2, agreed_by: name the second person"),
        (ROW.format("notified", "", "", ""), "row 2, notice: cite the notice"),
        (ROW.format("full", "", "", ""), "row 2, says: full is none of provided"),
        (PROVIDED.removeprefix(HEADING).replace("preston", "leeds"), "row 2, area: there is no"),
        (
            PROVIDED.removeprefix(HEADING).replace("programme", "tagging"),
            "row 2, requirement: there is no requirement tagging",
        ),
        (
            PROVIDED.removeprefix(HEADING).replace("03-01,,", "03-01,cooking,"),
            "row 2, strand: there is no strand cooking; say ",
        ),
        (
            PROVIDED.removeprefix(HEADING).replace("2027-03-01", "2027-03-03"),
            "row 2, stated_on: 2027-03-03 has not come yet",
        ),
        (
            PROVIDED.removeprefix(HEADING).replace("03-01,,", "03-01,,2027-02-28"),
            "row 2, review_on: 2027-02-28 is before stated on 2027-03-01",
        ),
    ],
)
def test_a_row_that_cannot_stand_is_refused_with_what_to_do(
    session: Session, take_in: Import, row: str, said: str
) -> None:
    report = take_in("provision", HEADING + row)
    assert str(report.errors[0]).startswith(said), report.errors
    assert session.scalars(select(ProvisionStatement)).all() == []


def test_a_dry_run_says_the_same_and_keeps_nothing(session: Session, take_in: Import) -> None:
    report = take_in("provision", PROVIDED, is_rehearsal=True)
    assert report.outcomes == {"added": 1}
    assert session.scalars(select(ProvisionStatement)).all() == []


@pytest.mark.parametrize(
    ("role", "said", "requirement", "may"),
    [
        (AuthorRole.COURT_TEAM, Provision.PROVIDED, "programme", True),
        (AuthorRole.COURT_TEAM, Provision.NOTIFIED, "drug_testing", False),
        (AuthorRole.COURT_TEAM, Provision.NOT_AVAILABLE, "programme", False),
        (AuthorRole.COMMISSIONER, Provision.NOT_AVAILABLE, "programme", True),
        (AuthorRole.TREATMENT_COMMISSIONER, Provision.PROVIDED, "alcohol_treatment", True),
        (AuthorRole.TREATMENT_COMMISSIONER, Provision.PROVIDED, "programme", False),
    ],
)
def test_who_may_state_what(role: AuthorRole, said: Provision, requirement: str, may: bool) -> None:
    assert may_state(role, said, requirement) is may
