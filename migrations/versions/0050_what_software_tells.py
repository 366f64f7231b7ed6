"""what software tells: answers by key, counts of requests, the sandbox, keys of events

Revision: 0050
Follows: 0046
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("software_token") as batch:
        batch.add_column(
            sa.Column("is_sandbox", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.create_table(
        "idempotency_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("request_digest", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(200), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"], ["software_token.id"], name=op.f("fk_idempotency_key_token_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("token_id", "key", name=op.f("uq_idempotency_key_token_id_key")),
    )
    op.create_index(op.f("ix_idempotency_key_made_at"), "idempotency_key", ["made_at"])
    op.create_table(
        "request_count",
        sa.Column("token_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"], ["software_token.id"], name=op.f("fk_request_count_token_id")
        ),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_request_count")),
    )
    op.create_table(
        "rehearsed_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"], ["software_token.id"], name=op.f("fk_rehearsed_request_token_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsed_request")),
    )
    op.create_index(
        op.f("ix_rehearsed_request_token_id_sent_at"), "rehearsed_request", ["token_id", "sent_at"]
    )
    op.create_table(
        "event_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["referral_event.id"],
            name=op.f("fk_event_key_event_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_event_key_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_key")),
        sa.UniqueConstraint(
            "organisation_id", "key", name=op.f("uq_event_key_organisation_id_key")
        ),
    )
    op.create_index(op.f("ix_event_key_event_id"), "event_key", ["event_id"])
    op.create_index(op.f("ix_event_key_kept_at"), "event_key", ["kept_at"])


def downgrade() -> None:
    op.drop_table("event_key")
    op.drop_table("rehearsed_request")
    op.drop_table("request_count")
    op.drop_table("idempotency_key")
    with op.batch_alter_table("software_token") as batch:
        batch.drop_column("is_sandbox")
