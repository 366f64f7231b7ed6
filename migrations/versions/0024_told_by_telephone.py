"""told by telephone: calls, what was told in them, the draft of one; services made one

Revision: 0024
Follows: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

LOSES = ("provider_call", "call_note", "service_merge")


def upgrade() -> None:
    op.create_table(
        "provider_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("rung_number", sa.String(length=80), nullable=False),
        sa.Column("told_by", sa.String(length=300), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("rung_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_provider_call_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_provider_call_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_call")),
        sa.UniqueConstraint("public_id", name=op.f("uq_provider_call_public_id")),
    )
    op.create_index(op.f("ix_provider_call_service_id"), "provider_call", ["service_id"])
    op.create_table(
        "call_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("fact_kinds", sa.JSON(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["provider_call.id"], name=op.f("fk_call_note_call_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_note")),
    )
    op.create_index(op.f("ix_call_note_call_id"), "call_note", ["call_id"])
    with op.batch_alter_table("listing_draft") as batch:
        batch.add_column(sa.Column("call_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_listing_draft_call_id"), "provider_call", ["call_id"], ["id"]
        )

    op.create_table(
        "service_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("line_ids", sa.JSON(), nullable=False),
        sa.Column("area_ids", sa.JSON(), nullable=False),
        sa.Column("site_ids", sa.JSON(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('merged', 'parted')", name=op.f("ck_service_merge_kind")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_service_merge_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["gone_id"], ["service.id"], name=op.f("fk_service_merge_gone_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["service.id"], name=op.f("fk_service_merge_kept_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_merge")),
        sa.UniqueConstraint("public_id", name=op.f("uq_service_merge_public_id")),
    )
    for column in ("gone_id", "kept_id"):
        op.create_index(op.f(f"ix_service_merge_{column}"), "service_merge", [column])


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), LOSES)
    with op.batch_alter_table("listing_draft") as batch:
        batch.drop_constraint(op.f("fk_listing_draft_call_id"), type_="foreignkey")
        batch.drop_column("call_id")
    for table in reversed(LOSES):
        op.drop_table(table)
