"""courts and probation meet

Revision: 0064
Follows: 0063
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

TABLES = ("meeting_point", "meeting_presence", "meeting_court", "liaison_meeting")
"""Those that name another before it."""

STATES = "state IN ('planned', 'held', 'cancelled')"


def upgrade() -> None:
    op.create_table(
        "liaison_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.CheckConstraint(STATES, name=op.f("ck_liaison_meeting_state")),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_liaison_meeting_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_liaison_meeting")),
        sa.UniqueConstraint("public_id", name=op.f("uq_liaison_meeting_public_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_liaison_meeting_request_id")),
    )
    op.create_index(
        op.f("ix_liaison_meeting_region_id_day"), "liaison_meeting", ["region_id", "day"]
    )
    _courts_and_roles()
    op.create_table(
        "meeting_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=1000), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=True),
        sa.Column("what_changed", sa.String(length=1000), nullable=True),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("taken_out_on", sa.Date(), nullable=True),
        _of_meeting("meeting_point"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_point")),
        sa.UniqueConstraint("public_id", name=op.f("uq_meeting_point_public_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_meeting_point_request_id")),
    )
    op.create_index(op.f("ix_meeting_point_meeting_id"), "meeting_point", ["meeting_id"])


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), TABLES)
    for table in TABLES:
        op.drop_table(table)


def _courts_and_roles() -> None:
    op.create_table(
        "meeting_court",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("court_id", sa.Integer(), nullable=False),
        _of_meeting("meeting_court"),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name=op.f("fk_meeting_court_court_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_court")),
        sa.UniqueConstraint(
            "meeting_id", "court_id", name=op.f("uq_meeting_court_meeting_id_court_id")
        ),
    )
    op.create_index(op.f("ix_meeting_court_court_id"), "meeting_court", ["court_id"])
    op.create_table(
        "meeting_presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=80), nullable=False),
        _of_meeting("meeting_presence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_presence")),
        sa.UniqueConstraint("meeting_id", "role", name=op.f("uq_meeting_presence_meeting_id_role")),
    )


def _of_meeting(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_meeting_id")
    return sa.ForeignKeyConstraint(["meeting_id"], ["liaison_meeting.id"], name=name)
