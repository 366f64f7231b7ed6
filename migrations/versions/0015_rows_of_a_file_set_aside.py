"""rows of a file set aside

Revision: 0015
Follows: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("line_figures", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("rows_set_aside", sa.Integer(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("line_figures", schema=None) as batch_op:
        batch_op.drop_column("rows_set_aside")
