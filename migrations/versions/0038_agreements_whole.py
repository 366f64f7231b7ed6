"""agreements whole: how they may be left, when awarded, at what price, who puts what in

Revision: 0038
Follows: 0041
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

LOSES = ("funder_contribution", "agreement_price", "agreement_award", "agreement_conditions")
UNITS = ("order", "referral", "start", "completion", "hour")


def upgrade() -> None:
    op.create_table(
        "agreement_conditions",
        *_of_an_agreement("agreement_conditions"),
        sa.Column("notice_months", sa.Integer(), nullable=True),
        sa.Column("extensions", sa.JSON(), nullable=True),
        sa.Column("review_dates", sa.JSON(), nullable=True),
        *_recorded("agreement_conditions"),
        sa.CheckConstraint(
            "notice_months >= 0", name=op.f("ck_agreement_conditions_notice_not_negative")
        ),
    )
    _index("agreement_conditions", "agreement_id", "recorded_at")
    op.create_table(
        "agreement_award",
        *_of_an_agreement("agreement_award"),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        *_recorded("agreement_award"),
    )
    _index("agreement_award", "agreement_id", "recorded_at")
    op.create_table(
        "agreement_price",
        *_of_an_agreement("agreement_price"),
        sa.Column("unit", _kind("unit", *UNITS), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("pence", sa.Integer(), nullable=False),
        sa.Column("bands", sa.JSON(), nullable=False),
        sa.Column("cap", sa.Double(), nullable=True),
        *_recorded("agreement_price"),
        sa.CheckConstraint("pence > 0", name=op.f("ck_agreement_price_price_above_nothing")),
        sa.CheckConstraint("cap > 0", name=op.f("ck_agreement_price_cap_above_nothing")),
    )
    _index("agreement_price", "agreement_id", "unit", "from_date")
    _contributions()


def _contributions() -> None:
    op.create_table(
        "funder_contribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("funder_id", sa.Integer(), nullable=False),
        sa.Column("kind", _kind("kind", "money", "staff"), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=True),
        sa.Column("posts", sa.Double(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        *_recorded("funder_contribution"),
        sa.ForeignKeyConstraint(
            ["funder_id"], ["agreement_funder.id"], name=op.f("fk_funder_contribution_funder_id")
        ),
        sa.CheckConstraint(
            "ends_on >= starts_on", name=op.f("ck_funder_contribution_ends_after_start")
        ),
        sa.CheckConstraint(
            "(kind = 'money') = (pence IS NOT NULL)",
            name=op.f("ck_funder_contribution_money_in_pence"),
        ),
        sa.CheckConstraint(
            "(kind = 'staff') = (posts IS NOT NULL)",
            name=op.f("ck_funder_contribution_staff_in_posts"),
        ),
    )
    _index("funder_contribution", "funder_id")


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), LOSES)
    for table in LOSES:
        op.drop_table(table)


def _of_an_agreement(table: str) -> list[Any]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f(f"fk_{table}_agreement_id")
        ),
    ]


def _recorded(table: str) -> list[Any]:
    return [
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f(f"fk_{table}_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _kind(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
