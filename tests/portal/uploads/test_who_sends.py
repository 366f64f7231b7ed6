"""Routes of files × roles × methods: the exact status, by the ledger and the permissions."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import logged_in, make_organisation
from tests.portal.test_ledger import in_ledger
from tests.portal.test_matrix import METHODS, acts_at, answered, expected

RULES = [rule for rule in dict.fromkeys(rule for rule, _, _ in in_ledger()) if "/uploads" in rule]


@pytest.mark.parametrize(
    "role", [None, *Role], ids=lambda role: "nobody" if role is None else role.value
)
def test_each_cell_of_the_table(
    app: Flask, client: FlaskClient, session: Session, role: Role | None
) -> None:
    browser = client if role is None else logged_in(client, session, role).client
    wrong = [
        f"{method} {rule}: {status}, not {wanted}"
        for rule in RULES
        for method in METHODS
        if (status := answered(app, browser, rule, method))
        != (wanted := expected(rule, method, acts_at(rule, method), role))
    ]
    assert RULES
    assert wrong == []


def test_health_and_councils_are_told_where_they_state_things(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    with app.app_context():
        where = make_organisation(session, OrganisationKind.HEALTH_OR_COUNCIL)
    answer = logged_in(client, session, Role.COMMISSIONER, organisation=where).get("/uploads")
    assert answer.status_code == 403


def test_a_region_has_its_workbook_with_the_sheets_that_it_may_send(
    client: FlaskClient, session: Session
) -> None:
    answer = logged_in(client, session, Role.COMMISSIONER).get("/uploads/workbook.xlsx")
    titles = load_workbook(io.BytesIO(answer.get_data())).sheetnames
    assert "services" in titles
    assert "prison-contacts" not in titles
