"""Whatever is sent, well or badly, is answered as described: Schemathesis on the description."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.portal.api.conftest import Trust
from tests.thoroughness import THOROUGH

CASES = 10_000 if THOROUGH else 200
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)

load_all_checks()


def cases_of(app: Flask) -> st.SearchStrategy[Case[Any]]:
    """Of every operation, as it is meant and as it is not."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    schema.config.analysis.constants.enabled = False  # not every word of the portal's own code
    found = list(schema.get_all_operations())
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    assert len(operations) == len(found)
    cases: list[st.SearchStrategy[Case[Any]]] = [
        operation.as_strategy(generation_mode=mode)
        for operation in operations
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    ]
    return st.one_of(cases)


def headers_of(case: Case[Any], trust: Trust) -> dict[str, str]:
    """The token, unless it is what the case sends otherwise than described, or leaves out."""
    schema = case.operation.schema
    assert isinstance(schema, OpenApiSchema)
    return {} if schema.is_security_param_negated(case) else trust.program.headers


@pytest.mark.sqlite
def test_no_request_is_a_fault_and_no_answer_is_otherwise_than_described(
    app: Flask, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "REQUESTS_A_MINUTE", 10**6)
    checks: list[Any] = [CHECKS.get_one(name) for name in CHECKED]
    trust.refer()

    @settings(
        max_examples=CASES,
        derandomize=not THOROUGH,
        database=None,
        phases=(Phase.generate,),  # the first that fails is told as it was sent
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.function_scoped_fixture,
            HealthCheck.filter_too_much,
            HealthCheck.data_too_large,
        ],
    )
    @given(case=cases_of(app))
    def asked(case: Case[Any]) -> None:
        case.call_and_validate(headers=headers_of(case, trust), checks=checks)

    asked()
