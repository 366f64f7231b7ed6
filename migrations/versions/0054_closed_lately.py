"""those closed lately are counted from an index

Revision: 0054
Follows: 0053
"""

from __future__ import annotations

from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

BEFORE = "ix_referral_line_id_status"
AFTER = "ix_referral_line_id_status_ended_on_left_on"


def upgrade() -> None:
    op.create_index(op.f(AFTER), "referral", ["line_id", "status", "ended_on", "left_on"])
    op.drop_index(op.f(BEFORE), table_name="referral")


def downgrade() -> None:
    op.create_index(op.f(BEFORE), "referral", ["line_id", "status"])
    op.drop_index(op.f(AFTER), table_name="referral")
