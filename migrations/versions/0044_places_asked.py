"""places asked of a provider as they were rehearsed

Revision: 0044
Follows: 0043
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "places_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.JSON(), nullable=False),
        sa.Column("says", sa.String(length=200), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("asked_for", sa.String(length=300), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "agreed", "refused", "withdrawn",
                name="answer", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=True,
        ),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)"
            " AND (answer IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_places_request_answered_whole"),
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_places_request_line_id")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_places_request_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_places_request_answered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_places_request_public_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_places_request_line_id"), "places_request", ["line_id"])


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), ("places_request",))
    op.drop_table("places_request")
