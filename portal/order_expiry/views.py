"""Whose order ends first: for an officer, a provider and a commissioner, each as far as theirs."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from commissioning.desk.open_cases import OpenCase, open_cases
from directory.acts import Act
from directory.clock import local_date
from portal.access import allow, record_reading
from portal.asking.onlooker import sight_of_reader
from portal.extensions import db
from portal.looking import moment
from portal.order_expiry.pages import ExpiryPage, expiry_page, is_counted_alone
from portal.showing.csv_tables import csv_answer

bp = Blueprint("order_expiry", __name__)


@bp.get("/desk/order-expiry")
@allow(Act.REFERRAL_READ)
def order_expiry() -> str:
    return render_template("order_expiry/list.html", page=_page())


@bp.get("/desk/order-expiry.csv")
@allow(Act.REFERRAL_READ)
def order_expiry_csv() -> Response:
    page = _page()
    rows = [
        row
        for table in page.tables
        for row in (("List", *table.headings), *((table.title, *cells) for cells in table.rows))
    ]
    return csv_answer(rows, "order-expiry")


def _page() -> ExpiryPage:
    sight, today = sight_of_reader(), local_date(moment())
    cases = open_cases(db.session(), sight, today=today)
    if cases and not is_counted_alone(sight.looker):
        _keep_reading(cases)
    return expiry_page(cases, sight.looker, today=today, as_at=moment())


def _keep_reading(cases: list[OpenCase]) -> None:
    record_reading(at=moment(), of={"list": "order expiry", "cases": len(cases)})
