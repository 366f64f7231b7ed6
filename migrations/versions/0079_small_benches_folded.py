"""answers of benches that are not told by themselves are kept as their region's alone

Revision: 0079
Follows: 0073

Rounds that have closed already are folded by the nightly job.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0079"
down_revision = "0076"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("choice_count") as table:
        table.alter_column("court_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Which bench of a region an answer was of is known nowhere any more."""
    refuse_to_lose(op.get_bind(), ("choice_count",))
    op.execute("DELETE FROM choice_count WHERE court_id IS NULL")
    with op.batch_alter_table("choice_count") as table:
        table.alter_column("court_id", existing_type=sa.Integer(), nullable=False)
