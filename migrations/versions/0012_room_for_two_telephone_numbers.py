"""room for two telephone numbers

Revision: 0012
Follows: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = (
    "confidential_address",
    "court_team",
    "listing_revision",
    "prison_contact",
    "provider",
    "provision_statement",
    "scheme",
    "site",
)


def _allow(length: int, before: int) -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(
                "telephone",
                existing_type=sa.String(before),
                type_=sa.String(length),
                existing_nullable=True,
            )


def upgrade() -> None:
    _allow(80, before=40)


def downgrade() -> None:
    """PostgreSQL refuses while a longer text is kept: shortening it would lose a number."""
    _allow(40, before=80)
