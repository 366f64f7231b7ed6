"""Only the edges commit and read the clock; only one module asks which database it talks to."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.sources import attributes, inner_modules, modules, name_of, tree_of

OPENS_ITS_OWN = {"portal/access.py"}
"""Holds the few facts that a reader may cause, each in its own short transaction."""

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
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (
            (node.module or "").startswith("sqlalchemy.dialects")
            or (node.module == "sqlalchemy" and any(n.name == "dialects" for n in node.names))
        )
    ]
    return sorted(asked + imported)


@pytest.mark.parametrize("path", inner_modules(), ids=name_of)
def test_only_views_jobs_commands_and_the_worker_commit(path: Path) -> None:
    if name_of(path) not in OPENS_ITS_OWN:
        assert commits(tree_of(path)) == []


@pytest.mark.parametrize("path", inner_modules(), ids=name_of)
def test_only_views_jobs_commands_and_the_worker_read_the_clock(path: Path) -> None:
    assert clock_readings(tree_of(path)) == []


@pytest.mark.parametrize(
    "path", modules("directory", "commissioning", "portal", "migrations"), ids=name_of
)
def test_only_dialect_and_connections_ask_which_database_it_is(path: Path) -> None:
    if name_of(path) not in KNOWS_DATABASES:
        assert questions_about_the_database(tree_of(path)) == []


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
