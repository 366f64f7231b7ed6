"""drafts of listings, and what was decided on them

Revision: 0019
Follows: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

LOSES = ("listing_draft", "listing_decision")

KINDS = (
    "submitted",
    "taken_back",
    "approved",
    "approved_in_part",
    "sent_back",
    "rolled_back",
    "withdrawn",
)


def upgrade() -> None:
    op.create_table(
        "listing_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_listing_draft_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_listing_draft_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_listing_draft_public_id")),
    )
    op.create_index(
        "uq_listing_draft_open",
        "listing_draft",
        ["service_id", "author_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "listing_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("sent_back", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ({})".format(", ".join(f"'{kind}'" for kind in KINDS)),
            name=op.f("ck_listing_decision_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_listing_decision_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["listing_draft.id"], name=op.f("fk_listing_decision_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_listing_decision_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_decision")),
    )
    for column in ("service_id", "draft_id"):
        op.create_index(op.f(f"ix_listing_decision_{column}"), "listing_decision", [column])


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), LOSES)
    for table in reversed(LOSES):
        op.drop_table(table)
