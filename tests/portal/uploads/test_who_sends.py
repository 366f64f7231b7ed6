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
