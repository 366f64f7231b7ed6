"""what was delivered of a volume by month; since when people on a line wait

Revision: 0041
Follows: 0036
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from operator import itemgetter

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

DELIVERED = """CASE commissioned_volume.unit
    WHEN 'order' THEN line_day.referred WHEN 'referral' THEN line_day.referred
    WHEN 'start' THEN line_day.started WHEN 'completion' THEN line_day.completed
    ELSE line_day.hours END"""
COURT_BASES = ("community_order", "suspended_sentence_order")


def upgrade() -> None:
    op.create_table(
        "volume_month",
        sa.Column("volume_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("delivered", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["volume_id"], ["commissioned_volume.id"], name=op.f("fk_volume_month_volume_id")
        ),
        sa.PrimaryKeyConstraint("volume_id", "month", name=op.f("pk_volume_month")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("line_figures") as table:
        table.add_column(sa.Column("longest_waiting_since", sa.Date(), nullable=True))
        table.add_column(sa.Column("half_waiting_since", sa.Date(), nullable=True))
    _fill_months()
    _fill_since()


def downgrade() -> None:
    with op.batch_alter_table("line_figures") as table:
        table.drop_column("half_waiting_since")
        table.drop_column("longest_waiting_since")
    op.drop_table("volume_month")


def _fill_months() -> None:
    volume = sa.table("commissioned_volume", *map(sa.column, ("id", "lot_id")))
    volume_period = sa.text(
        "line_day.day BETWEEN commissioned_volume.starts_on AND commissioned_volume.ends_on"
    )
    lot = sa.table("lot", *map(sa.column, ("id", "line_id")))
    day = sa.table("line_day", sa.column("line_id"), sa.column("day", sa.Date))
    year, month = sa.extract("year", day.c.day), sa.extract("month", day.c.day)
    delivered = sa.literal_column(DELIVERED, sa.Double)
    counted = (
        sa.select(volume.c.id, year, month, sa.func.sum(delivered))
        .join(lot, lot.c.id == volume.c.lot_id)
        .join(day, sa.and_(day.c.line_id == lot.c.line_id, volume_period))
        .group_by(volume.c.id, year, month)
        .having(sa.func.sum(delivered) != 0)
    )
    months = sa.table(
        "volume_month",
        sa.column("volume_id", sa.Integer),
        sa.column("month", sa.Date),
        sa.column("delivered", sa.Double),
    )
    rows = [
        {"volume_id": key, "month": dt.date(int(of_year), int(of_month), 1), "delivered": count}
        for key, of_year, of_month, count in op.get_bind().execute(counted)
    ]
    op.bulk_insert(months, rows)


def _fill_since() -> None:
    referral = sa.table(
        "referral", *map(sa.column, ("line_id", "status", "basis", "sentenced_on", "received_on"))
    )
    is_of_court = sa.and_(referral.c.basis.in_(COURT_BASES), referral.c.sentenced_on.is_not(None))
    day_0 = sa.case((is_of_court, referral.c.sentenced_on), else_=referral.c.received_on)
    waiting = op.get_bind().execute(
        sa.select(referral.c.line_id, day_0)
        .where(referral.c.status == "waiting")
        .order_by(referral.c.line_id, day_0)
    )
    figures = sa.table(
        "line_figures", *map(sa.column, ("line_id", "longest_waiting_since", "half_waiting_since"))
    )
    keep = (
        sa.update(figures)
        .where(figures.c.line_id == sa.bindparam("of_line"))
        .values(
            longest_waiting_since=sa.bindparam("longest"), half_waiting_since=sa.bindparam("half")
        )
    )
    for line_id, people in groupby(waiting.all(), itemgetter(0)):
        days = [day for _, day in people]
        told = {"of_line": line_id, "longest": days[0], "half": days[len(days) // 2]}
        op.get_bind().execute(keep, told)
