"""What may be stored: nothing that says who a person is, and nothing that migrations overlook."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from directory.base import Base
from tests.house.sources import PACKAGES, last_name, modules, name_of, nodes_of, tree_of

importlib.import_module("portal.starting.all_models")

NEVER = frozenset(
    {
        "birth", "born", "cro", "dob", "first_name", "forename", "forenames", "full_name",
        "last_name", "national_insurance", "nino", "noms", "nomis", "pnc", "prison_number",
        "prisoner", "surname",
    }
)  # fmt: skip
"""Words that no column of any table is named for: they name a person on probation."""

NOT_ABOUT_A_REFERRAL = NEVER | {
    "address", "email", "home_postcode", "name", "offence", "phone", "postcode", "telephone",
}  # fmt: skip
"""What a provider or an office may have, and a person's referral never."""


NAME_A_TABLE = frozenset({"create_table", "add_column", "Table"})


def forbidden_in(table: str, column: str) -> bool:
    """Whether a column's name holds one of the words, as whole words between underscores."""
    words = NOT_ABOUT_A_REFERRAL if table.startswith("referral") else NEVER
    return any(f"_{word}_" in f"_{column}_" for word in words)


def migrated_columns(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """(table, column) of every `Column("…")`; the table is empty where none is named around it."""
    for node in nodes_of(tree):
        match node:
            case ast.Call(func=func, args=[table, *_]) if last_name(func) in NAME_A_TABLE:
                yield from ((text_of(table), column) for column in column_names(node))
            case ast.With(items=[ast.withitem(context_expr=ast.Call(args=[table, *_]))]):
                yield from ((text_of(table), column) for column in column_names(node))
    yield from (("", column) for column in column_names(tree))


def column_names(tree: ast.AST) -> Iterator[str]:
    for node in nodes_of(tree):
        match node:
            case ast.Call(func=func, args=[name, *_]) if last_name(func) == "Column":
                yield text_of(name)


def text_of(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_no_table_has_a_column_that_says_who_somebody_is() -> None:
    tables = Base.metadata.tables
    assert tables
    assert [
        f"{table}.{column.name}"
        for table, columns in tables.items()
        for column in columns.columns
        if forbidden_in(table, column.name)
    ] == []


@pytest.mark.parametrize("path", modules("migrations"), ids=name_of)
def test_no_migration_makes_a_column_that_says_who_somebody_is(path: Path) -> None:
    assert [
        f"{table}.{column}"
        for table, column in migrated_columns(tree_of(path))
        if forbidden_in(table, column)
    ] == []


@pytest.mark.parametrize(
    "path", [path for path in modules(*PACKAGES) if path.stem == "models"], ids=name_of
)
def test_migrations_see_every_module_of_models(path: Path) -> None:
    assert ".".join(Path(name_of(path)).with_suffix("").parts) in loaded_by_the_import_list()


def loaded_by_the_import_list() -> set[str]:
    """What `portal/starting/all_models.py` names, so that another test's import proves nothing."""
    tree = tree_of(Path(str(sys.modules["portal.starting.all_models"].__file__)))
    return {
        alias.name
        for node in nodes_of(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }


@pytest.mark.parametrize(
    ("table", "column", "forbidden"),
    [
        ("referral", "date_of_birth", True),
        ("referral", "pnc_number", True),
        ("referral", "home_postcode", True),
        ("referral_event", "name", True),
        ("referral", "across_regions", False),  # “cro” only as a whole word
        ("provider", "postcode", False),
        ("provider", "surname", True),
    ],
)
def test_words_that_name_a_person_are_seen(table: str, column: str, forbidden: bool) -> None:
    assert forbidden_in(table, column) is forbidden


@pytest.mark.parametrize(
    "fault",
    [
        "op.create_table('referral', sa.Column('email', sa.String()))",
        "op.add_column('referral', sa.Column('nomis_id', sa.String()))",
        "with op.batch_alter_table('referral') as b:\n    b.add_column(sa.Column('email', S()))",
        "with op.batch_alter_table('x') as b:\n    b.add_column(sa.Column('surname', S()))",
    ],
)
def test_a_column_in_a_migration_is_seen(fault: str) -> None:
    found = migrated_columns(ast.parse(fault))
    assert any(forbidden_in(table, column) for table, column in found)
