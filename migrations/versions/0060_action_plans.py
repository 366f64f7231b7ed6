"""plans agreed between partners: blocks, actions, leads, milestones, what became of them

Revision: 0060
Follows: 0058
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0060"
down_revision = "0058"
branch_labels = None
depends_on = None

TABLES = (
    "action_link",
    "action_note",
    "action_milestone",
    "action_lead",
    "action_parent",
    "plan_action",
    "action_block",
    "action_plan",
)


def upgrade() -> None:
    op.create_table(
        "action_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "to_date >= from_date", name=op.f("ck_action_plan_ends_after_beginning")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_action_plan_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_action_plan_region_id")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["action_plan.id"], name=op.f("fk_action_plan_successor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_plan")),
        sa.UniqueConstraint("code", name=op.f("uq_action_plan_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_action_plan_public_id")),
    )
    op.create_index(op.f("ix_action_plan_region_id"), "action_plan", ["region_id"], unique=False)
    op.create_index(
        op.f("ix_action_plan_successor_id"), "action_plan", ["successor_id"], unique=False
    )
    op.create_table(
        "action_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["action_plan.id"], name=op.f("fk_action_block_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_block")),
        sa.UniqueConstraint("plan_id", "code", name=op.f("uq_action_block_plan_id_code")),
    )
    op.create_table(
        "plan_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "national",
                "regional",
                "local",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("local_delivery_unit_id", sa.Integer(), nullable=True),
        sa.Column("made_from_id", sa.Integer(), nullable=True),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("target_words", sa.Text(), nullable=True),
        sa.Column("target_from", sa.Date(), nullable=True),
        sa.Column("target_to", sa.Date(), nullable=True),
        sa.Column("lead_words", sa.Text(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "level <> 'national' OR (region_id IS NULL AND local_delivery_unit_id IS NULL)",
            name=op.f("ck_plan_action_national_has_no_place"),
        ),
        sa.CheckConstraint(
            "local_delivery_unit_id IS NULL OR (level = 'local' AND region_id IS NOT NULL)",
            name=op.f("ck_plan_action_area_with_its_region"),
        ),
        sa.ForeignKeyConstraint(
            ["block_id"], ["action_block.id"], name=op.f("fk_plan_action_block_id")
        ),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["plan_action.id"], name=op.f("fk_plan_action_carried_from_id")
        ),
        sa.ForeignKeyConstraint(
            ["local_delivery_unit_id"],
            ["local_delivery_unit.id"],
            name=op.f("fk_plan_action_local_delivery_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["made_from_id"], ["plan_action.id"], name=op.f("fk_plan_action_made_from_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["action_plan.id"], name=op.f("fk_plan_action_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_plan_action_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_plan_action_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_action")),
        sa.UniqueConstraint("plan_id", "code", name=op.f("uq_plan_action_plan_id_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_plan_action_public_id")),
    )
    op.create_index(op.f("ix_plan_action_block_id"), "plan_action", ["block_id"], unique=False)
    op.create_index(
        op.f("ix_plan_action_carried_from_id"), "plan_action", ["carried_from_id"], unique=False
    )
    op.create_index(
        op.f("ix_plan_action_local_delivery_unit_id"),
        "plan_action",
        ["local_delivery_unit_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_plan_action_made_from_id"), "plan_action", ["made_from_id"], unique=False
    )
    op.create_index(op.f("ix_plan_action_region_id"), "plan_action", ["region_id"], unique=False)
    op.create_table(
        "action_lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=True),
        sa.Column("post", sa.String(length=300), nullable=True),
        sa.Column("is_lead", sa.Boolean(), nullable=True),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "name IS NOT NULL OR post IS NOT NULL OR note IS NOT NULL",
            name=op.f("ck_action_lead_says_something"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["plan_action.id"], name=op.f("fk_action_lead_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_action_lead_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_action_lead_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_action_lead_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["action_lead.id"], name=op.f("fk_action_lead_successor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_lead")),
        sa.UniqueConstraint("public_id", name=op.f("uq_action_lead_public_id")),
    )
    op.create_index(
        op.f("ix_action_lead_action_id_place"), "action_lead", ["action_id", "place"], unique=False
    )
    op.create_index(
        op.f("ix_action_lead_organisation_id"), "action_lead", ["organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_action_lead_provider_id"), "action_lead", ["provider_id"], unique=False
    )
    op.create_index(
        op.f("ix_action_lead_successor_id"), "action_lead", ["successor_id"], unique=False
    )
    op.create_table(
        "action_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("other_action_id", sa.Integer(), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("local_delivery_unit_id", sa.Integer(), nullable=True),
        sa.Column("covered", sa.String(length=80), nullable=True),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("scheme_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN other_action_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN service_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN local_delivery_unit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN agreement_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN scheme_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_action_link_one_thing"),
        ),
        sa.CheckConstraint(
            "(local_delivery_unit_id IS NULL) = (covered IS NULL)",
            name=op.f("ck_action_link_cell_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["plan_action.id"], name=op.f("fk_action_link_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_action_link_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["local_delivery_unit_id"],
            ["local_delivery_unit.id"],
            name=op.f("fk_action_link_local_delivery_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["other_action_id"], ["plan_action.id"], name=op.f("fk_action_link_other_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_action_link_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["scheme.id"], name=op.f("fk_action_link_scheme_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_action_link_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_action_link_public_id")),
    )
    op.create_index(op.f("ix_action_link_action_id"), "action_link", ["action_id"], unique=False)
    op.create_index(
        op.f("ix_action_link_agreement_id"), "action_link", ["agreement_id"], unique=False
    )
    op.create_index(
        op.f("ix_action_link_local_delivery_unit_id"),
        "action_link",
        ["local_delivery_unit_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_action_link_other_action_id"), "action_link", ["other_action_id"], unique=False
    )
    op.create_index(op.f("ix_action_link_scheme_id"), "action_link", ["scheme_id"], unique=False)
    op.create_index(op.f("ix_action_link_service_id"), "action_link", ["service_id"], unique=False)
    op.create_table(
        "action_milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "start",
                "pilot",
                "evaluate",
                "issue",
                "approve",
                "complete",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("earliest", sa.Date(), nullable=True),
        sa.Column("latest", sa.Date(), nullable=True),
        sa.Column(
            "precision",
            sa.Enum(
                "day",
                "month",
                "season",
                "year",
                "financial_year",
                "span",
                "relative",
                "unread",
                name="precision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_reported", sa.Boolean(), nullable=False),
        sa.Column("counted_from_id", sa.Integer(), nullable=True),
        sa.Column("months_after", sa.Integer(), nullable=True),
        sa.Column("asks", sa.Text(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(counted_from_id IS NULL) = (months_after IS NULL)",
            name=op.f("ck_action_milestone_counted_whole"),
        ),
        sa.CheckConstraint(
            "latest >= earliest", name=op.f("ck_action_milestone_ends_after_beginning")
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["plan_action.id"], name=op.f("fk_action_milestone_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["counted_from_id"],
            ["action_milestone.id"],
            name=op.f("fk_action_milestone_counted_from_id"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_action_milestone_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_milestone")),
        sa.UniqueConstraint("public_id", name=op.f("uq_action_milestone_public_id")),
    )
    op.create_index(
        op.f("ix_action_milestone_action_id_place"),
        "action_milestone",
        ["action_id", "place"],
        unique=False,
    )
    op.create_index(
        op.f("ix_action_milestone_counted_from_id"),
        "action_milestone",
        ["counted_from_id"],
        unique=False,
    )
    op.create_table(
        "action_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "under_way",
                "piloting",
                "evaluated",
                "rolled_out",
                "done",
                "stopped",
                "superseded",
                "depends_on_resources",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("places", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'piloting' OR places IS NOT NULL",
            name=op.f("ck_action_note_pilot_has_places"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["plan_action.id"], name=op.f("fk_action_note_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_action_note_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_action_note_public_id")),
    )
    op.create_index(
        op.f("ix_action_note_action_id_noted_on"),
        "action_note",
        ["action_id", "noted_on"],
        unique=False,
    )
    op.create_table(
        "action_parent",
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"], ["plan_action.id"], name=op.f("fk_action_parent_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["plan_action.id"], name=op.f("fk_action_parent_parent_id")
        ),
        sa.PrimaryKeyConstraint("child_id", "parent_id", name=op.f("pk_action_parent")),
    )
    op.create_index(
        op.f("ix_action_parent_parent_id"), "action_parent", ["parent_id"], unique=False
    )


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), TABLES)
    for table in TABLES:
        op.drop_table(table)
