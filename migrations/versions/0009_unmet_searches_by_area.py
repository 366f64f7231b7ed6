"""searches that found nothing by area, in words of the portal's own

Revision: 0009
Follows: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was kept until now may hold names, of people too, and is deleted."""
    op.execute("DELETE FROM empty_search")
    with op.batch_alter_table("empty_search") as table:
        table.drop_constraint("uq_empty_search_words_day", type_="unique")
        table.add_column(sa.Column("area", sa.String(80), nullable=False, server_default=""))
        table.create_unique_constraint("uq_empty_search_day_words_area", ["day", "words", "area"])


def downgrade() -> None:
    """The same words of two areas on a day would be two rows of one key."""
    op.execute("DELETE FROM empty_search")
    with op.batch_alter_table("empty_search") as table:
        table.drop_constraint("uq_empty_search_day_words_area", type_="unique")
        table.drop_column("area")
        table.create_unique_constraint("uq_empty_search_words_day", ["words", "day"])
