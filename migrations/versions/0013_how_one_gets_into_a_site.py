"""how one gets in and takes part at a site, in its provider's words

Revision: 0013
Follows: 0012

A check that belongs to its column comes and goes with it, without a copy of the table.
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE site ADD COLUMN access VARCHAR(500)"
        " CONSTRAINT ck_site_confidential_has_no_access"
        " CHECK (exposure <> 'confidential' OR access IS NULL)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE site DROP COLUMN access")
