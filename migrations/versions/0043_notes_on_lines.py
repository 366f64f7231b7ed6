"""what an organisation notes of a line for itself

Revision: 0043
Follows: 0041
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0043"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "line_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_line_note_line_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_line_note_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_line_note_written_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_line_note_public_id")),
    )
    op.create_index(
        op.f("ix_line_note_line_id_organisation_id"), "line_note", ["line_id", "organisation_id"]
    )


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), ("line_note",))
    op.drop_table("line_note")
