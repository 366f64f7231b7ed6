from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.lines.models import LineDay, LineFigures
from commissioning.referrals.models import Referral, ReferralEvent
from directory.exchange.taking import Taking
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import TODAY

HEADING = (
    "reference,line,basis,received_on,sentenced_on,home_area,court,requirement,priority,"
    "hours_ordered,accepted_on,ready_on,missed_starts,started_on,sessions_attended,hours_worked,"
    "outcome,ended_on,withdrawn_on,withdrawal_reason"
)
COLUMNS = HEADING.split(",")

SOUND = {"reference": "R1", "line": "L1", "basis": "community_order", "received_on": "2026-11-02"}


def written(*rows: dict[str, str]) -> str:
    lines = [",".join(COLUMNS)]
    lines += [",".join(row.get(column, "") for column in COLUMNS) for row in rows]
    return "\n".join(lines) + "\n"


def test_a_row_becomes_a_referral_with_its_events(
    session: Session, take_in: Import, one_line: str
) -> None:
    report = take_in(
        "referrals",
        written(
            SOUND
            | {
                "sentenced_on": "30/10/2026",
                "home_area": "preston",
                "court": "preston-crown-court",
                "requirement": "programme",
                "priority": "yes",
                "accepted_on": "2026-11-03",
                "ready_on": "2026-11-10",
                "missed_starts": "2026-11-20|2026-11-12",
                "started_on": "2026-12-01",
                "sessions_attended": "2026-12-01|2026-12-08",
                "hours_worked": "7|6.5",
                "outcome": "completed",
                "ended_on": "2027-02-01",
            },
            SOUND | {"reference": "R2"},
            SOUND
            | {
                "reference": "R3",
                "outcome": "withdrawn",
                "withdrawn_on": "2026-12-24",
                "withdrawal_reason": "died",
            },
        ),
    )
    assert [str(error) for error in report.errors] == []
    assert report.outcomes["added"] == 3
    one = session.scalars(select(Referral).where(Referral.reference == "R1")).one()
    assert (one.status, one.missed_starts, one.sessions_attended, one.hours_worked) == (
        "completed",
        2,
        2,
        13.5,
    )
    assert one.is_priority
    assert one.court_id is not None
    assert one.home_local_delivery_unit_id is not None
    kinds = session.scalars(
        select(ReferralEvent.kind)
        .where(ReferralEvent.referral_id == one.id)
        .order_by(ReferralEvent.on_date, ReferralEvent.id)
    ).all()
    assert list(kinds) == [
        "received", "accepted", "ready", "missed_start", "missed_start",
        "started", "attended", "attended", "completed",
    ]  # fmt: skip
    figures = session.scalars(select(LineFigures)).one()
    assert (figures.waiting, figures.in_progress) == (1, 0)
    assert figures.facts_version > figures.answered_version
    assert session.scalar(select(func.sum(LineDay.referred))) == 3


def test_the_same_file_again_changes_nothing_and_a_later_one_adds_what_is_new(
    session: Session, take_in: Import, one_line: str
) -> None:
    take_in("referrals", written(SOUND))
    again = take_in("referrals", written(SOUND))
    assert (again.outcomes["unchanged"], again.changed) == (1, 0)
    later = take_in("referrals", written(SOUND | {"started_on": "2026-12-01"}))
    assert later.outcomes["revised"] == 1
    assert session.scalars(select(Referral.status)).all() == ["in_progress"]
    assert session.scalar(select(func.count(ReferralEvent.id))) == 2


