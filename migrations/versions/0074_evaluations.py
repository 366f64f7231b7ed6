"""evaluations of services and schemes, each statement of one with its subjects and findings

Revision: 0074
Follows: 0073
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

TABLES = ("evaluation_subject", "evaluation_finding", "evaluation_statement", "evaluation")


def upgrade() -> None:
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("owner_region_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("is_generated", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_on IS NULL) = (withdrawn_reason IS NULL)",
            name=op.f("ck_evaluation_withdrawn_with_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_region_id"], ["region.id"], name=op.f("fk_evaluation_owner_region_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_evaluation_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_evaluation_public_id")),
    )
    op.create_index(op.f("ix_evaluation_owner_region_id"), "evaluation", ["owner_region_id"])
    op.create_table(
        "evaluation_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("made_by", sa.String(length=300), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("design", sa.String(length=80), nullable=False),
        sa.Column("comparison", sa.Text(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("compared", sa.Integer(), nullable=True),
        sa.Column("cost_pence", sa.Integer(), nullable=True),
        sa.Column(
            "cost_per",
            sa.Enum(
                "person",
                "completion",
                name="cost_per",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("price_year", sa.Integer(), nullable=True),
        sa.Column("cost_source", sa.String(length=300), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(cost_pence IS NULL) = (cost_per IS NULL) AND (cost_pence IS NULL) = (price_year IS NULL) AND (cost_pence IS NULL) = (cost_source IS NULL)",
            name=op.f("ck_evaluation_statement_cost_whole"),
        ),
        sa.CheckConstraint(
            "(number = 1) = (reason IS NULL)",
            name=op.f("ck_evaluation_statement_corrected_with_a_reason"),
        ),
        sa.CheckConstraint("compared >= 0", name=op.f("ck_evaluation_statement_compared_counted")),
        sa.CheckConstraint("people >= 0", name=op.f("ck_evaluation_statement_people_counted")),
        sa.CheckConstraint(
            "period_from <= period_to", name=op.f("ck_evaluation_statement_period_forwards")
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_evaluation_statement_evaluation_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_evaluation_statement_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_statement")),
        sa.UniqueConstraint(
            "evaluation_id", "number", name=op.f("uq_evaluation_statement_evaluation_id_number")
        ),
    )
    op.create_table(
        "evaluation_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=80), nullable=False),
        sa.Column("named", sa.String(length=100), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column(
            "better",
            sa.Enum(
                "lower",
                "higher",
                name="better",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("measure", sa.String(length=80), nullable=False),
        sa.Column("effect", sa.Double(), nullable=False),
        sa.Column("lower", sa.Double(), nullable=True),
        sa.Column("upper", sa.Double(), nullable=True),
        sa.Column("level", sa.Double(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("compared", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(lower IS NULL) = (upper IS NULL) AND (lower IS NULL) = (level IS NULL)",
            name=op.f("ck_evaluation_finding_interval_whole"),
        ),
        sa.CheckConstraint("compared >= 0", name=op.f("ck_evaluation_finding_compared_counted")),
        sa.CheckConstraint(
            "lower <= effect AND effect <= upper",
            name=op.f("ck_evaluation_finding_interval_around_effect"),
        ),
        sa.CheckConstraint("people >= 0", name=op.f("ck_evaluation_finding_people_counted")),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["evaluation_statement.id"],
            name=op.f("fk_evaluation_finding_statement_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_finding")),
        sa.UniqueConstraint(
            "statement_id", "place", name=op.f("uq_evaluation_finding_statement_id_place")
        ),
    )
    op.create_table(
        "evaluation_subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("local_delivery_unit_id", sa.Integer(), nullable=True),
        sa.Column("scheme_name", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "(service_id IS NULL) = (scheme_name IS NOT NULL) AND (scheme_name IS NULL) = (local_delivery_unit_id IS NULL)",
            name=op.f("ck_evaluation_subject_service_or_scheme"),
        ),
        sa.ForeignKeyConstraint(
            ["local_delivery_unit_id"],
            ["local_delivery_unit.id"],
            name=op.f("fk_evaluation_subject_local_delivery_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_evaluation_subject_service_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["evaluation_statement.id"],
            name=op.f("fk_evaluation_subject_statement_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_subject")),
    )
    op.create_index(
        op.f("ix_evaluation_subject_local_delivery_unit_id"),
        "evaluation_subject",
        ["local_delivery_unit_id"],
    )
    op.create_index(op.f("ix_evaluation_subject_service_id"), "evaluation_subject", ["service_id"])
    op.create_index(
        op.f("ix_evaluation_subject_statement_id"), "evaluation_subject", ["statement_id"]
    )


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), TABLES)
    for name in TABLES:
        op.drop_table(name)
