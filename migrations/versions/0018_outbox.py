"""the outbox, addresses that bounced, reminders chosen

Revision: 0018
Follows: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

LOSES = ("message", "bounced_address", "reminder_choice")

STATES = ("waiting", "sending", "sent", "given_up", "came_back")


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("unclear", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("trouble", sa.String(length=500), nullable=True),
        sa.Column("address_bounced_at", sa.DateTime(), nullable=True),
        _among("message", "state", STATES),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_public_id")),
    )
    op.create_index(op.f("ix_message_state_due_at"), "message", ["state", "due_at"])
    op.create_table(
        "bounced_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("bounced_at", sa.DateTime(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounced_address")),
        sa.UniqueConstraint("address", name=op.f("uq_bounced_address_address")),
    )
    op.create_table(
        "reminder_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.String(length=40), nullable=False),
        sa.Column("reminded_id", sa.Integer(), nullable=False),
        sa.Column("rhythm", sa.String(length=40), nullable=False),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        _among("reminder_choice", "reminded", ("person", "organisation")),
        _among("reminder_choice", "rhythm", ("weekly", "none")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_choice")),
        sa.UniqueConstraint(
            "reminded", "reminded_id", name=op.f("uq_reminder_choice_reminded_reminded_id")
        ),
    )


def downgrade() -> None:
    """What waited to be sent goes with the rest."""
    refuse_to_lose(op.get_bind(), LOSES)
    for table in reversed(LOSES):
        op.drop_table(table)


def _among(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    told = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({told})", name=op.f(f"ck_{table}_{column}"))
