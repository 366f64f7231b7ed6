"""hours of unpaid work by session, and what of travel a line credits

Revision: 0058
Follows: 0057
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

TABLES = ("session_hours", "travel_rule")


def upgrade() -> None:
    op.create_table(
        "session_hours",
        sa.Column("mark_id", sa.Integer(), nullable=False),
        sa.Column("worked", sa.Integer(), nullable=False),
        sa.Column("travelled", sa.Integer(), nullable=False),
        sa.Column("travel_reason", sa.String(length=40), nullable=True),
        sa.Column("travel_credited", sa.Integer(), nullable=False),
        sa.CheckConstraint("worked BETWEEN 0 AND 1440", name=op.f("ck_session_hours_within_a_day")),
        sa.CheckConstraint(
            "worked % 15 = 0 AND travelled % 15 = 0", name=op.f("ck_session_hours_in_quarters")
        ),
        sa.CheckConstraint(
            "travel_credited BETWEEN 0 AND travelled",
            name=op.f("ck_session_hours_no_more_than_travelled"),
        ),
        sa.CheckConstraint(
            "(travelled = 0) = (travel_reason IS NULL)",
            name=op.f("ck_session_hours_travel_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["mark_id"], ["register_mark.id"], name=op.f("fk_session_hours_mark_id")
        ),
        sa.PrimaryKeyConstraint("mark_id", name=op.f("pk_session_hours")),
    )
    op.create_table(
        "travel_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("own", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("own >= 0 AND most >= 0", name=op.f("ck_travel_rule_not_negative")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_travel_rule_line_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_travel_rule_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_rule")),
    )
    op.create_index(
        op.f("ix_travel_rule_line_id_recorded_at"), "travel_rule", ["line_id", "recorded_at"]
    )


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), TABLES)
    for table in TABLES:
        op.drop_table(table)
