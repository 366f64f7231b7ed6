"""a reported problem knows the provider of whose page it is, and when its keeper was told

Revision: 0037
Follows: 0041
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

KINDS = ("wrong_number", "no_longer_runs", "wrong_date", "wrong_fact", "cannot_use", "another")
CHECKS = (
    ("kind", "kind IN ({})".format(", ".join(f"'{kind}'" for kind in KINDS))),
    ("answered_with_words", "(answered_on IS NULL) = (answer IS NULL)"),
)
PROVIDER = "fk_reported_problem_provider_id"


def upgrade() -> None:
    with op.batch_alter_table("reported_problem", table_args=_checks()) as table:
        table.add_column(sa.Column("provider_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("told_on", sa.Date(), nullable=True))
        table.create_foreign_key(op.f(PROVIDER), "provider", ["provider_id"], ["id"])
    op.create_index(op.f("ix_reported_problem_provider_id"), "reported_problem", ["provider_id"])


def downgrade() -> None:
    """The report stays; whose page it was is read from its address again."""
    op.drop_index(op.f("ix_reported_problem_provider_id"), table_name="reported_problem")
    with op.batch_alter_table("reported_problem", table_args=_checks()) as table:
        table.drop_constraint(op.f(PROVIDER), type_="foreignkey")
        table.drop_column("told_on")
        table.drop_column("provider_id")


def _checks() -> list[sa.CheckConstraint]:
    """SQLite forgets the checks of a table that is built anew, so that all are named again."""
    return [
        sa.CheckConstraint(says, name=op.f(f"ck_reported_problem_{name}")) for name, says in CHECKS
    ]
