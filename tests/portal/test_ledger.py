"""The ledger of routes and the routes that there are say the same, both ways."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from flask import Flask

from directory.acts import Act
from directory.people.permissions import acts_permitted
from portal.access import PUBLIC, allow, permission_of
from tests.portal.conftest import MakeShell

LEDGER = Path(__file__).parents[2] / "portal" / "routes.csv"

Routes = set[tuple[str, str, str]]


def in_ledger() -> list[tuple[str, str, str]]:
    with LEDGER.open(encoding="utf-8", newline="") as lines:
        return [(row["rule"], row["methods"], row["asks"]) for row in csv.DictReader(lines)]


def there_are(app: Flask) -> Routes:
    found: Routes = set()
    for rule in app.url_map.iter_rules():
        permission = permission_of(app.view_functions[rule.endpoint])
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        found.add((rule.rule, methods, permission.asks.value if permission else ""))
    return found


@pytest.fixture
def shell(make_shell: MakeShell) -> Flask:
    """One of its own, in which routes are planted."""
    return make_shell()


def test_every_route_has_its_row_and_every_row_its_route(shell: Flask) -> None:
    rows = in_ledger()
    assert len(rows) == len(set(rows))
    assert there_are(shell) - set(rows) == set()
    assert set(rows) - there_are(shell) == set()


def test_every_act_of_the_ledger_has_its_row_in_the_table_of_permissions() -> None:
    acts = {asks for _, _, asks in in_ledger()} - {PUBLIC.value}
    assert acts - {act.value for act in acts_permitted()} == set()


def test_a_planted_open_route_is_seen(shell: Flask) -> None:
    shell.add_url_rule("/planted", "planted", allow(PUBLIC)(lambda: "seen"))
    assert there_are(shell) - set(in_ledger()) == {("/planted", "GET", "public")}


def test_a_route_opened_to_everybody_is_seen(shell: Flask) -> None:
    shell.view_functions["accounts.account"] = allow(PUBLIC)(lambda: "seen")
    assert ("/account", "GET", "public") in there_are(shell) - set(in_ledger())
    assert ("/account", "GET", Act.ACCOUNT_READ.value) in set(in_ledger()) - there_are(shell)
