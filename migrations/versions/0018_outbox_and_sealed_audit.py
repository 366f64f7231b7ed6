"""the outbox, addresses that bounced, reminders chosen; the audit sealed and kept as written

Revision: 0018
Follows: 0017
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from directory.dialect import keep_as_written, let_be_changed
from portal.backups.going_back import refuse_to_lose

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

LOSES = ("message", "bounced_address", "reminder_choice", "audit_seal")

SECRET_OF_SITES = ("address", "postcode", "telephone", "latitude", "longitude", "access")
"""A site that was public may be a refuge by now, and its rows can never be changed again."""

AS_WRITTEN = ("audit_row", "audit_seal")
STATES = ("waiting", "sending", "sent", "given_up", "came_back")


def upgrade() -> None:
    _add_outbox()
    _withhold_addresses()
    _add_seals()
    for table in AS_WRITTEN:
        keep_as_written(op.get_bind(), table)


def downgrade() -> None:
    """What waited to be sent goes with the rest; addresses that were withheld stay so."""
    refuse_to_lose(op.get_bind(), LOSES)
    for table in AS_WRITTEN:
        let_be_changed(op.get_bind(), table)
    for table in ("audit_key", "audit_seal", "reminder_choice", "bounced_address", "message"):
        op.drop_table(table)


def _add_outbox() -> None:
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


def _withhold_addresses() -> None:
    """The place of each address stays, so that a history says that it was changed."""
    bind = op.get_bind()
    rows = sa.table(
        "audit_row",
        sa.column("id", sa.Integer()),
        sa.column("subject_kind", sa.String()),
        sa.column("before", sa.JSON()),
        sa.column("after", sa.JSON()),
    )
    told = sa.select(rows.c.id, rows.c.before, rows.c.after).where(rows.c.subject_kind == "site")
    for key, before, after in bind.execute(told).all():
        hidden = {"before": _withheld(before), "after": _withheld(after)}
        if hidden != {"before": before, "after": after}:
            bind.execute(sa.update(rows).where(rows.c.id == key).values(**hidden))


def _withheld(facts: dict[str, Any] | None) -> dict[str, Any] | None:
    if facts is None:
        return None
    return {
        name: {"withheld": True} if name in SECRET_OF_SITES and value is not None else value
        for name, value in facts.items()
    }


def _add_seals() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("audit_row_id", sa.Integer(), nullable=False),
        sa.Column("row_mac", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_row_id"], ["audit_row.id"], name=op.f("fk_audit_seal_audit_row_id")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("audit_row_id", name=op.f("uq_audit_seal_audit_row_id")),
    )
    op.create_table(
        "audit_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_key_one_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_key")),
    )


def _among(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    told = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({told})", name=op.f(f"ck_{table}_{column}"))
