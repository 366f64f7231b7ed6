"""sentencers are asked once a year

Revision: 0065
Follows: 0064
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

TABLES = ("bench_comment", "choice_count", "bench_reply", "bench_link", "feedback_round")
"""Those that name another before it."""


def upgrade() -> None:
    op.create_table(
        "feedback_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "closes_on >= opened_on", name=op.f("ck_feedback_round_closes_after_it_opened")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_feedback_round_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_round")),
        sa.UniqueConstraint("public_id", name=op.f("uq_feedback_round_public_id")),
        sa.UniqueConstraint("region_id", "year", name=op.f("uq_feedback_round_region_id_year")),
    )
    _links()
    _answers()


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), TABLES)
    for table in TABLES:
        op.drop_table(table)


def _links() -> None:
    table = "bench_link"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("court_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        *_of_round_and_court(table),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bench_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bench_link_public_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_bench_link_token_digest")),
    )
    op.create_index(op.f("ix_bench_link_round_id_court_id"), table, ["round_id", "court_id"])


def _answers() -> None:
    op.create_table(
        "bench_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("court_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        *_of_round_and_court("bench_reply"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bench_reply")),
        sa.UniqueConstraint("form_id", name=op.f("uq_bench_reply_form_id")),
    )
    op.create_index(
        op.f("ix_bench_reply_round_id_court_id"), "bench_reply", ["round_id", "court_id"]
    )
    op.create_table(
        "choice_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("court_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("choice", sa.String(length=80), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_choice_count_counts_somebody")),
        *_of_round_and_court("choice_count"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice_count")),
        sa.UniqueConstraint(
            "round_id", "court_id", "question", "choice",
            name=op.f("uq_choice_count_round_id_court_id_question_choice"),
        ),
    )  # fmt: skip
    op.create_table(
        "bench_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        _of_round_and_court("bench_comment")[0],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bench_comment")),
    )
    op.create_index(op.f("ix_bench_comment_round_id"), "bench_comment", ["round_id"])


def _of_round_and_court(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["round_id"], ["feedback_round.id"], name=op.f(f"fk_{table}_round_id")
        ),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name=op.f(f"fk_{table}_court_id")),
    )
