"""The shape of the packages: empty `__init__.py`, files and functions of a readable size."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from collections.abc import Iterable

from tests.house.sources import PACKAGES, ROOT, modules, name_of, nodes_of, text_of, tree_of

LONGEST_FILE = 400
LONGEST_FUNCTION = 50


def long_functions(tree: ast.AST) -> list[str]:
    """Names of the functions with more lines than fit a screen, docstring and decorators apart."""
    return [
        node.name
        for node in nodes_of(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and lines_of(node) > LONGEST_FUNCTION
    ]


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_init_files_are_empty_because_the_import_linter_does_not_look_into_them() -> None:
    inhabited = [
        name_of(path)
        for path in modules(*PACKAGES)
        if path.name == "__init__.py" and path.read_text("utf-8").strip()
    ]
    assert inhabited in ([], ["portal/__init__.py"])


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in modules(*PACKAGES) if "static" not in path.parts}
    assert [
        name_of(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()
    ] == []


def test_files_can_be_read_in_one_sitting() -> None:
    lines = {name_of(path): len(text_of(path).splitlines()) for path in modules(*PACKAGES)}
    assert {name: many for name, many in lines.items() if many > LONGEST_FILE} == {}


def test_functions_can_be_read_in_one_sitting() -> None:
    long = {name_of(path): long_functions(tree_of(path)) for path in modules(*PACKAGES)}
    assert {name: functions for name, functions in long.items() if functions} == {}


def test_a_long_function_is_seen() -> None:
    body = "    1\n"
    assert long_functions(ast.parse("def f():\n" + body * (LONGEST_FUNCTION - 1))) == []
    assert long_functions(ast.parse("def f():\n" + body * LONGEST_FUNCTION)) == ["f"]


def standing_twice(trees: Iterable[ast.Module]) -> list[str]:
    """Names that more than one class carries, private ones and those inside others as well."""
    names = Counter(
        node.name for tree in trees for node in nodes_of(tree) if isinstance(node, ast.ClassDef)
    )
    return sorted(name for name, times in names.items() if times > 1)


def test_a_class_name_stands_once_in_the_house() -> None:
    assert standing_twice(map(tree_of, modules(*PACKAGES))) == []


def test_a_name_that_two_classes_carry_is_seen() -> None:
    one, other = ast.parse("class Line: 1\nclass Area: 1"), ast.parse("def f():\n class Line: 1")
    assert standing_twice([one, other]) == ["Line"]


def test_no_room_is_named_for_what_has_no_home() -> None:
    homeless = {"utils", "helpers", "common", "manager", "managers", "misc"}
    assert [name_of(path) for path in modules(*PACKAGES) if path.stem in homeless] == []
    assert [name for name in homeless if (ROOT / name).exists()] == []


OWN = ("views", "commands")
"""What makes a folder an area: people reach it by a page or a command."""


def test_every_area_of_the_portal_stands_in_the_contract_of_areas() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    [areas] = [contract for contract in linter["contracts"] if contract["id"] == "areas"]
    rooms = (ROOT / "portal").glob("*/")
    areas_on_disk = {
        f"portal.{room.name}"
        for room in rooms
        if any((room / f"{name}.py").exists() for name in OWN)
    }
    assert areas_on_disk == set(areas["modules"])
