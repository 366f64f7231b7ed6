"""calls recorded once for each form; offers that passed on are told

Revision: 0053
Follows: 0051
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0051"
branch_labels = None
depends_on = None

INDEX = "ix_place_offer_request_id"


def upgrade() -> None:
    op.add_column("place_offer", sa.Column("request_id", sa.String(length=80), nullable=True))
    op.add_column("place_offer", sa.Column("told_at", sa.DateTime(), nullable=True))
    op.create_index(op.f(INDEX), "place_offer", ["request_id"], unique=True)
    # What passed on before anybody was told of it is not told months later.
    op.execute("UPDATE place_offer SET told_at = answered_at WHERE answer = 'passed_on'")


def downgrade() -> None:
    op.drop_index(op.f(INDEX), table_name="place_offer")
    op.drop_column("place_offer", "told_at")
    op.drop_column("place_offer", "request_id")
