"""places given, held and offered, and why each went to whom it went

Revision: 0046
Follows: 0045
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

LOSES = ("booking", "hold", "place_offer", "place_rule", "failed_booking", "turn_proof")

NEW = (
    "turn_proof_row",
    "turn_proof",
    "turn_key",
    "hold",
    "place_offer",
    "booking",
    "place_rule",
    "failed_booking",
)
"""Whatever leans on another goes before it."""


def upgrade() -> None:
    op.create_table(
        "failed_booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("local_delivery_unit_id", sa.Integer(), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("was_hold", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_failed_booking_line_id")),
        sa.ForeignKeyConstraint(
            ["local_delivery_unit_id"],
            ["local_delivery_unit.id"],
            name=op.f("fk_failed_booking_local_delivery_unit_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_booking")),
    )
    op.create_index(
        op.f("ix_failed_booking_line_id_on_date"),
        "failed_booking",
        ["line_id", "on_date"],
        unique=False,
    )
    op.create_table(
        "place_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("steps", sa.String(length=120), nullable=False),
        sa.Column("held_percent", sa.Integer(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("answer_days >= 1", name=op.f("ck_place_rule_a_day_to_answer")),
        sa.CheckConstraint(
            "held_percent BETWEEN 0 AND 100", name=op.f("ck_place_rule_share_of_all")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_place_rule_line_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_place_rule_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_rule")),
    )
    op.create_index(
        op.f("ix_place_rule_line_id_recorded_at"),
        "place_rule",
        ["line_id", "recorded_at"],
        unique=False,
    )
    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=80), nullable=False),
        sa.Column("booked_at", sa.DateTime(), nullable=False),
        sa.Column("booked_by_id", sa.Integer(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column(
            "left_reason",
            sa.Enum(
                "gave_up",
                "moved",
                "group_cancelled",
                "referral_ended",
                "mistaken",
                name="left_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(left_on IS NULL) = (left_reason IS NULL)", name=op.f("ck_booking_left_whole")
        ),
        sa.CheckConstraint("left_on >= joined_on", name=op.f("ck_booking_leaves_after_joining")),
        sa.ForeignKeyConstraint(
            ["booked_by_id"], ["person.id"], name=op.f("fk_booking_booked_by_id")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["group_run.id"], name=op.f("fk_booking_group_id")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_booking_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("public_id", name=op.f("uq_booking_public_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_booking_request_id")),
    )
    op.create_index(op.f("ix_booking_group_id"), "booking", ["group_id"], unique=False)
    op.create_index(op.f("ix_booking_referral_id"), "booking", ["referral_id"], unique=False)
    op.create_index(
        "uq_booking_standing",
        "booking",
        ["referral_id"],
        unique=True,
        sqlite_where=sa.text("left_on IS NULL"),
        postgresql_where=sa.text("left_on IS NULL"),
    )
    op.create_table(
        "place_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("is_by_telephone", sa.Boolean(), nullable=False),
        sa.Column("offered_at", sa.DateTime(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "accepted",
                "refused",
                "passed_on",
                "not_reached",
                "withdrawn",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_place_offer_answered_whole")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_place_offer_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group_run.id"], name=op.f("fk_place_offer_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_place_offer_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_offer")),
        sa.UniqueConstraint("public_id", name=op.f("uq_place_offer_public_id")),
    )
    op.create_index(
        op.f("ix_place_offer_group_id_answer_by"),
        "place_offer",
        ["group_id", "answer_by"],
        unique=False,
    )
    op.create_index(
        op.f("ix_place_offer_referral_id"), "place_offer", ["referral_id"], unique=False
    )
    op.create_index(
        "uq_place_offer_open",
        "place_offer",
        ["referral_id"],
        unique=True,
        sqlite_where=sa.text("answer IS NULL"),
        postgresql_where=sa.text("answer IS NULL"),
    )
    op.create_table(
        "turn_key",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_turn_key_referral_id")
        ),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_turn_key")),
        sa.UniqueConstraint("key", name=op.f("uq_turn_key_key")),
    )
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("request_id", sa.String(length=80), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("hearing_on", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("held_by_id", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.DateTime(), nullable=False),
        sa.Column("lapses_after", sa.Date(), nullable=False),
        sa.Column("renewed_on", sa.Date(), nullable=True),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "lapses_after > hearing_on", name=op.f("ck_hold_stands_past_the_hearing")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_hold_booking_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["group_id"], ["group_run.id"], name=op.f("fk_hold_group_id")),
        sa.ForeignKeyConstraint(["held_by_id"], ["person.id"], name=op.f("fk_hold_held_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_hold_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sa.UniqueConstraint("code", name=op.f("uq_hold_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_hold_public_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_hold_request_id")),
    )
    op.create_index(op.f("ix_hold_booking_id"), "hold", ["booking_id"], unique=False)
    op.create_index(
        op.f("ix_hold_group_id_lapses_after"), "hold", ["group_id", "lapses_after"], unique=False
    )
    op.create_index(
        op.f("ix_hold_organisation_id_lapses_after"),
        "hold",
        ["organisation_id", "lapses_after"],
        unique=False,
    )
    op.create_table(
        "turn_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("given_key", sa.String(length=32), nullable=False),
        sa.Column(
            "given_by",
            sa.Enum(
                "turn",
                "offer",
                "telephone",
                "hold",
                name="given_by",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("steps", sa.String(length=120), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["booking.id"],
            name=op.f("fk_turn_proof_booking_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group_run.id"], name=op.f("fk_turn_proof_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn_proof")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_turn_proof_booking_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_turn_proof_public_id")),
    )
    op.create_index(op.f("ix_turn_proof_group_id"), "turn_proof", ["group_id"], unique=False)
    op.create_table(
        "turn_proof_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proof_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "in_turn",
                "paused",
                "cannot_finish",
                "gave_up_here",
                "refused_here",
                "passed_on_here",
                "offered_already",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("facts_digest", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["proof_id"], ["turn_proof.id"], name=op.f("fk_turn_proof_row_proof_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn_proof_row")),
        sa.UniqueConstraint(
            "proof_id", "position", name=op.f("uq_turn_proof_row_proof_id_position")
        ),
    )
    op.create_index(op.f("ix_turn_proof_row_key"), "turn_proof_row", ["key"], unique=False)


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), LOSES)
    for table in NEW:
        op.drop_table(table)
