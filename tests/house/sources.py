"""The project's own source files, read for what they must not contain."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("directory", "commissioning", "portal")
EDGES = frozenset({"views", "jobs", "commands", "worker", "transactions"})
"""The names of the modules that read the clock and commit (`transactions` for the last three)."""


def modules(*folders: str) -> list[Path]:
    """Every Python file in the folders, in the order of its path."""
    found = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    assert found, f"no Python file in {folders}"
    return found


def inner_modules() -> list[Path]:
    """The modules of the packages that are not an edge."""
    return [path for path in modules(*PACKAGES) if path.stem not in EDGES]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text_of(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), filename=str(path))


@cache
def nodes_of(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Every node of a module; walked once for all that is looked for in it."""
    return tuple(ast.walk(tree))


def attributes(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Each `owner.attribute` with its line; of a longer chain the last two names."""
    for node in nodes_of(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value
            if isinstance(owner, ast.Call):
                owner = owner.func
            yield last_name(owner), node.attr, node.lineno


def last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
