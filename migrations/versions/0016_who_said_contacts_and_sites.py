"""who said each field of a court's team, a prison's contact and a site; sheets of one workbook

Revision: 0016
Follows: 0015

SQLite builds the tables of contacts anew, so that a key once used is never used for another:
a key is the version that a person saw.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CONTACTS = {
    "court_team": ("name", "telephone", "email"),
    "prison_contact": ("telephone", "email"),
}


SITE = (
    "name",
    "exposure",
    "local_delivery_unit_id",
    "provider_id",
    "address",
    "postcode",
    "telephone",
    "access",
    "latitude",
    "longitude",
)
LONG_AGO = "2000-01-01"
"""A site has no day; a file of any day is newer than what it says."""


def upgrade() -> None:
    for table in CONTACTS:
        with op.batch_alter_table(
            table, schema=None, table_kwargs={"sqlite_autoincrement": True}
        ) as batch_op:
            batch_op.add_column(sa.Column("said", sa.JSON(), server_default="{}", nullable=False))
            _build_anew(batch_op)
    op.add_column("import_run", sa.Column("part_of", sa.Integer(), nullable=True))
    op.add_column("site", sa.Column("said", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("site", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    for table, names in {**CONTACTS, "site": SITE}.items():
        _say_who(table, names)


def downgrade() -> None:
    op.drop_column("import_run", "part_of")
    op.drop_column("site", "version")
    op.drop_column("site", "said")
    for table in CONTACTS:
        with op.batch_alter_table(
            table, schema=None, table_kwargs={"sqlite_autoincrement": False}
        ) as batch_op:
            batch_op.drop_column("said")
            _build_anew(batch_op)


def _build_anew(batch_op: Any) -> None:
    """A column said again as it is: SQLite copies the table for it, PostgreSQL does nothing."""
    batch_op.alter_column(
        "telephone", existing_type=sa.String(80), type_=sa.String(80), existing_nullable=True
    )


def _say_who(table: str, names: tuple[str, ...]) -> None:
    """What stands was said by the file that brought the row, of the day that the row names.

    A file without a source of its own speaks as `import`, and so does whatever else brought it.
    """
    day = () if table == "site" else ("stated_on",)
    columns = [sa.column(name) for name in ("id", *day, *names)]
    stored = sa.table(table, *columns, sa.column("said", sa.JSON()))
    bind = op.get_bind()
    sources = _sources(table)
    told = []
    for row in bind.execute(sa.select(*(stored.c[one.name] for one in columns))).mappings():
        word = {
            "by": sources.get(row["id"], "import"),
            "on": str(row.get("stated_on", LONG_AGO))[:10],
        }
        said = {name: word for name in names if row[name] not in (None, "")}
        told.append({"of": row["id"], "who": said})
    if told:
        change = stored.update().where(stored.c.id == sa.bindparam("of"))
        bind.execute(change.values(said=sa.bindparam("who")), told)


def _sources(table: str) -> dict[int, str]:
    """Whose files brought the rows, where their sender said so."""
    run = sa.table("import_run", *map(sa.column, ("id", "source", "undone_at")))
    rows = sa.table(
        "imported_rows", *map(sa.column, ("import_id", "table_name", "first_key", "last_key"))
    )
    asked = (
        sa.select(run.c.source, rows.c.first_key, rows.c.last_key)
        .join_from(rows, run, run.c.id == rows.c.import_id)
        .where(rows.c.table_name == table, run.c.source != "", run.c.undone_at.is_(None))
    )
    return {
        key: source
        for source, first, last in op.get_bind().execute(asked)
        for key in range(first, last + 1)
    }
