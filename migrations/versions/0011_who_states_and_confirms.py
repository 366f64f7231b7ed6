"""in which role provision was stated, who confirmed lines and court areas, teams, successors

Revision: 0011
Follows: 0010

What was confirmed until now was confirmed by people: no file could.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LOSES = ("provider_succession", "court_team", "line_confirmation")

ADDED = (
    ("provision_statement", "stated_as", sa.String(40)),
    ("provision_statement", "agreed_by", sa.String(300)),
    ("provision_statement", "notice", sa.String(300)),
    ("line_figures", "dates_by_file_alone_on", sa.Date()),
    ("line_figures", "vacancies_by_file_alone_on", sa.Date()),
    ("court_area", "confirmed_by", sa.String(300)),
    ("court_area", "confirmed_on", sa.Date()),
)
"""Columns of tables that were there, each null where nothing was said."""

SUCCESSIONS = sa.Enum(
    "renamed", "merged", "taken_over", name="kind", native_enum=False, length=40,
    create_constraint=True,
)  # fmt: skip


def upgrade() -> None:
    for table, column, of_type in ADDED:
        op.add_column(table, sa.Column(column, of_type, nullable=True))
    times = sa.Column("times_by_file", sa.Integer(), nullable=False, server_default="0")
    op.add_column("confirmation", times)
    _line_confirmations()
    _court_teams()
    _provider_successions()


def _line_confirmations() -> None:
    op.create_table(
        "line_confirmation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("line_id", sa.Integer(), sa.ForeignKey("line.id"), nullable=False),
        sa.Column("fact_kind", sa.String(80), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by", sa.String(300), nullable=False),
        sa.Column("times_by_file", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("recorded_by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("line_id", "fact_kind", "confirmed_on"),
    )


def _court_teams() -> None:
    op.create_table(
        "court_team",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("court_id", sa.Integer(), sa.ForeignKey("court.id"), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("telephone", sa.String(40), nullable=True),
        sa.Column("email", sa.String(200), nullable=True),
        *_stated(),
    )
    op.create_index(op.f("ix_court_team_court_id"), "court_team", ["court_id"])


def _provider_successions() -> None:
    table = "provider_succession"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("successor_id", sa.Integer(), sa.ForeignKey("provider.id"), nullable=False),
        sa.Column("predecessor_id", sa.Integer(), sa.ForeignKey("provider.id"), nullable=True),
        sa.Column("kind", SUCCESSIONS, nullable=False),
        sa.Column("former_name", sa.String(300), nullable=False),
        sa.Column("former_charity_number", sa.String(20), nullable=True),
        sa.Column("former_company_number", sa.String(20), nullable=True),
        sa.Column("from_date", sa.Date(), nullable=False),
        *_stated(),
        sa.CheckConstraint("predecessor_id <> successor_id", name="not_its_own_successor"),
    )
    for column in ("successor_id", "predecessor_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _stated() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("stated_by", sa.String(300), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
    )


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), LOSES)
    for table in ("provider_succession", "court_team", "line_confirmation"):
        op.drop_table(table)
    op.drop_column("confirmation", "times_by_file")
    for table, column, _ in reversed(ADDED):
        op.drop_column(table, column)
