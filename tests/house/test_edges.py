"""Only the edges commit and read the clock; only one module asks which database it talks to."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path

import pytest

from tests.house.sources import attributes, inner_modules, modules, name_of, nodes_of, tree_of

OPENS_ITS_OWN = {"portal/access.py"}
"""Holds the few facts that a reader may cause, each in its own short transaction."""

READS_THE_CLOCK = {"portal/access.py"}
"""Reads it once for every request, where who asks is looked up before any view."""

KNOWS_DATABASES = {"directory/connections.py", "directory/dialect.py"}

CLOCKS = {
    ("date", "today"),
    ("datetime", "today"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("func", "now"),
    ("func", "current_date"),
    ("func", "current_timestamp"),
    ("time", "time"),
    ("time", "localtime"),
    ("time", "gmtime"),
}


def commits(tree: ast.AST) -> list[int]:
    """Lines that end a transaction for good, by name or by leaving a `begin` block."""
    return [
        line
        for owner, attribute, line in attributes(tree)
        if (attribute == "commit" and owner != "savepoint")
        or (attribute == "begin" and "session" in owner.lower())
    ]


def clock_readings(tree: ast.AST) -> list[int]:
    return [line for owner, attribute, line in attributes(tree) if (owner, attribute) in CLOCKS]


def questions_about_the_database(tree: ast.AST) -> list[int]:
    """Lines that ask a connection for its kind or reach for what one kind alone has."""
    asked = [
        line
        for owner, attribute, line in attributes(tree)
        if (owner, attribute) == ("dialect", "name")
        or attribute in {"drivername", "get_backend_name", "get_dialect"}
    ]
    imported = [
        node.lineno
        for node in nodes_of(tree)
        if isinstance(node, ast.ImportFrom)
        and (
            (node.module or "").startswith("sqlalchemy.dialects")
            or (node.module == "sqlalchemy" and any(n.name == "dialects" for n in node.names))
        )
    ]
    return sorted(asked + imported)


def found_in(
    paths: Iterable[Path],
    faults: Callable[[ast.AST], list[int]],
    *,
    may: AbstractSet[str] = frozenset(),
) -> dict[str, list[int]]:
    """The lines at fault of every module that has any, by its name."""
    return {
        name_of(path): lines
        for path in paths
        if name_of(path) not in may and (lines := faults(tree_of(path)))
    }


def test_only_views_jobs_commands_and_the_worker_commit() -> None:
    assert found_in(inner_modules(), commits, may=OPENS_ITS_OWN) == {}


def test_only_views_jobs_commands_and_the_worker_read_the_clock() -> None:
    assert found_in(inner_modules(), clock_readings, may=READS_THE_CLOCK) == {}


def test_only_dialect_and_connections_ask_which_database_it_is() -> None:
    paths = modules("directory", "commissioning", "portal", "migrations")
    assert found_in(paths, questions_about_the_database, may=KNOWS_DATABASES) == {}


def test_what_may_is_at_fault_indeed() -> None:
    """A module that no longer needs its exception loses it; and the search does find."""
    assert found_in(inner_modules(), commits).keys() == OPENS_ITS_OWN
    assert found_in(inner_modules(), clock_readings).keys() == READS_THE_CLOCK
    paths = modules("directory", "commissioning", "portal", "migrations")
    assert found_in(paths, questions_about_the_database).keys() == KNOWS_DATABASES


@pytest.mark.parametrize(
    "fault",
    ["session.commit()", "db.session.commit()", "db.session().commit()", "with session.begin(): 1"],
)
def test_a_commit_is_seen(fault: str) -> None:
    assert commits(ast.parse(fault)) == [1]


@pytest.mark.parametrize(
    "fine", ["session.begin_nested()", "session.flush()", "savepoint.commit()"]
)
def test_a_savepoint_is_no_commit(fine: str) -> None:
    assert commits(ast.parse(fine)) == []


@pytest.mark.parametrize(
    "fault",
    ["dt.date.today()", "datetime.now(UTC)", "default=dt.datetime.utcnow", "func.now()"],
)
def test_a_look_at_the_clock_is_seen(fault: str) -> None:
    assert clock_readings(ast.parse(fault)) == [1]


@pytest.mark.parametrize(
    "fault",
    [
        "session.get_bind().dialect.name == 'sqlite'",
        "engine.url.get_backend_name()",
        "from sqlalchemy.dialects.postgresql import insert",
    ],
)
def test_a_question_about_the_database_is_seen(fault: str) -> None:
    assert questions_about_the_database(ast.parse(fault)) == [1]
