"""beds, who stays in them, and when one is out of service

Revision: 0051
Follows: 0050
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

TABLES = ("bed_outage", "bed_stay", "bed")


def upgrade() -> None:
    op.create_table(
        "bed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("turnaround_days", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "turnaround_days BETWEEN 0 AND 60", name=op.f("ck_bed_turnaround_in_days")
        ),
        sa.CheckConstraint("closed_on >= opened_on", name=op.f("ck_bed_closes_after_opening")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_bed_line_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_bed_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bed")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bed_public_id")),
        sa.UniqueConstraint("line_id", "name", name=op.f("uq_bed_line_id_name")),
    )
    op.create_table(
        "bed_stay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("bed_id", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("overstays_until", sa.Date(), nullable=True),
        sa.Column("overstay_reason", sa.String(length=200), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("leaves_on > from_date", name=op.f("ck_bed_stay_one_night_at_least")),
        sa.CheckConstraint("left_on >= from_date", name=op.f("ck_bed_stay_goes_after_coming")),
        sa.CheckConstraint(
            "overstays_until > leaves_on", name=op.f("ck_bed_stay_overstays_past_the_end")
        ),
        sa.CheckConstraint(
            "(overstays_until IS NULL) = (overstay_reason IS NULL)",
            name=op.f("ck_bed_stay_overstay_whole"),
        ),
        sa.ForeignKeyConstraint(["bed_id"], ["bed.id"], name=op.f("fk_bed_stay_bed_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_bed_stay_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bed_stay")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bed_stay_public_id")),
    )
    op.create_index(op.f("ix_bed_stay_bed_id_from_date"), "bed_stay", ["bed_id", "from_date"])
    op.create_table(
        "bed_outage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("bed_id", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_date >= from_date", name=op.f("ck_bed_outage_ends_after_start")),
        sa.ForeignKeyConstraint(["bed_id"], ["bed.id"], name=op.f("fk_bed_outage_bed_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_bed_outage_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bed_outage")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bed_outage_public_id")),
    )
    op.create_index(op.f("ix_bed_outage_bed_id"), "bed_outage", ["bed_id"])


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), TABLES)
    for table in TABLES:
        op.drop_table(table)
