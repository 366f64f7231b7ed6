"""a court asks probation what is offered there

Revision: 0063
Follows: 0060
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0063"
down_revision = "0060"
branch_labels = None
depends_on = None

TABLE = "liaison_question"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=18), nullable=False),
        sa.Column("court_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.String(length=80), nullable=True),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(length=300), nullable=True),
        sa.Column("answer", sa.String(length=1000), nullable=True),
        sa.Column("what_changed", sa.String(length=1000), nullable=True),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(requirement IS NULL) <> (service_id IS NULL)",
            name=op.f("ck_liaison_question_about_one_thing"),
        ),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (answer IS NULL)",
            name=op.f("ck_liaison_question_answered_with_words"),
        ),
        sa.CheckConstraint(
            "answered_on IS NULL OR words = ''",
            name=op.f("ck_liaison_question_words_go_with_the_answer"),
        ),
        sa.CheckConstraint(
            "answered_on IS NOT NULL OR NOT is_shown",
            name=op.f("ck_liaison_question_shown_once_answered"),
        ),
        sa.ForeignKeyConstraint(
            ["court_id"], ["court.id"], name=op.f("fk_liaison_question_court_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_liaison_question_region_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_liaison_question_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_liaison_question")),
        sa.UniqueConstraint("public_id", name=op.f("uq_liaison_question_public_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_liaison_question_reference")),
        sa.UniqueConstraint("request_id", name=op.f("uq_liaison_question_request_id")),
    )
    for columns in (["service_id"], ["region_id", "answered_on"], ["court_id", "asked_on"]):
        op.create_index(op.f(f"ix_{TABLE}_{'_'.join(columns)}"), TABLE, columns)


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), (TABLE,))
    op.drop_table(TABLE)
