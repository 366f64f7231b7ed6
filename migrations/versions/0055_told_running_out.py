"""that a volume runs out is told once, until it does so no more

Revision: 0055
Follows: 0054
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

TABLE, COLUMN = "commissioned_volume", "told_running_out_on"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column(COLUMN, sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column(TABLE, COLUMN)
