"""what a funder puts in is stated once, however often its form is sent

Revision: 0082
Follows: 0079
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0079"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("funder_contribution") as table:
        table.add_column(sa.Column("request_id", sa.Uuid(), nullable=True))
        table.create_unique_constraint(op.f("uq_funder_contribution_request_id"), ["request_id"])


def downgrade() -> None:
    """What was stated stays; a form that is still open somewhere may state it again."""
    with op.batch_alter_table("funder_contribution") as table:
        table.drop_constraint(op.f("uq_funder_contribution_request_id"), type_="unique")
        table.drop_column("request_id")
