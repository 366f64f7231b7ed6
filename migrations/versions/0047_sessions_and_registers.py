"""sessions of groups, registers, and what is planned ahead of them

Revision: 0047
Follows: 0046
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

TABLES = (
    "planned_absence", "excluded_weekday", "register_start", "register_mark",
    "group_cancellation", "group_session", "group_plan",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "group_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("min_to_run", sa.Integer(), nullable=True),
        sa.Column("decided_days_before", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("sessions BETWEEN 1 AND 100", name=op.f("ck_group_plan_sessions_there")),
        sa.CheckConstraint("min_to_run >= 0", name=op.f("ck_group_plan_minimum_not_negative")),
        sa.CheckConstraint(
            "decided_days_before >= 0", name=op.f("ck_group_plan_decided_before_the_start")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group_run.id"], name=op.f("fk_group_plan_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_group_plan_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_plan")),
        sa.UniqueConstraint("group_id", name=op.f("uq_group_plan_group_id")),
    )
    op.create_table(
        "group_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_group_session_numbered_from_one")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group_run.id"], name=op.f("fk_group_session_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_session")),
        sa.UniqueConstraint("public_id", name=op.f("uq_group_session_public_id")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_group_session_group_id_number")),
    )
    op.create_index(op.f("ix_group_session_on_date"), "group_session", ["on_date"])
    op.create_table(
        "group_cancellation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("bookings", sa.JSON(), nullable=False),
        sa.Column("sessions", sa.JSON(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(), nullable=False),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by_id IS NULL)",
            name=op.f("ck_group_cancellation_undone_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group_run.id"], name=op.f("fk_group_cancellation_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["person.id"], name=op.f("fk_group_cancellation_cancelled_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["person.id"], name=op.f("fk_group_cancellation_undone_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_cancellation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_group_cancellation_public_id")),
    )
    op.create_index(
        "uq_group_cancellation_standing",
        "group_cancellation",
        ["group_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "register_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "attended", "acceptable_absence", "unacceptable_absence", "not_required",
                "session_cancelled", "taken_back",
                name="outcome", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("attended_event_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["group_session.id"], name=op.f("fk_register_mark_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_register_mark_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_register_mark_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["register_mark.id"], name=op.f("fk_register_mark_replaces_id")
        ),
        sa.ForeignKeyConstraint(
            ["attended_event_id"],
            ["referral_event.id"],
            name=op.f("fk_register_mark_attended_event_id"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_register_mark_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_mark")),
        sa.UniqueConstraint("public_id", name=op.f("uq_register_mark_public_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_register_mark_replaces_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_register_mark_booking_id"), "register_mark", ["booking_id"])
    op.create_index(op.f("ix_register_mark_referral_id"), "register_mark", ["referral_id"])
    op.create_index(
        "uq_register_mark_first",
        "register_mark",
        ["session_id", "booking_id"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NULL"),
        postgresql_where=sa.text("replaces_id IS NULL"),
    )
    op.create_table(
        "register_start",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_register_start_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["referral_event.id"], name=op.f("fk_register_start_event_id")
        ),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_register_start")),
    )
    op.create_table(
        "excluded_weekday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_excluded_weekday_iso_weekday")),
        sa.CheckConstraint(
            "to_date >= from_date", name=op.f("ck_excluded_weekday_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_excluded_weekday_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_excluded_weekday_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excluded_weekday")),
        sa.UniqueConstraint("public_id", name=op.f("uq_excluded_weekday_public_id")),
    )
    op.create_index(op.f("ix_excluded_weekday_referral_id"), "excluded_weekday", ["referral_id"])
    op.create_table(
        "planned_absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "to_date >= from_date", name=op.f("ck_planned_absence_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_planned_absence_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_planned_absence_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_absence")),
        sa.UniqueConstraint("public_id", name=op.f("uq_planned_absence_public_id")),
    )
    op.create_index(op.f("ix_planned_absence_referral_id"), "planned_absence", ["referral_id"])


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), TABLES)
    for table in TABLES:
        op.drop_table(table)
