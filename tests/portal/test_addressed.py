"""Links of messages: one address, whoever asked for it and by whatever name."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

import portal
from portal.addressed import address_of

ASKS_ANOTHER_SITE = "entering/elsewhere.py"
"""Where an issuer sends a browser back to: no message."""


def test_the_name_that_a_browser_used_is_in_no_link(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "ADDRESS", "https://available.example.org")
    with app.test_request_context("/", base_url="http://127.0.0.1:5077"):
        assert address_of("entering.log_in") == "https://available.example.org/log-in"


def test_nothing_else_makes_a_whole_address() -> None:
    folder = Path(portal.__file__).parent
    made = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if "_external=True" in path.read_text()
    }
    assert made == {ASKS_ANOTHER_SITE}
