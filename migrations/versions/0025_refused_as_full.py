"""referrals declined as full are found without reading every event

Revision: 0025
Follows: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

NAME = "ix_referral_event_refused_as_full"
WHERE = sa.text("reason = 'full'")


def upgrade() -> None:
    op.create_index(NAME, "referral_event", ["on_date"], sqlite_where=WHERE, postgresql_where=WHERE)


def downgrade() -> None:
    op.drop_index(NAME, table_name="referral_event")
