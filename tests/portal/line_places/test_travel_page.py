"""A commissioner says how much travel to unpaid work a line credits."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.unpaid_work.models import TravelRule
from directory.audit.models import AuditRow
from tests.makers.accounts import LoggedIn
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of

WORK = "Community Payback in Central Lancashire"


@pytest.fixture
def path(scene: Scene) -> str:
    return f"/desk/lines/{scene.lines[WORK].public_id}/travel"


def test_it_goes_as_usual_until_it_is_stated_and_once(
    commissioner: LoggedIn, session: Session, path: str
) -> None:
    said = text_of(commissioner.get(path).text)
    assert "Beyond 1 hour a day that are one’s own, at most 3 hours." in said
    assert "Nobody has stated it of this line" in said
    assert path in commissioner.get(path.removesuffix("/travel")).text
    for _ in range(2):
        assert commissioner.post(path, {"own": "0.5", "most": "2"}).status_code == 303
    said = text_of(commissioner.get(f"{path}?done=stated").text)
    assert "Stated. Registers saved from now on go by it" in said
    assert "Beyond 0.5 hours a day that are one’s own, at most 2 hours." in said
    assert [rule.figures for rule in session.scalars(select(TravelRule))] == [(30, 120)]
    acts = select(AuditRow.before).where(AuditRow.act == "travel_rule:state")
    assert session.scalars(acts).all() == [{"own": 60, "most": 180}]


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("own", "", "Enter hours as a number"),
        ("own", "nan", "Enter hours in quarters"),
        ("most", "1e999", "Enter hours in quarters"),
        ("most", "-1", "Enter hours from 0 to 12"),
        ("most", "13", "Enter hours from 0 to 12"),
        ("own", "0.3", "Enter hours in quarters"),
    ],
)
def test_what_cannot_be_stands_on_its_field(
    commissioner: LoggedIn, session: Session, path: str, field: str, typed: str, says: str
) -> None:
    refused = commissioner.post(path, {"own": "1", "most": "2"} | {field: typed})
    assert refused.status_code == 422
    assert says in text_of(refused.text)
    assert f'href="#{field}"' in refused.text
    assert session.scalars(select(TravelRule)).all() == []


def test_other_lines_credit_no_travel(commissioner: LoggedIn, scene: Scene) -> None:
    path = f"/desk/lines/{scene.lines['Building Choices'].public_id}"
    assert commissioner.get(f"{path}/travel").status_code == 404
    assert "/travel" not in commissioner.get(path).text
