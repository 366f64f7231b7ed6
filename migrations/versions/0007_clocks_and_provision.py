"""a clock for each kind of fact of a line, what is said of a requirement, targets not stated

Revision: 0007
Follows: 0006

`line_figures.confirmed_on` was one clock for everything. It becomes the clock of the start
dates. When vacancies were last right is known from the statements of vacancies, and when a
referral was last received from the counts by day; where there are none it is not known.
Old statements about a requirement were all reasons why it is not available; their review
is 91 days after their day. A target of 0 days stays: it may have been stated.

SQLite rebuilds a table to change a column and forgets its checks, so each is said again.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REVIEWED_AFTER = dt.timedelta(days=91)
SAID = ("provided", "arrangements_exist", "notified", "not_available", "not_known")
WHY_NOT = ("not_commissioned", "full", "no_staff", "not_accredited_here", "not_confirmed")
KINDS = (
    "closed_group",
    "rolling_group",
    "one_to_one",
    "unpaid_work",
    "immediate",
    "bed",
    "drop_in",
)


def check(table: str, name: str, says: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(says, name=op.f(f"ck_{table}_{name}"))


def among(column: str, words: tuple[str, ...]) -> str:
    quoted = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({quoted})"


WHY_NOT_CHECK = ("why_not", among("why_not", WHY_NOT))
NEW_CHECKS = (
    ("said", among("said", SAID)),
    ("reason_where_not_available", "(said = 'not_available') = (why_not IS NOT NULL)"),
    ("reviewed_after_said", "review_on >= stated_on"),
)
TERMS_CHECKS = (
    ("allocation", among("allocation", ("priority_then_date", "date"))),
    ("iso_weekday", "session_weekday BETWEEN 1 AND 7"),
    ("target_not_negative", "target_days >= 0"),
)
PROMISE_CHECKS = (
    ("delivery_kind", " OR ".join(f"delivery_kind = '{kind}'" for kind in KINDS)),
    ("priority", "priority = 'standard' OR priority = 'priority'"),
)
TEXT = sa.String(length=40)


def upgrade() -> None:
    _a_clock_each()
    _statements()
    _targets(may_be_unstated=True)


def downgrade() -> None:
    """What the old tables cannot say is lost: targets become 0, only reasons are kept."""
    op.execute("UPDATE line_terms SET target_days = 0 WHERE target_days IS NULL")
    op.execute("UPDATE promise SET target_days = 0 WHERE target_days IS NULL")
    op.execute("UPDATE promise SET start_within_target = 0 WHERE start_within_target IS NULL")
    _targets(may_be_unstated=False)
    _reasons_alone()
    _one_clock()


def _a_clock_each() -> None:
    op.execute("ALTER TABLE line_figures RENAME COLUMN confirmed_on TO dates_confirmed_on")
    op.add_column("line_figures", sa.Column("vacancies_confirmed_on", sa.Date(), nullable=True))
    op.add_column("line_figures", sa.Column("last_received_on", sa.Date(), nullable=True))
    op.execute(
        "UPDATE line_figures SET vacancies_confirmed_on = (SELECT max(stated_on)"
        " FROM capacity_statement WHERE capacity_statement.line_id = line_figures.line_id"
        " AND measure = 'vacancies' AND from_date <= stated_on)"
    )
    op.execute(
        "UPDATE line_figures SET last_received_on = (SELECT max(day) FROM line_day"
        " WHERE line_day.line_id = line_figures.line_id AND referred > 0)"
    )


def _one_clock() -> None:
    """The last day on which anything at all was shown."""
    figures = sa.table("line_figures", sa.column("dates_confirmed_on"))
    dates = figures.c.dates_confirmed_on
    for name in ("vacancies_confirmed_on", "last_received_on"):
        clock: sa.ColumnClause[dt.date] = sa.column(name)
        is_later = sa.and_(clock.is_not(None), sa.or_(dates.is_(None), dates < clock))
        op.execute(figures.update().where(is_later).values(dates_confirmed_on=clock))
        op.drop_column("line_figures", name)
    op.execute("ALTER TABLE line_figures RENAME COLUMN dates_confirmed_on TO confirmed_on")


def _statements() -> None:
    table = "provision_statement"
    op.add_column(table, sa.Column("strand", sa.String(length=80), nullable=True))
    op.add_column(table, sa.Column("said", TEXT, nullable=True))
    op.add_column(table, sa.Column("telephone", TEXT, nullable=True))
    op.add_column(table, sa.Column("review_on", sa.Date(), nullable=True))
    _say_what_was_meant()
    kept = [check(table, *WHY_NOT_CHECK)]
    with op.batch_alter_table(table, schema=None, table_args=kept) as batch_op:
        batch_op.alter_column("why_not", existing_type=TEXT, nullable=True)
        batch_op.alter_column("said", existing_type=TEXT, nullable=False)
        batch_op.alter_column("review_on", existing_type=sa.Date(), nullable=False)
        for name, says in NEW_CHECKS:
            batch_op.create_check_constraint(batch_op.f(f"ck_{table}_{name}"), says)


def _say_what_was_meant() -> None:
    statement = sa.table(
        "provision_statement",
        sa.column("said", sa.String()),
        sa.column("stated_on", sa.Date()),
        sa.column("review_on", sa.Date()),
    )
    bind = op.get_bind()
    bind.execute(statement.update().values(said="not_available"))
    for day in bind.scalars(sa.select(statement.c.stated_on).distinct()).all():
        of_day = statement.update().where(statement.c.stated_on == day)
        bind.execute(of_day.values(review_on=day + REVIEWED_AFTER))


def _reasons_alone() -> None:
    table = "provision_statement"
    op.execute("DELETE FROM provision_statement WHERE why_not IS NULL OR strand IS NOT NULL")
    kept = [check(table, *WHY_NOT_CHECK)]
    with op.batch_alter_table(table, schema=None) as batch_op:
        for name, _ in NEW_CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_{name}"), type_="check")
    with op.batch_alter_table(table, schema=None, table_args=kept) as batch_op:
        batch_op.alter_column("why_not", existing_type=TEXT, nullable=False)
        for name in ("strand", "said", "telephone", "review_on"):
            batch_op.drop_column(name)


def _targets(*, may_be_unstated: bool) -> None:
    checks = [check("line_terms", *said) for said in TERMS_CHECKS]
    with op.batch_alter_table("line_terms", schema=None, table_args=checks) as batch_op:
        batch_op.alter_column("target_days", existing_type=sa.Integer(), nullable=may_be_unstated)
    checks = [check("promise", *said) for said in PROMISE_CHECKS]
    with op.batch_alter_table("promise", schema=None, table_args=checks) as batch_op:
        batch_op.alter_column("target_days", existing_type=sa.Integer(), nullable=may_be_unstated)
        batch_op.alter_column(
            "start_within_target", existing_type=sa.Double(), nullable=may_be_unstated
        )
