"""Who may see what is asked of one module: nobody else compares a service's state or exposure."""

from __future__ import annotations

import ast
from typing import Final

import pytest

from tests.house.sources import PACKAGES, last_name, modules, name_of, nodes_of, tree_of

AT_HOME: Final = "directory/services/sight.py"

WORDS: Final = {
    "ServiceState": {"DRAFT", "PUBLISHED", "WITHDRAWN"},
    "Exposure": {"OPEN", "CONFIDENTIAL"},
}
"""What a condition of sight compares with; that a service *is* restricted may be told."""

IN_SQL: Final = {"in_", "not_in", "notin_", "is_", "is_not", "isnot"}


def conditions(tree: ast.AST) -> list[int]:
    """Lines where a statement would compare a column with one of the words.

    A plain `is` compares a value that has been read, and that is somebody's fact already.
    """
    found = (node for node in nodes_of(tree) if isinstance(node, ast.expr))
    return sorted({node.lineno for node in found if _is_condition(node)})


def _is_condition(node: ast.expr) -> bool:
    if isinstance(node, ast.Compare):
        compares = any(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops)
        return compares and any(_names_a_word(one) for one in (node.left, *node.comparators))
    if isinstance(node, ast.Call) and last_name(node.func) in IN_SQL:
        return any(_names_a_word(word) for one in node.args for word in ast.walk(one))
    return False


def _names_a_word(node: ast.AST) -> bool:
    """`Exposure.OPEN`, or `Exposure.OPEN.value`."""
    if isinstance(node, ast.Attribute) and node.attr == "value":
        node = node.value
    return isinstance(node, ast.Attribute) and node.attr in WORDS.get(last_name(node.value), ())


def test_conditions_of_sight_stand_in_one_module() -> None:
    elsewhere = {
        name_of(path): lines
        for path in modules(*PACKAGES)
        if name_of(path) != AT_HOME and (lines := conditions(tree_of(path)))
    }
    assert elsewhere == {}


@pytest.mark.parametrize(
    "fault",
    [
        "Service.state == ServiceState.PUBLISHED",
        "models.Service.exposure != models.Exposure.CONFIDENTIAL",
        "Exposure.OPEN == Site.exposure",
        "Service.exposure.in_([Exposure.OPEN, Exposure.RESTRICTED])",
        "Service.exposure.not_in({Exposure.CONFIDENTIAL})",
        "Service.state.is_(ServiceState.PUBLISHED.value)",
    ],
)
def test_a_condition_elsewhere_is_seen(fault: str) -> None:
    assert conditions(ast.parse(fault)) == [1]


@pytest.mark.parametrize(
    "fine",
    [
        "service.state = ServiceState.PUBLISHED",
        "service.exposure is Exposure.OPEN",
        "Service.exposure == Exposure.RESTRICTED",
    ],
)
def test_what_is_no_condition_of_sight_is_left_alone(fine: str) -> None:
    assert conditions(ast.parse(fine)) == []
