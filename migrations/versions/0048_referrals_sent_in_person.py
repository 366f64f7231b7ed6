"""referrals sent in person: team, case, restricted reason, what a decline says; two more bases

Revision: 0048
Follows: 0046
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

LOSES = ("referral_decline", "referral_sending", "restricted_reason", "referral_case")
BASES = (
    "community_order", "suspended_sentence_order", "licence", "voluntary", "pre_court",
)  # fmt: skip
NEW_BASES = ("deferred_sentence", "conditional_caution")
STATUSES = (
    "waiting", "in_progress", "completed", "dropped_out", "withdrawn", "declined", "terminated",
)  # fmt: skip
CHECKS = (
    ("starts_after_received", "started_on >= received_on"),
    ("ends_after_start", "ended_on >= started_on"),
    ("left_without_start", "left_on IS NULL OR started_on IS NULL"),
    ("reference_until_erased", "(reference IS NULL) = (erased_on IS NOT NULL)"),
    ("status", " OR ".join(f"status = '{word}'" for word in STATUSES)),
)
DECIDED_BY = ("provider", "officer", "court", "person")
FOLLOWS = ("offered_elsewhere", "waits_for_place", "put_right", "ended")


def upgrade() -> None:
    _restate_bases(before=(*BASES, "not_stated"), now=(*BASES, *NEW_BASES, "not_stated"))
    _beside("referral_case", sa.Column("reference", sa.String(40), nullable=False))
    op.create_index(op.f("ix_referral_case_reference"), "referral_case", ["reference"])
    _beside("restricted_reason", sa.Column("reason", sa.String(80), nullable=False))
    _sending()
    _decline()


def _beside(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("referral_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f(f"fk_{table}_referral_id")
        ),
        sa.PrimaryKeyConstraint("referral_id", name=op.f(f"pk_{table}")),
    )


def _sending() -> None:
    table = "referral_sending"
    op.create_table(
        table,
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(300), nullable=False),
        sa.Column("published_number", sa.String(80), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
            for column, target in (
                ("referral_id", "referral.id"),
                ("organisation_id", "organisation.id"),
                ("sent_by_id", "person.id"),
            )
        ),
        sa.PrimaryKeyConstraint("referral_id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("request_id", name=op.f(f"uq_{table}_request_id")),
    )
    for column in ("organisation_id", "sent_by_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _decline() -> None:
    table = "referral_decline"
    op.create_table(
        table,
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.String(40), nullable=False),
        sa.Column("follows", sa.String(40), nullable=False),
        _one_of(table, "decided_by", DECIDED_BY),
        _one_of(table, "follows", FOLLOWS),
        sa.ForeignKeyConstraint(
            ["event_id"], ["referral_event.id"], name=op.f(f"fk_{table}_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f(f"fk_{table}_referral_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_referral_id"), table, ["referral_id"])


def downgrade() -> None:
    """Whoever was referred on a new basis is called one whose basis is not stated."""
    refuse_to_lose(op.get_bind(), LOSES)
    for table in LOSES:
        op.drop_table(table)
    new = ", ".join(f"'{word}'" for word in NEW_BASES)
    op.execute(f"UPDATE referral SET basis = 'not_stated' WHERE basis IN ({new})")  # noqa: S608
    _restate_bases(before=(*BASES, *NEW_BASES, "not_stated"), now=(*BASES, "not_stated"))


def _restate_bases(*, before: tuple[str, ...], now: tuple[str, ...]) -> None:
    """SQLite forgets the checks of a table that is built anew, so that all are named again."""
    old = _one_of("referral", "basis", before)
    with op.batch_alter_table("referral", table_args=(*_checks(), old)) as table:
        table.drop_constraint(op.f("ck_referral_basis"), type_="check")
    with op.batch_alter_table("referral", table_args=_checks()) as table:
        table.create_check_constraint(op.f("ck_referral_basis"), _says("basis", now))


def _checks() -> tuple[sa.CheckConstraint, ...]:
    return tuple(
        sa.CheckConstraint(says, name=op.f(f"ck_referral_{name}")) for name, says in CHECKS
    )


def _one_of(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    return sa.CheckConstraint(_says(column, words), name=op.f(f"ck_{table}_{column}"))


def _says(column: str, words: tuple[str, ...]) -> str:
    return " OR ".join(f"{column} = '{word}'" for word in words)
