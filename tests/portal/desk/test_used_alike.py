"""What was used of a line is the same wherever it is told: from cases, from returns, from both."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.desk.alerting import move_alerts
from tests.makers.accounts import LoggedIn
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.returned import starts_recorded, starts_returned
from tests.portal.agreements.bought import Bought, bought

JULY, AUGUST, SEPTEMBER, OCTOBER = (dt.date(2026, month, 1) for month in (7, 8, 9, 10))

RETURNED = "From accepted returns"
DIFFER = "Records and returns differ"

CASES = [
    # recorded by month, returned by month, used by month, what the line page says beside it
    ({}, {JULY: 7, AUGUST: 2}, {JULY: 7, AUGUST: 2},
     {RETURNED: "July 2026: 7; August 2026: 2. Nothing is recorded of these months."}),
    ({JULY: 4}, {}, {JULY: 4}, {}),
    ({JULY: 6, AUGUST: 1}, {JULY: 6, AUGUST: 1}, {JULY: 6, AUGUST: 1}, {}),
    ({JULY: 5, AUGUST: 9}, {JULY: 8, AUGUST: 7}, {JULY: 5, AUGUST: 9},
     {DIFFER: "July 2026: 5 recorded, 8 returned, 3 more; August 2026: 9 recorded, 7 returned,"
              " 2 fewer. What is recorded counts."}),
    ({JULY: 5, SEPTEMBER: 1}, {JULY: 8, AUGUST: 2, OCTOBER: 3},
     {JULY: 5, AUGUST: 0, SEPTEMBER: 1, OCTOBER: 3},
     {RETURNED: "October 2026: 3. Nothing is recorded of these months.",
      DIFFER: "July 2026: 5 recorded, 8 returned, 3 more; August 2026: 0 recorded, 2 returned,"
              " 2 more. What is recorded counts."}),
]  # fmt: skip


pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def own(app: Flask, client: FlaskClient, session: Session) -> Bought:
    return bought(app, session)


def file_of(browser: LoggedIn, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(browser.get(path).data.decode("utf-8-sig"))))


def facts_of(page: str) -> dict[str, str]:
    return dict(re.findall(r"__key\">([^<]*)</dt><dd[^>]*>([^<]*)</dd>", page))


@pytest.mark.parametrize(("recorded", "returned", "used", "beside"), CASES)
def test_each_format_tells_the_same(
    own: Bought,
    recorded: dict[dt.date, int],
    returned: dict[dt.date, int],
    used: dict[dt.date, int],
    beside: dict[str, str],
) -> None:
    session, line_id = own.session, own.lot.line_id
    assert line_id
    late = {month for month, started in returned.items() if recorded.get(month, 0) > started}
    for month in recorded.keys() - late:
        starts_recorded(session, line_id, month, recorded[month])
    for month, started in returned.items():
        starts_returned(session, own.agreement, own.provider, month, started)
    for month in late:  # else the return would have been refused
        starts_recorded(session, line_id, month, recorded[month])
    browser, total = own.commissioner(), sum(used.values())
    session.commit()

    [row] = file_of(browser, "/desk.csv")
    assert float(row["Delivered to date"]) == total
    desk = browser.get("/desk").text
    assert re.search(rf">\s*{total}\s*<", desk)

    path = row["Page"][row["Page"].index("/desk/lines/") :]
    page = facts_of(browser.get(path).text)
    assert page["To date"] == f"{total} starts by 2 March 2027"
    assert {name: page[name] for name in (RETURNED, DIFFER) if name in page} == beside
    months = {one["Month"]: one["Delivered"] for one in file_of(browser, f"{path}/volume-1.csv")}
    told = {month: count for month, count in months.items() if count not in ("0", "not known")}
    assert told == {f"{month:%b %Y}": str(count) for month, count in used.items() if count}

    money = file_of(browser, f"{own.path}/money.csv")
    paid = {one["Month"]: float(one["Delivered"]) for one in money if float(one["Delivered"])}
    assert paid == {f"{month:%Y-%m}": count for month, count in used.items() if count}

    [alert] = move_alerts(session, today=TODAY, by=actor(session), at=NOW)
    assert alert.account.position.delivered == total
