"""bodies that act for small providers; the areas of an invitation

Revision: 0029
Follows: 0028
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

LOSES = ("acting_body", "invitation_area")

BEFORE = (
    "provider",
    "probation_region",
    "court_team",
    "prison",
    "health_or_council",
    "judiciary",
    "national",
)
NOW = ("provider", "infrastructure_body", *BEFORE[1:])

CHECKS = {
    "provider_is_one_that_is_known": "(kind = 'provider') = (provider_id IS NOT NULL)",
    "probation_region_has_its_region": "(kind = 'probation_region') = (region_id IS NOT NULL)",
    "prison_has_its_prison": "(kind = 'prison') = (prison_id IS NOT NULL)",
}
HAS_A_PLACE = "(court_id IS NOT NULL OR local_delivery_unit_id IS NOT NULL)"


def upgrade() -> None:
    _take_kinds(NOW, f"(kind IN ('court_team', 'infrastructure_body')) = {HAS_A_PLACE}")
    op.create_table(
        "acting_body",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "organisation_id <> body_id", name=op.f("ck_acting_body_acts_for_another")
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["organisation.id"], name=op.f("fk_acting_body_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["person.id"], name=op.f("fk_acting_body_named_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_acting_body_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acting_body")),
        sa.UniqueConstraint("public_id", name=op.f("uq_acting_body_public_id")),
    )
    for column in ("organisation_id", "body_id"):
        op.create_index(op.f(f"ix_acting_body_{column}"), "acting_body", [column])
    op.create_index(
        "uq_acting_body_in_force",
        "acting_body",
        ["organisation_id", "body_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "invitation_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("local_delivery_unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_invitation_area_invitation_id")
        ),
        sa.ForeignKeyConstraint(
            ["local_delivery_unit_id"],
            ["local_delivery_unit.id"],
            name=op.f("fk_invitation_area_local_delivery_unit_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_area")),
        sa.UniqueConstraint(
            "invitation_id",
            "local_delivery_unit_id",
            name=op.f("uq_invitation_area_invitation_id_local_delivery_unit_id"),
        ),
    )
    op.create_index(
        op.f("ix_invitation_area_local_delivery_unit_id"),
        "invitation_area",
        ["local_delivery_unit_id"],
    )
    with op.batch_alter_table("listing_draft") as batch:
        batch.add_column(sa.Column("acting", sa.String(length=700), nullable=True))


def downgrade() -> None:
    """An organisation of the new kind stays, closed, with its members and their history."""
    refuse_to_lose(op.get_bind(), LOSES)
    with op.batch_alter_table("listing_draft") as batch:
        batch.drop_column("acting")
    for table in reversed(LOSES):
        op.drop_table(table)
    _take_kinds(BEFORE, f"(kind = 'court_team') = {HAS_A_PLACE}", close_others=True)


def _take_kinds(kinds: tuple[str, ...], has_its_place: str, *, close_others: bool = False) -> None:
    """SQLite forgets the checks of a table that is built anew, so that all are named again."""
    replaced = ("kind", "court_team_has_its_place")
    with op.batch_alter_table("organisation") as batch:
        for name in replaced:
            batch.drop_constraint(op.f(f"ck_organisation_{name}"), type_="check")
    if close_others:
        op.execute(
            "UPDATE organisation SET closed_at = COALESCE(closed_at, CURRENT_TIMESTAMP), "
            "local_delivery_unit_id = NULL, kind = 'national' WHERE kind = 'infrastructure_body'"
        )
    words = ", ".join(f"'{kind}'" for kind in kinds)
    kept = [
        sa.CheckConstraint(says, name=op.f(f"ck_organisation_{name}"))
        for name, says in CHECKS.items()
    ]
    with op.batch_alter_table("organisation", table_args=kept) as batch:
        for name, says in zip(replaced, (f"kind IN ({words})", has_its_place), strict=True):
            batch.create_check_constraint(op.f(f"ck_organisation_{name}"), says)
