"""Agreements in browsers: who reads what of one, and what is stated of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import AgreementKind, AgreementTerm
from commissioning.agreements.queries import award_in_force, conditions_in_force, funders_of
from commissioning.agreements.stating import state_award
from directory.audit.models import AuditRow
from directory.people.roles import Role
from tests.makers.accounts import LoggedIn
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.portal.agreements.bought import APRIL, COUNCIL, PRICE, Bought, bought

pytestmark = pytest.mark.usefixtures("client")

FORMATS = ("", ".csv", ".xlsx")


@pytest.fixture
def own(app: Flask, client: FlaskClient, session: Session) -> Bought:
    return bought(app, session)


def day(name: str, when: dt.date) -> dict[str, str]:
    return {
        f"{name}-day": str(when.day), f"{name}-month": str(when.month),
        f"{name}-year": str(when.year),
    }  # fmt: skip


def everything_told(browser: LoggedIn, own: Bought) -> str:
    """Every address of agreements that somebody can open, as one text."""
    told = ""
    paths = ["/desk/agreements", "/desk/agreements.csv", own.path, f"{own.path}/money",
             f"{own.path}/money.csv"]  # fmt: skip
    for path in paths:
        answer = browser.get(path)
        told += answer.text if answer.status_code == 200 else ""
    return told


def test_the_list_says_what_ends_when_in_each_format(own: Bought) -> None:
    browser = own.commissioner()
    page = browser.get("/desk/agreements?within=all").text
    assert "Mentoring in Preston" in page
    assert "31 Mar 2028" in page
    rows = list(csv.reader(io.StringIO(browser.get("/desk/agreements.csv?within=all").text)))
    assert rows[1][:4] == ["A-2026", "Mentoring in Preston", "Contract", "Example Forge Trust"]
    assert rows[1][8] == "2028-03-31"
    sheet = load_workbook(
        io.BytesIO(browser.get("/desk/agreements.xlsx?within=all").data), read_only=True
    ).active
    assert sheet
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert told[1][8] == dt.datetime(2028, 3, 31)  # noqa: DTZ001  a day of a spreadsheet


def test_what_ends_later_is_counted_and_led_to(own: Bought) -> None:
    page = own.commissioner().get("/desk/agreements?within=6").text
    assert "1 agreement ends later than that." in page
    assert "within=all" in page


def test_nobody_elses_is_there(own: Bought) -> None:
    state_award(own.session, own.agreement, awarded_on=APRIL, by=actor(own.session), at=NOW)
    for browser in (own.other_commissioner(), own.other_provider(), own.council("Board elsewhere")):
        for path in ("", "/money", "/money.csv"):
            assert browser.get(own.path + path).status_code == 404
        assert "Mentoring in Preston" not in everything_told(browser, own)
        assert "No agreement of yours" in browser.get("/desk/agreements").text


@pytest.mark.parametrize("role", [Role.LISTING_EDITOR])
def test_whoever_edits_listings_reads_no_agreement(own: Bought, role: Role) -> None:
    assert own.own_provider(role).get(own.path).status_code == 403


@pytest.mark.parametrize(
    ("kind", "awarded_on", "provider"),
    [
        (AgreementKind.CONTRACT, None, False),
        (AgreementKind.CONTRACT, APRIL, True),
        (AgreementKind.CONTRACT, dt.date(2099, 1, 1), False),
        (AgreementKind.GRANT, None, True),
    ],
)
def test_no_format_tells_a_price_before_award(
    app: Flask, client: FlaskClient, session: Session,
    kind: AgreementKind, awarded_on: dt.date | None, provider: bool,
) -> None:  # fmt: skip
    """Every address at once: the price itself, what a month comes to, what was told of it."""
    own = bought(app, session, kind)
    own.deliver(2)
    state_award(session, own.agreement, awarded_on=awarded_on, by=actor(session), at=NOW)
    told = everything_told(own.commissioner(), own)
    assert PRICE in told
    assert "£246.90" in told
    assert "246.90" in told
    told = everything_told(own.own_provider(), own)
    for word in ("123.45", "246.90"):
        assert (word in told) is provider
    assert "£0" not in told


def test_a_provider_reads_its_own_without_who_pays_and_states_nothing(own: Bought) -> None:
    browser = own.own_provider()
    page = browser.get(own.path).text
    assert "100 starts" in page
    assert "It is told once the agreement is awarded." in page
    assert COUNCIL not in everything_told(browser, own)
    assert "/extend" not in page
    assert browser.get(f"{own.path}/extend").status_code == 403


def test_a_council_reads_what_it_pays_for_and_states_nothing(own: Bought) -> None:
    browser = own.council()
    page = browser.get(own.path).text
    assert PRICE in page
    assert "40 % not stated" in page
    assert "/extend" not in page
    assert browser.get(f"{own.path}/extend").status_code == 404
    assert browser.post(f"{own.path}/vary").status_code == 404


SAID: list[tuple[str, dict[str, str], str]] = [
    ("extend", day("ends_on", dt.date(2029, 3, 31)), "31 March 2029"),
    ("conditions", {"notice_months": "6", "extensions": "12, 12"}, "by 30 September 2027"),
    ("award", {"is_awarded": "yes", **day("awarded_on", APRIL)}, "1 April 2026"),
    (
        "price",
        {"unit": "start", "pence": "200", **day("from_date", dt.date(2026, 10, 1))},
        "£200.00",
    ),
    ("funders", {"funder": "HMPPS", "share": "40"}, "HMPPS"),
    (
        "contribution",
        {"funder": COUNCIL, "kind": "staff", "amount": "1.5", **day("starts_on", APRIL)},
        "1.5 full-time posts",
    ),
]


def test_each_lot_leads_to_its_line_and_says_where_that_is(own: Bought) -> None:
    for reader in (own.commissioner(), own.council(), own.own_provider()):
        led = re.findall(r'href="(/desk/lines/[^"]+)">([^<]+)', reader.get(own.path).text)
        assert [where for _, where in led] == [own.area.name]
        assert reader.get(led[0][0]).status_code == 200


def test_it_is_stated_by_its_commissioner(own: Bought) -> None:
    browser = own.commissioner()
    for what, fields, shown in SAID:
        assert browser.get(f"{own.path}/{what}").status_code == 200
        answer = browser.post(f"{own.path}/{what}", fields)
        assert (answer.status_code, answer.location) == (303, f"{own.path}?done={what}")
        page = browser.get(answer.location or "").text
        assert shown in page
        assert 'class="done"' in page


def test_a_second_click_adds_nothing_and_what_is_wrong_is_taken_out(own: Bought) -> None:
    browser = own.commissioner()
    form = browser.get(f"{own.path}/contribution").text
    [number] = re.findall(r'name="request_id"[^>]*value="([0-9a-f]{32})"', form)
    fields = {"funder": COUNCIL, "kind": "money", "amount": "20000", **day("starts_on", APRIL)}
    fields |= {"request_id": number}
    for _ in range(2):
        answer = browser.post(f"{own.path}/contribution", fields)
        assert answer.location == f"{own.path}?done=contribution"
    assert browser.get(own.path).text.count("£20,000.00, from 1 April 2026") == 1
    browser.post(f"{own.path}/contribution", {**fields, "amount": "7"})  # back, and other facts
    assert "£7.00, from 1 April 2026" in browser.get(own.path).text
    wrong = browser.get(f"{own.path}/withdraw").text
    key = re.findall(r'value="(\d+)"[^>]*>[^<]*£20,000', wrong)[-1]
    assert browser.post(f"{own.path}/withdraw", {"given": key}).status_code == 422
    out = {"given": key, "mistake": "stated_twice"}
    for _ in range(2):
        assert browser.post(f"{own.path}/withdraw", out).location == f"{own.path}?done=withdraw"
    assert "£20,000.00" not in browser.get(own.path).text
    acts = own.session.scalars(select(AuditRow.act).where(AuditRow.act.like("contribution:%")))
    assert sorted(acts) == [
        "contribution:state", "contribution:state", "contribution:withdraw",
    ]  # fmt: skip


def test_a_volume_is_varied_and_what_was_bought_stays(own: Bought) -> None:
    browser = own.commissioner()
    key = f"{own.lot.public_id}.start.2026-04-01"
    fields = {"volume": key, "quantity": "120", **day("from_date", dt.date(2026, 10, 1))}
    fields["past"] = "yes"
    assert browser.post(f"{own.path}/vary", fields).status_code == 303
    page = browser.get(own.path).text
    assert "110 starts" in page  # half a year of each, by days: 183 of 365 at 100
    assert "100 a whole period from 1 April 2026" in page
    assert "120 a whole period from 1 October 2026" in page


def test_nothing_from_a_day_on_is_asked_once_more(own: Bought) -> None:
    browser = own.commissioner()
    own.session.commit()
    assert "Nothing more is bought" not in browser.get(f"{own.path}/vary").text
    key = f"{own.lot.public_id}.start.2026-04-01"
    fields = {"volume": key, "quantity": "0", **day("from_date", dt.date(2026, 10, 1))}
    fields["past"] = "yes"
    asked = browser.post(f"{own.path}/vary", fields)
    assert asked.status_code == 422
    assert "0 from 1 October 2026 stops what is bought" in asked.text
    assert "from that day on nothing more of it is bought" in asked.text
    assert "0 a whole period from 1 October 2026" not in browser.get(own.path).text
    assert browser.post(f"{own.path}/vary", {**fields, "sure": "yes"}).status_code == 303
    assert "0 a whole period from 1 October 2026" in browser.get(own.path).text


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("extend", {}, "ends_on", "Enter the last day"),
    ("extend", day("ends_on", dt.date(2026, 3, 31)), "ends_on", "It cannot end on 31 March 2026"),
    ("conditions", {"notice_months": "six"}, "notice_months", "Enter the months of notice"),
    ("conditions", {"notice_months": "99"}, "notice_months", "Notice must be from 0 to 60"),
    ("conditions", {"extensions": "a year"}, "extensions", "Enter months in figures"),
    ("conditions", day("review_1", dt.date(2020, 1, 1)), "review_1", "A review cannot be before"),
    ("award", {}, "is_awarded", "Choose whether"),
    ("award", {"is_awarded": "yes"}, "awarded_on", "Enter the day on which it was awarded"),
    (
        "price",
        {"unit": "hour", "pence": "20", **day("from_date", APRIL)},
        "unit",
        "Not a valid choice",
    ),
    ("price", {"unit": "start", "pence": "0", **day("from_date", APRIL)}, "pence", "above nothing"),
    ("price", {"unit": "start", "pence": "x", **day("from_date", APRIL)}, "pence", "in pounds"),
    (
        "price",
        {"unit": "start", "pence": "20", **day("from_date", dt.date(2026, 3, 1))},
        "from_date",
        "before the agreement starts",
    ),
    (
        "price",
        {"unit": "start", "pence": "20", "bands": "120: 5", "cap": "115",
         **day("from_date", APRIL)},
        "bands",
        "below the cap",
    ),
    ("funders", {"funder": "HMPPS", "share": "50"}, "share", "these come to 110%"),
    ("funders", {"funder": ""}, "funder", "Enter the name"),
    (
        "contribution",
        {"funder": COUNCIL, "kind": "money", "amount": "0", **day("starts_on", APRIL)},
        "amount",
        "above £0",
    ),
    (
        "contribution",
        {"funder": COUNCIL, "kind": "money", "amount": "5", **day("starts_on", APRIL),
         **day("ends_on", dt.date(2026, 3, 1))},
        "ends_on",
        "It cannot end on",
    ),
    ("vary", {"quantity": "9", **day("from_date", APRIL)}, "volume", "Choose which volume"),
]  # fmt: skip


def test_what_cannot_be_is_refused_on_its_field_and_nothing_kept(own: Bought) -> None:
    browser = own.commissioner()
    own.session.commit()
    acts = select(AuditRow.id).order_by(AuditRow.id)
    before = list(own.session.scalars(acts))
    for what, fields, field, why in WRONG:
        answer = browser.post(f"{own.path}/{what}", fields)
        assert answer.status_code == 422
        assert why in answer.text
        assert f'href="#{field}' in answer.text
    assert list(own.session.scalars(acts)) == before


@time_machine.travel(NOW + dt.timedelta(days=1), tick=True)
@pytest.mark.parametrize(
    ("from_date", "is_asked"),
    [
        # today is 3 March 2027
        (dt.date(2026, 4, 1), True),  # its own first day
        (dt.date(2027, 2, 28), True),
        (dt.date(2027, 3, 1), False),  # of this month: no month that is over changes
        (dt.date(2027, 3, 31), False),
    ],
)
def test_a_variation_of_months_that_are_over_is_asked_once_more(
    own: Bought, from_date: dt.date, is_asked: bool
) -> None:
    browser = own.commissioner()
    own.session.commit()
    assert "Months that are over" not in browser.get(f"{own.path}/vary").text
    key = f"{own.lot.public_id}.start.2026-04-01"
    fields = {"volume": key, "quantity": "120", **day("from_date", from_date)}
    answer = browser.post(f"{own.path}/vary", fields)
    assert answer.status_code == (422 if is_asked else 303)
    assert ("changes what was expected in months that are over" in answer.text) is is_asked
    if is_asked:
        assert "120 a whole period" not in browser.get(own.path).text
        assert browser.post(f"{own.path}/vary", {**fields, "past": "yes"}).status_code == 303
    assert "120 a whole period" in browser.get(own.path).text


def test_a_variation_before_the_start_is_refused_on_its_day(own: Bought) -> None:
    browser = own.commissioner()
    own.session.commit()
    key = f"{own.lot.public_id}.start.2026-04-01"
    fields = {"volume": key, "quantity": "120", **day("from_date", dt.date(2026, 3, 31))}
    fields["past"] = "yes"
    answer = browser.post(f"{own.path}/vary", fields)
    assert answer.status_code == 422
    assert "A variation must begin within the volume’s period" in answer.text
    assert 'id="from_date-error"' in answer.text


def test_extended_it_keeps_its_history_on_the_page(own: Bought) -> None:
    browser = own.head()
    browser.post(f"{own.path}/extend", day("ends_on", dt.date(2029, 3, 31)))
    page = browser.get(own.path).text
    for told in ("31 March 2028", "31 March 2029", "Hilda Head"):
        assert told in page
    terms = select(AgreementTerm.id).where(AgreementTerm.agreement_id == own.agreement.id)
    assert len(list(own.session.scalars(terms))) == 2


@time_machine.travel(NOW + dt.timedelta(days=1), tick=True)
def test_no_further_than_the_options_lead(own: Bought) -> None:
    """To 31 March 2028 with an option of 12 months; what is bought stops in 2027."""
    browser = own.commissioner()
    assert browser.get(f"{own.path}/extend").text.count("is not known here") == 1
    browser.post(f"{own.path}/conditions", {"notice_months": "6", "extensions": "12"})
    page = browser.get(f"{own.path}/extend").text
    assert "Options to extend: 12 months, at most to 31 March 2029." in page
    assert "What is bought stops on 31 March 2027" in page
    beyond = browser.post(f"{own.path}/extend", day("ends_on", dt.date(2029, 4, 1)))
    assert beyond.status_code == 422
    assert "The options to extend lead to 31 March 2029 at the latest" in beyond.text
    assert 'id="ends_on-error"' in beyond.text
    last = day("ends_on", dt.date(2029, 3, 31))
    assert browser.post(f"{own.path}/extend", last).status_code == 303
    assert "12 months: used up, at most to 31 March 2029" in browser.get(own.path).text
    browser.post(f"{own.path}/conditions", {"notice_months": "3", "extensions": "12"})
    assert "are used up: 12 months." in browser.get(f"{own.path}/extend").text
    again = browser.post(f"{own.path}/extend", day("ends_on", dt.date(2030, 3, 31)))
    assert again.status_code == 422
    browser.post(f"{own.path}/conditions", {"extensions": "12, 12"})  # more was agreed
    assert (
        browser.post(f"{own.path}/extend", day("ends_on", dt.date(2031, 3, 31))).status_code == 303
    )
    browser.post(f"{own.path}/conditions", {"extensions": "none"})
    refused = browser.post(f"{own.path}/extend", day("ends_on", dt.date(2031, 4, 1)))
    assert "lead to 31 March 2031" in refused.text


def test_what_stands_is_in_the_form_already(own: Bought) -> None:
    browser = own.commissioner()
    browser.post(f"{own.path}/conditions", {"notice_months": "6", "extensions": "none"})
    said = conditions_in_force(own.session, own.agreement.id)
    assert said
    assert (said.notice_months, said.extensions) == (6, [])
    page = browser.get(f"{own.path}/conditions").text
    assert 'value="6"' in page
    assert 'value="none"' in page
    assert 'value="2028"' in browser.get(f"{own.path}/extend").text


def test_an_award_is_taken_back_and_a_funder_taken_out(own: Bought) -> None:
    browser = own.commissioner()
    browser.post(f"{own.path}/award", {"is_awarded": "yes", **day("awarded_on", APRIL)})
    browser.post(f"{own.path}/award", {"is_awarded": "no"})
    award = award_in_force(own.session, own.agreement.id)
    assert award
    assert award.awarded_on is None
    browser.post(f"{own.path}/funders", {"funder": COUNCIL, "leaves": "yes"})
    assert list(funders_of(own.session, own.agreement.id)) == []


def test_a_month_is_told_once_and_a_correction_stands_in_the_next(own: Bought) -> None:
    own.deliver(2, 3)
    browser = own.commissioner()
    key = f"{own.lot.public_id}.start.2026-04-01.2026-0"
    for month in (4, 5):
        answer = browser.post(f"{own.path}/money", {"month": f"{key}{month}"})
        assert answer.status_code == 303
    again = browser.post(f"{own.path}/money", {"month": f"{key}4"})
    assert again.status_code == 422
    assert "This month was told meanwhile" in again.text
    untold = browser.post(f"{own.path}/money", {"month": f"{key}6"})
    assert untold.status_code == 422
    page = browser.get(f"{own.path}/money").text
    assert "without June 2026 to" in page
    assert "2026-06" not in page  # nobody told of it, nor since: nothing can be told next
    assert "2 at £123.45" in page
    assert "£617.25" in page  # the period so far
    assert own.own_provider().post(f"{own.path}/money").status_code == 403


def test_unpriced_there_is_no_money_at_all(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    own = bought(app, session, priced=False)
    own.deliver(2)
    browser = own.commissioner()
    for path in (own.path, f"{own.path}/money", f"{own.path}/money.csv"):
        assert "£0" not in browser.get(path).text.replace("(£)", "")
    assert "no money is told" in browser.get(f"{own.path}/money").text
    rows = list(csv.reader(io.StringIO(browser.get(f"{own.path}/money.csv").text)))
    assert {tuple(row[6:12]) for row in rows[1:]} == {("",) * 6}
