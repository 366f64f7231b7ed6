"""monthly returns: one an agreement, provider and month, with their figures and what was done

Revision: 0040
Follows: 0041
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

LOSES = ("monthly_return", "return_arrangement", "return_signing", "return_figure", "return_move")


def upgrade() -> None:
    op.create_table(
        "return_signing",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("needs_two", sa.Boolean(), nullable=False),
        sa.Column("arranged_at", sa.DateTime(), nullable=False),
        sa.Column("arranged_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["arranged_by_id"], ["person.id"], name=op.f("fk_return_signing_arranged_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_return_signing_provider_id")
        ),
        sa.PrimaryKeyConstraint("provider_id", name=op.f("pk_return_signing")),
    )
    op.create_table(
        "monthly_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "not_started",
                "started",
                "sent",
                "accepted",
                "sent_back",
                "correcting",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("told_by", sa.String(length=120), nullable=True),
        sa.CheckConstraint(
            "(sent_by_id IS NULL) = (sent_at IS NULL)",
            name=op.f("ck_monthly_return_sent_by_somebody"),
        ),
        sa.CheckConstraint(
            "(signed_by_id IS NULL) = (signed_at IS NULL)",
            name=op.f("ck_monthly_return_signed_by_somebody"),
        ),
        sa.CheckConstraint(
            "due_on > month", name=op.f("ck_monthly_return_due_after_the_month_began")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_monthly_return_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["person.id"], name=op.f("fk_monthly_return_prepared_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_monthly_return_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["person.id"], name=op.f("fk_monthly_return_sent_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["person.id"], name=op.f("fk_monthly_return_signed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monthly_return")),
        sa.UniqueConstraint(
            "agreement_id",
            "provider_id",
            "month",
            name=op.f("uq_monthly_return_agreement_id_provider_id_month"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_monthly_return_public_id")),
    )
    op.create_index(
        op.f("ix_monthly_return_provider_id_month"),
        "monthly_return",
        ["provider_id", "month"],
        unique=False,
    )
    op.create_index(
        op.f("ix_monthly_return_state_due_on"), "monthly_return", ["state", "due_on"], unique=False
    )
    op.create_table(
        "return_arrangement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("due_working_day", sa.Integer(), nullable=False),
        sa.Column("arranged_at", sa.DateTime(), nullable=False),
        sa.Column("arranged_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "due_working_day BETWEEN 1 AND 20",
            name=op.f("ck_return_arrangement_working_day_of_a_month"),
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_return_arrangement_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["arranged_by_id"], ["person.id"], name=op.f("fk_return_arrangement_arranged_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_return_arrangement_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_arrangement")),
        sa.UniqueConstraint(
            "agreement_id",
            "provider_id",
            name=op.f("uq_return_arrangement_agreement_id_provider_id"),
        ),
    )
    op.create_index(
        op.f("ix_return_arrangement_provider_id"),
        "return_arrangement",
        ["provider_id"],
        unique=False,
    )
    op.create_table(
        "return_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "not_started",
                "started",
                "sent",
                "accepted",
                "sent_back",
                "correcting",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("moved_at", sa.DateTime(), nullable=False),
        sa.Column("moved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["moved_by_id"], ["person.id"], name=op.f("fk_return_move_moved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["monthly_return.id"], name=op.f("fk_return_move_return_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_move")),
    )
    op.create_index(op.f("ix_return_move_return_id"), "return_move", ["return_id"], unique=False)
    op.create_table(
        "return_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column(
            "counter",
            sa.Enum(
                "referred",
                "accepted",
                "started",
                "completed",
                "hours",
                name="counter",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("recorded", sa.Double(), nullable=True),
        sa.Column(
            "basis",
            sa.Enum(
                "cases",
                "weekly_totals",
                "nothing_happened",
                "file",
                "typed",
                "telephone",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(accepted_by_id IS NULL) = (accepted_at IS NULL)",
            name=op.f("ck_return_figure_accepted_by_somebody"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_return_figure_number_from_one")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_return_figure_value_not_negative")),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["person.id"], name=op.f("fk_return_figure_accepted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["person.id"], name=op.f("fk_return_figure_given_by_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_return_figure_lot_id")),
        sa.ForeignKeyConstraint(
            ["return_id"], ["monthly_return.id"], name=op.f("fk_return_figure_return_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_figure")),
        sa.UniqueConstraint(
            "return_id",
            "lot_id",
            "counter",
            "number",
            name=op.f("uq_return_figure_return_id_lot_id_counter_number"),
        ),
    )
    op.create_index(op.f("ix_return_figure_lot_id"), "return_figure", ["lot_id"], unique=False)


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), LOSES)
    for table in reversed(LOSES):
        op.drop_table(table)
