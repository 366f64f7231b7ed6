"""counts of a line's people that need a decision, alerts of volumes, saved views of the desk

Revision: 0042
Follows: 0041
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

LOSES = ("saved_view", "volume_alert")
COUNTS = (
    "facts_version", "starts_without_end", "people_above_places", "orders_end_first", "promised",
    "later_than_promised",
)  # fmt: skip
STANDS = sa.text("went_on IS NULL")


def upgrade() -> None:
    op.create_table(
        "line_attention",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_line_attention_line_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_line_attention")),
    )
    op.create_table(
        "volume_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volume_id", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "over", "under", name="side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.Column("went_on", sa.Date(), nullable=True),
        sa.CheckConstraint("went_on >= came_on", name=op.f("ck_volume_alert_went_after_it_came")),
        sa.ForeignKeyConstraint(
            ["volume_id"], ["commissioned_volume.id"], name=op.f("fk_volume_alert_volume_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volume_alert")),
    )
    op.create_index(op.f("ix_volume_alert_volume_id"), "volume_alert", ["volume_id"])
    op.create_index(
        "ix_volume_alert_standing",
        "volume_alert",
        ["volume_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_saved_view_membership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("membership_id", "name", name=op.f("uq_saved_view_membership_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_view_public_id")),
    )


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), LOSES)
    for name in ("saved_view", "volume_alert", "line_attention"):
        op.drop_table(name)
