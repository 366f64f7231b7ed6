"""Who sends files, beyond what the matrix of `tests/portal/sight` says of each role."""

from __future__ import annotations

import io

from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from directory.people.roles import Role
from tests.makers.accounts import logged_in


def test_a_region_has_its_workbook_with_the_sheets_that_it_may_send(
    client: FlaskClient, session: Session
) -> None:
    answer = logged_in(client, session, Role.COMMISSIONER).get("/uploads/workbook.xlsx")
    titles = load_workbook(io.BytesIO(answer.get_data())).sheetnames
    assert "services" in titles
    assert "prison-contacts" in titles
    assert "evidence" not in titles


def test_each_role_has_the_templates_of_what_it_may_send(
    client: FlaskClient, session: Session
) -> None:
    ada = logged_in(client, session, Role.PROVIDER_ADMINISTRATOR)
    page = ada.get("/uploads").text
    assert 'href="/uploads/templates/groups.csv"' in page
    assert "agreements.csv" not in page
    assert ada.get("/uploads/templates/agreements.csv").status_code == 404
    told = ada.get("/uploads/templates/groups.csv")
    assert told.headers["Content-Disposition"].endswith('"groups-template.csv"')
    head, says, example = told.get_data().decode("utf-8-sig").splitlines()
    assert head.startswith("external_id,line,")
    assert says.lstrip(chr(34)).startswith("Help:")
    assert example.startswith("Example:")
    book = load_workbook(io.BytesIO(ada.get("/uploads/templates.xlsx").get_data()))
    assert str(book["groups"]["A3"].value).startswith("Example:")
    assert "agreements" not in book.sheetnames
