"""partners, where they are and what they do, and which bodies an area is crossed with

Revision: 0067
Follows: 0066
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

TABLES = ("partner_part", "partner_area", "partner", "area_body", "area_bodies_stated")


def upgrade() -> None:
    op.create_table(
        "area_bodies_stated",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("local_delivery_unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "council",
                "police",
                "health_board",
                "local_justice_area",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["local_delivery_unit_id"],
            ["local_delivery_unit.id"],
            name=op.f("fk_area_bodies_stated_local_delivery_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_area_bodies_stated_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_bodies_stated")),
    )
    op.create_index(
        op.f("ix_area_bodies_stated_local_delivery_unit_id_kind"),
        "area_bodies_stated",
        ["local_delivery_unit_id", "kind"],
    )
    op.create_table(
        "area_body",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("local_delivery_unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "council",
                "police",
                "health_board",
                "local_justice_area",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_date >= from_date", name=op.f("ck_area_body_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["local_delivery_unit_id"],
            ["local_delivery_unit.id"],
            name=op.f("fk_area_body_local_delivery_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_area_body_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_body")),
    )
    op.create_index(
        op.f("ix_area_body_local_delivery_unit_id_kind"),
        "area_body",
        ["local_delivery_unit_id", "kind"],
    )
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "council",
                "community_safety_partnership",
                "police",
                "police_commissioner",
                "health_board",
                "employment_service",
                "infrastructure_body",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("owner_region_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("post", sa.String(length=300), nullable=True),
        sa.Column("telephone", sa.String(length=80), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("is_generated", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("successor_id <> id", name=op.f("ck_partner_not_its_own_successor")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_partner_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_region_id"], ["region.id"], name=op.f("fk_partner_owner_region_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_partner_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["partner.id"], name=op.f("fk_partner_successor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("name", name=op.f("uq_partner_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_partner_public_id")),
    )
    op.create_index(op.f("ix_partner_owner_region_id"), "partner", ["owner_region_id"])
    op.create_table(
        "partner_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("local_delivery_unit_id", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.CheckConstraint("to_date >= from_date", name=op.f("ck_partner_area_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["local_delivery_unit_id"],
            ["local_delivery_unit.id"],
            name=op.f("fk_partner_area_local_delivery_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partner_area_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_area")),
    )
    op.create_index(
        op.f("ix_partner_area_local_delivery_unit_id"), "partner_area", ["local_delivery_unit_id"]
    )
    op.create_index(op.f("ix_partner_area_partner_id"), "partner_area", ["partner_id"])
    op.create_table(
        "partner_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("pathway", sa.String(length=80), nullable=True),
        sa.Column(
            "task",
            sa.Enum(
                "leads",
                "supports",
                "refers",
                "advises",
                name="task",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("board", sa.String(length=300), nullable=True),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(pathway IS NULL) <> (board IS NULL)", name=op.f("ck_partner_part_pathway_or_board")
        ),
        sa.CheckConstraint(
            "(pathway IS NULL) = (task IS NULL)", name=op.f("ck_partner_part_task_for_a_pathway")
        ),
        sa.CheckConstraint("to_date >= from_date", name=op.f("ck_partner_part_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_partner_part_partner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_part")),
    )
    op.create_index(op.f("ix_partner_part_partner_id"), "partner_part", ["partner_id"])


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), TABLES)
    for table in TABLES:
        op.drop_table(table)
