"""files sent in the browser: what they find unchanged was right on the day of which they speak

Revision: 0030
Follows: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("upload") as batch:
        batch.add_column(
            sa.Column("confirms", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("upload") as batch:
        batch.alter_column("confirms", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("upload") as batch:
        batch.drop_column("confirms")
