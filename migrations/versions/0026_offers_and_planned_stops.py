"""drafts that offer a service, for the first time or again; a service that stops on a day to come

Revision: 0026
Follows: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

LOSES = ("planned_stop",)


def upgrade() -> None:
    with op.batch_alter_table("listing_draft") as batch:
        batch.add_column(
            sa.Column("is_offer", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.create_table(
        "planned_stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("stated_by", sa.String(length=300), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("to_date >= from_date", name=op.f("ck_planned_stop_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_planned_stop_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_planned_stop_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["person.id"], name=op.f("fk_planned_stop_cancelled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_stop")),
        sa.UniqueConstraint("public_id", name=op.f("uq_planned_stop_public_id")),
    )
    op.create_index(op.f("ix_planned_stop_service_id"), "planned_stop", ["service_id"])


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), LOSES)
    for table in LOSES:
        op.drop_table(table)
    with op.batch_alter_table("listing_draft") as batch:
        batch.drop_column("is_offer")
