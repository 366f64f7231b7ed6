"""The description is true: of every route, of each answer, and of the acts that are asked."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from werkzeug.test import TestResponse

from portal.access import permission_of
from portal.api.judging import FORMATS
from portal.api.operations import OPERATIONS, Operation
from portal.api.views import CHANGES
from portal.problem_documents import SAID, is_for_software
from tests.makers.days import TODAY, day
from tests.portal.api.conftest import Trust

SOME = uuid.UUID(int=7)
DAY = TODAY.isoformat()
BY_NAME = {one.name: one for one in OPERATIONS}


@pytest.fixture
def description(client: FlaskClient) -> Any:
    return client.get("/api/v1/openapi.json").json


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Method and path as the description writes it, and what is asked."""
    for rule in app.url_map.iter_rules():
        if not is_for_software(rule.rule):
            continue
        permission = permission_of(app.view_functions[rule.endpoint])
        path = re.sub(r"<\w+:(\w+)>", r"{\1}", rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            yield method, path, permission.asks.value if permission else ""


def test_every_route_is_described_and_asks_what_is_described(
    app: Flask, client: FlaskClient
) -> None:
    described = {
        (one.method, one.path, one.act.value if one.act else "public") for one in OPERATIONS
    }
    assert set(routes(app)) == described
    changing = {one.name for one in OPERATIONS if "Idempotency-Key" in one.parameters}
    assert CHANGES.keys() == changing


def test_its_shapes_are_shapes(description: Any) -> None:
    for schema in shapes_in(description):
        validator_for(schema, Draft202012Validator).check_schema(schema)
    assert len(list(shapes_in(description))) > 100


def shapes_in(told: Any) -> Iterator[Any]:
    if isinstance(told, dict):
        if isinstance(told.get("schema"), dict):
            yield told["schema"]
        for value in told.values():
            yield from shapes_in(value)


def held(description: Any, operation: Operation, answer: TestResponse) -> list[str]:
    """What of the answer is not as described."""
    told = description["paths"][operation.path][operation.method.lower()]["responses"]
    one = told.get(str(answer.status_code))
    if one is None:
        return [f"{answer.status_code} is not described"]
    schema = one["content"][answer.mimetype]["schema"]
    root = {**schema, "components": description["components"]}
    judge = Draft202012Validator(root, format_checker=FORMATS)
    missing = [name for name in one.get("headers", {}) if name not in answer.headers]
    return [error.message for error in judge.iter_errors(answer.json)] + missing


def asked(trust: Trust) -> Iterator[tuple[str, TestResponse]]:
    """Each operation once as it is meant, and once as it is not."""
    program, line = trust.program, trust.line.external_id
    made = program.post("/api/v1/referrals", trust.referral(received_on=day(-9).isoformat()))
    yield "sendReferral", made
    one = f"/api/v1/referrals/{made.json['id']}"  # type: ignore[index]
    yield "sendReferral", program.post("/api/v1/referrals", {"x": 1})
    yield "sendEvent", program.post(f"{one}/events", {"kind": "accepted", "on_date": DAY})
    yield "sendEvent", program.post(f"{one}/events", {"kind": "started", "on_date": DAY})
    yield "sendEvent", program.post(f"{one}/events", {"kind": "started", "on_date": DAY})
    yield "sendEvent", program.post(f"/api/v1/referrals/{SOME}/events", {"kind": "started"})
    yield "listReferrals", program.get("/api/v1/referrals")
    yield "listReferrals", program.get("/api/v1/referrals?limit=x")
    yield "readReferral", program.get(one)
    yield "readReferral", program.get(f"/api/v1/referrals/{SOME}")
    attended = {"on_date": DAY, "attended": [{"reference": "P-000101"}]}
    yield "sendAttendance", program.post("/api/v1/attendance", attended)
    yield "sendAttendance", program.post("/api/v1/attendance", b"{")
    group = {"external_id": "G", "line": line, "places": 8, "planned_start": day(9).isoformat()}
    run = program.post("/api/v1/groups", group)
    yield "sendGroup", run
    state = f"/api/v1/groups/{run.json['id']}/state"  # type: ignore[index]
    yield "sendGroupState", program.post(state, {"places": 9})
    yield "sendGroupState", program.post(state, {})
    yield "sendPlaces", program.post("/api/v1/places", {})
    yield "sendStatement", program.post("/api/v1/statements", {"says": "nothing"})
    yield "sendConfirmation", program.post("/api/v1/confirmations", [])
    question = {"of": "groups", "yours": [{"key": "G", "state": "ran"}]}
    yield "askDifferences", program.post("/api/v1/differences", question)
    yield "askDifferences", program.client.post("/api/v1/differences", json=question)
    yield "emptySandbox", program.delete("/api/v1/sandbox")


def test_each_answer_is_as_described(description: Any, trust: Trust) -> None:
    wrong = {
        f"{name} {answer.status_code} {answer.text[:200]}": found
        for name, answer in asked(trust)
        if (found := held(description, BY_NAME[name], answer))
    }
    assert wrong == {}


def test_an_answer_that_is_not_as_described_is_seen(description: Any, trust: Trust) -> None:
    answer = trust.program.get("/api/v1/referrals")
    assert held(description, BY_NAME["askDifferences"], answer) != []


def test_every_refusal_that_is_described_is_explained(
    client: FlaskClient, description: Any
) -> None:
    page = client.get("/about/software").text
    told = {
        status
        for methods in description["paths"].values()
        for one in methods.values()
        for status in one["responses"]
        if int(status) >= 400
    }
    assert told == {str(status) for status in SAID}
    assert [code for code, _ in SAID.values() if f'id="{code}"' not in page] == []
