"""transfers that move, particulars, groups, digests, weekly totals

Revision: 0014
Follows: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from portal.backups.going_back import refuse_to_lose

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

LOSES = ("weekly_total", "referral_digest", "referral_characteristics", "referral_particulars")

BASES = ("community_order", "suspended_sentence_order", "licence", "voluntary", "pre_court")
STATUSES = ("waiting", "in_progress", "completed", "dropped_out", "withdrawn", "declined")
EVENTS = (
    "received",
    "started",
    "attended",
    "accepted",
    "ready",
    "completed",
    "withdrawn",
    "dropped_out",
    "declined",
    "offered",
    "booked",
    "missed_start",
    "paused",
    "resumed",
    "breached",
    "transferred",
    "corrected",
)
"""The commonest first: the check compares one after another, for each of millions of rows."""

NEW_EVENTS = (
    "assessment_arranged",
    "assessment_missed",
    "assessment_attended",
    "end_asked",
    "terminated",
)
GROUPS = {
    "sex": ("female", "male", "another", "prefer_not_to_say"),
    "age_band": (
        "18_to_20",
        "21_to_24",
        "25_to_29",
        "30_to_39",
        "40_to_49",
        "50_to_59",
        "60_or_more",
        "prefer_not_to_say",
    ),
    "ethnicity": ("asian", "black", "mixed", "white", "other", "prefer_not_to_say"),
    "disability": ("yes", "no", "prefer_not_to_say"),
}
REFERRAL_CHECKS = (
    ("starts_after_received", "started_on >= received_on"),
    ("ends_after_start", "ended_on >= started_on"),
    ("left_without_start", "left_on IS NULL OR started_on IS NULL"),
)
TOTALS = ("received", "started", "completed", "waiting", "places", "hours")


def upgrade() -> None:
    _words_of_referrals(more=True)
    op.create_index(
        op.f("ix_referral_event_to_line_id"),
        "referral_event",
        ["to_line_id"],
        sqlite_where=sa.text("to_line_id IS NOT NULL"),
        postgresql_where=sa.text("to_line_id IS NOT NULL"),
    )
    op.add_column(
        "line_day", sa.Column("terminated", sa.Integer(), nullable=False, server_default="0")
    )
    _add_particulars()
    _add_characteristics()
    _add_digests()
    _add_totals()


def downgrade() -> None:
    """What the old tables cannot say is told as nearly as they can, or lost.

    An early termination becomes an order that ended; who was moved stays on the line where
    they are; what stands beside the events goes.
    """
    refuse_to_lose(op.get_bind(), LOSES)
    for table in (
        "weekly_total",
        "reference_key",
        "referral_digest",
        "referral_characteristics",
        "referral_particulars",
    ):
        op.drop_table(table)
    with op.batch_alter_table("line_day") as table:
        table.drop_column("terminated")
    _say_it_in_old_words()
    op.drop_index(op.f("ix_referral_event_to_line_id"), table_name="referral_event")
    _words_of_referrals(more=False)


def _words_of_referrals(*, more: bool) -> None:
    """SQLite forgets the checks of a table that is built anew, so that all are named again."""
    words = _words(more=more)
    with op.batch_alter_table("referral") as table:
        for name in ("basis", "status"):
            table.drop_constraint(op.f(f"ck_referral_{name}"), type_="check")
    kept = [_check("referral", name, says) for name, says in REFERRAL_CHECKS]
    with op.batch_alter_table("referral", table_args=kept) as table:
        for name in ("basis", "status"):
            table.create_check_constraint(op.f(f"ck_referral_{name}"), _among(name, words[name]))
        _line_column(table, "fk_referral_first_line_id", "first_line_id", add=more)
    with op.batch_alter_table("referral_event") as table:
        table.drop_constraint(op.f("ck_referral_event_kind"), type_="check")
    with op.batch_alter_table("referral_event") as table:
        table.create_check_constraint(op.f("ck_referral_event_kind"), _among("kind", words["kind"]))
        _line_column(table, "fk_referral_event_to_line_id", "to_line_id", add=more)


def _line_column(table: BatchOperations, key: str, column: str, *, add: bool) -> None:
    if add:
        table.add_column(sa.Column(column, sa.Integer(), nullable=True))
        table.create_foreign_key(op.f(key), "line", [column], ["id"])
    else:
        table.drop_constraint(op.f(key), type_="foreignkey")
        table.drop_column(column)


def _words(*, more: bool) -> dict[str, tuple[str, ...]]:
    return {
        "basis": (*BASES, "not_stated") if more else BASES,
        "status": (*STATUSES, "terminated") if more else STATUSES,
        "kind": (*EVENTS, *NEW_EVENTS) if more else EVENTS,
    }


def _say_it_in_old_words() -> None:
    op.execute("UPDATE referral SET basis = 'voluntary' WHERE basis = 'not_stated'")
    started = "(SELECT started_on FROM referral WHERE referral.id = referral_event.referral_id)"
    for column, where in (("kind", "kind"), ("replacement_kind", "replacement_kind")):
        op.execute(
            f"UPDATE referral_event SET {column} = CASE WHEN {started} IS NULL"  # noqa: S608
            f" THEN 'withdrawn' ELSE 'dropped_out' END, reason = 'order_terminated'"
            f" WHERE {where} = 'terminated'"
        )
    op.execute(
        "UPDATE referral SET status = CASE WHEN started_on IS NULL THEN 'withdrawn'"
        " ELSE 'dropped_out' END WHERE status = 'terminated'"
    )
    gone = ", ".join(f"'{kind}'" for kind in NEW_EVENTS)
    op.execute(
        "DELETE FROM referral_event WHERE corrects_id IN"  # noqa: S608
        f" (SELECT id FROM referral_event WHERE kind IN ({gone}))"
        f" OR replacement_kind IN ({gone})"
    )
    op.execute(f"DELETE FROM referral_event WHERE kind IN ({gone})")  # noqa: S608


def _add_particulars() -> None:
    op.create_table(
        "referral_particulars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("order_ends_on", sa.Date(), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("complete_by", sa.Date(), nullable=True),
        sa.Column("assessment_scheduled_for", sa.Date(), nullable=True),
        sa.Column("needs", sa.String(length=400), nullable=True),
        sa.Column("sessions_expected", sa.Integer(), nullable=True),
        sa.Column("sessions_told", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        _check("referral_particulars", "expected_not_negative", "sessions_expected >= 0"),
        _check("referral_particulars", "told_not_negative", "sessions_told >= 0"),
        _refers("referral_particulars", "referral_id", "referral"),
        _refers("referral_particulars", "recorded_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_particulars")),
    )
    op.create_index(
        op.f("ix_referral_particulars_referral_id"), "referral_particulars", ["referral_id"]
    )


def _add_characteristics() -> None:
    op.create_table(
        "referral_characteristics",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(length=40), nullable=True) for name in GROUPS),
        *(
            _check("referral_characteristics", name, _among(name, words))
            for name, words in GROUPS.items()
        ),
        _refers("referral_characteristics", "referral_id", "referral"),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_referral_characteristics")),
    )


def _add_digests() -> None:
    op.create_table(
        "referral_digest",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        _refers("referral_digest", "referral_id", "referral"),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_referral_digest")),
    )
    op.create_index(op.f("ix_referral_digest_digest"), "referral_digest", ["digest"])
    op.create_table(
        "reference_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        _check("reference_key", "one_key", "id = 1"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_key")),
    )


def _add_totals() -> None:
    op.create_table(
        "weekly_total",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in TOTALS[:-1]),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        _check("weekly_total", "not_negative", " AND ".join(f"{name} >= 0" for name in TOTALS)),
        _refers("weekly_total", "line_id", "line"),
        _refers("weekly_total", "recorded_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_total")),
    )
    op.create_index(op.f("ix_weekly_total_line_id_week"), "weekly_total", ["line_id", "week"])


def _check(table: str, name: str, says: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(says, name=op.f(f"ck_{table}_{name}"))


def _among(column: str, words: tuple[str, ...]) -> str:
    return " OR ".join(f"{column} = '{word}'" for word in words)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))
