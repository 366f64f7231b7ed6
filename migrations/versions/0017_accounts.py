"""accounts

Revision: 0017
Follows: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.backups.going_back import refuse_to_lose

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None

LOSES = ("account", "organisation", "membership", "deputy")


def upgrade() -> None:
    op.create_table(
        "entry_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "password",
                "second_factor",
                "password_reset",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("account_digest", sa.String(length=64), nullable=False),
        sa.Column("address_digest", sa.String(length=64), nullable=False),
        sa.Column("tried_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_attempt")),
    )
    with op.batch_alter_table("entry_attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_entry_attempt_account_digest_tried_at"),
            ["account_digest", "tried_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_entry_attempt_address_digest_tried_at"),
            ["address_digest", "tried_at"],
            unique=False,
        )

    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=80), nullable=True),
        sa.Column("password_digest", sa.String(length=200), nullable=True),
        sa.Column("password_set_at", sa.DateTime(), nullable=True),
        sa.Column("factor_sealed", sa.String(length=300), nullable=True),
        sa.Column("factor_set_at", sa.DateTime(), nullable=True),
        sa.Column("factor_last_step", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("person_id", name=op.f("uq_account_person_id")),
    )
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "password_reset",
                "email_change",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_one_time_link_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_one_time_link_token_digest")),
    )
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_one_time_link_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "provider",
                "probation_region",
                "court_team",
                "prison",
                "health_or_council",
                "judiciary",
                "national",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("court_id", sa.Integer(), nullable=True),
        sa.Column("local_delivery_unit_id", sa.Integer(), nullable=True),
        sa.Column("prison_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'court_team') = (court_id IS NOT NULL OR local_delivery_unit_id IS NOT NULL)",
            name=op.f("ck_organisation_court_team_has_its_place"),
        ),
        sa.CheckConstraint(
            "(kind = 'prison') = (prison_id IS NOT NULL)",
            name=op.f("ck_organisation_prison_has_its_prison"),
        ),
        sa.CheckConstraint(
            "(kind = 'probation_region') = (region_id IS NOT NULL)",
            name=op.f("ck_organisation_probation_region_has_its_region"),
        ),
        sa.CheckConstraint(
            "(kind = 'provider') = (provider_id IS NOT NULL)",
            name=op.f("ck_organisation_provider_is_one_that_is_known"),
        ),
        sa.ForeignKeyConstraint(["court_id"], ["court.id"], name=op.f("fk_organisation_court_id")),
        sa.ForeignKeyConstraint(
            ["local_delivery_unit_id"],
            ["local_delivery_unit.id"],
            name=op.f("fk_organisation_local_delivery_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["prison_id"], ["prison.id"], name=op.f("fk_organisation_prison_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_organisation_provider_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["region.id"], name=op.f("fk_organisation_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
        sa.UniqueConstraint("prison_id", name=op.f("uq_organisation_prison_id")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_organisation_provider_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_organisation_public_id")),
        sa.UniqueConstraint("region_id", name=op.f("uq_organisation_region_id")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_court_id"), ["court_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_organisation_local_delivery_unit_id"),
            ["local_delivery_unit_id"],
            unique=False,
        )

    op.create_table(
        "outside_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("linked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_outside_identity_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_outside_identity_issuer_subject")),
    )
    with op.batch_alter_table("outside_identity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outside_identity_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint(
            "account_id", "code_digest", name=op.f("uq_recovery_code_account_id_code_digest")
        ),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "sentencer",
                "court_officer",
                "offender_manager",
                "prison_officer",
                "listing_editor",
                "provider_administrator",
                "commissioner",
                "region_head",
                "analyst",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_invitation_invited_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitation_public_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitation_token_digest")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invitation_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "sentencer",
                "court_officer",
                "offender_manager",
                "prison_officer",
                "listing_editor",
                "provider_administrator",
                "commissioner",
                "region_head",
                "analyst",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("certified_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("public_id", name=op.f("uq_membership_public_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_membership_in_force",
            ["person_id", "organisation_id", "role"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "organisation_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("local_delivery_unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["local_delivery_unit_id"],
            ["local_delivery_unit.id"],
            name=op.f("fk_organisation_area_local_delivery_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_area_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_area")),
        sa.UniqueConstraint(
            "organisation_id",
            "local_delivery_unit_id",
            name=op.f("uq_organisation_area_organisation_id_local_delivery_unit_id"),
        ),
    )
    with op.batch_alter_table("organisation_area", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_area_local_delivery_unit_id"),
            ["local_delivery_unit_id"],
            unique=False,
        )

    op.create_table(
        "deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "membership_id <> deputy_id", name=op.f("ck_deputy_not_their_own_deputy")
        ),
        sa.CheckConstraint("until_day >= from_day", name=op.f("ck_deputy_until_after_from")),
        sa.ForeignKeyConstraint(["deputy_id"], ["membership.id"], name=op.f("fk_deputy_deputy_id")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_deputy_membership_id")
        ),
        sa.ForeignKeyConstraint(["named_by_id"], ["person.id"], name=op.f("fk_deputy_named_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deputy_public_id")),
    )
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deputy_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_deputy_membership_id"), ["membership_id"], unique=False
        )

    op.create_table(
        "membership_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("local_delivery_unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["local_delivery_unit_id"],
            ["local_delivery_unit.id"],
            name=op.f("fk_membership_area_local_delivery_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_membership_area_membership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_area")),
        sa.UniqueConstraint(
            "membership_id",
            "local_delivery_unit_id",
            name=op.f("uq_membership_area_membership_id_local_delivery_unit_id"),
        ),
    )
    with op.batch_alter_table("membership_area", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_area_local_delivery_unit_id"),
            ["local_delivery_unit_id"],
            unique=False,
        )

    op.create_table(
        "software_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("acts", sa.JSON(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_software_token_membership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_software_token")),
        sa.UniqueConstraint("public_id", name=op.f("uq_software_token_public_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_software_token_token_digest")),
    )
    with op.batch_alter_table("software_token", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_software_token_membership_id"), ["membership_id"], unique=False
        )

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("browser", sa.String(length=80), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("second_factor_at", sa.DateTime(), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column(
            "ended_why",
            sa.Enum(
                "logged_out",
                "revoked",
                "disabled",
                "role_changed",
                "password_set",
                "idle",
                "too_long",
                name="ended_why",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_visit_account_id")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_visit_membership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("public_id", name=op.f("uq_visit_public_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_visit_token_digest")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_ended_at"), ["ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_membership_id"), ["membership_id"], unique=False)


def downgrade() -> None:
    refuse_to_lose(op.get_bind(), LOSES)
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_membership_id"))
        batch_op.drop_index(batch_op.f("ix_visit_ended_at"))
        batch_op.drop_index(batch_op.f("ix_visit_account_id"))

    op.drop_table("visit")
    with op.batch_alter_table("software_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_software_token_membership_id"))

    op.drop_table("software_token")
    with op.batch_alter_table("membership_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_area_local_delivery_unit_id"))

    op.drop_table("membership_area")
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deputy_membership_id"))
        batch_op.drop_index(batch_op.f("ix_deputy_deputy_id"))

    op.drop_table("deputy")
    with op.batch_alter_table("organisation_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_area_local_delivery_unit_id"))

    op.drop_table("organisation_area")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_in_force",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_organisation_id"))

    op.drop_table("invitation")
    op.drop_table("recovery_code")
    with op.batch_alter_table("outside_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outside_identity_account_id"))

    op.drop_table("outside_identity")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_local_delivery_unit_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_court_id"))

    op.drop_table("organisation")
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_link_account_id"))

    op.drop_table("one_time_link")
    op.drop_table("account")
    with op.batch_alter_table("entry_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_attempt_address_digest_tried_at"))
        batch_op.drop_index(batch_op.f("ix_entry_attempt_account_digest_tried_at"))

    op.drop_table("entry_attempt")