WRONG = [
    ({"line": "L9"}, "row 3, line: there is no line L9"),
    ({"line": ""}, "row 3, line: is missing"),
    ({"reference": "John Smith"}, "row 3, reference: this is not a reference of at most 40"),
    ({"reference": "JohnSmith"}, "row 3, reference: a reference has a digit in it"),
    ({"reference": "1980-02-01"}, "row 3, reference: this is a date"),
    ({"basis": "parole"}, "row 3, basis: parole is none of community_order"),
    ({"received_on": "2026-02-30"}, "row 3, received_on: 2026-02-30 is not a day of the calendar"),
    ({"received_on": "02-11-2026"}, "row 3, received_on: 02-11-2026 is not a date such as"),
    ({"received_on": "2027-03-03"}, "row 3, received_on: 2027-03-03 has not come yet"),
    ({"sentenced_on": "2026-11-03"}, "row 3, received_on: 2026-11-02 is before the sentence"),
    ({"home_area": "atlantis"}, "row 3, home_area: there is no area atlantis"),
    ({"court": "old-bailey"}, "row 3, court: there is no court old-bailey"),
    ({"requirement": "flogging"}, "row 3, requirement: there is no requirement flogging"),
    ({"priority": "perhaps"}, "row 3, priority: perhaps is neither yes nor no"),
    ({"hours_ordered": "0"}, "row 3, hours_ordered: 0 is not between 1 and 1,000"),
    ({"hours_ordered": "inf"}, "row 3, hours_ordered: inf is not a number"),
    ({"ready_on": "2026-11-01"}, "row 3, ready_on: 2026-11-01 is before received on 2026-11-02"),
    ({"started_on": "2026-10-01"}, "row 3, started_on: 2026-10-01 is before received on"),
    (
        {"ready_on": "2026-11-20", "started_on": "2026-11-10"},
        "row 3, started_on: 2026-11-10 is before ready on 2026-11-20",
    ),
    ({"started_on": "2027-03-09"}, "row 3, started_on: 2027-03-09 has not come yet"),
    ({"ended_on": "2026-12-01", "outcome": "completed"}, "row 3, started_on: is missing beside"),
    ({"outcome": "completed"}, "row 3, ended_on: is missing beside completed"),
    ({"outcome": "withdrawn"}, "row 3, withdrawn_on: is missing beside withdrawn"),
    ({"withdrawn_on": "2026-12-01"}, "row 3, outcome: must be withdrawn or declined beside"),
    (
        {"started_on": "2026-11-09", "withdrawn_on": "2026-12-01", "outcome": "withdrawn"},
        "row 3, withdrawn_on: leaving after the start is dropping out",
    ),
    (
        {"ready_on": "2026-11-09", "withdrawn_on": "2026-12-01", "outcome": "declined"},
        "row 3, outcome: a referral that was accepted is withdrawn, not declined",
    ),
    ({"sessions_attended": "2026-12-01"}, "row 3, started_on: is missing beside sessions_attended"),
    (
        {"started_on": "2026-11-09", "sessions_attended": "2026-11-03"},
        "row 3, sessions_attended: 2026-11-03 is before the start on 2026-11-09",
    ),
    (
        {"started_on": "2026-11-09", "sessions_attended": "2026-11-10", "hours_worked": "7|7"},
        "row 3, hours_worked: tells 2 sessions, sessions_attended 1",
    ),
    ({"missed_starts": "2026-11-01"}, "row 3, missed_starts: 2026-11-01 is before received on"),
    ({"withdrawal_reason": "boredom"}, "row 3, withdrawal_reason: boredom is none of"),
]


@pytest.mark.parametrize(("change", "said"), WRONG, ids=[said for _, said in WRONG])
def test_one_wrong_row_keeps_every_row_out(
    session: Session, take_in: Import, one_line: str, change: dict[str, str], said: str
) -> None:
    report = take_in("referrals", written(SOUND, SOUND | {"reference": "R2"} | change))
    assert any(str(error).startswith(said) for error in report.errors), report.errors
    assert session.scalar(select(func.count(Referral.id))) == 0


def test_what_contradicts_a_recorded_referral_is_refused_with_its_row(
    session: Session, take_in: Import, one_line: str
) -> None:
    take_in("referrals", written(SOUND))
    report = take_in(
        "referrals", written(SOUND | {"reference": "R0"}, SOUND | {"basis": "licence"})
    )
    assert [error.row for error in report.errors] == [3]
    assert "basis" in report.errors[0].reason
    assert session.scalars(select(Referral.reference)).all() == ["R1"]


def test_a_dry_run_says_what_would_happen_and_changes_nothing(
    session: Session, take_in: Import, one_line: str
) -> None:
    report = take_in("referrals", written(SOUND), is_rehearsal=True)
    assert report.outcomes["added"] == 1
    assert session.scalar(select(func.count(Referral.id))) == 0
    assert session.scalars(select(LineFigures.waiting)).all() == [0]


@pytest.mark.parametrize(
    ("received", "is_usual"), [("2025-12-01", True), ("2025-11-30", False)], ids=["a year", "more"]
)
def test_a_start_more_than_a_year_later_is_asked_about(
    session: Session, take_in: Import, one_line: str, received: str, is_usual: bool
) -> None:
    file = written(SOUND | {"received_on": received, "started_on": "2026-12-01"})
    report = take_in("referrals", file)
    assert report.is_refused is not is_usual
    assert [(one.row, one.column) for one in report.unusual] == (
        [] if is_usual else [(2, "started_on")]
    )
    meant = take_in("referrals", file, taking=Taking(TODAY, accepts_unusual=True))
    assert not meant.is_refused


@pytest.mark.parametrize(
    ("basis", "sentenced_on", "asked"),
    [
        ("community_order", "2023-10-30", "2023-10-30 is more than three years before received"),
        ("suspended_sentence_order", "2016-10-30", "longer than an order lasts: is it meant?"),
        ("community_order", "2023-10-31", ""),  # three years of 366 days
        ("community_order", "", ""),
        ("licence", "2009-05-04", ""),  # a long sentence is none of this wait
    ],
)
def test_a_sentence_longer_ago_than_an_order_lasts_is_asked_about(
    take_in: Import, one_line: str, basis: str, sentenced_on: str, asked: str
) -> None:
    """In its neighbours' way: refused until it is taken as meant, and then kept."""
    sheet = written(SOUND | {"basis": basis, "sentenced_on": sentenced_on})
    report = take_in("referrals", sheet, taking=Taking(TODAY))
    told = [str(error) for error in report.unusual]
    assert (report.error_count, report.is_refused, len(told)) == (0, bool(asked), int(bool(asked)))
    assert all("sentenced_on" in one and asked in one for one in told)
    meant = take_in("referrals", sheet, taking=Taking(TODAY, accepts_unusual=True))
    assert meant.outcomes["added" if asked else "unchanged"] == 1
