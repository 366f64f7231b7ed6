"""a referral whose reference is erased, the days on which lines received such people

Revision: 0036
Follows: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0036"
down_revision = "0030"
branch_labels = None
depends_on = None

LOSES = ("forgotten_day",)
BASES = (
    "community_order", "suspended_sentence_order", "licence", "voluntary", "pre_court",
    "not_stated",
)  # fmt: skip
STATUSES = (
    "waiting", "in_progress", "completed", "dropped_out", "withdrawn", "declined", "terminated",
)  # fmt: skip
CHECKS = (
    ("starts_after_received", "started_on >= received_on"),
    ("ends_after_start", "ended_on >= started_on"),
    ("left_without_start", "left_on IS NULL OR started_on IS NULL"),
    ("basis", " OR ".join(f"basis = '{word}'" for word in BASES)),
    ("status", " OR ".join(f"status = '{word}'" for word in STATUSES)),
)
UNTIL_ERASED = ("reference_until_erased", "(reference IS NULL) = (erased_on IS NOT NULL)")
CORRECTS = sa.text("corrects_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("referral", table_args=_checks()) as table:
        table.add_column(sa.Column("erased_on", sa.Date(), nullable=True))
        table.alter_column("reference", existing_type=sa.String(40), nullable=True)
        name, says = UNTIL_ERASED
        table.create_check_constraint(op.f(f"ck_referral_{name}"), says)
    op.create_index(
        op.f("ix_referral_event_corrects_id"),
        "referral_event",
        ["corrects_id"],
        sqlite_where=CORRECTS,
        postgresql_where=CORRECTS,
    )
    op.create_table(
        "forgotten_day",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_forgotten_day_line_id")),
        sa.PrimaryKeyConstraint("line_id", "received_on", name=op.f("pk_forgotten_day")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Whose reference was erased is called by a number that nobody else knows."""
    refuse_to_lose(op.get_bind(), LOSES)
    op.drop_table("forgotten_day")
    op.drop_index(op.f("ix_referral_event_corrects_id"), table_name="referral_event")
    with op.batch_alter_table("referral", table_args=_checks()) as table:
        table.drop_constraint(op.f(f"ck_referral_{UNTIL_ERASED[0]}"), type_="check")
    op.execute("UPDATE referral SET reference = 'ERASED-' || id WHERE reference IS NULL")
    with op.batch_alter_table("referral", table_args=_checks()) as table:
        table.alter_column("reference", existing_type=sa.String(40), nullable=False)
        table.drop_column("erased_on")


def _checks() -> list[sa.CheckConstraint]:
    """SQLite forgets the checks of a table that is built anew, so that all are named again."""
    return [sa.CheckConstraint(says, name=op.f(f"ck_referral_{name}")) for name, says in CHECKS]
