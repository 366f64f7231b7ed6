"""From a file of statements to a court's page: said, read with its author, over at its review."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import kind_called
from directory.exchange.report import Report
from directory.exchange.runner import run_import
from directory.people.models import Person
from tests.makers.days import NOW
from tests.makers.places import make_england

PAGE = "/courts/preston-magistrates-court?area=central-lancashire"
HEADING = "area,requirement,strand,says,stated_by,stated_on,review_on,telephone,agreed_by,notice\n"
SAID_BY = "Example Lancashire Court Team"
FILE = HEADING + "".join(
    f"central-lancashire,{row}\n"
    for row in (
        f"unpaid_work,,provided,{SAID_BY},2027-03-01,2027-04-30,01632 960001,,",
        f"electronic_compliance_monitoring,,arrangements_exist,{SAID_BY},2027-03-01,2027-04-30,,,",
        "drug_testing,,notified,Example Region,2027-03-01,2027-04-30,,,Notice 7 of 1 March 2027",
        "mental_health_treatment,,not_commissioned,Example Board,01/03/2027,30/04/2027,,A second,",
    )
)
TakeIn = Callable[..., Report]
NOBODY = "Nobody has told this portal whether the arrangements exist here: ring."
TOLD = {
    "unpaid_work": f"{SAID_BY} said on 1 March 2027 that it is provided here (01632 960001)",
    "drug_testing": "Example Region said on 1 March 2027 that the court has been notified of it",
    "mental_health_treatment": (
        "No service is commissioned here (said by Example Board on 1 March 2027)"
    ),
    "electronic_compliance_monitoring": (
        f"{SAID_BY} said on 1 March 2027 that arrangements exist here"
    ),
}


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def take_in(session: Session, importer: Person, tmp_path: Path) -> TakeIn:
    make_england(session, by=importer, at=NOW)
    session.commit()

    def run(text: str, at: dt.datetime = NOW) -> Report:
        path = tmp_path / "provision.csv"
        path.write_text(text, encoding="utf-8")
        report = run_import(session, kind_called("provision", ""), path, by=importer, at=at)
        session.commit()
        return report

    return run


def told(client: FlaskClient, on: dt.datetime) -> set[str]:
    """The requirements whose statement is read on the court's page that day."""
    with time_machine.travel(on, tick=False):
        html = words(client.get(PAGE).text)
    return {code for code, said in TOLD.items() if said in html}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_a_file_states_is_read_until_its_review_and_then_not_known_again(
    client: FlaskClient, take_in: TakeIn
) -> None:
    assert told(client, NOW) == set()
    with time_machine.travel(NOW, tick=False):
        before = client.get(PAGE).text
        assert NOBODY in words(before)
    report = take_in(FILE)
    assert (report.errors, report.outcomes) == ([], {"added": 4})
    assert told(client, NOW) == set(TOLD)
    assert told(client, dt.datetime(2027, 4, 30, 9, tzinfo=dt.UTC)) == set(TOLD)
    assert told(client, dt.datetime(2027, 5, 1, 9, tzinfo=dt.UTC)) == set()
