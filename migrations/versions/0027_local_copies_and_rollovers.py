"""local copies of master listings; listings carried over the turn of a year

Revision: 0027
Follows: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

LOSES = ("local_copy", "listing_carried")


def upgrade() -> None:
    op.create_table(
        "local_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("master_id", sa.Integer(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "service_id <> master_id", name=op.f("ck_local_copy_not_its_own_master")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_local_copy_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["master_id"], ["service.id"], name=op.f("fk_local_copy_master_id")
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["person.id"], name=op.f("fk_local_copy_said_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_copy")),
    )
    op.create_index(op.f("ix_local_copy_master_id"), "local_copy", ["master_id"])
    op.create_index(
        "uq_local_copy_open",
        "local_copy",
        ["service_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "listing_carried",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("area_ids", sa.JSON(), nullable=False),
        sa.Column("carried_by_id", sa.Integer(), nullable=False),
        sa.Column("carried_at", sa.DateTime(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_listing_carried_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["carried_by_id"], ["person.id"], name=op.f("fk_listing_carried_carried_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_carried")),
    )
    op.create_index(op.f("ix_listing_carried_service_id"), "listing_carried", ["service_id"])


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), LOSES)
    for table in reversed(LOSES):
        op.drop_table(table)
