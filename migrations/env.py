"""Runs the one history of the database on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection, Engine

import portal.starting.all_models  # noqa: F401  every table has to be known before comparing
from directory.base import Base, Instant
from directory.connections import bring_into_being
from directory.dialect import foreign_keys_off


def render_item(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what they are in the database."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime()"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


engine: Engine = current_app.extensions["migrate"].db.engine
bring_into_being(engine)
# Rebuilding a SQLite table drops it for a moment: its references must not be checked then.
# One transaction for the whole way: what fails or is refused on its third step undoes the first.
with (
    engine.connect() as connection,
    foreign_keys_off(connection),
    connection.begin(),
):
    run(connection)
