"""Prices are read through one door: no other module names their table."""

from __future__ import annotations

import ast
import re
from typing import Final

import pytest

from tests.house.sources import PACKAGES, modules, name_of, nodes_of, tree_of

SPELLED: Final = re.compile(r"AgreementPrice|agreement_price\.")
MAY_NAME: Final = {
    "commissioning/agreements/models.py": "stores it",
    "commissioning/agreements/prices.py": "is the door",
    "commissioning/agreements/stating.py": "adds rows",
}


def names_the_table(tree: ast.AST) -> bool:
    for node in nodes_of(tree):
        match node:
            case ast.Name(id=name) | ast.alias(name=name) | ast.ClassDef(name=name):
                is_named = name == "AgreementPrice"
            case ast.Attribute(attr=name):
                is_named = name == "AgreementPrice"
            case ast.Constant(value=str(text)):
                is_named = "agreement_price." in text
            case _:
                is_named = False
        if is_named:
            return True
    return False


def test_what_months_were_told_to_come_to_is_read_where_prices_are_asked_for() -> None:
    """Units and money together give a price away."""
    spelled = {
        name_of(path) for path in modules(*PACKAGES) if "MonthStatement" in path.read_text("utf-8")
    }
    assert spelled == {
        "commissioning/agreements/models.py", "commissioning/returns/month_money.py"
    }  # fmt: skip


def reads(tree: ast.AST) -> bool:
    """Names the table anywhere but where a row is made."""
    made = {id(node.func) for node in nodes_of(tree) if isinstance(node, ast.Call)}
    return any(
        isinstance(node, ast.Name) and node.id == "AgreementPrice" and id(node) not in made
        for node in nodes_of(tree)
    )


def test_nothing_but_the_door_names_the_table_of_prices() -> None:
    maybe = [path for path in modules(*PACKAGES) if SPELLED.search(path.read_text("utf-8"))]
    naming = {name_of(path) for path in maybe if names_the_table(tree_of(path))}
    assert naming == set(MAY_NAME)


def test_whoever_adds_a_price_reads_none() -> None:
    [stating] = [
        p for p in modules(*PACKAGES) if name_of(p) == "commissioning/agreements/stating.py"
    ]
    assert not reads(tree_of(stating))


@pytest.mark.parametrize(
    "fault",
    ["select(AgreementPrice)", "models.AgreementPrice.pence", "text('agreement_price.pence')"],
)
def test_a_second_door_is_seen(fault: str) -> None:
    assert names_the_table(ast.parse(fault))
