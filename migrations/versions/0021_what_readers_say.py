"""what readers say of a page

Revision: 0021
Follows: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None

LOSES = ("reported_problem", "page_verdict")

KINDS = (
    "wrong_number",
    "no_longer_runs",
    "wrong_date",
    "wrong_fact",
    "cannot_use",
    "another",
)


def upgrade() -> None:
    op.create_table(
        "page_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("page", sa.String(length=80), nullable=False),
        sa.Column("is_useful", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_page_verdict_counts_somebody")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_verdict")),
        sa.UniqueConstraint(
            "day", "page", "is_useful", name=op.f("uq_page_verdict_day_page_is_useful")
        ),
    )
    op.create_table(
        "reported_problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(length=300), nullable=True),
        sa.Column("answer", sa.String(length=600), nullable=True),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (answer IS NULL)",
            name=op.f("ck_reported_problem_answered_with_words"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_reported_problem_service_id_service")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_problem")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reported_problem_public_id")),
    )
    op.create_index(
        op.f("ix_reported_problem_service_id"), "reported_problem", ["service_id"], unique=False
    )
    op.create_index(
        op.f("ix_reported_problem_answered_on"), "reported_problem", ["answered_on"], unique=False
    )


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), LOSES)
    op.drop_table("reported_problem")
    op.drop_table("page_verdict")
