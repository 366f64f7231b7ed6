"""how many people are on a scheme is counted by month; a scheme has a first and a last day

Revision: 0076
Follows: 0074
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0076"
down_revision = "0074"
branch_labels = None
depends_on = None

TABLE = "cohort_statement"
COUNTS = (
    "places", "on_scheme", "statutory", "not_statutory", "joined", "left_in_all", "left_completed",
    "left_removed", "left_recalled", "left_moved", "left_order_ended", "left_other", "complied",
    "warned", "breached", "in_contact", "fell_away",
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("scheme") as table:
        table.add_column(sa.Column("begins_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        table.create_check_constraint(
            op.f("ck_scheme_ends_after_it_begins"), "ends_on >= begins_on"
        )
    _statements()


def downgrade() -> None:
    """The days of schemes stand in the files and statements that told them."""
    refuse_to_lose(op.get_bind(), (TABLE,))
    op.drop_table(TABLE)
    with op.batch_alter_table("scheme") as table:
        table.drop_constraint(op.f("ck_scheme_ends_after_it_begins"), type_="check")
        table.drop_column("ends_on")
        table.drop_column("begins_on")


def _statements() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("local_delivery_unit_id", sa.Integer(), nullable=False),
        sa.Column("scheme_key", sa.String(length=300), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("source_key", sa.String(length=300), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in COUNTS),
        sa.Column("is_generated", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("months IN (1, 3)", name=op.f("ck_cohort_statement_month_or_quarter")),
        sa.CheckConstraint(
            "(version = 1) = (reason IS NULL)",
            name=op.f("ck_cohort_statement_corrected_for_a_reason"),
        ),
        *(
            sa.CheckConstraint(f"{name} >= 0", name=op.f(f"ck_cohort_statement_{name}_counted"))
            for name in COUNTS
        ),
        sa.ForeignKeyConstraint(
            ["local_delivery_unit_id"],
            ["local_delivery_unit.id"],
            name=op.f("fk_cohort_statement_local_delivery_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_cohort_statement_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_statement")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cohort_statement_public_id")),
        sa.UniqueConstraint(
            "local_delivery_unit_id", "scheme_key", "first_day", "months", "source_key", "version",
            name="uq_cohort_statement_scheme_period_source_version",
        ),
    )  # fmt: skip
