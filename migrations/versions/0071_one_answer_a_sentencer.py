"""a link answers once, questions are counted by network, clauses cover subcontractors

Revision: 0071
Follows: 0067

A bench had one link for all of its sentencers: one that is open when this runs answers once from
then on, and its bench is made links for the others.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0071"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("bench_link") as table:
        table.add_column(
            sa.Column("is_used", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("bench_link") as table:
        table.alter_column("is_used", server_default=None)
    with op.batch_alter_table("sharing_protocol") as table:
        table.add_column(
            sa.Column(
                "covers_subcontractors", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
    with op.batch_alter_table("sharing_protocol") as table:
        table.alter_column("covers_subcontractors", server_default=None)
    op.create_table(
        "question_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("court_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["court_id"], ["court.id"], name=op.f("fk_question_count_court_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_count")),
        sa.UniqueConstraint(
            "day", "origin", "court_id", name=op.f("uq_question_count_day_origin_court_id")
        ),
    )


def downgrade() -> None:
    """A link that was used would open again for everybody: it is closed."""
    refuse_to_lose(op.get_bind(), ("sharing_protocol",))
    op.execute("UPDATE bench_link SET closed_on = made_on WHERE is_used AND closed_on IS NULL")
    op.drop_table("question_count")
    with op.batch_alter_table("sharing_protocol") as table:
        table.drop_column("covers_subcontractors")
    with op.batch_alter_table("bench_link") as table:
        table.drop_column("is_used")
