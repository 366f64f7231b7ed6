"""The page of a line says what the desk says of it, and "not known" of what nobody told."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.agreements.stating import state_price
from commissioning.lines.confirming import Shown, move_clocks
from commissioning.lines.models import Line
from commissioning.lines.weekly_totals import WeekCount, keep_week
from commissioning.volumes.money import Price, PriceBand
from tests.makers.accounts import LoggedIn
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.referrals import refer
from tests.makers.returned import starts_recorded, starts_returned
from tests.portal.agreements.bought import APRIL, Bought, bought

NO_CASE = "no case is recorded here"
pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def own(app: Flask, client: FlaskClient, session: Session) -> Bought:
    return bought(app, session)


def file_of(browser: LoggedIn, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(browser.get(path).data.decode("utf-8-sig"))))


def line_of(own: Bought) -> Line:
    return own.session.get_one(Line, own.lot.line_id)


def record_cases(own: Bought) -> None:
    line = line_of(own)
    for day in (-30, -20, -10):
        refer(own.session, line, on=day)
    move_clocks(own.session, [Shown(line.id, None, None, TODAY)], at=NOW)


def tell_weeks(own: Bought) -> None:
    told = WeekCount(received=30, started=7, waiting=23)
    week, by = dt.date(2027, 2, 15), actor(own.session)
    keep_week(own.session, line_of(own), week, told, by=by, at=NOW)


def tell_nothing(own: Bought) -> None: ...


@pytest.mark.parametrize(
    ("tell", "waiting", "beside"),
    [
        (record_cases, "3", {"Longest so far": "4 weeks", "0 to 6 weeks": "3", "Started": "0"}),
        (tell_weeks, "23", dict.fromkeys(("Longest so far", "0 to 6 weeks", "Started"), NO_CASE)),
        (tell_nothing, "", dict.fromkeys(("Longest so far", "0 to 6 weeks", "Started"), NO_CASE)),
    ],
)
def test_who_waits_is_the_same_on_the_desk_and_on_the_line(
    own: Bought, tell: object, waiting: str, beside: dict[str, str]
) -> None:
    assert callable(tell)
    tell(own)
    browser = own.commissioner()
    own.session.commit()
    [row] = file_of(browser, "/desk.csv")
    assert row["Waiting"] == waiting
    path = row["Page"][row["Page"].index("/desk/lines/") :]
    files = [*file_of(browser, f"{path}/waiting-now.csv")]
    files += file_of(browser, f"{path}/completed-waits.csv")
    figures = {one["What"]: one["Figure"] for one in files}
    assert figures["Waiting"] == (waiting or "not known")
    assert {name: figures[name] for name in beside} == beside
    page = browser.get(path).text
    assert ("Nobody was declined or withdrawn" in page) == (tell is record_cases)
    assert "nobody waits" not in page


def test_money_beyond_the_volume_is_the_same_on_the_desk_and_on_the_line(own: Bought) -> None:
    """170 of 100: 15 beyond it at £20.59, and above 115 % nothing, by the least as by the most."""
    price = Price("start", APRIL, 41_18, (PriceBand(1.0, 20_59),), 1.15)
    state_price(own.session, own.agreement, price, by=actor(own.session), at=NOW)
    own.deliver(90, 80)
    browser = own.commissioner()
    own.session.commit()
    [row] = file_of(browser, "/desk.csv")
    assert float(row["Cost of that at most, £"]) == 308.85
    page = browser.get(row["Page"][row["Page"].index("/desk/lines/") :]).text
    [cost] = re.findall(r">Cost of what is not funded</dt><dd[^>]*>([^<]*)<", page)
    assert cost == "£308.85"


def test_months_that_nobody_told_are_not_known_and_nothing_is_unused_by_them(own: Bought) -> None:
    """Nothing happened in May, between two months with records; August was returned. By its end
    41 of 42 that were expected."""
    for month, started in ((4, 9), (6, 13), (7, 10)):
        starts_recorded(own.session, line_of(own).id, dt.date(2026, month, 1), started)
    starts_returned(own.session, own.agreement, own.provider, dt.date(2026, 8, 1), 9)
    browser = own.commissioner()
    own.session.commit()
    [row] = file_of(browser, "/desk.csv")
    path = row["Page"][row["Page"].index("/desk/lines/") :]
    months = {one["Month"]: one for one in file_of(browser, f"{path}/volume-1.csv")}
    assert [one["Delivered"] for one in months.values()] == [
        "9", "0", "13", "10", "9", *["not known"] * 6,
    ]  # fmt: skip
    assert months["Aug 2026"]["To date"] == "41"
    assert months["Sep 2026"]["To date"] == "not known"
    starts = {one["Month"]: one["Starts"] for one in file_of(browser, f"{path}/starts.csv")}
    assert starts["May 2026"] == "0"
    assert starts["Sep 2026"] == "not known"
    page = browser.get(path).text
    assert "unused" not in page
    assert "September 2026 to February 2027: nobody recorded or returned" in page


def test_chart_has_a_gap_where_nobody_told(own: Bought) -> None:
    """Of June and of November alone: a stroke each, and none between or after."""
    for month, started in ((6, 8), (11, 9)):
        when = dt.date(2026, month, 1)
        starts_returned(own.session, own.agreement, own.provider, when, started)
    browser = own.commissioner()
    own.session.commit()
    [row] = file_of(browser, "/desk.csv")
    page = browser.get(row["Page"][row["Page"].index("/desk/lines/") :]).text
    strokes = re.findall(r'<polyline class="chart__delivered" points="([^"]*)"', page)
    assert [len(stroke.split()) for stroke in strokes] == [2, 2]
    assert "April 2026 and May 2026, July 2026 to October 2026, December 2026 to" in page
