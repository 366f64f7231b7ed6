"""readings of confidential addresses counted by person; providers made one, renamed, renumbered

Revision: 0028
Follows: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

LOSES = ("provider_merge",)

KIND = "ck_provider_succession_kind"
BEFORE, AFTER = (
    ("renamed", "merged", "taken_over"),
    ("renamed", "renumbered", "merged", "taken_over"),
)
READ = sa.text("act = 'confidential_address:read'")


def upgrade() -> None:
    op.create_index(
        "ix_audit_row_addresses_read", "audit_row", ["by_id", "happened_at"],
        sqlite_where=READ, postgresql_where=READ,
    )  # fmt: skip
    with op.batch_alter_table("provider") as table:
        table.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_provider_merged_into_id"), "provider", ["merged_into_id"], ["id"]
        )
    with op.batch_alter_table("provider_succession") as table:
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(), nullable=True))
        table.drop_constraint(op.f(KIND), type_="check")
        table.create_check_constraint(op.f(KIND), _among(AFTER))
    _provider_merges()
    _forget_addresses()


def _forget_addresses() -> None:
    """Journals of files hold no address of a site that is confidential now."""
    told = ("address", "postcode", "telephone", "access", "latitude", "longitude")
    connection = op.get_bind()
    site = sa.table("site", sa.column("id", sa.Integer), sa.column("exposure", sa.String))
    asked = sa.select(site.c.id).where(site.c.exposure == "confidential")
    secret = {f"[{key}]" for key in connection.scalars(asked)}
    change = sa.table(
        "imported_change", sa.column("id", sa.Integer), sa.column("table_name", sa.String),
        sa.column("key", sa.JSON), sa.column("before", sa.JSON), sa.column("after", sa.JSON),
    )  # fmt: skip
    rows = connection.execute(sa.select(change).where(change.c.table_name == "site")).all()
    for row in rows:
        if str(list(row.key)) in secret:
            both = (
                None if facts is None else {n: v for n, v in facts.items() if n not in told}
                for facts in (row.before, row.after)
            )
            values = dict(zip(("before", "after"), both, strict=True))
            connection.execute(sa.update(change).where(change.c.id == row.id).values(values))


def _provider_merges() -> None:
    op.create_table(
        "provider_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "merged", "parted", name="kind", native_enum=False, create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("succession_id", sa.Integer(), nullable=True),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_provider_merge_{column}"))
            for column, to in (
                ("gone_id", "provider"), ("kept_id", "provider"),
                ("succession_id", "provider_succession"), ("decided_by_id", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_merge")),
        sa.UniqueConstraint("public_id", name=op.f("uq_provider_merge_public_id")),
    )  # fmt: skip
    for column in ("gone_id", "kept_id"):
        op.create_index(op.f(f"ix_provider_merge_{column}"), "provider_merge", [column])
    with op.batch_alter_table("service_merge") as table:
        table.add_column(sa.Column("copies", sa.Integer(), nullable=False, server_default="0"))


def _among(words: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(word) for word in words)})"


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), LOSES)
    with op.batch_alter_table("service_merge") as table:
        table.drop_column("copies")
    op.drop_table("provider_merge")
    op.execute("UPDATE provider_succession SET kind = 'renamed' WHERE kind = 'renumbered'")
    op.execute("DELETE FROM provider_succession WHERE withdrawn_at IS NOT NULL")
    with op.batch_alter_table("provider_succession") as table:
        table.drop_constraint(op.f(KIND), type_="check")
        table.create_check_constraint(op.f(KIND), _among(BEFORE))
        table.drop_column("withdrawn_at")
    with op.batch_alter_table("provider") as table:
        table.drop_constraint(op.f("fk_provider_merged_into_id"), type_="foreignkey")
        table.drop_column("merged_into_id")
    op.drop_index("ix_audit_row_addresses_read", table_name="audit_row")
