"""agreements on sharing information, who relied on which, what regions do about files

Revision: 0066
Follows: 0060
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0066"
down_revision = "0060"
branch_labels = None
depends_on = None

TABLES = (
    "referral_sharing",
    "protocol_signature",
    "protocol_party",
    "protocol_review",
    "sharing_told",
    "sharing_switch",
    "sharing_protocol",
)


def upgrade() -> None:
    op.create_table(
        "sharing_protocol",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("ground", sa.String(length=80), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("owner_region_id", sa.Integer(), nullable=False),
        sa.Column("owner_post", sa.String(length=300), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("is_generated", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_on >= in_force_from", name=op.f("ck_sharing_protocol_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["owner_region_id"], ["region.id"], name=op.f("fk_sharing_protocol_owner_region_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_sharing_protocol_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"],
            ["sharing_protocol.id"],
            name=op.f("fk_sharing_protocol_replaced_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_protocol")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sharing_protocol_public_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_sharing_protocol_reference")),
    )
    op.create_index(
        op.f("ix_sharing_protocol_owner_region_id"), "sharing_protocol", ["owner_region_id"]
    )
    op.create_table(
        "sharing_switch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "off",
                "warned",
                "refused",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_sharing_switch_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_sharing_switch_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_switch")),
    )
    op.create_index(
        op.f("ix_sharing_switch_region_id_recorded_at"),
        "sharing_switch",
        ["region_id", "recorded_at"],
    )
    op.create_table(
        "sharing_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "what",
            sa.Enum(
                "review_ahead",
                "review_day",
                "relied_on",
                "none_known",
                name="what",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_sharing_told_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_told")),
        sa.UniqueConstraint(
            "what", "region_id", "of", "day", name=op.f("uq_sharing_told_what_region_id_of_day")
        ),
    )
    op.create_table(
        "protocol_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("protocol_id", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["protocol_id"], ["sharing_protocol.id"], name=op.f("fk_protocol_review_protocol_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_protocol_review_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol_review")),
    )
    op.create_index(op.f("ix_protocol_review_protocol_id"), "protocol_review", ["protocol_id"])
    op.create_table(
        "protocol_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("protocol_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "CASE WHEN region_id IS NULL THEN 0 ELSE 1 END + CASE WHEN provider_id IS NULL THEN 0 ELSE 1 END + CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_protocol_party_one_body"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_protocol_party_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["protocol_id"], ["sharing_protocol.id"], name=op.f("fk_protocol_party_protocol_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_protocol_party_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_protocol_party_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol_party")),
        sa.UniqueConstraint("public_id", name=op.f("uq_protocol_party_public_id")),
    )
    op.create_index(op.f("ix_protocol_party_protocol_id"), "protocol_party", ["protocol_id"])
    op.create_index(op.f("ix_protocol_party_provider_id"), "protocol_party", ["provider_id"])
    op.create_table(
        "protocol_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=300), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["protocol_party.id"], name=op.f("fk_protocol_signature_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_protocol_signature_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol_signature")),
    )
    op.create_index(op.f("ix_protocol_signature_party_id"), "protocol_signature", ["party_id"])
    op.create_table(
        "referral_sharing",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("protocol_id", sa.Integer(), nullable=True),
        sa.Column(
            "standing",
            sa.Enum(
                "in_force",
                "review_due",
                "past_review",
                "not_yet",
                "ended",
                "missing",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("consent", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["protocol_id"], ["sharing_protocol.id"], name=op.f("fk_referral_sharing_protocol_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_referral_sharing_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_sharing_referral_id")
        ),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_referral_sharing")),
    )
    op.create_index(op.f("ix_referral_sharing_protocol_id"), "referral_sharing", ["protocol_id"])


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), TABLES)
    for table in TABLES:
        op.drop_table(table)
