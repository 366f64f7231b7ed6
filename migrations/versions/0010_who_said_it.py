"""who said each fact and of which day, versions, what was put aside, one grammar of acts

Revision: 0010
Follows: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "listing_revision", sa.Column("opening_hours", sa.String(length=200), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("listing_revision", "opening_hours")
