"""The 27-column report: what it comes to, worked by hand, and what becomes of it sent again."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bank_holidays import england_and_wales
from commissioning.lines.models import Line, LineDay, LineFigures
from commissioning.referrals.beside import particulars_of
from commissioning.referrals.digests import (
    AnotherReferenceKey,
    ReferenceKeyNotSet,
    referrals_of_person,
)
from commissioning.referrals.first_assessments import first_assessments_of_line
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralDigest, ReferralEvent
from commissioning.referrals.waits import waits_of_line
from directory.exchange.errors import FileRefused
from directory.exchange.report import Report
from directory.exchange.taking import Taking
from tests.commissioning.exchange.conftest import KEY, Import
from tests.makers.days import TODAY
from tests.makers.referrals import events_of

TAKING = Taking(TODAY, reference_key=KEY)

COLUMNS = [
    "referral_ref", "referral_id", "contract_ref", "organisation_id", "caseworker_id",
    "service_user_crn", "date_referral_received", "date_saa_first_arranged",
    "date_saa_first_scheduled_for", "date_saa_first_not_attended", "date_saa_first_attended",
    "date_saa_first_completed", "saa_attended_on_time", "date_first_action_plan_submitted",
    "date_of_first_action_plan_approval", "date_of_first_attended_session",
    "outcomes_to_be_achieved_count", "outcomes_achieved", "count_of_sessions_expected",
    "count_of_sessions_attended", "end_requested_by_pp_at", "end_requested_by_pp_reason",
    "date_eosr_submitted", "concluded_at", "referral_end_state",
    "date_intervention_to_be_completed_by", "end_of_sentence_date",
]  # fmt: skip


def case(reference: str, received: str, **told: str) -> dict[str, str]:
    return {
        "referral_ref": reference,
        "referral_id": "5ac9b6ba-0000-4000-8000-000000000000",
        "contract_ref": "PRJ_0001",
        "organisation_id": "EXAMPLE",
        "service_user_crn": f"X{int(reference[2:]):06}",
        "date_referral_received": f"{received}T10:11:12Z",
        "count_of_sessions_expected": "8",
        "end_of_sentence_date": "2027-10-01",
    } | told


IN_TIME = case(
    "AB1001",
    "2027-01-04",
    date_saa_first_arranged="2027-01-06",
    date_saa_first_scheduled_for="2027-01-15",
    date_saa_first_attended="2027-01-15",
    date_of_first_attended_session="2027-02-01",
    count_of_sessions_attended="3",
)
A_DAY_LATE = case(
    "AB1002",
    "2027-01-04",
    date_saa_first_attended="2027-01-19",
    date_of_first_attended_session="2027-02-02",
    concluded_at="2027-02-26T17:00:00Z",
    referral_end_state="COMPLETED",
)
MISSED_THEN_ON_THE_DAY = case(
    "AB1003",
    "2027-01-04",
    date_saa_first_not_attended="2027-01-12",
    date_saa_first_attended="2027-01-18",
    date_of_first_attended_session="2027-01-25",
    end_requested_by_pp_at="2027-02-09",
    end_requested_by_pp_reason="NOT",
    concluded_at="2027-02-10",
    referral_end_state="PREMATURELY_ENDED",
)
OVERDUE = case("AB1004", "2027-01-11", date_saa_first_not_attended="2027-01-20")
NOT_YET_DUE = case("AB1005", "2027-02-22", date_saa_first_scheduled_for="2027-03-09")
CANCELLED = case(
    "AB1006",
    "2027-01-11",
    end_requested_by_pp_at="2027-01-15",
    end_requested_by_pp_reason="Ineligible Referral",
    concluded_at="2027-01-15",
    referral_end_state="CANCELLED",
)
ELSEWHERE = case("AB1007", "2027-02-01", contract_ref="PRJ_0002")
CASES = [
    IN_TIME, A_DAY_LATE, MISSED_THEN_ON_THE_DAY, OVERDUE, NOT_YET_DUE, CANCELLED, ELSEWHERE,
]  # fmt: skip


def report(*cases: dict[str, str], columns: list[str] | None = None) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns or COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(cases)
    return out.getvalue()


@pytest.fixture
def lines(session: Session, take_in: Import, one_line: str) -> tuple[Line, Line]:
    """Two lines, each bought by a contract of one lot; a third joins none, a fourth buys both."""
    take_in(
        "availability",
        "programme,area,provider,external_id,delivery_kind\nTSP,lancaster,ACT,L2,closed_group\n",
    )
    bought = take_in(
        "agreements",
        "external_id,kind,title,provider,lot,line\n"
        "PRJ_0001,contract,Help in Preston,ACT,PRJ_0001-1,L1\n"
        "PRJ_0002,contract,Help in Lancaster,ACT,PRJ_0002-1,L2\n"
        "PRJ_0003,contract,Help elsewhere,ACT,PRJ_0003-1,\n"
        "PRJ_0004,contract,Help in both,ACT,PRJ_0004-1,L1\n"
        "PRJ_0004,contract,Help in both,ACT,PRJ_0004-2,L2\n",
    )
    assert bought.errors == []
    first, second = session.scalars(select(Line).order_by(Line.external_id)).all()
    return first, second


def take(take_in: Import, content: str, taking: Taking = TAKING) -> Report:
    return take_in("referrals", content, "rm-performance", taking=taking)


def figures(session: Session, line: Line) -> dict[str, int]:
    session.expire_all()
    kept = session.get_one(LineFigures, line.id)
    names = ("referred", "started", "completed", "dropped_out", "left")
    sums = select(*(func.coalesce(func.sum(getattr(LineDay, name)), 0) for name in names))
    days = session.execute(sums.where(LineDay.line_id == line.id)).one()
    return dict(zip(names, days, strict=True)) | {
        "waiting": kept.waiting,
        "in_progress": kept.in_progress,
    }


BY_HAND = {
    "referred": 6, "started": 3, "completed": 1, "dropped_out": 1, "left": 1,
    "waiting": 2, "in_progress": 1,
}  # fmt: skip


def assessments(session: Session, line: Line) -> dict[str, int]:
    found = first_assessments_of_line(session, line.id, calendar=england_and_wales(), census=TODAY)
    return {name: getattr(found, name) for name in found.__slots__}


ASSESSED = {
    "arranged": 1, "missed": 2, "attended": 3,
    "in_time": 2, "late": 1, "overdue": 1, "not_yet_due": 1, "ended_before_due": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    "columns",
    [COLUMNS, COLUMNS[::-1], ["notes_of_ours", *COLUMNS[13:], *COLUMNS[:13]]],
    ids=["as sent", "backwards", "another order and a column of their own"],
)
def test_the_report_comes_to_what_was_worked_by_hand(
    session: Session, take_in: Import, lines: tuple[Line, Line], columns: list[str]
) -> None:
    taken = take(take_in, report(*CASES, columns=columns))
    assert [str(error) for error in taken.errors] == []
    assert taken.outcomes["added"] == 7
    assert figures(session, lines[0]) == BY_HAND
    assert figures(session, lines[1])["waiting"] == 1
    assert assessments(session, lines[0]) == ASSESSED
    waits = waits_of_line(session, lines[0].id, census=TODAY).values()
    # AB1006 left after 4 days, AB1005 waits 8; AB1003, 1001 and 1002 started; AB1004 waits 50
    assert sorted(wait.days for wait in waits) == [4, 8, 21, 28, 29, 50]


def test_sent_again_with_one_day_changed_is_one_correction(
    session: Session, take_in: Import, lines: tuple[Line, Line]
) -> None:
    take(take_in, report(*CASES))
    before = session.scalar(select(func.count()).select_from(ReferralEvent)) or 0
    mended = A_DAY_LATE | {"date_saa_first_attended": "2027-01-18"}
    again = take(take_in, report(mended, *(one for one in CASES if one is not A_DAY_LATE)))
    assert (again.outcomes["revised"], again.outcomes["unchanged"]) == (1, 6)
    assert session.scalar(select(func.count()).select_from(ReferralEvent)) == before + 1
    person = session.scalars(select(Referral).where(Referral.reference == "AB1002")).one()
    told = [
        (event.kind, event.on_date)
        for event in events_of(session, person.id)
        if EventKind.ASSESSMENT_ATTENDED in (event.kind, event.replacement_kind)
    ]
    assert told == [
        (EventKind.ASSESSMENT_ATTENDED, dt.date(2027, 1, 19)),
        (EventKind.CORRECTED, dt.date(2027, 1, 18)),
    ]
    assert figures(session, lines[0]) == BY_HAND
    assert assessments(session, lines[0]) == ASSESSED | {"in_time": 3, "late": 0}
    old = take(take_in, report(*CASES))  # the file of before does not undo the correction
    assert (old.outcomes["unchanged"], old.changed) == (7, 0)
    assert assessments(session, lines[0])["in_time"] == 3


def test_an_end_that_becomes_another_is_one_correction(
    session: Session, take_in: Import, lines: tuple[Line, Line]
) -> None:
    take(take_in, report(*CASES))
    other = A_DAY_LATE | {"referral_end_state": "PREMATURELY_ENDED"}
    assert take(take_in, report(other)).outcomes["revised"] == 1
    assert figures(session, lines[0]) == BY_HAND | {"completed": 0, "dropped_out": 2}


def test_a_start_corrected_moves_its_day_alone(
    session: Session, take_in: Import, lines: tuple[Line, Line]
) -> None:
    take(take_in, report(*CASES))
    take(take_in, report(IN_TIME | {"date_of_first_attended_session": "2027-02-03"}))
    assert figures(session, lines[0]) == BY_HAND
    days = select(LineDay.day).where(LineDay.line_id == lines[0].id, LineDay.started > 0)
    assert sorted(session.scalars(days)) == [
        dt.date(2027, 1, 25), dt.date(2027, 2, 2), dt.date(2027, 2, 3),
    ]  # fmt: skip


def test_what_stands_beside_is_stated_anew(
    session: Session, take_in: Import, lines: tuple[Line, Line]
) -> None:
    take(take_in, report(IN_TIME))
    take(take_in, report(IN_TIME | {"count_of_sessions_attended": "4"}))
    person = session.scalars(select(Referral)).one()
    now = particulars_of(session, [person.id])[person.id]
    assert (now.sessions_expected, now.sessions_told, now.order_ends_on) == (
        8, 4, dt.date(2027, 10, 1),
    )  # fmt: skip
    assert now.assessment_scheduled_for == dt.date(2027, 1, 15)
    assert person.sessions_attended == 0  # a count without days is no attendance


WRONG = [
    ({"contract_ref": "ZZZ"}, "row 3, contract_ref: there is no contract ZZZ: bring in its"),
    (
        {"contract_ref": "PRJ0001"},
        "row 3, contract_ref: there is no contract PRJ0001; did you mean PRJ_0001?",
    ),
    ({"contract_ref": "PRJ_0003"}, "row 3, contract_ref: the contract PRJ_0003 joins no line"),
    ({"contract_ref": "PRJ_0004"}, "row 3, contract_ref: the contract PRJ_0004 buys L1, L2"),
    ({"referral_end_state": ""}, "row 3, referral_end_state: is missing beside concluded_at"),
    ({"concluded_at": ""}, "row 3, concluded_at: is missing beside referral_end_state"),
    ({"referral_end_state": "FINISHED"}, "row 3, referral_end_state: FINISHED is none of"),
    (
        {"date_of_first_attended_session": ""},
        "row 3, date_of_first_attended_session: is missing beside",
    ),
    (
        {"date_of_first_attended_session": "2027-01-01"},
        "row 3, date_of_first_attended_session: 2027-01-01 is before received on",
    ),
    ({"end_requested_by_pp_reason": "XXX"}, "row 3, end_requested_by_pp_reason: XXX is none of"),
    ({"date_saa_first_attended": "2027-04-01"}, "row 3, date_saa_first_attended: 2027-04-01 has"),
    ({"service_user_crn": "X1"}, "row 3, service_user_crn: is not a case reference number"),
    ({"date_referral_received": "2027-01-04T99"}, "row 3, date_referral_received: 2027-01-04T99"),
]


@pytest.mark.parametrize(("change", "said"), WRONG, ids=[said for _, said in WRONG])
def test_a_wrong_row_refuses_the_report_at_its_own_column(
    session: Session,
    take_in: Import,
    lines: tuple[Line, Line],
    change: dict[str, str],
    said: str,
) -> None:
    refused = take(take_in, report(IN_TIME, A_DAY_LATE | change))
    assert any(str(error).startswith(said) for error in refused.errors), refused.errors
    assert session.scalar(select(func.count(Referral.id))) == 0


def test_the_same_person_is_found_by_the_digest_alone(
    session: Session, take_in: Import, lines: tuple[Line, Line]
) -> None:
    twice = case("AB1001", "2027-02-01"), case("AB2001", "2027-02-02", service_user_crn="x 001001")
    take(take_in, report(*twice))
    found = referrals_of_person(session, "X001001", secret=KEY)
    assert [one.reference for one in found] == ["AB1001", "AB2001"]
    digests = session.scalars(select(ReferralDigest.digest)).all()
    assert len(set(digests)) == 1
    assert len(digests[0]) == 32  # 160 bits in base32


def test_another_key_is_refused_before_everybody_doubles(
    session: Session, take_in: Import, lines: tuple[Line, Line]
) -> None:
    take(take_in, report(IN_TIME))
    with pytest.raises(AnotherReferenceKey):
        take(take_in, report(OVERDUE), Taking(TODAY, reference_key=b"another key"))
    with pytest.raises(AnotherReferenceKey):
        referrals_of_person(session, "X001001", secret=b"another key")
    assert session.scalar(select(func.count(Referral.id))) == 1


def test_without_a_key_the_report_comes_in_without_the_column_alone(
    session: Session, take_in: Import, lines: tuple[Line, Line]
) -> None:
    with pytest.raises(ReferenceKeyNotSet, match="PORTAL_REFERENCE_KEY"):
        take(take_in, report(IN_TIME), Taking(TODAY))
    columns = [column for column in COLUMNS if column != "service_user_crn"]
    bare = {name: cell for name, cell in IN_TIME.items() if name in columns}
    assert take(take_in, report(bare, columns=columns), Taking(TODAY)).outcomes["added"] == 1
    assert session.scalars(select(ReferralDigest)).all() == []


def test_a_heading_that_is_likely_a_missing_one_is_asked_about(take_in: Import) -> None:
    with pytest.raises(FileRefused, match=r"referral_ref is missing \(is it referral_reference\?"):
        take_in("referrals", "referral reference,contract_ref\nAB1,PRJ_0001\n", "rm-performance")
