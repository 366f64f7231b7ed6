"""Lots joined to lines by what somebody settled; until then nothing is said of what they bought."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.settling import to_be_settled
from commissioning.agreements.unjoined import unjoined_lots
from commissioning.availability.answer import area_answer
from commissioning.availability.answer_types import LineRow
from commissioning.availability.question import CourtQuestion
from commissioning.availability.statuses import Status
from commissioning.volumes.models import Lot
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import NOW, TODAY
from tests.makers.start_dates import answer_everything

OFFERED = "programme,area,provider,external_id,delivery_kind\n"
LINES = f"{OFFERED}ACC,preston,ACT,L2,one_to_one\nACC,lancaster,ACT,L3,one_to_one\n"
AGREEMENT = "external_id,kind,title,provider,contract_type,starts_on,ends_on,region{}\n"
BOUGHT = "A2,contract,Accommodation in the North West,ACT,ACC,2026-04-01,{},B{}\n"
VOLUME = ",unit,volume_from,volume_to,quantity", ",start,2026-04-01,2027-03-31,800"
SETTLED = "lot,line\n"


@pytest.fixture
def housing(take_in: Import, one_line: str) -> None:
    take_in(
        "programmes",
        "external_id,name,kind\nACC,Accommodation services,commissioned_rehabilitative_service\n",
    )
    report = take_in("availability", LINES)
    assert report.errors == []


def sign(take_in: Import, ends_on: str = "2028-03-31", *, with_volume: bool = False) -> None:
    columns, cells = VOLUME if with_volume else ("", "")
    report = take_in("agreements", AGREEMENT.format(columns) + BOUGHT.format(ends_on, cells))
    assert report.errors == []


def lots(session: Session) -> list[tuple[str, bool]]:
    rows = session.execute(select(Lot.external_id, Lot.line_id).order_by(Lot.id))
    return [(lot, line is not None) for lot, line in rows]


@pytest.mark.usefixtures("housing")
def test_the_report_names_candidates_and_sent_back_as_it_is_it_joins_nothing(
    session: Session, take_in: Import
) -> None:
    sign(take_in)
    (lot,) = unjoined_lots(session, today=TODAY)
    assert [one.offered.line for one in lot.candidates] == ["L2", "L3"]
    text = io.StringIO()
    csv.writer(text).writerows(to_be_settled([lot]))
    assert "type, ground and provider" in text.getvalue()
    assert take_in("agreement-lines", text.getvalue()).outcomes == {"left open": 2}
    assert lots(session) == [("A2", False)]
    settled = text.getvalue().replace("A2,L3,,", "A2,L3,yes,")
    assert take_in("agreement-lines", settled, is_rehearsal=True).outcomes["added"] == 1
    assert lots(session) == [("A2", False)]
    assert take_in("agreement-lines", settled).outcomes == {"added": 1, "left open": 1}
    assert take_in("agreement-lines", settled).outcomes == {"unchanged": 1, "left open": 1}
    assert lots(session) == [("A2", True)]
    assert unjoined_lots(session, today=TODAY) == []


@pytest.mark.usefixtures("housing")
def test_a_second_line_is_a_further_lot_on_the_same_ground(
    session: Session, take_in: Import
) -> None:
    sign(take_in)
    both = f"{SETTLED}A2,L2\nA2,L3\n"
    assert take_in("agreement-lines", both).outcomes == {"added": 2}
    assert take_in("agreement-lines", both).outcomes == {"unchanged": 2}
    assert lots(session) == [("A2", True), ("A2/2", True)]
    grounds = set(session.scalars(select(Lot.region_id)))
    assert len(grounds) == 1
    assert None not in grounds


@pytest.mark.usefixtures("housing")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{SETTLED}A7,L2\n", "row 2, lot: there is no lot A7"),
        (f"{SETTLED}A2,L7\n", "row 2, line: there is no line L7"),
        ("lot,line,buys\nA2,,yes\n", "row 2, line: name the line that the lot buys"),
        (f"{SETTLED}A2,L2\nA2,L3\n", "row 3, line: the lot A2 bought one volume, for another"),
    ],
)
def test_what_cannot_be_joined_is_refused_whole(
    session: Session, take_in: Import, text: str, said: str
) -> None:
    sign(take_in, with_volume=True)
    report = take_in("agreement-lines", text)
    assert str(report.errors[0]).startswith(said), report.errors
    assert lots(session) == [("A2", False)]


def row_of(session: Session) -> LineRow:
    answer_everything(session)
    answer = area_answer(session, ["preston"], CourtQuestion(), NOW)
    rows = [row for found in answer.requirements for row in found.rows]
    return next(row for row in rows if row.title == "Accommodation services")


@pytest.mark.usefixtures("housing")
def test_until_it_is_joined_neither_volume_nor_end_is_told_of_a_line(
    session: Session, take_in: Import
) -> None:
    """Also where somebody was referred, so that figures would be told."""
    take_in(
        "capacity",
        "external_id,line,measure,from_date,value,stated_by,stated_on\n"
        "K1,L2,places,2027-03-01,12,the provider,2027-03-01\n",
    )
    take_in(
        "referrals",
        "reference,line,basis,received_on,sentenced_on,home_area\n"
        "R1,L2,community_order,2027-02-22,2027-02-19,preston\n",
    )
    ended = dt.date(2026, 12, 31)
    sign(take_in, ended.isoformat(), with_volume=True)
    before = row_of(session)
    assert (before.use, before.agreement_ended_on) == (None, None)
    assert before.waiting is not None
    assert before.standing.status is Status.AVAILABLE
    take_in("agreement-lines", f"{SETTLED}A2,L2\n")
    after = row_of(session)
    assert after.use is not None
    assert (after.standing.status, after.agreement_ended_on) == (Status.NOT_CONFIRMED, ended)
