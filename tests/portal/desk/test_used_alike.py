"""What was used of a line is the same wherever it is told: from cases, from returns, from both;
and so is that nobody told of a month."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.models import AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement, state_term
from commissioning.desk.alerting import AlertKind, move_alerts
from commissioning.desk.desk_months import told_months
from commissioning.desk.models import AlertSide, VolumeAlert
from commissioning.lines.figures import DayCount, FigureChange, count
from commissioning.lines.models import Line
from commissioning.lines.opening import close_line
from commissioning.lines.weekly_totals import WeekCount, keep_week
from commissioning.volumes.models import VolumeUnit
from directory.messages.models import Message
from portal.desk.alerts import tell_of_alerts
from tests.makers.accounts import LoggedIn
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.referrals import refer
from tests.makers.returned import starts_recorded, starts_returned
from tests.portal.agreements.bought import APRIL, Bought, bought

MAY, JULY, AUGUST, SEPTEMBER, OCTOBER = (dt.date(2026, month, 1) for month in (5, 7, 8, 9, 10))
MARCH = "2027-03"
FEBRUARY = dt.date(2027, 2, 1)
LAST_DAY = dt.date(2026, 9, 30)

RETURNED = "From accepted returns"
IN_PART = "Recorded in part"
DIFFER = "Records and returns differ"


class Told(NamedTuple):
    """`by`: the last day told, None where a month before it was not, or none at all was."""

    to_date: str
    silent: str
    by: dt.date | None = None
    alert: str = ""


BEFORE_JULY = "April 2026 to June 2026"
CASES = [
    # recorded by month, returned by month, used by month, what the line page says beside it
    ({}, {}, {}, {}, Told("not known", "April 2026 to February 2027")),
    ({}, {JULY: 7, AUGUST: 2}, {JULY: 7, AUGUST: 2},
     {RETURNED: "July 2026: 7; August 2026: 2. Nothing is recorded of these months."},
     Told("at least 9", f"{BEFORE_JULY}, September 2026 to February 2027")),
    ({JULY: 4}, {}, {JULY: 4}, {},
     Told("at least 4", f"{BEFORE_JULY}, August 2026 to February 2027")),
    ({JULY: 6, AUGUST: 1}, {JULY: 6, AUGUST: 1}, {JULY: 6, AUGUST: 1}, {},
     Told("at least 7", f"{BEFORE_JULY}, September 2026 to February 2027")),
    ({JULY: 5, AUGUST: 9}, {JULY: 8, AUGUST: 7}, {JULY: 5, AUGUST: 9},
     {DIFFER: "July 2026: 5 recorded, 8 returned, 3 more; August 2026: 9 recorded, 7 returned,"
              " 2 fewer. What is recorded counts."},
     Told("at least 14", f"{BEFORE_JULY}, September 2026 to February 2027")),
    ({JULY: 5, SEPTEMBER: 1}, {JULY: 8, AUGUST: 2, OCTOBER: 3},
     {JULY: 5, AUGUST: 0, SEPTEMBER: 1, OCTOBER: 3},
     {RETURNED: "October 2026: 3. Nothing is recorded of these months.",
      DIFFER: "July 2026: 5 recorded, 8 returned, 3 more; August 2026: 0 recorded, 2 returned,"
              " 2 more. What is recorded counts."},
     Told("at least 9", f"{BEFORE_JULY}, November 2026 to February 2027")),
    # as expected while it was told: of 100 a year 16.7 in 61 days
    ({APRIL: 8, MAY: 8}, {}, {APRIL: 8, MAY: 8}, {},
     Told("16", "June 2026 to February 2027", dt.date(2026, 5, 31))),
    # none in between, and told to be: 91.5 were expected by the end of February
    ({APRIL: 8, FEBRUARY: 8}, {}, {APRIL: 8, FEBRUARY: 8}, {},
     Told("16", "", dt.date(2027, 2, 28), "under")),
    ({APRIL: 90}, {}, {APRIL: 90}, {},
     Told("90", "May 2026 to February 2027", dt.date(2026, 4, 30))),  # of 8: too few yet
    ({APRIL: 45, MAY: 45}, {}, {APRIL: 45, MAY: 45}, {},
     Told("90", "June 2026 to February 2027", dt.date(2026, 5, 31), "over")),
]  # fmt: skip


pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def own(app: Flask, client: FlaskClient, session: Session) -> Bought:
    return bought(app, session)


def file_of(browser: LoggedIn, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(browser.get(path).data.decode("utf-8-sig"))))


def facts_of(page: str) -> dict[str, str]:
    return dict(re.findall(r"__key\">([^<]*)</dt><dd[^>]*>([^<]*)</dd>", page))


@pytest.mark.parametrize(("recorded", "returned", "used", "beside", "told"), CASES)
def test_each_format_tells_the_same(
    own: Bought,
    recorded: dict[dt.date, int],
    returned: dict[dt.date, int],
    used: dict[dt.date, int],
    beside: dict[str, str],
    told: Told,
) -> None:
    tell(own, recorded, returned)
    tells_the_same(own, used, beside, told)


MONDAYS_OF_JULY = (6, 13, 20, 27)


@pytest.mark.parametrize(
    ("weeks", "returned", "used", "beside"),
    [
        (3, 11, 11, {IN_PART: "July 2026: 9 recorded of part of the month, 11 returned,"
                                         " which counts."}),
        (3, 7, 9, {DIFFER: "July 2026: 9 recorded, 7 returned, 2 fewer. What is recorded counts."}),
        (4, 13, 12, {DIFFER: "July 2026: 12 recorded, 13 returned, 1 more. What is recorded"
                             " counts."}),
    ],
)  # fmt: skip
def test_each_format_tells_the_same_of_a_month_told_in_part(
    own: Bought, weeks: int, returned: int, used: int, beside: dict[str, str]
) -> None:
    """Three started in each week that is told of the four of July."""
    told = WeekCount(received=3, started=3, completed=0)
    for day in MONDAYS_OF_JULY[:weeks]:
        week = JULY.replace(day=day)
        keep_week(own.session, line_of(own), week, told, by=actor(own.session), at=NOW)
    starts_returned(own.session, own.agreement, own.provider, JULY, returned)
    silent = f"{BEFORE_JULY}, August 2026 to February 2027"
    browser = tells_the_same(own, {JULY: used}, beside, Told(f"at least {used}", silent))
    money = browser.get(f"{own.path}/money").text
    assert ("9 recorded of part of the month, 11 returned, which counts" in money) is (used == 11)


def tells_the_same(
    own: Bought, used: dict[dt.date, int], beside: dict[str, str], told: Told
) -> LoggedIn:
    browser, total = own.commissioner(), sum(used.values())
    own.session.commit()

    [row] = file_of(browser, "/desk.csv")
    path = row["Page"][row["Page"].index("/desk/lines/") :]
    page = facts_of(browser.get(path).text)
    heads_for = (
        page["Outturn"].removeprefix("between ").split(" starts")[0].replace(" and ", " to ")
    )
    assert row["Delivered to date"] == (f"{total}" if used else "")
    assert row["Months that nobody told"] == told.silent
    all_of_it = "at least" if told.to_date.startswith("at least") else "all"
    assert row["All or at least"] == (all_of_it if used else "")
    assert f"{row['Heading for, least']} to {row['Heading for, most']}" == (
        heads_for.replace(",", "") if told.by else " to "
    )
    for of_desk in ("/desk", "/desk/board"):
        said = text_of(browser.get(of_desk).text)
        assert f"{told.to_date} {spark_says(used, told)}" in said
        assert (f"nobody told of {told.silent} " in said) is bool(told.silent)
        assert (f" {heads_for} " in said) is bool(told.by)
    if told.by:
        assert row["Told to"] == f"{told.by}"

    assert page["To date"].split(" starts")[0] == told.to_date
    assert page["Outturn"].startswith("not known: nobody told") is (told.by is None)
    silent = f"{told.silent}: nobody recorded or returned anything."
    assert page.get("Not known", "").startswith(silent) is bool(told.silent)
    assert {name: page[name] for name in (RETURNED, IN_PART, DIFFER) if name in page} == beside
    months = {one["Month"]: one["Delivered"] for one in file_of(browser, f"{path}/volume-1.csv")}
    counts = {month: count for month, count in months.items() if count not in ("0", "not known")}
    assert counts == {f"{month:%b %Y}": str(count) for month, count in used.items() if count}
    assert len(months) == 11, "every month that is over, told or not"

    money_is_told_alike(own, browser, used, told)

    alerts = move_alerts(own.session, today=TODAY, by=actor(own.session), at=NOW)
    moved = [one for one in alerts if one.kind is not AlertKind.RUNNING_OUT]
    assert [one.kind.value for one in moved] == [told.alert] * bool(told.alert)
    assert [one.account.position.delivered for one in moved] == [total] * bool(told.alert)
    assert ("the tolerance of" in row["To decide"]) is bool(told.alert)
    assert (f"nobody told of {told.silent}." in row["To decide"]) is bool(told.silent)
    return browser


def money_is_told_alike(
    own: Bought, browser: LoggedIn, used: dict[dt.date, int], told: Told
) -> None:
    """A month that nobody told is a gap there too, and said to be left out of the total."""
    money = file_of(browser, f"{own.path}/money.csv")
    paid = {one["Month"]: float(one["Delivered"]) for one in money if one["Delivered"]}
    counted = {month: count for month, count in paid.items() if count}
    assert counted == {f"{month:%Y-%m}": count for month, count in used.items() if count}
    over = [one for one in money if one["Month"] < MARCH]
    gaps = [not one["Delivered"] and not one["Units paid"] for one in over]
    untold = spark_says(used, told).count("not known")
    assert gaps.count(True) == (untold if money else 0)
    without = f"without {told.silent}" in browser.get(f"{own.path}/money").text
    assert without is bool(money and told.silent)


def end_agreement(own: Bought) -> None:
    state_term(
        own.session, own.agreement, starts_on=APRIL, ends_on=LAST_DAY, by=actor(own.session), at=NOW
    )


def end_line(own: Bought) -> None:
    close_line(own.session, line_of(own), closed_on=OCTOBER, by=actor(own.session), at=NOW)


@pytest.mark.parametrize(
    ("end", "says"),
    [
        (end_agreement, "The agreement ended on 30 September 2026, 1 person still under way"),
        (end_line, "The line closed on 1 October 2026, 1 person still under way"),
    ],
)
def test_after_the_end_each_format_tells_what_was_used_and_none_looks_ahead(
    own: Bought, end: Callable[[Bought], None], says: str
) -> None:
    """20 of 100 by the last day, of which half a year's 50 were expected; what is told of later
    months is none of it. One person is under way."""
    tell(own, {APRIL: 8, MAY: 8, SEPTEMBER: 4, FEBRUARY: 3}, {})
    refer(own.session, line_of(own), on=-30, started=-20)
    under = VolumeAlert(volume_id=own.volume.id, side=AlertSide.UNDER, came_on=SEPTEMBER)
    own.session.add(under)
    end(own)
    browser = own.commissioner()
    own.session.commit()

    [row] = file_of(browser, "/desk.csv")
    assert (row["Delivered to date"], row["Told to"]) == ("20", f"{LAST_DAY}")
    assert (row["Ended, last day"], row["Share of what was bought"]) == (f"{LAST_DAY}", "0.2")
    ahead = ("Heading for, least", "Heading for, most", "Used up on", "Not funded at most")
    assert [row[name] for name in ahead] == ["", "", "ended", "0"], "of it all is known: none"
    assert says in row["To decide"]
    assert "tolerance" not in row["To decide"]
    for of_desk in ("/desk", "/desk/board"):
        said = text_of(browser.get(of_desk).text)
        assert "20% ended, last day 30 Sep 2026 ended none" in said
        assert "0, 0, 0, 4 " in said, "by month to the last day"

    path = row["Page"][row["Page"].index("/desk/lines/") :]
    page = browser.get(path).text
    facts = facts_of(page)
    assert facts["To date"] == "20 starts by 30 September 2026"
    assert facts["Ended"].startswith("last day 30 September 2026")
    assert says in page
    for word in ("Outturn", "Exhausted", "heading for", "up to £", "What if?", "chart__range"):
        assert word not in page
    assert len(file_of(browser, f"{path}/volume-1.csv")) == 6
    supposed = browser.get(f"{path}/rehearsal?change=demand&number=10")
    assert supposed.status_code == 422
    assert "30 September 2026 was its last day" in supposed.text

    assert tell_of_alerts(own.session, NOW) == 1
    assert under.went_on == TODAY
    body = own.session.scalars(select(Message.body)).all()[-1]
    assert "What was bought has ended, its last day 30 September 2026: 20 starts" in body
    assert tell_of_alerts(own.session, NOW) == 0


def test_of_the_month_of_the_end_no_format_tells_what_is_dated_after_it(own: Bought) -> None:
    """8 started on 15 April, 4 on 15 September, the last day; 5 on the 20th are none of it."""
    tell(own, {APRIL: 8, SEPTEMBER: 4, OCTOBER: 3}, {})
    later = {dt.date(2026, 9, 20): DayCount(started=5)}
    count(own.session, [FigureChange(line_of(own).id, days=later)], at=NOW)
    state_term(
        own.session, own.agreement, starts_on=APRIL, ends_on=dt.date(2026, 9, 15),
        by=actor(own.session), at=NOW,
    )  # fmt: skip
    browser = own.commissioner()
    own.session.commit()

    [row] = file_of(browser, "/desk.csv")
    assert (row["Delivered to date"], row["Told to"]) == ("12", "2026-09-15")
    for of_desk in ("/desk", "/desk/board"):
        assert "8, 0, 0, 0, 0, 4 " in text_of(browser.get(of_desk).text)
    path = row["Page"][row["Page"].index("/desk/lines/") :]
    assert facts_of(browser.get(path).text)["To date"] == "12 starts by 15 September 2026"
    months = {one["Month"]: one["Delivered"] for one in file_of(browser, f"{path}/volume-1.csv")}
    assert (months["Apr 2026"], months["Sep 2026"], "Oct 2026" in months) == ("8", "4", False)
    money = file_of(browser, f"{own.path}/money.csv")
    paid = {
        one["Month"]: float(one["Delivered"])
        for one in money
        if one["Delivered"] not in ("", "0.0")
    }
    assert paid == {"2026-04": 8, "2026-09": 4}


def test_of_one_queue_two_agreements_are_told_of_each_other(own: Bought) -> None:
    """8 started; nobody says whose they were, and each counts them in full."""
    session, by = own.session, actor(own.session)
    other = sign_agreement(
        session, external_id="B-2026", kind=AgreementKind.GRANT, title="Mentors for the town",
        provider=own.provider, starts_on=APRIL, ends_on=dt.date(2028, 3, 31), source="tests",
        by=by, at=NOW,
    )  # fmt: skip
    lot = add_lot(session, other, external_id="LOT-B", line=line_of(own), by=by, at=NOW)
    commission_volume(
        session, lot, unit=VolumeUnit.START, starts_on=APRIL, ends_on=dt.date(2027, 3, 31),
        quantity=40, by=by, at=NOW,
    )  # fmt: skip
    tell(own, {APRIL: 8}, {})
    session.commit()
    browser = own.commissioner()

    told = {row["Agreement"]: row["Also counted for"] for row in file_of(browser, "/desk.csv")}
    first, second = own.agreement.title, other.title
    assert told == {first: second, second: first}
    says = "These starts are also counted in full for “{}”."
    line = f"/desk/lines/{line_of(own).public_id}"
    for path in ("/desk", "/desk/board", line):
        page = browser.get(path).text
        assert says.format(first) in page
        assert says.format(second) in page
    assert says.format(second) in browser.get(own.path).text


def line_of(own: Bought) -> Line:
    return own.session.get_one(Line, own.lot.line_id)


def tell(own: Bought, recorded: dict[dt.date, int], returned: dict[dt.date, int]) -> None:
    session, line_id = own.session, own.lot.line_id
    assert line_id
    late = {month for month, started in returned.items() if recorded.get(month, 0) > started}
    for month in recorded.keys() - late:
        starts_recorded(session, line_id, month, recorded[month])
    for month, started in returned.items():
        starts_returned(session, own.agreement, own.provider, month, started)
    for month in late:  # else the return would have been refused
        starts_recorded(session, line_id, month, recorded[month])


def spark_says(used: dict[dt.date, int], told: Told) -> str:
    """A gap for each month that nobody told: as many as are neither used nor known to be 0."""
    months = [dt.date(2026 + (3 + n) // 12, (3 + n) % 12 + 1, 1) for n in range(11)]
    known_none = {FEBRUARY} & used.keys()
    counts = [
        str(used[month])
        if month in used
        else "0"
        if known_none and month < FEBRUARY
        else "not known"
        for month in months
    ]
    return f"starts by month since April 2026: {', '.join(counts)}"


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_parts_and_whole_numbers_are_read_for_the_desk_as_they_were_kept(own: Bought) -> None:
    """It reads the months of a volume as one text."""
    kept = {APRIL: 2.5, MAY: 18.0, dt.date(2026, 6, 1): 0.1, JULY: 1e12}
    own.deliver(*kept.values())
    period = own.volume.starts_on, own.volume.ends_on
    told = told_months(own.session, {own.volume.id: period}, today=TODAY)
    assert dict(told[own.volume.id].used()) == kept
