"""quarters of the statistics as they were published

Revision: 0045
Follows: 0041
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

LOSES = ("published_release",)


def upgrade() -> None:
    op.create_table(
        "published_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("declines_counted", sa.JSON(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_published_release_version_from_1")),
        sa.CheckConstraint(
            "(version = 1) = (reason IS NULL)",
            name=op.f("ck_published_release_revision_says_why"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_release")),
        sa.UniqueConstraint("public_id", name=op.f("uq_published_release_public_id")),
        sa.UniqueConstraint(
            "quarter", "version", name=op.f("uq_published_release_quarter_version")
        ),
    )


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), LOSES)
    op.drop_table("published_release")
