"""what months were told to come to

Revision: 0039
Follows: 0038
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

TABLE = "month_statement"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volume_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("of_month", sa.Date(), nullable=False),
        sa.Column("units", sa.Double(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("stated_at", sa.DateTime(), nullable=False),
        sa.Column("stated_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("of_month <= month", name=op.f("ck_month_statement_of_no_later_month")),
        sa.ForeignKeyConstraint(
            ["volume_id"],
            ["commissioned_volume.id"],
            name=op.f("fk_month_statement_volume_id"),
        ),
        sa.ForeignKeyConstraint(
            ["stated_by_id"], ["person.id"], name=op.f("fk_month_statement_stated_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_statement")),
        sa.UniqueConstraint(
            "volume_id",
            "month",
            "of_month",
            name=op.f("uq_month_statement_volume_id_month_of_month"),
        ),
    )


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), (TABLE,))
    op.drop_table(TABLE)
