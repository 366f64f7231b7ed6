"""who holds the ball: service levels, due moves as worked out, what silence brought

Revision: 0049
Follows: 0046
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "days_in_hands",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("officer_days", sa.Integer(), nullable=False),
        sa.Column("provider_days", sa.Integer(), nullable=False),
        sa.Column("commissioner_days", sa.Integer(), nullable=False),
        sa.Column("court_days", sa.Integer(), nullable=False),
        sa.Column("person_days", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "people >= 0 AND returned >= 0", name=op.f("ck_days_in_hands_people_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["local_delivery_unit.id"], name=op.f("fk_days_in_hands_area_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_days_in_hands_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_days_in_hands")),
    )
    op.create_index(op.f("ix_days_in_hands_area_id"), "days_in_hands", ["area_id"])
    op.create_index(op.f("ix_days_in_hands_provider_id"), "days_in_hands", ["provider_id"])
    op.create_table(
        "service_level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column(
            "clock",
            sa.Enum(
                "first_contact",
                "assessment",
                "assessment_again",
                "plan",
                "offer",
                name="clock",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("working_days", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "working_days BETWEEN 1 AND 250", name=op.f("ck_service_level_days_of_a_year")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_service_level_agreement_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_service_level_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_level")),
    )
    op.create_index(
        op.f("ix_service_level_agreement_id_clock"), "service_level", ["agreement_id", "clock"]
    )
    op.create_table(
        "details_received",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_details_received_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_details_received_referral_id")
        ),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_details_received")),
    )
    op.create_table(
        "kept_move",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column(
            "party",
            sa.Enum(
                "officer",
                "provider",
                "commissioner",
                "court",
                "person",
                name="party",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("contact_by", sa.Date(), nullable=True),
        sa.Column("is_uncounted", sa.Boolean(), nullable=False),
        sa.Column("events_through", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_kept_move_referral_id")
        ),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_kept_move")),
    )
    op.create_index(op.f("ix_kept_move_due_on"), "kept_move", ["due_on"])
    op.create_table(
        "reminder_sent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "reminded",
                "sender_told",
                "escalated",
                "returned",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_reminder_sent_line_id")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_reminder_sent_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_sent")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reminder_sent_public_id")),
        sa.UniqueConstraint(
            "referral_id",
            "stage",
            "counted_from",
            "step",
            name=op.f("uq_reminder_sent_referral_id_stage_counted_from_step"),
        ),
    )
    op.create_index(op.f("ix_reminder_sent_line_id"), "reminder_sent", ["line_id"])
    op.create_table(
        "silence_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("returned_at", sa.DateTime(), nullable=False),
        sa.Column("sent_again_on", sa.Date(), nullable=True),
        sa.Column("sent_again_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "sent_again_on >= returned_on", name=op.f("ck_silence_return_sent_again_later")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_silence_return_line_id")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_silence_return_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_again_by_id"], ["person.id"], name=op.f("fk_silence_return_sent_again_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence_return")),
    )
    op.create_index(op.f("ix_silence_return_line_id"), "silence_return", ["line_id"])
    op.create_index(op.f("ix_silence_return_referral_id"), "silence_return", ["referral_id"])
    op.create_table(
        "clock_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["person.id"], name=op.f("fk_clock_note_noted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_clock_note_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["reminder_id"], ["reminder_sent.id"], name=op.f("fk_clock_note_reminder_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_clock_note_public_id")),
    )
    op.create_index(op.f("ix_clock_note_referral_id"), "clock_note", ["referral_id"])
    op.create_index(op.f("ix_clock_note_reminder_id"), "clock_note", ["reminder_id"])


def downgrade() -> None:
    refuse_to_lose(
        op.get_bind(),
        ("service_level", "details_received", "reminder_sent", "silence_return", "clock_note"),
    )
    op.drop_table("clock_note")
    op.drop_table("silence_return")
    op.drop_table("reminder_sent")
    op.drop_table("kept_move")
    op.drop_table("details_received")
    op.drop_table("service_level")
    op.drop_table("days_in_hands")
