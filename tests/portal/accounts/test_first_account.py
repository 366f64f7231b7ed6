"""`flask user create`: what is refused says how to come by what is missing."""

from __future__ import annotations

import pytest
from flask import Flask


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("commissioner", "probation region or health or council"),
        ("provider_administrator", "provider"),
    ],
)
def test_a_role_that_whoever_runs_it_does_not_give_says_where_it_is(
    app: Flask, role: str, kinds: str
) -> None:
    asked = ["user", "create", "--email", "a@example.org", "--name", "A", "--role", role]
    answer = app.test_cli_runner().invoke(args=[*asked, "--password", "a long enough password"])
    assert answer.exit_code == 1
    assert f"organisation of the kind {kinds}. Name one with --organisation." in answer.output
    assert "make an administrator first, without --role" in answer.output
    assert "/organisations/new" in answer.output
