"""A parameter that no one reads is refused with the likely name, never passed over."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.asking.parameters import ParameterNotRead, check_parameters
from tests.makers.places import make_area, make_court

AREA = "preston"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("cort", "Unknown parameter `cort`; did you mean `court`?"),
        ("COURT", "Unknown parameter `COURT`; did you mean `court`?"),
        ("requirments", "Unknown parameter `requirments`; did you mean `requirement`?"),
        ("Requirement", "Unknown parameter `Requirement`; did you mean `requirement`?"),
        ("ldus", "Unknown parameter `ldus`; did you mean `ldu`?"),
        ("months", "Unknown parameter `months`; this address takes `court`, `requirement`, `ldu`."),
        ("PR1 2QS", "Unknown parameter `…`; this address takes `court`, `requirement`, `ldu`."),
        ("\x00\u202e", "Unknown parameter ``; this address takes `court`, `requirement`, `ldu`."),
    ],
)
def test_a_name_that_is_not_read_is_refused_with_the_likely_one(name: str, sentence: str) -> None:
    with pytest.raises(ParameterNotRead) as refusal:
        check_parameters(MultiDict({name: "x"}), ("court", "requirement"), often=("ldu",))
    assert str(refusal.value) == sentence


def test_what_is_read_once_may_not_stand_twice() -> None:
    words = MultiDict([("ldu", "a"), ("ldu", "b"), ("requirement", "x"), ("requirement", "y")])
    with pytest.raises(ParameterNotRead, match="`requirement` stands twice"):
        check_parameters(words, ("court", "requirement"), often=("ldu",))
    check_parameters(words, (), often=("ldu", "requirement"))


@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize(
    ("query", "status", "says", "next_step"),
    [
        ("requirement=unpaid_work&requirement=curfew", 400, "stands twice", "/about/api"),
        ("requirments=unpaid_work", 400, "did you mean `requirement`?", "/about/api"),
        ("months=12", 400, "Unknown parameter `months`", "/about/api"),
        ("court=preston-magistrates-court&court=nowhere", 400, "stands twice", "/about/api"),
        ("ldu=nowhere", 404, "There is no area called “nowhere”", "/areas"),
        ("requirement=tea", 404, "There is no requirement called “tea”", "/about/rules"),
    ],
)
def test_the_api_refuses_as_everywhere(
    client: FlaskClient, session: Session, query: str, status: int, says: str, next_step: str
) -> None:
    make_court(session, "preston-magistrates-court", serves=[make_area(session)])
    answer = client.get(f"/api/v1/availability?ldu={AREA}&{query}")
    error = answer.get_json()["error"]
    assert answer.status_code == status
    assert says in error["message"]
    assert next_step in error["next"]


@pytest.mark.parametrize("database", ["sqlite"])
def test_what_is_read_is_answered(client: FlaskClient, session: Session) -> None:
    make_area(session)
    answer = client.get(f"/api/v1/availability?ldu={AREA}&ldu={AREA}&requirement=unpaid_work")
    assert [one["code"] for one in answer.get_json()["requirements"]] == ["unpaid_work"]
