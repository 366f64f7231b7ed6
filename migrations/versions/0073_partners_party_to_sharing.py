"""a partner can be party to an agreement on sharing information

Revision: 0073
Follows: 0071
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0073"
down_revision = "0071"
branch_labels = None
depends_on = None

BEFORE = ("region_id", "provider_id", "organisation_id")


def upgrade() -> None:
    with op.batch_alter_table("protocol_party") as table:
        table.drop_constraint(op.f("ck_protocol_party_one_body"), type_="check")
        table.add_column(sa.Column("partner_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_protocol_party_partner_id"), "partner", ["partner_id"], ["id"]
        )
    with op.batch_alter_table("protocol_party") as table:
        table.create_check_constraint(
            op.f("ck_protocol_party_one_body"), _one_of((*BEFORE, "partner_id"))
        )


def downgrade() -> None:
    """Where an agreement is recorded, nobody can work out again which partner was its party."""
    refuse_to_lose(op.get_bind(), ("sharing_protocol",))
    op.execute(
        "DELETE FROM protocol_signature WHERE party_id IN"
        " (SELECT id FROM protocol_party WHERE partner_id IS NOT NULL)"
    )
    op.execute("DELETE FROM protocol_party WHERE partner_id IS NOT NULL")
    with op.batch_alter_table("protocol_party") as table:
        table.drop_constraint(op.f("ck_protocol_party_one_body"), type_="check")
        table.drop_constraint(op.f("fk_protocol_party_partner_id"), type_="foreignkey")
        table.drop_column("partner_id")
    with op.batch_alter_table("protocol_party") as table:
        table.create_check_constraint(op.f("ck_protocol_party_one_body"), _one_of(BEFORE))


def _one_of(columns: tuple[str, ...]) -> str:
    told = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in columns)
    return f"{told} = 1"
