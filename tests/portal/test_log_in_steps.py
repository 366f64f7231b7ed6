"""The steps of logging in are open to everybody, and lead back to the password first.

What every route answers whom stands in `tests/portal/sight/test_matrix.py`.
"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from portal.access import PUBLIC
from tests.makers.accounts import csrf_token_in
from tests.portal.test_ledger import in_ledger

OPEN = [row for row in in_ledger() if row[2] == PUBLIC.value and row[0].startswith("/log-")]


@pytest.mark.parametrize(("rule", "methods"), [(rule, methods) for rule, methods, _ in OPEN])
def test_steps_of_logging_in_ask_for_the_password_first(
    client: FlaskClient, rule: str, methods: str
) -> None:
    if "GET" in methods:
        is_elsewhere = rule.startswith("/log-in/elsewhere")  # without an issuer there is none
        status = 200 if rule == "/log-in" else 404 if is_elsewhere else 303
        assert client.get(rule).status_code == status
    else:
        assert client.post(rule).status_code == 400  # its token is missing
        answer = client.post(rule, data={"csrf_token": csrf_token_in(client)})
        assert answer.status_code == {"/log-in": 422, "/log-out": 303}.get(rule, 401)
