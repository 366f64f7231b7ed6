"""what waits for a second person

Revision: 0022
Follows: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

LOSES = ("provision_proposal",)

SAID = ("provided", "arrangements_exist", "notified", "not_available", "not_known")
WHY_NOT = ("not_commissioned", "full", "no_staff", "not_accredited_here", "not_confirmed")


def _one_of(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "provision_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("local_delivery_unit_id", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(length=80), nullable=False),
        sa.Column("strand", sa.String(length=80), nullable=True),
        sa.Column("said", _one_of(SAID, "said"), nullable=False),
        sa.Column("why_not", _one_of(WHY_NOT, "why_not"), nullable=True),
        sa.Column("telephone", sa.String(length=80), nullable=True),
        sa.Column("stated_by", sa.String(length=300), nullable=False),
        sa.Column("stated_as", sa.String(length=40), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("is_agreed", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)",
            name=op.f("ck_provision_proposal_settled_by_somebody"),
        ),
        sa.CheckConstraint(
            "settled_at IS NOT NULL OR is_agreed IS NULL",
            name=op.f("ck_provision_proposal_agreed_when_settled"),
        ),
        sa.ForeignKeyConstraint(
            ["local_delivery_unit_id"],
            ["local_delivery_unit.id"],
            name=op.f("fk_provision_proposal_local_delivery_unit_id_local_delivery_unit"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["person.id"],
            name=op.f("fk_provision_proposal_proposed_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"],
            ["person.id"],
            name=op.f("fk_provision_proposal_settled_by_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provision_proposal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_provision_proposal_public_id")),
    )
    op.create_index(
        op.f("ix_provision_proposal_local_delivery_unit_id_requirement"),
        "provision_proposal",
        ["local_delivery_unit_id", "requirement"],
        unique=False,
    )


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), LOSES)
    op.drop_table("provision_proposal")
