"""README is true: its rooms, doors, commands, libraries and paths are those there are."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.house.sources import PACKAGES, ROOT, modules, nodes_of, tree_of

README = (ROOT / "README.md").read_text("utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
HOUSES = (*PACKAGES, "tests", "migrations")


def section(title: str, text: str = README) -> str:
    """From a heading of the second level to the next."""
    _, _, rest = text.partition(f"\n## {title}\n")
    assert rest, f"README has no “{title}”"
    return rest.partition("\n## ")[0]


def table(text: str, first: str, second: str) -> Iterator[list[str]]:
    """The cells of each row of the tables with these headings."""
    is_in = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[:2] == [first, second]:
            is_in = True
        elif not line.startswith("|"):
            is_in = False
        elif is_in and not set(line) <= set("|-: "):
            yield cells


def code_in(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


# ------------------------------------------------------------------------------- rooms


def rooms_told(text: str) -> list[str]:
    rows = table(section("Map of the house", text), "room", "what is in it")
    return [room for row in rows for room in code_in(row[0])]


def rooms_with_modules(root: Path = ROOT) -> set[str]:
    """Each package or folder of tests, and each folder in one that has a Python file at all."""
    folders = [folder for house in HOUSES for folder in (root / house).glob("*/")]
    return {
        *HOUSES,
        *(
            folder.relative_to(root).as_posix()
            for folder in folders
            if folder.parent.name != "migrations" and any(folder.rglob("*.py"))
        ),
    }


def without_a_row(text: str) -> list[str]:
    return sorted(rooms_with_modules() - set(rooms_told(text)))


def without_a_folder(text: str) -> list[str]:
    return [room for room in rooms_told(text) if not (ROOT / room).is_dir()]


def test_every_room_has_its_row_and_every_row_its_room() -> None:
    told = rooms_told(README)
    assert without_a_row(README) == []
    assert without_a_folder(README) == []
    assert len(told) == len(set(told))


def test_a_room_without_a_row_and_a_row_without_a_room_are_seen() -> None:
    moved = README.replace("| `commissioning/lines` |", "| `commissioning/queues` |")
    assert without_a_row(moved) == ["commissioning/lines"]
    assert without_a_folder(moved) == ["commissioning/queues"]


def out_of_order(package: str, rooms: Iterable[str]) -> list[str]:
    """Rooms that may ask one that stands below them, by the layers of the import linter."""
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    [layers] = [one["layers"] for one in contracts if one["id"] == f"{package}-rooms"]
    height = {
        name.strip(): -depth for depth, layer in enumerate(layers) for name in layer.split("|")
    }
    highest, late = -len(layers), []
    for room in rooms:
        own = height.get(room.removeprefix(f"{package}/"), highest)
        if own < highest:
            late.append(room)
        highest = max(highest, own)
    return late


@pytest.mark.parametrize("package", PACKAGES)
def test_rooms_stand_below_those_that_they_may_ask(package: str) -> None:
    rooms = [room for room in rooms_told(README) if room.startswith(f"{package}/")]
    assert out_of_order(package, rooms) == []


def test_a_room_above_one_that_it_may_ask_is_seen() -> None:
    rooms = ["commissioning/availability", "commissioning/dates"]
    assert out_of_order("commissioning", rooms) == ["commissioning/dates"]


# ------------------------------------------------------------------------------- doors


class Import(NamedTuple):
    by: str
    of: str


def imports(tree: ast.Module, by: str, every: Iterable[str]) -> Iterator[Import]:
    """The modules of `every` that a module imports, by dotted name."""
    known = set(every)
    for node in nodes_of(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                if (of := whole if whole in known else node.module) in known:
                    yield Import(by, of)


@cache
def doors_used() -> dict[str, set[str]]:
    """By room: its modules that another room imports."""
    paths = {dotted(path): path for path in modules(*PACKAGES)}
    used: defaultdict[str, set[str]] = defaultdict(set)
    for name, path in paths.items():
        for one in imports(tree_of(path), name, paths):
            room, _, inner = one.of.replace(".", "/", 1).partition(".")
            if inner and not f"{one.by}.".startswith(f"{room.replace('/', '.')}."):
                used[room].add(inner)
    return used


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


DOORS = {row[0]: row[1] for row in table(section("Map of the house"), "room", "its doors")}


def doors_told(cell: str) -> set[str]:
    """Names outside of brackets; what stands in them is what lies behind the door."""
    return set(code_in(re.sub(r"\([^)]*\)", "", cell)))


@pytest.mark.parametrize("room", DOORS)
def test_a_big_room_is_entered_by_its_doors_alone(room: str) -> None:
    assert doors_told(DOORS[room]) == doors_used()[room.strip("`")]


@pytest.mark.parametrize("room", DOORS)
def test_what_lies_behind_a_door_is_there(room: str) -> None:
    folder = ROOT / room.strip("`")
    for door, names in re.findall(r"`(\w+)` \(([^)]*)\)", DOORS[room]):
        source = (folder / f"{door}.py").read_text("utf-8")
        missing = [
            name
            for name in code_in(names)
            if not re.search(rf"^(def|class) {name}\b", source, re.MULTILINE)
        ]
        assert missing == [], door


def test_a_way_in_beside_the_doors_is_seen() -> None:
    fault = ast.parse("from commissioning.dates.incomplete import with_ends")
    every = ["commissioning.dates.incomplete"]
    assert list(imports(fault, "portal.worker", every)) == [Import("portal.worker", every[0])]


# ------------------------------------------------------------------- commands, libraries, paths


def commands_there_are() -> set[str]:
    found = {
        match[1]
        for path in modules("portal")
        for match in re.finditer(
            r'^@click\.(?:command|group)\("([\w-]+)"', path.read_text("utf-8"), re.MULTILINE
        )
    }
    assert found
    return found


def test_every_command_has_its_row_and_every_row_its_command() -> None:
    rows = table(section("A tour, by who asks"), "command", "what it does")
    told = {code_in(row[0])[0].split()[0] for row in rows}
    assert told == commands_there_are()


def libraries() -> set[str]:
    """All that pyproject asks for, by name alone."""
    project = PROJECT["project"]
    lists = [
        project["dependencies"],
        *project["optional-dependencies"].values(),
        *PROJECT["dependency-groups"].values(),
    ]
    return {re.split(r"[\[<>=~! ]", one)[0] for names in lists for one in names}


def unexplained(text: str) -> list[str]:
    told = set(re.findall(r"[\w.-]*\w", section("Dependencies", text).lower()))
    return sorted(name for name in libraries() if name.lower() not in told)


def test_every_library_is_in_the_table_of_dependencies() -> None:
    assert unexplained(README) == []


def test_a_library_that_is_not_explained_is_seen() -> None:
    assert unexplained(README.replace("python-stdnum", "a library")) == ["python-stdnum"]


def paths_nowhere(text: str) -> list[str]:
    told = [*code_in(text), *re.findall(r"\]\(([^)]+)\)", text)]
    inside = re.compile(rf"^({'|'.join((*HOUSES, 'docs'))})/[\w./-]*$")
    return [path for path in told if inside.match(path) and not (ROOT / path).exists()]


def test_every_path_in_readme_is_there() -> None:
    assert paths_nowhere(README) == []


def test_a_path_that_is_nowhere_is_seen() -> None:
    assert paths_nowhere("as [told](docs/nowhere.md) in `directory/rules/nothing.csv`") == [
        "directory/rules/nothing.csv",
        "docs/nowhere.md",
    ]
